package import K210Boards
internal import K210Flash

/// Works the flash of a board by a stub of kflash's or ktool's that the user brought.
///
/// It does what ``Flasher`` does as far as the stub can: ``ForeignStub`` says what is missing. What was written is never called verified by the
/// stub's word alone.
package final class ForeignFlasher {
  /// How it shall work.
  package struct Options: Sendable, Equatable {
    /// Board, speed, chip, patience.
    package var session = Flasher.Options()
    /// Where the stub runs.
    ///
    /// **Source**: kflash's at 0x80000000; ktool's source is linked to 0x805E0000 (``ktoolAddress``).
    package var stubAddress: UInt32 = 0x8000_0000
    /// Bytes of the flash chip, for stubs that do not say it.
    package var chipByteCount = FlashMap.standardChipByteCount
    /// Whether bytes beside those to be written may be lost.
    package var mayDestroyNeighbours = false
    /// Whether to make sure that flash holds what was written.
    package var verifies = true

    /// Where ktool's stub of 2019 and later runs.
    package static let ktoolAddress: UInt32 = 0x805E_0000

    /// The usual ones.
    package init() {}
  }

  let options: Options
  let events: (FlashEvent) -> Void
  let shouldStop: () -> Bool
  let link: FrameLink
  let wire: ForeignLink
  let program: [UInt8]
  /// The speed to work at, lowered when it does not work.
  var targetBaud: Int
  /// The largest frame, lowered when frames arrive damaged.
  var frameLimit = FlashImage.blockByteCount
  /// What the stub can do, once it has been asked.
  package internal(set) var stub = ForeignStub(.olderKFlash)
  /// The board whose lines worked.
  package internal(set) var board: Board?
  /// The flash chip, if the stub identifies it.
  package internal(set) var chip: FlashChipIdentity?
  /// How the flash stands, while something is being written.
  var account: FlashAccount?
  /// Our own stub, once it has taken over to verify.
  var verifier: Flasher?

  /// Recoveries without progress after which it gives up: one for each speed, so that the slowest gets its turn.
  private static let recoveryLimit = Flasher.bauds.count

  /// A flasher on a transport that is open at 115,200 baud, with the stub's image.
  ///
  /// - Parameter shouldStop: Asked often; once it says true, work ends with ``FlashFault/cancelled``.
  package init(
    _ transport: any Transport, stub program: [UInt8], options: Options = Options(),
    shouldStop: @escaping () -> Bool = { false }, events: @escaping (FlashEvent) -> Void = { _ in }
  ) {
    (self.program, self.options, self.events, self.shouldStop) = (program, options, events, shouldStop)
    link = FrameLink(transport, shouldStop: shouldStop)
    wire = ForeignLink(link, events: events)
    targetBaud = options.session.baud
    if case .board(let board) = options.session.board { self.board = board }
  }

  /// Has the board listen, loads the stub, finds out which one it is, and has both work at full speed.
  package func connect() throws(FlasherError) {
    var isFirst = true
    try steadily(.connecting) { () throws(FlashFault) in
      guard isFirst else { return }
      isFirst = false
      try self.link.restart()
      try self.connectOnce()
    }
  }

  /// Resets the chip, so that what is in flash starts.
  package func reboot() throws(FlasherError) {
    if let verifier { return try verifier.reboot() }
    do throws(FlashFault) {
      if link.transport.hasModemLines, let board {
        try link.through { transport throws(TransportError) in try transport.startProgram(on: board) }
      } else {
        try rebootByStub()
      }
      try link.setBaud(FrameLink.startBaud)
    } catch {
      throw FlasherError(error, phase: .rebooting, account: account)
    }
    events(.rebooted)
  }

  private func rebootByStub() throws(FlashFault) {
    var status: ISPStatus?
    // ktool's refuses the first time if nothing else was asked of it before, and says a text instead of an answer.
    for _ in 0..<3 {
      status = try wire.ask(.short(.reboot), patience: .seconds(1))
      if status == .ok || !wire.text.isEmpty { return }
    }
    throw .stubRefused(operation: "reset the board", status: status?.name ?? "no answer")
  }

  /// Bytes of the chip, as it says or as the user does.
  var chipByteCount: Int { chip?.byteCount ?? options.chipByteCount }

  /// Refuses what lies behind the end of the chip.
  func checkEnd(_ end: Int, _ phase: FlasherError.Phase) throws(FlasherError) {
    guard end > chipByteCount else { return }
    throw FlasherError(.beyondChip(end: end, chip: chipByteCount), phase: phase)
  }

  // MARK: Steadily

  /// Does something that may lose the board, and does it again once the stub has been loaded anew.
  ///
  /// - Parameter progress: Grows while work goes on; as long as it does, there is no limit to recoveries.
  func steadily<Result>(
    _ phase: FlasherError.Phase, progress: () -> Int = { 0 }, _ body: () throws(FlashFault) -> Result
  ) throws(FlasherError) -> Result {
    var failures = 0
    var mark = progress()
    var lost: FlashFault?
    while true {
      do throws(FlashFault) {
        if let fault = lost { try recover(from: fault) }
        lost = nil
        return try body()
      } catch {
        if progress() > mark { (failures, mark) = (0, progress()) }
        failures += 1
        guard error.isWorthAnotherTry, failures <= Self.recoveryLimit else {
          // That nobody listens is what follows; what was before says more.
          let isSilence = if case .noAnswer = error { true } else { false }
          throw FlasherError(isSilence ? lost ?? error : error, phase: phase, account: account)
        }
        lost = error
      }
    }
  }

  /// Gets back to a board that was lost: by its lines, or because it listens still.
  private func recover(from fault: FlashFault) throws(FlashFault) {
    events(.recovering("\(fault)"))
    if case .transport = fault { try link.reopen(until: link.now + options.session.patience) }
    if case .linkLost = fault { slowDown() }
    try link.restart()
    try connectOnce()
    events(.resumed)
  }

  /// Has the next lower speed be the one to work at.
  func slowDown() {
    guard let lower = Flasher.baud(below: targetBaud) else { return }
    events(.lineGarbles(from: targetBaud, to: lower))
    targetBaud = lower
  }
}
