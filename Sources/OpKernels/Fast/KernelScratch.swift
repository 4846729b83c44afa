/// Working memory of the fast kernels, one part per thread; grows to what the largest layer needs.
///
/// One instance serves one run at a time.
public final class KernelScratch {
  /// One per thread.
  private(set) var parts: [AlignedMemory] = []

  /// Working memory without any bytes yet.
  public init() {}

  /// Makes `count` parts of at least `byteCount` bytes available; what they hold does not matter.
  func reserve(parts count: Int, byteCount: Int) {
    for index in 0..<count {
      if index == parts.count {
        parts.append(AlignedMemory(byteCount: byteCount))
      } else if parts[index].byteCount < byteCount {
        parts[index] = AlignedMemory(byteCount: byteCount)
      }
    }
  }

  /// Repeats some bytes in every part, as if other layers had left them: no result may depend on them.
  package func fill(repeating bytes: [UInt8]) {
    for part in parts { part.fill(repeating: bytes) }
  }

  /// One part of at least `byteCount` bytes; others stay as they are.
  func part(_ index: Int, byteCount: Int) -> AlignedMemory {
    while parts.count <= index { parts.append(AlignedMemory(byteCount: 0)) }
    if parts[index].byteCount < byteCount { parts[index] = AlignedMemory(byteCount: byteCount) }
    return parts[index]
  }
}
