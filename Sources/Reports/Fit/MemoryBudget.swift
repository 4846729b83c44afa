/// Who takes how much of one memory, in bytes, in the order in which it is taken.
public struct MemoryBudget: Sendable, Equatable {
  /// What memory is taken for; the colour of a share.
  public enum Purpose: String, Sendable, CaseIterable {
    /// Code, data and stacks of what the board runs.
    case program
    /// The heap of a script's objects.
    case heap
    /// Pictures of camera and display.
    case pictures
    /// The model's file, or what is fetched of it.
    case model
    /// What the model computes in, and what its loader keeps.
    case work

    /// Its name in a legend.
    public var title: String {
      switch self {
      case .program: "firmware or program, stacks"
      case .heap: "GC heap"
      case .pictures: "camera, LCD"
      case .model: "model file"
      case .work: "main buffer, loader"
      }
    }
  }

  /// One share.
  public struct Share: Sendable, Equatable {
    /// What it is for.
    public let purpose: Purpose
    /// What takes it, in a few words.
    public let name: String
    /// How much it takes.
    public let bytes: Int
    /// How surely that is known, in one word.
    public let certainty: String
    /// Whether a board may well take another amount.
    public let isEstimate: Bool

    /// A share.
    public init(_ purpose: Purpose, _ name: String, bytes: Int, certainty: String, isEstimate: Bool) {
      self.purpose = purpose
      self.name = name
      self.bytes = bytes
      self.certainty = certainty
      self.isEstimate = isEstimate
    }
  }

  /// Bytes that there are.
  public let capacity: Int
  /// The shares in the order in which they are taken.
  public let shares: [Share]

  /// Shares of a memory of `capacity` bytes.
  public init(capacity: Int, _ shares: [Share]) {
    self.capacity = capacity
    self.shares = shares
  }

  /// Bytes of all shares.
  public var total: Int { shares.reduce(0) { $0 + $1.bytes } }
  /// Bytes that nobody takes; negative by what is missing.
  public var free: Int { capacity - total }
}
