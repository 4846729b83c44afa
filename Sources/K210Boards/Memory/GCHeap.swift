/// The heap of MaixPy's Python objects, one block of general memory taken at the start.
package enum GCHeap {
  /// Bytes that every flavour takes unless `utils.gc_heap_size` said otherwise.
  package static let defaultBytes = Fact(0x80000, .measured, "boot line of v0.6.2-75")
  /// Bytes taken when the block that was asked for cannot be had.
  package static let fallbackBytes = Fact(128 << 10, .vendor, "MaixPy start-up code")
  /// Smaller sizes worth trying, in bytes: 256 KiB was reported in use, 128 KiB is what the firmware falls back to.
  package static let smallerBytes = Fact([256 << 10, 128 << 10], .measured, "boot line of v0.6.2-15")
  /// Bytes that a fresh script finds taken: modules, compiled code.
  package static let usedAtStart = Fact(16_896, .measured, "Maix Bit, prompt of a fresh script")

  /// Bytes of a heap that objects can have: 518016 of 524288.
  ///
  /// Blocks of 32 bytes; a table byte per 4 blocks and a finaliser byte per 8 come out of the same area.
  /// **Source**: MicroPython 1.11 `gc.c`. The 128 bytes taken off first make the only measured pair come out.
  package static func usableBytes(of heapBytes: Int) -> Int {
    let (blockBytes, blocksPerTableByte) = (32, 4)
    let spare = max(0, min(heapBytes, K210Memory.general.value) - 128)
    // In eighths of a byte, per table byte: itself, half a finaliser byte, its blocks.
    let tableBytes = spare * 8 / (8 + 4 + 8 * blocksPerTableByte * blockBytes)
    return tableBytes * blocksPerTableByte * blockBytes
  }
}
