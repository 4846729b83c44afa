import Bytes
import Console
package import Flasher
import K210Boards

/// A failed session for people: how the flash stands, and what to do next.
package struct FlashFailureWords {
  /// What happened.
  package let error: FlasherError
  /// The port.
  package let path: String
  /// What the user asked for.
  package let options: FlashOptions
  /// Whether the port has reset lines.
  package let hasModemLines: Bool
  /// Where the bytes are that may be lost in flash.
  package let rescue: RescueFile?
  /// The command line to type again.
  package let retry: RetryCommand

  /// Words for a failure.
  package init(
    error: FlasherError, path: String, options: FlashOptions, hasModemLines: Bool, rescue: RescueFile? = nil,
    retry: RetryCommand = RetryCommand()
  ) {
    (self.error, self.path, self.options) = (error, path, options)
    (self.hasModemLines, self.rescue, self.retry) = (hasModemLines, rescue, retry)
  }

  /// What is in flash and what is not, a line each; none when nothing was to be written.
  package var account: [String] {
    guard let account = error.account else { return [] }
    var lines = [
      Self.line("in flash", account.written, none: "nothing of it yet"),
      Self.line("missing", account.missing, none: "nothing"),
    ]
    if !account.neighbours.isEmpty {
      let place = rescue.map { "; \($0.path) has it" } ?? ""
      lines.append(Self.line("at risk", account.neighbours.map(\.range), none: "") + place)
    }
    return lines
  }

  /// The failure of the command.
  package var failure: CommandFailure {
    // What a port says of itself begins with its path already.
    var message = "\(error)".hasPrefix("\(path): ") ? "\(error)" : "\(path): \(error)"
    if case .transport = error.fault { message += " (while \(phase))" }
    return CommandFailure(.work, message, hints: hints)
  }

  private var phase: String { FlashEventWords.label(for: error.phase) }

  private static func line(_ name: String, _ ranges: [Range<Int>], none: String) -> String {
    let label = name + ":" + String(repeating: " ", count: max(1, 10 - name.count))
    guard !ranges.isEmpty else { return label + none }
    let count = ranges.reduce(0) { $0 + $1.count }
    return "\(label)\(NumberForm.bytes(count)): \(FlashAccount.words(ranges))"
  }
}
