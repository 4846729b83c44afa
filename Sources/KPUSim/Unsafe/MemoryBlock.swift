import Glibc
import OpKernels
import Simulation

/// One memory of the chip: a fixed number of bytes that start at zero.
///
/// This file is the only place of the simulator that touches raw memory. **Invariant**: every view is made
/// from a range that was checked against `byteCount` here, so no kernel can leave the block; typed views are
/// made only from addresses aligned for their element, everything else goes through a copy.
@safe package final class MemoryBlock {
  /// Bytes that may be accessed.
  package let byteCount: Int
  /// Bytes behind them that only accesses which ask for it may touch.
  package let slackByteCount: Int
  /// What messages call this memory.
  package let name: String
  private let storage: UnsafeMutableRawBufferPointer
  /// What `calloc` gave; `storage` starts at the first multiple of 64 in it.
  private let allocation: UnsafeMutableRawPointer
  /// All that was lent for writing since the bytes were last zero lies in it.
  private var written = 0..<0

  /// Allocates `byteCount` zero bytes (not negative) and the slack behind them.
  ///
  /// Pages of a fresh block become resident only when they are touched.
  ///
  /// - Throws: a fault when the computer has no such piece of memory.
  package init(name: String, byteCount: Int, slackByteCount: Int = 0) throws(Fault) {
    self.name = name
    self.byteCount = byteCount
    self.slackByteCount = slackByteCount
    let count = max(byteCount + slackByteCount, 1)
    guard let zeros = unsafe calloc(count + 63, 1) else {
      throw .memoryRefused(memory: name, byteCount: byteCount)
    }
    unsafe allocation = zeros
    let padding = (64 - Int(bitPattern: zeros) % 64) % 64
    unsafe storage = UnsafeMutableRawBufferPointer(start: zeros + padding, count: count)
  }

  deinit { unsafe free(allocation) }

  /// Sets every byte to zero, on at most so many threads.
  package func clear(threads: Int = 1) {
    let bytes = unsafe UnsafeMutableRawBufferPointer(rebasing: storage[written])
    var span = unsafe bytes.assumingMemoryBound(to: UInt8.self).mutableSpan
    span.clear(threads: threads)
    written = 0..<0
  }

  /// The range of `byteCount` bytes from `start` on, or a fault that names this memory.
  package func checked(_ start: Int, _ count: Int, slack: Bool = false) throws(Fault) -> Range<Int> {
    let limit = byteCount + (slack ? slackByteCount : 0)
    guard start >= 0, count >= 0, start <= limit, count <= limit - start else {
      throw .outOfBounds(memory: name, start: start, byteCount: count, size: byteCount)
    }
    return start..<(start + count)
  }

  /// Lends the bytes of a checked range for reading.
  package func withBytes<Result>(
    _ range: Range<Int>, _ body: (Span<UInt8>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    let range = try checked(range.lowerBound, range.count, slack: true)
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: storage[range]).assumingMemoryBound(to: UInt8.self)
    return try unsafe body(bytes.span)
  }

  /// Lends the bytes of a checked range for reading and writing.
  ///
  /// - Parameter writing: the part of the range outside which `body` writes nothing; nil: it may write everywhere.
  package func withMutableBytes<Result>(
    _ range: Range<Int>, writing: Range<Int>? = nil,
    _ body: (inout MutableSpan<UInt8>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    let range = try checked(range.lowerBound, range.count, slack: true)
    note(writing ?? range)
    let bytes = unsafe UnsafeMutableRawBufferPointer(rebasing: storage[range])
    var span = unsafe bytes.assumingMemoryBound(to: UInt8.self).mutableSpan
    return try body(&span)
  }

  private func note(_ range: Range<Int>) {
    if written.isEmpty {
      written = range
    } else {
      written = min(written.lowerBound, range.lowerBound)..<max(written.upperBound, range.upperBound)
    }
  }

  /// Lends the elements of a checked range for reading and writing; a remainder of the range is left out.
  ///
  /// When the range is not aligned for its elements, `body` works on a copy that is written back.
  package func withMutableElements<Element: PlainElement, Result>(
    _ range: Range<Int>, as type: Element.Type, _ body: (inout MutableSpan<Element>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    let range = try checked(range.lowerBound, range.count, slack: true)
    note(range)
    let bytes = unsafe UnsafeMutableRawBufferPointer(rebasing: storage[range])
    let count = bytes.count / MemoryLayout<Element>.stride
    if unsafe bytes.isAligned(for: type) {
      let elements = unsafe UnsafeMutableBufferPointer(
        start: bytes.baseAddress?.assumingMemoryBound(to: type), count: count)
      var span = unsafe elements.mutableSpan
      return try body(&span)
    }
    var copy = unsafe [Element](copying: UnsafeRawBufferPointer(bytes))
    var span = copy.mutableSpan
    let result = try body(&span)
    unsafe copy.withUnsafeBytes { unsafe bytes.copyMemory(from: $0) }
    return result
  }

  /// Lends the elements of a checked range for reading; a remainder of the range is left out.
  ///
  /// A copy is lent instead when the range is not aligned, or when `snapshot` asks for one because the same
  /// bytes are about to be written.
  package func withElements<Element: PlainElement, Result>(
    _ range: Range<Int>, as type: Element.Type, snapshot: Bool,
    _ body: (Span<Element>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    let range = try checked(range.lowerBound, range.count, slack: true)
    return try unsafe UnsafeRawBufferPointer(rebasing: storage[range])
      .withElements(as: type, snapshot: snapshot, body)
  }

  /// The bytes of a checked range.
  package func copy(_ range: Range<Int>) throws(Fault) -> [UInt8] {
    try withBytes(range) { (bytes) throws(Fault) in bytes.array }
  }

  /// Puts bytes at `start`.
  package func write(_ bytes: some Collection<UInt8>, at start: Int, slack: Bool = false) throws(Fault) {
    let range = try checked(start, bytes.count, slack: slack)
    note(range)
    unsafe UnsafeMutableRawBufferPointer(rebasing: storage[range]).copyBytes(from: bytes)
  }
}

/// Elements whose every bit pattern is a value, so that memory may be viewed as them.
package protocol PlainElement: BitwiseCopyable {
  /// Any value; fills a copy before the bytes are put in.
  static var zero: Self { get }
}
extension UInt8: PlainElement {}
extension Int32: PlainElement {}
extension UInt32: PlainElement {}
extension Float: PlainElement {}

extension ArraySlice<UInt8> {
  /// Lends the slice's bytes as little-endian elements; copies them first when they are not aligned.
  func withElements<Plain: PlainElement, Result>(
    as type: Plain.Type, _ body: (Span<Plain>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    let outcome: Swift.Result<Result, Fault> = unsafe withUnsafeBytes { bytes in
      do throws(Fault) {
        return .success(try unsafe bytes.withElements(as: type, snapshot: false, body))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func withElements<Element: PlainElement, Result>(
    as type: Element.Type, snapshot: Bool, _ body: (Span<Element>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    if !snapshot, unsafe UnsafeMutableRawBufferPointer(mutating: self).isAligned(for: type) {
      let elements = unsafe UnsafeBufferPointer(
        start: baseAddress?.assumingMemoryBound(to: type), count: count / MemoryLayout<Element>.stride)
      return try unsafe body(elements.span)
    }
    let copy = unsafe [Element](copying: self)
    return try body(copy.span)
  }
}

extension UnsafeMutableRawBufferPointer {
  fileprivate func isAligned<Element>(for type: Element.Type) -> Bool {
    guard let address = baseAddress else { return true }
    return Int(bitPattern: address) % MemoryLayout<Element>.alignment == 0
  }
}

extension Array where Element: PlainElement {
  /// The whole elements in `bytes`, whatever their alignment.
  fileprivate init(copying bytes: UnsafeRawBufferPointer) {
    self.init(repeating: .zero, count: bytes.count / MemoryLayout<Element>.stride)
    unsafe withUnsafeMutableBytes { target in
      unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<target.count]))
    }
  }
}

extension Span<UInt8> {
  /// The bytes as an array.
  var array: [UInt8] { unsafe withUnsafeBufferPointer { unsafe Array($0) } }
}
