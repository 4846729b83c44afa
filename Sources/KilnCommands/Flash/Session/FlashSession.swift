import Flasher
import K210Boards
import K210Flash
import SerialPorts

/// A port with a board at it, and a flasher at work.
final class FlashSession {
  let flasher: Flasher
  /// The flasher by a stub that the user brought, which works instead of the other.
  let foreign: ForeignFlasher?
  let narrator: FlashNarrator
  /// How the flash stood when something failed.
  private(set) var account: FlashAccount?
  /// Whether the user stopped it.
  private(set) var wasCancelled = false
  /// What lies beside the files that are written, while it is not sure to be in flash.
  private(set) var rescue: RescueFile?
  /// Whether the chip was saved, so that nobody needs to do it again.
  var hasBackup = false
  /// Whether the board waits for more: it was reached, nothing went wrong with it, and its program was not started.
  private var isWaiting = false
  private let port: FlashPort
  private let options: FlashOptions
  private let stop: StopRequest

  /// Opens the port; talks to nobody yet.
  ///
  /// - Parameter foreign: The stub that the user brought, nil for Kiln's own.
  /// - Throws: exit code 1 when the port cannot be opened, 2 for options that cannot be.
  init(
    _ options: FlashOptions, foreign: ForeignStubFile? = nil, narrator: FlashNarrator = FlashNarrator()
  ) throws(CommandFailure) {
    let choice = try options.boardChoice()
    let path = if let port = options.port { port } else { try Self.onlyPort(for: choice) }
    let stop = StopRequest(signals: try StopSignals())
    let port: FlashPort
    do throws(SerialError) {
      port = try FlashPort(path: path)
    } catch {
      throw error.failure
    }
    var wishes = Flasher.Options()
    wishes.board = choice
    wishes.baud = options.baud
    wishes.chip = options.chip == .spi3 ? .spi3 : .spi0
    self.foreign = foreign?.flasher(
      port, wishes, shouldStop: { stop.isWanted }, events: { narrator.take($0) })
    flasher = Flasher(port, options: wishes, shouldStop: { stop.isWanted }, events: { narrator.take($0) })
    (self.port, self.narrator, self.options, self.stop) = (port, narrator, options, stop)
  }

  /// The only port that a board may be at.
  private static func onlyPort(for choice: BoardChoice) throws(CommandFailure) -> String {
    let ports = PortList.all(withObstacles: false).ports
    guard case .board(let board) = choice else { return try PortChoice.port(among: ports).path }
    return try PortChoice.port(among: ports, board: board).path
  }

  /// The board whose reset lines worked.
  var board: Board? { foreign?.board ?? flasher.board }

  /// The path of the port, which may change when it is plugged in again.
  var path: String { port.path }

  /// The options that lead to the same chip again.
  var portWords: String { options.portWords(path) }

  /// Finds the board, has our stub run there and identifies the flash chip.
  func connect() throws(CommandFailure) -> FlashChipIdentity {
    try attempt { () throws(FlasherError) in try flasher.connect() }
    isWaiting = true
    guard let chip = flasher.chip else { throw CommandFailure(.work, "\(path): no flash chip is known") }
    return chip
  }

  /// Does something with the board, and turns what goes wrong into words with what to do.
  func attempt<Result>(_ body: () throws(FlasherError) -> Result) throws(CommandFailure) -> Result {
    defer { narrator.clear() }
    do throws(FlasherError) {
      return try body()
    } catch {
      if let failure = stop.failure { throw failure }
      isWaiting = false
      account = error.account
      wasCancelled = error.fault == .cancelled
      if let account = error.account, account.neighbours.isEmpty { dropRescue() }
      let words = FlashFailureWords(
        error: error, path: path, options: options, hasModemLines: port.hasModemLines, rescue: rescue,
        retry: hasBackup ? RetryCommand().without("--backup") : RetryCommand())
      narrator.clear()
      for line in words.account { narrator.say(line) }
      throw words.failure
    }
  }

  /// Writes an image; what shares sectors with it is in a file meanwhile.
  func write(_ image: FlashImage) throws(CommandFailure) {
    keepNeighbours(of: image)
    try attempt { () throws(FlasherError) in try flasher.write(image) }
    dropRescue()
  }

  /// Writes an image by the stub that the user brought; the file stays as long as nobody has looked at flash.
  func write(_ image: FlashImage, by foreign: ForeignFlasher) throws(CommandFailure) -> ForeignOutcome {
    keepNeighbours(of: image)
    let outcome = try attempt { () throws(FlasherError) in try foreign.write(image) }
    if case .verified = outcome {
      dropRescue()
    } else if let rescue {
      narrator.say("nobody has looked at what lies beside the files; \(rescue.path) has it")
    }
    return outcome
  }

  /// Has what shares sectors with an image written into a file as soon as it is known, before any of them changes.
  private func keepNeighbours(of image: FlashImage) {
    narrator.onNeighbours = { [unowned self] sectors in
      do throws(CommandFailure) {
        rescue = try RescueFile.save(RescueFile.parts(of: sectors, outside: image))
        if let rescue { narrator.say("until that is sure, \(rescue.path) has it") }
      } catch {
        // Nothing has been written yet, and nothing shall be.
        stop.failure = error
      }
    }
  }

  /// Starts what is in flash, unless the user wants it otherwise.
  func finish() throws(CommandFailure) {
    isWaiting = false
    if !options.noReset {
      try attempt { () throws(FlasherError) in
        if let foreign { try foreign.reboot() } else { try flasher.reboot() }
      }
    }
    port.close()
  }

  /// Starts the board's program when something here went wrong that is not the board's fault.
  func letGo() {
    guard isWaiting else { return }
    stop.isOver = true
    try? finish()
  }

  private func dropRescue() {
    rescue?.remove()
    rescue = nil
  }
}

/// Whether work shall end: by a signal, or since something here went wrong.
private final class StopRequest {
  /// What went wrong.
  var failure: CommandFailure?
  /// Whether there is nothing left to stop.
  var isOver = false
  private let signals: StopSignals
  private var hasSignal = false

  init(signals: StopSignals) { self.signals = signals }

  var isWanted: Bool {
    hasSignal = hasSignal || signals.next() != nil
    return !isOver && (hasSignal || failure != nil)
  }
}
