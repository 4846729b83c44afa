import OpKernels

/// Interleaved pixels of a map, at the start of memory that may be longer.
struct InterleavedPixels {
  fileprivate var memory: [UInt8]
  /// Bytes of the map.
  let byteCount: Int

  /// Lends the map's bytes.
  func withBytes(_ body: (Span<UInt8>) -> Void) { body(memory.span.extracting(first: byteCount)) }

  /// Lends the map's bytes for writing.
  mutating func withMutableBytes(_ body: (inout MutableSpan<UInt8>) -> Void) {
    let byteCount = byteCount
    var all = memory.mutableSpan
    var bytes = all._mutatingExtracting(first: byteCount)
    body(&bytes)
  }
}

/// Memory of maps that nobody reads any more, for the maps to come.
///
/// Fresh memory would be set to zero, and the system takes large pieces back and has every page touched anew, which took
/// a tenth of an inference.
struct PixelBuffers {
  private var idle: [[UInt8]] = []

  /// Memory for a map of so many bytes; what it holds does not matter.
  mutating func take(_ byteCount: Int) -> InterleavedPixels {
    let fitting = idle.indices.filter { idle[$0].count >= byteCount }.min { idle[$0].count < idle[$1].count }
    if let fitting { return InterleavedPixels(memory: idle.remove(at: fitting), byteCount: byteCount) }
    // The largest one makes place, so that there are never more than maps at a time.
    if let largest = idle.indices.max(by: { idle[$0].count < idle[$1].count }) { idle.remove(at: largest) }
    return InterleavedPixels(memory: [UInt8](repeating: 0, count: byteCount), byteCount: byteCount)
  }

  /// Takes a map back that nobody reads any more.
  mutating func recycle(_ pixels: InterleavedPixels) { idle.append(pixels.memory) }
}
