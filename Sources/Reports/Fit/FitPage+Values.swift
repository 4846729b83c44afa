extension FitPage {
  /// How an answer is marked: by a colour, beside its words.
  public enum Grade: String, Sendable, CaseIterable {
    /// It loads.
    case good
    /// It loads by sums that are too close to rely on.
    case doubtful
    /// It does not load.
    case bad
  }

  /// An answer in words, and where the memory goes.
  public struct Verdict: Sendable, Equatable {
    /// How it is marked.
    public let grade: Grade
    /// `yes`, `probably`, `no`, or what else stands against it.
    public let word: String
    /// Where the memory goes.
    public let budget: MemoryBudget

    /// An answer.
    public init(_ grade: Grade, _ word: String, _ budget: MemoryBudget) {
      self.grade = grade
      self.word = word
      self.budget = budget
    }

    /// Whether it does not load though there is room for it.
    public var isRefused: Bool { grade == .bad && budget.free >= 0 }
  }

  /// Something that can be done.
  public struct Remedy: Sendable, Equatable {
    /// What to do, as an order.
    public let order: String
    /// How to do it, or what it costs; a line each.
    public let details: [String]
    /// Bytes that it saves; 0 or less for none.
    public let savedBytes: Int
    /// The answer once it is done.
    public let verdict: Verdict

    /// A remedy.
    public init(_ order: String, details: [String], savedBytes: Int, _ verdict: Verdict) {
      self.order = order
      self.details = details
      self.savedBytes = savedBytes
      self.verdict = verdict
    }
  }

  /// What one program or firmware says to the model.
  public struct Answer: Sendable, Equatable {
    /// Its short name.
    public let id: String
    /// What it is, in a few words.
    public let name: String
    /// Whether the model loads.
    public let verdict: Verdict
    /// The same beside the usual camera and display; nil when the scenario says what is used.
    public let usual: Verdict?
    /// Why it does not load, in the order in which the board meets it.
    public var reasons: [String] = []
    /// Who says the lines below: `the board prints`.
    public var speaker = ""
    /// What the user sees of it.
    public var boardLines: [String] = []
    /// What makes the answer less sure, and what was taken differently from what was asked.
    public var remarks: [String] = []
    /// What helps, easiest first.
    public var remedies: [Remedy] = []
    /// What is left to say when nothing helps; nil when something does.
    public var lastWord: String?
    /// The other memories, in sentences: KPU RAM, flash.
    public var otherMemories: [String] = []

    /// An answer without reasons and remedies.
    public init(id: String, name: String, _ verdict: Verdict, usual: Verdict? = nil) {
      self.id = id
      self.name = name
      self.verdict = verdict
      self.usual = usual
    }
  }

  /// A figure in the sums, and how it is known.
  public struct Figure: Sendable, Equatable {
    /// What it is about.
    public let subject: String
    /// The figure with its unit.
    public let value: String
    /// How surely it is known, in one word.
    public let certainty: String
    /// Whether a board may well differ.
    public let isEstimate: Bool
    /// Where it comes from.
    public let source: String

    /// A figure.
    public init(_ subject: String, _ value: String, certainty: String, isEstimate: Bool, source: String) {
      self.subject = subject
      self.value = value
      self.certainty = certainty
      self.isEstimate = isEstimate
      self.source = source
    }
  }

  /// A figure of the model in large type.
  public struct Fact: Sendable, Equatable {
    /// What it is.
    public let name: String
    /// The figure with its unit.
    public let value: String
    /// What it means.
    public let note: String

    /// A figure.
    public init(_ name: String, _ value: String, note: String) {
      self.name = name
      self.value = value
      self.note = note
    }
  }
}
