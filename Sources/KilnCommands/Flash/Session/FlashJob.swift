import Console
import Flasher
import K210Boards

/// One run of `kiln flash`: a session if it needs one, and its report, which is printed whatever happens.
final class FlashJob {
  let options: FlashOptions
  var report: FlashJobReport
  private var session: FlashSession?
  /// Why lines could not be printed.
  private var outputFailure: String?

  init(_ action: String, _ options: FlashOptions) {
    self.options = options
    report = FlashJobReport(action: action)
  }

  /// Does the work and prints the report if JSON is wanted, of failures, too.
  func run(_ body: () throws(CommandFailure) -> Void) throws {
    do throws(CommandFailure) {
      try body()
    } catch {
      session?.letGo()
      complete()
      if report.outcome.status == "done" { report.outcome.status = "failed" }
      (report.outcome.message, report.outcome.hints) = (error.message, error.hints)
      if options.json { print(try JSONOutput.text(report)) }
      throw error
    }
    complete()
    if options.json { print(try JSONOutput.text(report)) }
  }

  /// Opens the port and gets to the flash chip.
  func connect() throws(CommandFailure) -> (session: FlashSession, chip: FlashChipIdentity) {
    let session = try open()
    let chip = try session.connect()
    report.chip = FlashJobReport.Chip(chip)
    return (session, chip)
  }

  /// Opens the port.
  func open(foreign: ForeignStubFile? = nil) throws(CommandFailure) -> FlashSession {
    // Nothing is sent whose plan nobody could see.
    if let outputFailure {
      throw CommandFailure(.work, "standard output: cannot be written: \(outputFailure)")
    }
    let session = try FlashSession(options, foreign: foreign)
    self.session = session
    report.port = session.path
    return session
  }

  /// Prints a line at once, unless there will be JSON.
  func show(_ line: String) {
    guard !options.json else { return }
    print(line)
    outputFailure = outputFailure ?? flushStandardOutput()
  }

  /// A size, a time and the rate that follows.
  static func rate(_ byteCount: Int, seconds: Double) -> String {
    let rate = seconds > 0 ? Int(min(Double(byteCount) / seconds, 1e12)) : byteCount
    return
      "\(NumberForm.bytes(byteCount)) in \(NumberForm.duration(seconds: seconds)), \(NumberForm.shortBytes(rate))/s"
  }

  /// Takes over what the session knows.
  private func complete() {
    guard let session else { return }
    report.port = session.path
    report.board = session.board?.id
    report.baud = session.narrator.baud
    report.events = session.narrator.notes
    report.rescue = session.rescue?.path
    report.seconds = report.seconds ?? (session.narrator.seconds * 1000).rounded() / 1000
    if let account = session.account {
      report.outcome.written = account.written.map { .init($0) }
      report.outcome.missing = account.missing.map { .init($0) }
      report.outcome.at_risk = account.neighbours.map { .init($0.range) }
    }
    if session.wasCancelled { report.outcome.status = "cancelled" }
  }
}
