public import Simulation

/// What a chip makes of one node of a network.
public struct OperatorSupport: Sendable, Equatable {
  /// The answer in a word.
  public enum Verdict: String, Sendable, CaseIterable {
    /// Nothing is computed: the same numbers under another shape.
    case free
    /// The accelerator runs it as it is.
    case accelerated
    /// The accelerator runs a part of it, or runs it as several operations.
    case partly
    /// The chip's CPU runs it.
    case cpu
    /// Neither runs it.
    case impossible
  }

  /// One operation of those that a node is made of.
  public struct Step: Sendable, Equatable {
    /// What is done, in a few words: `pad 1 row above`.
    public let words: String
    /// Whether the accelerator does it.
    public let isAccelerated: Bool
    /// What it costs; empty where nobody knows.
    public let cost: [CostTerm]

    /// A step of the given parts.
    public init(_ words: String, isAccelerated: Bool, cost: [CostTerm] = []) {
      (self.words, self.isAccelerated, self.cost) = (words, isAccelerated, cost)
    }
  }

  /// The answer in a word.
  public let verdict: Verdict
  /// Why, in one sentence without a full stop.
  public let reason: String
  /// What the node is made of, in order; empty unless it is run in parts.
  public let steps: [Step]
  /// What to change in the network so that the chip does better; nil where nothing is known.
  public let remedy: String?
  /// The rule that was decisive.
  public let rule: SupportRule
  /// The parts of its time; nil where no cost model knows it.
  public let cost: [CostTerm]?
  /// Multiply-accumulates that are done for each one of the node; 1 unless it is run in parts.
  public let macsFactor: Double

  /// An answer of the given parts.
  public init(
    _ verdict: Verdict, _ reason: String, steps: [Step] = [], remedy: String? = nil, rule: SupportRule,
    cost: [CostTerm]? = nil, macsFactor: Double = 1
  ) {
    (self.verdict, self.reason, self.steps, self.remedy) = (verdict, reason, steps, remedy)
    (self.rule, self.cost, self.macsFactor) = (rule, cost, macsFactor)
  }

  /// Cycles of the accelerator's clock; nil where no cost model knows it.
  public var cycles: Int? { cost?.saturatingSum { $0.cycles } }

  /// The least sure of the constants that make up a tenth of the cost or more.
  public var costCertainty: Certainty? {
    guard let cost, let cycles else { return nil }
    let weighty = cost.filter { $0.cycles > 0 && $0.cycles >= cycles / 10 }
    return Certainty.allCases.last { certainty in weighty.contains { $0.basis.certainty == certainty } }
  }
}

/// Where a rule about a chip's operators comes from and how sure it is.
public struct SupportRule: Sendable, Equatable {
  /// How a rule became known, the surest first.
  public enum Standing: String, Sendable, CaseIterable {
    /// Read off a chip, or off files that the vendor's compiler wrote.
    case measured
    /// Stated by the vendor's documents or the compiler's sources.
    case vendor
    /// Follows from facts about the hardware or from a chip alike: probably so.
    case inferred
    /// None of these.
    case guessed
  }

  /// How the rule became known.
  public let standing: Standing
  /// Document, file or reasoning, in a few words.
  public let source: String

  /// A rule and its origin.
  public init(_ standing: Standing, _ source: String) { (self.standing, self.source) = (standing, source) }
}
