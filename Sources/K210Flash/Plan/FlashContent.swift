/// What a file on its way into flash holds, as somebody says who knows its format.
public enum FlashContent: Sendable, Equatable {
  /// A model that firmware can load.
  case model
  /// A model of a version that no firmware loads.
  case modelOfVersion(Int)
  /// A file that its own format says is broken; why.
  case broken(String)
  /// Something else; a few words on what.
  case other(String)
}
