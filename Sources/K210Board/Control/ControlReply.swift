package import K210Boards

/// A board's answer to one request: one line, `ok …` or `error …`.
package enum ControlReply: Sendable, Equatable {
  /// Done, with what there is to say.
  case ok(String)
  /// Not done, and why.
  case error(String)

  /// The answer to a request about modem lines: how they stand now.
  package static func lines(_ lines: ModemLines) -> ControlReply {
    .ok("dtr=\(lines.dtr ? 1 : 0) rts=\(lines.rts ? 1 : 0)")
  }

  /// The answer as a line without its newline; newlines inside become blanks, which leaves JSON what it is.
  package var line: String {
    switch self {
    case .ok(let words): "ok " + Self.oneLine(words)
    case .error(let words): "error " + Self.oneLine(words)
    }
  }

  /// Reads a line without its newline; nil when it is neither.
  package init?(line: String) {
    if line.hasPrefix("ok ") {
      self = .ok(String(line.dropFirst(3)))
    } else if line.hasPrefix("error ") {
      self = .error(String(line.dropFirst(6)))
    } else {
      return nil
    }
  }

  /// Carriage return and newline together are one character to Swift, hence scalars.
  private static func oneLine(_ words: String) -> String {
    var text = ""
    for scalar in words.unicodeScalars {
      text.unicodeScalars.append(scalar == "\n" || scalar == "\r" ? " " : scalar)
    }
    return text
  }
}
