/// What a program outside asks of a board, one line of text each; `docs/board-terminal.md` has the protocol.
package enum ControlRequest: Sendable, Equatable {
  /// The host sets its modem outputs; nil leaves one as it is.
  case setLines(dtr: Bool?, rts: Bool?)
  /// How do the modem outputs stand?
  case readLines
  /// Presses the RESET button and lets it go.
  case reset
  /// Holds the BOOT button (true) or lets it go.
  case boot(Bool)
  /// Gives power (true) or cuts it.
  case power(Bool)
  /// What is the board doing?
  case status

  /// Most bytes of a line without its newline.
  package static let lineByteLimit = 256

  /// Reads a line without its newline.
  ///
  /// - Throws: what was found and what was expected.
  package init(line: String) throws(ControlError) {
    let words = line.split(separator: " ", omittingEmptySubsequences: true)
    switch words {
    case ["lines?"]: self = .readLines
    case ["reset"]: self = .reset
    case ["status"]: self = .status
    default:
      guard !words.isEmpty else { throw ControlError(found: "") }
      self = try Self.settings(words)
    }
  }

  /// Reads `dtr=1 rts=0` and the like; a key stands once.
  private static func settings(_ words: [Substring]) throws(ControlError) -> ControlRequest {
    var values: [String: Bool] = [:]
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, ["0", "1"].contains(parts[1]), values[String(parts[0])] == nil else {
        throw ControlError(found: String(word))
      }
      values[String(parts[0])] = parts[1] == "1"
    }
    if values.count == 1, let value = values["boot"] { return .boot(value) }
    if values.count == 1, let value = values["power"] { return .power(value) }
    if let other = values.keys.filter({ $0 != "dtr" && $0 != "rts" }).min() {
      throw ControlError(found: values.count == 1 ? other : words.joined(separator: " "))
    }
    return .setLines(dtr: values["dtr"], rts: values["rts"])
  }

  /// The request as a line without its newline.
  package var line: String {
    switch self {
    case .setLines(let dtr, let rts):
      let words = [dtr.map { "dtr=\($0 ? 1 : 0)" }, rts.map { "rts=\($0 ? 1 : 0)" }].compactMap(\.self)
      // Nothing to set asks for the same answer.
      return words.isEmpty ? "lines?" : words.joined(separator: " ")
    case .readLines: return "lines?"
    case .reset: return "reset"
    case .boot(let isHeld): return "boot=\(isHeld ? 1 : 0)"
    case .power(let isOn): return "power=\(isOn ? 1 : 0)"
    case .status: return "status"
    }
  }
}

/// A line that is no request.
package struct ControlError: Error, Equatable, CustomStringConvertible {
  /// The word or line at fault.
  package let found: String

  /// A line at fault.
  package init(found: String) { self.found = found }

  /// What was found and what is expected.
  package var description: String {
    "'\(found.prefix(40))': must be dtr=0|1, rts=0|1, both, lines?, reset, boot=0|1, power=0|1 or status"
  }
}
