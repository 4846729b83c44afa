import Bytes
import KModel
import Simulation

/// The memories that a kmodel works in: main memory, KPU RAM, and the constants inside the file.
///
/// A layer names the ranges it reads and writes; this type checks them, lends them to a kernel as typed
/// spans, and makes sure that what is read stays what it was when the ranges overlap.
package final class ChipMemory {
  /// The work area in main memory: the declared bytes rounded up to 8, and 64 bytes of slack.
  package let main: MemoryBlock
  /// The KPU's 2 MiB.
  package let kpu: MemoryBlock
  private let constants: ArraySlice<UInt8>
  /// Threads that share clearing and moving large maps.
  private let threads: Int

  /// Bytes behind main memory that the DMA's last transfer and the unrolled addition may touch.
  package static let slackByteCount = 64

  /// Allocates the memories, all zero.
  ///
  /// - Parameter threads: at most so many clear the memories and move large maps.
  /// - Throws: a fault when `mainByteCount` is above `limit`, or the computer has no such memory.
  package init(mainByteCount: UInt32, constants: ArraySlice<UInt8> = [], limit: Int, threads: Int = 1)
    throws(Fault)
  {
    let rounded = Int(mainByteCount).roundedUp(toMultipleOf: 8)
    guard rounded <= limit else { throw .tooMuchMemory(needed: Int(mainByteCount), limit: limit) }
    kpu = try MemoryBlock(name: "KPU RAM", byteCount: KPUDatapath.ramByteCount)
    main = try MemoryBlock(name: "main memory", byteCount: rounded, slackByteCount: Self.slackByteCount)
    self.constants = constants
    self.threads = threads
  }

  /// Sets main memory and KPU RAM to zero.
  package func clear() {
    main.clear(threads: threads)
    kpu.clear(threads: threads)
  }

  /// Lends one operand and the place of the result to a kernel.
  package func apply<A: PlainElement, R: PlainElement>(
    _ a: Operand<A>, to output: Operand<R>,
    _ kernel: (Span<A>, inout MutableSpan<R>) throws(Fault) -> Void
  ) throws(Fault) {
    let target = try writable(output)
    try read(a, snapshot: a.overlaps(output)) { (a) throws(Fault) in
      try target.withMutableElements(output.bytes, as: R.self) { (result) throws(Fault) in
        try kernel(a, &result)
      }
    }
  }

  /// Lends two operands and the place of the result to a kernel.
  package func apply<A: PlainElement, B: PlainElement, R: PlainElement>(
    _ a: Operand<A>, _ b: Operand<B>, to output: Operand<R>,
    _ kernel: (Span<A>, Span<B>, inout MutableSpan<R>) throws(Fault) -> Void
  ) throws(Fault) {
    let target = try writable(output)
    try read(a, snapshot: a.overlaps(output)) { (a) throws(Fault) in
      try read(b, snapshot: b.overlaps(output)) { (b) throws(Fault) in
        try target.withMutableElements(output.bytes, as: R.self) { (result) throws(Fault) in
          try kernel(a, b, &result)
        }
      }
    }
  }

  /// Lends an operand together with weights and bias from the file.
  func apply<A: PlainElement, W: PlainElement, B: PlainElement, R: PlainElement>(
    _ a: Operand<A>, weights: ArraySlice<UInt8>, bias: ArraySlice<UInt8>, to output: Operand<R>,
    _ kernel: (Span<A>, Span<W>, Span<B>, inout MutableSpan<R>) throws(Fault) -> Void
  ) throws(Fault) {
    try weights.withElements(as: W.self) { (weights) throws(Fault) in
      try bias.withElements(as: B.self) { (bias) throws(Fault) in
        try apply(a, to: output) { (a, result) throws(Fault) in try kernel(a, weights, bias, &result) }
      }
    }
  }

  /// Lends KPU RAM and an operand that is only read.
  package func upload(_ source: Operand<UInt8>, to map: FeatureMap) throws(Fault) {
    let planar = try source.first(map.planarByteCount)
    try read(planar, snapshot: planar.memory == .kpu) { (pixels) throws(Fault) in
      try kpu.withMutableBytes(0..<KPUDatapath.ramByteCount, writing: map.range) { (ram) throws(Fault) in
        map.upload(pixels, to: &ram, threads: threads)
      }
    }
  }

  /// Copies a feature map to main memory as planar CHW.
  package func download(_ map: FeatureMap, to output: Operand<UInt8>) throws(Fault) {
    let planar = try output.first(map.planarByteCount)
    let target = try writable(planar)
    try kpu.withBytes(0..<KPUDatapath.ramByteCount) { (ram) throws(Fault) in
      try target.withMutableBytes(planar.bytes) { (pixels) throws(Fault) in
        map.download(from: ram, to: &pixels, threads: threads)
      }
    }
  }

  /// Lends the first `count` bytes of an operand for a planar map.
  func writePlanar(
    to output: Operand<UInt8>, count: Int, _ body: (inout MutableSpan<UInt8>) -> Void
  ) throws(Fault) {
    let planar = try output.first(count)
    try writable(planar).withMutableBytes(planar.bytes) { (bytes) throws(Fault) in body(&bytes) }
  }

  /// A feature map as planar CHW.
  package func planar(_ map: FeatureMap) throws(Fault) -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: map.planarByteCount)
    var span = pixels.mutableSpan
    try kpu.withBytes(0..<KPUDatapath.ramByteCount) { (ram) throws(Fault) in
      map.download(from: ram, to: &span)
    }
    return pixels
  }

  /// The bytes of an operand.
  package func copy<Element>(_ operand: Operand<Element>) throws(Fault) -> [UInt8] {
    try read(operand.asBytes, snapshot: false) { (bytes) throws(Fault) in bytes.array }
  }

  /// Puts bytes at the start of an operand's range.
  package func write(_ bytes: some Collection<UInt8>, to operand: Operand<UInt8>) throws(Fault) {
    try writable(operand).write(bytes, at: operand.bytes.lowerBound, slack: operand.mayTouchSlack)
  }

  private func read<Element, Result>(
    _ operand: Operand<Element>, snapshot: Bool, _ body: (Span<Element>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    switch operand.memory {
    case .main, .kpu:
      let block = operand.memory == .main ? main : kpu
      _ = try block.checked(operand.bytes.lowerBound, operand.bytes.count, slack: operand.mayTouchSlack)
      return try block.withElements(operand.bytes, as: Element.self, snapshot: snapshot, body)
    case .constant:
      guard operand.bytes.upperBound <= constants.count else {
        throw .outOfBounds(
          memory: "constants", start: operand.bytes.lowerBound, byteCount: operand.bytes.count,
          size: constants.count)
      }
      let start = constants.startIndex + operand.bytes.lowerBound
      return try constants[start..<(start + operand.bytes.count)].withElements(as: Element.self, body)
    }
  }

  /// The block that an operand may be written in.
  private func writable<Element>(_ operand: Operand<Element>) throws(Fault) -> MemoryBlock {
    let block: MemoryBlock
    switch operand.memory {
    case .main: block = main
    case .kpu: block = kpu
    case .constant:
      throw .invalidParameter(name: "the output's memory", found: "constants", expected: "main or KPU RAM")
    }
    _ = try block.checked(operand.bytes.lowerBound, operand.bytes.count, slack: operand.mayTouchSlack)
    return block
  }
}
