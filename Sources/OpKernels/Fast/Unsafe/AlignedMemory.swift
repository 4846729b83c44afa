/// Memory of its own that starts at a cache line, zero at first.
///
/// Invariant: `base` owns `byteCount` bytes until `deinit`. Sendable because whoever shares an instance
/// between threads writes it only before sharing, or each thread a part of its own.
@safe final class AlignedMemory: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let byteCount: Int

  /// At least one byte, rounded up to whole cache lines.
  init(byteCount: Int) {
    self.byteCount = Swift.max(byteCount, 1).roundedUp(to: 64)
    unsafe base = UnsafeMutableRawPointer.allocate(byteCount: self.byteCount, alignment: 64)
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: self.byteCount)
  }

  /// A copy of the elements.
  convenience init<Element: BitwiseCopyable>(copying elements: [Element]) {
    self.init(byteCount: elements.count * MemoryLayout<Element>.stride)
    unsafe elements.withUnsafeBytes { source in
      guard let address = source.baseAddress else { return }
      unsafe base.copyMemory(from: address, byteCount: source.count)
    }
  }

  deinit { unsafe base.deallocate() }

  /// Repeats some bytes from start to end.
  func fill(repeating bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { source in
      guard let address = source.baseAddress else { return }
      for start in stride(from: 0, to: byteCount, by: source.count) {
        unsafe (base + start).copyMemory(from: address, byteCount: min(source.count, byteCount - start))
      }
    }
  }

  /// The memory as elements of a type that `byteCount` was computed for.
  func pointer<Element: BitwiseCopyable>(as type: Element.Type) -> UnsafeMutablePointer<Element> {
    // Every bit pattern is a value of the integer types this is called with; 64 bytes align any of them.
    unsafe base.bindMemory(to: type, capacity: byteCount / MemoryLayout<Element>.stride)
  }
}
