import NPUGraph
import Simulation

/// The JSON form of `kiln check`.
struct CheckReport: Encodable {
  /// One operator.
  struct Node: Encodable {
    let index: Int
    let name: String
    let `operator`: String
    let output: [Int]
    let macs: Int
    /// `free`, `accelerated`, `partly`, `cpu` or `impossible`.
    let verdict: String
    let reason: String
    let steps: [Step]
    /// What to change; absent where nothing is known.
    let remedy: String?
    let rule: Rule
    /// Absent where no cost model knows it.
    let cost: Cost?
    let macs_factor: Double
  }

  /// One operation that a node is made of.
  struct Step: Encodable {
    let words: String
    let accelerated: Bool
    let ms: Double?
  }

  /// Where a verdict comes from.
  struct Rule: Encodable {
    /// `measured`, `vendor`, `inferred` or `guessed`.
    let standing: String
    let source: String
  }

  /// Estimated time.
  struct Cost: Encodable {
    let cycles: Int
    let ms: Double
    let certainty: String?
  }

  /// The clocks that costs are counted at.
  struct Clocks: Encodable {
    let accelerator_mhz: Double
    let cpu_mhz: Double
  }

  let schema = 1
  let file: String
  let target: String
  let accelerator: String
  let can_run: Bool
  let obstacles: [String]
  /// Operators by verdict.
  let counts: [String: Int]
  /// Of the operators whose cost is known; absent where none is.
  let ms: Double?
  let unknown_costs: Int
  let clocks: Clocks?
  let nodes: [Node]

  init(path: String, _ support: NetworkSupport) {
    (file, target, accelerator) = (path, support.chip, support.accelerator)
    (can_run, obstacles) = (support.canRun, support.obstacles)
    counts = Dictionary(
      uniqueKeysWithValues: OperatorSupport.Verdict.allCases.map { ($0.rawValue, support.count($0)) })
    let clocks = support.clocks
    func milliseconds(_ cycles: Int?) -> Double? { cycles.flatMap { cycles in clocks?.milliseconds(cycles) } }
    ms = milliseconds(support.cycles)
    unknown_costs = support.unknownCosts
    self.clocks = clocks.map { Clocks(accelerator_mhz: $0.acceleratorMHz, cpu_mhz: $0.cpuMHz) }
    nodes = support.rows.enumerated().map { index, row in
      let answer = row.support
      return Node(
        index: index, name: row.name, operator: row.operation, output: row.output, macs: row.macs,
        verdict: answer.verdict.rawValue, reason: answer.reason,
        steps: answer.steps.map { step in
          Step(
            words: step.words, accelerated: step.isAccelerated,
            ms: answer.cost == nil ? nil : milliseconds(step.cost.saturatingSum { $0.cycles }))
        },
        remedy: answer.remedy,
        rule: Rule(standing: answer.rule.standing.rawValue, source: answer.rule.source),
        cost: answer.cycles.flatMap { cycles in
          milliseconds(cycles).map { Cost(cycles: cycles, ms: $0, certainty: answer.costCertainty?.rawValue) }
        }, macs_factor: answer.macsFactor)
    }
  }
}
