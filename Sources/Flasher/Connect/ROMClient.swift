internal import K210Flash

/// Talks to the chip's mask ROM: loads programs into memory and starts them.
///
/// The ROM's answers are two bytes without a checksum, so a piece counts as loaded only when its own answer came and nothing else was on the
/// way; whether the right program runs is asked of the program itself.
package struct ROMClient {
  private let link: FrameLink

  /// Bytes of a piece, as kflash sends them.
  private static let pieceByteCount = 1024
  /// Bytes of a piece below which nothing gets better.
  private static let smallestPiece = 64
  private static let attemptLimit = 12
  /// Failures in all for which no piece has to have arrived, and those that each piece makes up for.
  private static let (failureLimit, failuresPerPiece) = (60, 2)

  /// A client on a link at the ROM's speed.
  package init(link: FrameLink) { self.link = link }

  /// Greets; whether a ROM answered within the time.
  package func greet(_ patience: Duration) throws(FlashFault) -> Bool {
    try link.send(ISPRequest.greeting(.maskROM).body)
    return try answer(to: .romGreeting, until: link.now + patience) == .ok
  }

  /// Loads a program piece by piece; a piece without a good answer is sent again, smaller.
  ///
  /// It gives up when two of three pieces fail, or twelve times the same, so it ends: for 16 KiB in less than four minutes at the very worst.
  package func load(
    _ program: [UInt8], at address: UInt32, progress: (Int) -> Void
  ) throws(FlashFault) {
    var (offset, size, failures) = (0, Self.pieceByteCount, 0)
    var patience = Self.failureLimit
    while offset < program.count {
      let piece = Array(program[offset..<min(offset + size, program.count)])
      let request = ISPRequest.memoryWrite(piece, at: address &+ UInt32(truncatingIfNeeded: offset))
      try link.send(request.body)
      let time = link.wireTime(2 * piece.count) + .milliseconds(300)
      let status = try answer(to: .romMemoryWrite, until: link.now + time)
      if status == .ok {
        offset += piece.count
        failures = 0
        patience += Self.failuresPerPiece
        progress(offset)
        continue
      }
      failures += 1
      patience -= 1
      guard failures < Self.attemptLimit, patience > 0 else {
        throw .programNotLoaded(offset: offset, status: status?.name)
      }
      // A late answer must not count for the next piece.
      try link.drain(quiet: .milliseconds(60))
      if failures % 2 == 0 { size = max(Self.smallestPiece, size / 2) }
    }
  }

  /// Starts both harts; the ROM says nothing to it.
  package func boot(at address: UInt32) throws(FlashFault) {
    try link.send(ISPRequest.boot(at: address).body)
  }

  /// The status of the answer to an operation, nil when none came in time.
  private func answer(to operation: ISPOperation, until deadline: Duration) throws(FlashFault) -> ISPStatus? {
    while let frame = try link.receive(until: deadline) {
      if frame.count == 2, let reply = try? ISPReply(body: frame), reply.code == operation.code {
        if reply.status != .ok { link.log.noteStranger(frame) }
        return reply.status
      }
      link.log.noteStranger(frame)
    }
    return nil
  }
}
