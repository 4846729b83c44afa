/// A compiled model for the Kendryte K210, as its file describes it: nncase kmodel version 3 or 4.
///
/// Weights stay where they were loaded: layers hold slices of the file's bytes, never copies.
public enum KModel: Sendable, Equatable {
  /// Produced by nncase v0.1.0; starts with the number 3.
  case v3(KModelV3)
  /// Produced by nncase v0.2.0; starts with `LDMK`, then the number 4.
  case v4(KModelV4)

  /// The format version: 3 or 4.
  public var version: Int {
    switch self {
    case .v3: 3
    case .v4: 4
    }
  }
}
