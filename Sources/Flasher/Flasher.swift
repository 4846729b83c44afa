package import K210Boards
package import K210Flash

/// Works the flash of a board by Kiln's own stub: identifies, reads, erases, writes and verifies it, over lines that may fail.
///
/// It loads the stub by the mask ROM, has both sides work faster, and does everything in passes that can be repeated: what flash holds is found out
/// by checksums, what differs is written, and so again until nothing differs. So a pass that was cut off costs only what was not yet written.
/// It has no I/O of its own and no clock but the transport's.
package final class Flasher {
  /// How it shall work.
  package struct Options: Sendable, Equatable {
    /// Which board it is.
    package var board = BoardChoice.detect
    /// Bits per second to work at.
    package var baud = 1_500_000
    /// Where the flash chip hangs.
    package var chip = ISPFlashChip.spi3
    /// How long a board that was lost is looked for.
    package var patience = Duration.seconds(20)

    /// The usual ones.
    package init() {}
  }

  let options: Options
  let events: (FlashEvent) -> Void
  let link: FrameLink
  let stub: StubLink
  /// The speed to work at, lowered when it does not work.
  var targetBaud: Int
  var quality = LineQuality()
  /// Whether a stub that runs already has let us down, so that the board is reset where that is possible.
  var distrustsStub = false
  /// The board whose lines worked.
  package internal(set) var board: Board?
  /// The flash chip, once it was identified.
  package internal(set) var chip: FlashChipIdentity?
  /// How the flash stands, while something is being written.
  var account: FlashAccount?

  /// Speeds that are tried one after the other when the faster one does not work.
  package static let bauds = [3_000_000, 1_500_000, 921_600, 460_800, 230_400, 115_200]
  /// The next speed below one; the slowest has none.
  package static func baud(below rate: Int) -> Int? { bauds.first { $0 < rate } }

  static let stubAddress: UInt32 = 0x8000_0000
  /// Recoveries without progress after which it gives up.
  private static let recoveryLimit = 8

  /// A flasher on a transport that is open at 115,200 baud.
  ///
  /// - Parameter shouldStop: Asked often; once it says true, work ends with ``FlashFault/cancelled``.
  package init(
    _ transport: any Transport, options: Options = Options(), shouldStop: @escaping () -> Bool = { false },
    events: @escaping (FlashEvent) -> Void = { _ in }
  ) {
    self.options = options
    self.events = events
    link = FrameLink(transport, shouldStop: shouldStop)
    stub = StubLink(link)
    targetBaud = options.baud
    if case .board(let board) = options.board { self.board = board }
  }

  // MARK: Steadily

  /// Does something that may lose the board, and does it again once the board is there again.
  ///
  /// - Parameter progress: Grows while work goes on; as long as it does, there is no limit to recoveries.
  func steadily<Result>(
    _ phase: FlasherError.Phase, progress: () -> Int = { 0 }, _ body: () throws(FlashFault) -> Result
  ) throws(FlasherError) -> Result {
    var failures = 0
    var mark = progress()
    while true {
      do throws(FlashFault) {
        return try body()
      } catch {
        if progress() > mark { (failures, mark) = (0, progress()) }
        failures += 1
        guard error.isWorthAnotherTry, failures <= Self.recoveryLimit else {
          throw FlasherError(error, phase: phase, account: account)
        }
        do throws(FlashFault) {
          try recover(from: error, failures: failures)
        } catch {
          throw FlasherError(error, phase: phase, account: account)
        }
      }
    }
  }

  /// Runs a task in an epoch of its own and keeps what was learnt about the line.
  func run(_ task: any StubTask) throws(FlashFault) {
    let queue = try StubQueue(stub, quality: quality)
    defer { quality = queue.lineQuality }
    try queue.run(task)
  }

  // MARK: What there is to do

  /// Reads a range of flash; what is erased costs only a checksum.
  package func read(
    _ range: Range<Int>, _ phase: FlasherError.Phase = .reading
  ) throws(FlasherError) -> [UInt8] {
    let sums = try checksums(range, pieceByteCount: FlashImage.sectorByteCount)
    var bytes = [UInt8](repeating: 0xFF, count: range.count)
    let parts = Self.partsToRead(range.count, sums)
    let total = parts.reduce(0) { $0 + $1.count }
    var done = 0
    for part in parts {
      let read = try steadily(phase) { () throws(FlashFault) in
        let task = ReadTask((range.lowerBound + part.lowerBound)..<(range.lowerBound + part.upperBound)) {
          self.events(.progress(phase, done: done + $0, total: total))
        }
        try self.run(task)
        return task.bytes
      }
      bytes.replaceSubrange(part, with: read)
      done += part.count
    }
    return bytes
  }

  /// Pieces in a row that are not erased, at most a block at once: so much is read again when the board is lost meanwhile.
  private static func partsToRead(_ byteCount: Int, _ sums: [UInt32]) -> [Range<Int>] {
    let size = FlashImage.sectorByteCount
    return sums.indices.reduce(into: []) { parts, index in
      let piece = (index * size)..<min(byteCount, (index + 1) * size)
      if sums[index] == SectorSurvey.blankChecksum, piece.count == size { return }
      if let last = parts.last, last.upperBound == piece.lowerBound, last.count < FlashImage.blockByteCount {
        parts[parts.count - 1] = last.lowerBound..<piece.upperBound
      } else {
        parts.append(piece)
      }
    }
  }

  /// The CRC-32 of each piece of a range.
  package func checksums(
    _ range: Range<Int>, pieceByteCount: Int, _ phase: FlasherError.Phase = .surveying
  ) throws(FlasherError) -> [UInt32] {
    try checkEnd(range.upperBound, phase)
    return try steadily(phase) { () throws(FlashFault) in
      let task = ChecksumTask(range, pieceByteCount: pieceByteCount) {
        self.events(.progress(phase, done: $0, total: range.count))
      }
      try self.run(task)
      return task.sums
    }
  }

  /// Erases whole sectors, those that are not erased yet, and checks that they are.
  package func erase(_ range: Range<Int>) throws(FlasherError) {
    try write(.erased(range), phase: .erasing)
  }

  /// Resets the chip, so that what is in flash starts.
  package func reboot() throws(FlasherError) {
    do throws(FlashFault) {
      if link.transport.hasModemLines, let board {
        try link.through { transport throws(TransportError) in try transport.startProgram(on: board) }
      } else {
        guard try stub.reboot() else { throw .linkLost }
      }
      try link.setBaud(FrameLink.startBaud)
    } catch {
      throw FlasherError(error, phase: .rebooting, account: account)
    }
    events(.rebooted)
  }

  /// Refuses what lies behind the end of the chip.
  func checkEnd(_ end: Int, _ phase: FlasherError.Phase) throws(FlasherError) {
    guard let size = chip?.usableByteCount, end > size else { return }
    throw FlasherError(.beyondChip(end: end, chip: size), phase: phase)
  }
}

extension FlashFault {
  /// Whether the same may work once the board is there again.
  var isWorthAnotherTry: Bool {
    switch self {
    case .linkLost, .lineTooBad, .stubSilent, .programNotLoaded, .wrongStub: true
    case .transport(let error):
      switch error {
      case .unplugged, .writeTimeout: true
      case .speedRefused, .failed: false
      }
    case .flash(let failure): failure.kind == .notSelected || failure.kind == .unknownOperation
    default: false
    }
  }
}
