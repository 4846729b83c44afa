import Bytes
package import KModel
import Simulation

/// A run of elements in one of the chip's memories, as a layer names it.
package struct Operand<Element: PlainElement> {
  /// Which memory.
  package let memory: MemoryType
  /// The bytes in that memory; never negative.
  package let bytes: Range<Int>
  /// Whether the range may reach into the slack behind main memory.
  package let mayTouchSlack: Bool

  /// Elements of a range of bytes.
  package init(memory: MemoryType, bytes: Range<Int>, mayTouchSlack: Bool = false) {
    self.memory = memory
    self.bytes = bytes
    self.mayTouchSlack = mayTouchSlack
  }

  /// `count` elements of main memory from byte `start` on.
  ///
  /// - Throws: a fault when the size does not fit any memory.
  package static func main(_ start: UInt32, count: Int, slack: Bool = false) throws(Fault) -> Operand {
    guard count >= 0, let byteCount = Int.product(count, MemoryLayout<Element>.size),
      byteCount <= Int(UInt32.max)
    else {
      throw .outOfBounds(memory: "main memory", start: Int(start), byteCount: .max, size: Int(UInt32.max))
    }
    return Operand(memory: .main, bytes: Int(start)..<(Int(start) + byteCount), mayTouchSlack: slack)
  }

  /// Elements that fit the range.
  package var count: Int { bytes.count / MemoryLayout<Element>.size }

  /// The same bytes, without a type.
  var asBytes: Operand<UInt8> {
    Operand<UInt8>(memory: memory, bytes: bytes, mayTouchSlack: mayTouchSlack)
  }

  /// The first `count` elements of the range.
  ///
  /// - Throws: a fault when the range is shorter.
  package func first(_ count: Int) throws(Fault) -> Operand {
    guard let byteCount = Int.product(count, MemoryLayout<Element>.size), byteCount <= bytes.count else {
      throw .invalidParameter(
        name: "a memory range", found: "\(bytes.count) bytes",
        expected: "\(count) elements of \(MemoryLayout<Element>.size) bytes")
    }
    return Operand(
      memory: memory, bytes: bytes.lowerBound..<(bytes.lowerBound + byteCount), mayTouchSlack: mayTouchSlack)
  }

  /// Whether two operands share a byte.
  package func overlaps<Other>(_ other: Operand<Other>) -> Bool {
    memory == other.memory && bytes.overlaps(other.bytes)
  }
}

extension Operand {
  /// The elements of a kmodel v4's memory range.
  init(_ range: MemoryRange) {
    self.init(
      memory: range.memory, bytes: Int(range.start)..<(Int(range.start) + Int(range.byteCount)))
  }
}
