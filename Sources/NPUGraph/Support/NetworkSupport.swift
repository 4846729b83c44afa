public import Simulation
import Tensors

/// What a chip makes of a whole network.
public struct NetworkSupport: Sendable {
  /// One operator of the file; it may have become several nodes of the graph.
  public struct Row: Sendable {
    /// The node's name in the file; may be empty.
    public let name: String
    /// The operator, as the file spells it; fused ones are joined by `+`.
    public let operation: String
    /// Shape of its last result.
    public let output: [Int]
    /// Multiply-accumulates, before anything is decomposed.
    public let macs: Int
    /// What the chip makes of it.
    public let support: OperatorSupport
  }

  /// The chip as people write it.
  public let chip: String
  /// What its accelerator is called.
  public let accelerator: String
  /// The clocks that costs are counted at; nil where no costs are known.
  public let clocks: ChipClocks?
  /// The operators in the order of execution.
  public let rows: [Row]
  /// What keeps the network off the chip as a whole, a sentence each without full stops.
  public let obstacles: [String]

  /// Nodes that one operator becomes at most; a file may give all its nodes the same name.
  private static let mostNodes = 64

  /// Asks about every node of a graph.
  public init(_ graph: Graph, rules: some OperatorRules) {
    let network = NetworkView(graph)
    var rows: [Row] = []
    var first: Graph.Node?
    var joined = 0
    for node in graph.nodes {
      let row = Row(
        name: node.name, operation: node.label, output: node.outputs.last.map { network.extents($0) } ?? [],
        macs: graph.macs(of: node), support: rules.support(of: node, in: network))
      // An operator that was imported as several nodes is one line of the answer.
      if let first, !node.name.isEmpty, first.name == node.name, joined < Self.mostNodes, let last = rows.last
      {
        rows[rows.count - 1] = last.joined(with: row)
        joined += 1
      } else {
        rows.append(row)
        (first, joined) = (node, 1)
      }
    }
    self.rows = rows
    obstacles = rules.obstacles(to: graph)
    (chip, accelerator, clocks) = (rules.chip, rules.accelerator, rules.clocks)
  }

  /// How many rows have a verdict.
  public func count(_ verdict: OperatorSupport.Verdict) -> Int {
    rows.count { $0.support.verdict == verdict }
  }

  /// Whether the chip can run the network at all.
  public var canRun: Bool { count(.impossible) == 0 && obstacles.isEmpty }
  /// Cycles of all rows whose cost is known; nil when none is.
  public var cycles: Int? {
    let known = rows.compactMap(\.support.cycles)
    return known.isEmpty ? nil : known.saturatingSum { $0 }
  }
  /// Rows that compute something but whose cost is not known.
  public var unknownCosts: Int {
    rows.count { ![.free, .impossible].contains($0.support.verdict) && $0.support.cost == nil }
  }
}

extension NetworkSupport.Row {
  /// One row for two nodes of the same operator.
  fileprivate func joined(with next: Self) -> Self {
    Self(
      name: name, operation: operation.count >= next.operation.count ? operation : next.operation,
      output: next.output, macs: [macs, next.macs].saturatingSum { $0 },
      support: support.joined(with: next.support, words: (operation, next.operation)))
  }
}

extension OperatorSupport {
  /// The verdict on two parts of one operator: the worse of them, in parts if they differ.
  fileprivate func joined(with next: OperatorSupport, words: (String, String)) -> OperatorSupport {
    if next.verdict == .free { return self }
    if verdict == .free { return next }
    // A sum of which a part is not known says too little.
    let sum = cost.flatMap { cost in next.cost.map { cost + $0 } }
    if verdict == next.verdict, verdict != .partly, reason == next.reason {
      return OperatorSupport(
        verdict, reason, remedy: remedy ?? next.remedy, rule: rule, cost: sum,
        macsFactor: max(macsFactor, next.macsFactor))
    }
    let worse = rank >= next.rank ? self : next
    if worse.verdict == .impossible { return worse }
    let joined = rank == next.rank ? verdict : .partly
    return OperatorSupport(
      joined, worse.reason, steps: parts + next.parts, remedy: worse.remedy, rule: worse.rule, cost: sum,
      macsFactor: max(macsFactor, next.macsFactor))
  }

  private var parts: [Step] {
    steps.isEmpty ? [Step(reason, isAccelerated: verdict == .accelerated, cost: cost ?? [])] : steps
  }

  private var rank: Int { Verdict.allCases.firstIndex(of: verdict) ?? 0 }
}
