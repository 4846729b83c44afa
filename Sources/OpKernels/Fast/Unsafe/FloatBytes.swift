/// Floats in single precision as bytes, in the order of the processor: little-endian everywhere that this is built for.
package enum FloatBytes {
  /// Fills all floats; there are four times as many bytes.
  package static func read(_ bytes: Span<UInt8>, into floats: inout MutableSpan<Float>) {
    precondition(bytes.count == 4 * floats.count)
    // Invariant: both hold as many bytes, as just checked; every pattern is a float.
    unsafe bytes.withUnsafeBytes { source in
      unsafe floats.withUnsafeMutableBytes { target in unsafe target.copyMemory(from: source) }
    }
  }

  /// The bytes of floats.
  package static func bytes(of floats: Span<Float>) -> [UInt8] {
    unsafe floats.withUnsafeBytes { unsafe Array($0) }
  }
}
