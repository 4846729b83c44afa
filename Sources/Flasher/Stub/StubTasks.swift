internal import K210Flash

/// One request with a result.
final class SingleTask: StubTask {
  private var work: StubWork?
  private(set) var result: [UInt8] = []

  init(_ work: StubWork) { self.work = work }

  func next(pieceLimit: Int) -> StubWork? {
    defer { work = nil }
    return work
  }

  func finish(_ work: StubWork, result: [UInt8]) { self.result = result }
}

/// The CRC-32 of each piece of a range; the last one may be shorter.
final class ChecksumTask: StubTask {
  /// The checksums in the order of their pieces.
  private(set) var sums: [UInt32]
  private let range: Range<Int>
  private let pieceByteCount: Int
  private let progress: (Int) -> Void
  private var asked = 0
  private var doneByteCount = 0

  /// Pieces that one request names at most: so much flash is read in some 50 ms.
  private static let pieceLimit = 64

  init(_ range: Range<Int>, pieceByteCount: Int, progress: @escaping (Int) -> Void = { _ in }) {
    (self.range, self.pieceByteCount, self.progress) = (range, pieceByteCount, progress)
    sums = [UInt32](repeating: 0, count: (range.count + pieceByteCount - 1) / pieceByteCount)
  }

  func next(pieceLimit: Int) -> StubWork? {
    guard asked < sums.count else { return nil }
    let count = min(sums.count - asked, Self.pieceLimit, max(1, pieceLimit / 4))
    let start = range.lowerBound + asked * pieceByteCount
    asked += count
    return StubWork(
      operation: .checksums, address: start, byteCount: min(count * pieceByteCount, range.upperBound - start),
      pieceByteCount: pieceByteCount)
  }

  func finish(_ work: StubWork, result: [UInt8]) {
    let first = (work.address - range.lowerBound) / pieceByteCount
    for index in 0..<(result.count / 4) where sums.indices.contains(first + index) {
      sums[first + index] = (0..<4).reduce(0) { $0 | UInt32(result[4 * index + $1]) << UInt32(8 * $1) }
    }
    doneByteCount += work.byteCount
    progress(doneByteCount)
  }
}

/// The bytes of a range.
final class ReadTask: StubTask {
  /// What was read.
  private(set) var bytes: [UInt8]
  private let range: Range<Int>
  private let progress: (Int) -> Void
  private var asked = 0
  private var doneByteCount = 0

  init(_ range: Range<Int>, progress: @escaping (Int) -> Void = { _ in }) {
    (self.range, self.progress) = (range, progress)
    bytes = [UInt8](repeating: 0xFF, count: range.count)
  }

  func next(pieceLimit: Int) -> StubWork? {
    guard asked < range.count else { return nil }
    let count = min(range.count - asked, pieceLimit)
    defer { asked += count }
    return StubWork(operation: .read, address: range.lowerBound + asked, byteCount: count)
  }

  func finish(_ work: StubWork, result: [UInt8]) {
    let start = work.address - range.lowerBound
    guard start >= 0, start + result.count <= bytes.count else { return }
    bytes.replaceSubrange(start..<(start + result.count), with: result)
    doneByteCount += result.count
    progress(doneByteCount)
  }
}

/// Erases and writes in the order of a list.
final class WriteTask: StubTask {
  /// Sectors whose last write was carried out and read back by the stub.
  private(set) var finishedSectors: Set<Int> = []
  private let steps: [WriteStep]
  /// The last write of each sector.
  private let lastWrites: [Int: Int]
  private let progress: (Int) -> Void
  private var index = 0
  private var offset = 0
  /// Bytes of a sector that are under way.
  private var open: [Int: Int] = [:]
  private var doneByteCount = 0
  /// A sector that is erased first since its pieces are short.
  private var erasedFor: Int?

  init(_ steps: [WriteStep], progress: @escaping (Int) -> Void = { _ in }) {
    (self.steps, self.progress) = (steps, progress)
    let writes = steps.indices.filter { !steps[$0].isErase }
    lastWrites = Dictionary(writes.map { (steps[$0].sector, $0) }, uniquingKeysWith: { max($0, $1) })
  }

  func next(pieceLimit: Int) -> StubWork? {
    guard steps.indices.contains(index) else { return nil }
    let step = steps[index]
    guard !step.isErase else {
      index += 1
      return StubWork(operation: .erase, address: step.address, byteCount: step.byteCount)
    }
    if step.mayBeErasedFirst, pieceLimit < step.bytes.count, offset == 0, erasedFor != index {
      // Otherwise each short piece would erase the sector again.
      erasedFor = index
      return StubWork(operation: .erase, address: step.sectorAddress, byteCount: FlashImage.sectorByteCount)
    }
    let count = min(pieceLimit, step.bytes.count - offset)
    let work = StubWork(
      operation: .write, address: step.address + offset, byteCount: count,
      data: Array(step.bytes[offset..<(offset + count)]))
    open[step.sector, default: 0] += count
    offset += count
    if offset == step.bytes.count {
      index += 1
      offset = 0
    }
    return work
  }

  func finish(_ work: StubWork, result: [UInt8]) {
    doneByteCount += work.operation == .erase ? work.byteCount / 8 : work.byteCount
    progress(doneByteCount)
    guard work.operation == .write else { return }
    let sector = work.address / FlashImage.sectorByteCount
    open[sector, default: 0] -= work.byteCount
    if open[sector] == 0, lastWrites[sector, default: 0] < index { finishedSectors.insert(sector) }
  }
}
