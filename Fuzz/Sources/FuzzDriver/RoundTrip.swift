internal import KModel

/// What must hold for every file that the readers accept.
public enum RoundTrip {
  /// Reads the bytes as a kmodel; an accepted model must be writable and be the same model when read again.
  public static func check(_ bytes: [UInt8]) {
    guard let model = try? KModel(bytes: bytes) else { return }
    do {
      let written = try model.encoded()
      let again = try KModel(bytes: written)
      if try again.encoded() != written { LibFuzzer.finding("the encoding is not stable") }
      // A model with a NaN in a parameter differs from a twin, though not from itself: equal buffers of
      // layers are not looked into.
      if try KModel(bytes: bytes) == model, again.withFinalPadding != model.withFinalPadding {
        LibFuzzer.finding("writing changed the model")
      }
    } catch {
      LibFuzzer.finding("an accepted model cannot be written and read again: \(error)")
    }
  }
}

extension KModel {
  /// The model without the note that its file lacks final padding.
  ///
  /// A body may be declared longer than its contents and be cut where they end; written anew it is only as
  /// long as they are, so there is nothing left to omit.
  fileprivate var withFinalPadding: KModel {
    switch self {
    case .v3(var model):
      model.omitsFinalPadding = false
      return .v3(model)
    case .v4(var model):
      model.omitsFinalPadding = false
      return .v4(model)
    }
  }
}
