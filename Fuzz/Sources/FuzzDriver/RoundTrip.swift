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
      if try KModel(bytes: bytes) == model, again != model { LibFuzzer.finding("writing changed the model") }
    } catch {
      LibFuzzer.finding("an accepted model cannot be written and read again: \(error)")
    }
  }
}
