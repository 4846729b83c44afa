internal import Bytes
internal import K210Flash

/// What the other end of a wire looks like, from what it sent unasked.
package enum WireImpression: Sendable, Equatable {
  /// Not one byte came.
  case silence
  /// What was sent came back.
  case echo
  /// The K210's ROM said that it has nothing to start.
  case bootFailure
  /// The flash stub of another tool runs on the board.
  case foreignStub
  /// Text, by its last line; and whether that looks like MaixPy.
  case text(String, isMaixPy: Bool)
  /// Frames of some protocol; the last one in hexadecimal.
  case frames(String)
  /// Bytes without form; the first of them in hexadecimal.
  case noise(byteCount: Int, start: String)

  /// A few words.
  package var words: String {
    switch self {
    case .silence: "not one byte came back"
    case .echo: "what was sent came back unchanged, as from a terminal or a cable between TX and RX"
    case .bootFailure: "the chip's ROM said that it has nothing to start, so it had not seen BOOT low"
    case .foreignStub: "the flash stub of another tool runs on it, which only a reset ends"
    case .text("", _): "blank lines came back"
    case .text(let text, isMaixPy: true): "MaixPy runs on it: '\(text)'"
    case .text(let text, isMaixPy: false): "text came back: '\(text)'"
    case .frames(let bytes): "frames of another kind came back: \(bytes)"
    case .noise(let count, let start):
      "\(count) bytes without form came back, as from a bad line or at another speed: \(start)…"
    }
  }
}

/// Looks at what came over a wire and says what it is, the surest sign first.
struct WireReading {
  private let log: WireLog
  /// What lies between marks, at the start and at the end.
  private let segments: [ArraySlice<UInt8>]

  private static let mark: UInt8 = 0xC0
  private static let shownByteCount = 16
  private static let excerptLimit = 60

  init(_ log: WireLog) {
    self.log = log
    segments = [log.start, log.newest].flatMap {
      $0.split(separator: Self.mark, omittingEmptySubsequences: false)
    }
  }

  var impression: WireImpression {
    guard log.byteCount > 0 else { return .silence }
    // All of it: this text stands between others, when a board was reset again and again.
    let all = String(decoding: log.start + log.newest, as: UTF8.self)
    if all.contains("boot failed with exit code") { return .bootFailure }
    if log.hasForeignStub, isFramed { return .foreignStub }
    if let text { return text }
    if log.echoCount > 0 { return .echo }
    if let frame = log.stranger, isFramed { return .frames(Hexadecimal.string(frame)) }
    return .noise(
      byteCount: log.byteCount, start: Hexadecimal.string(Array(log.start.prefix(Self.shownByteCount))))
  }

  /// Text that came between frames, as from a modem that repeats what it hears and then complains.
  private var text: WireImpression? {
    let rest = segments.filter { !log.isEcho(Array($0), byteCount: 1) }.joined()
    let scalars = String(decoding: rest, as: UTF8.self).unicodeScalars
    let printable = scalars.count(where: Self.isPrintable)
    guard scalars.count >= 4, printable * 10 >= scalars.count * 9 else { return nil }
    let text = String(String.UnicodeScalarView(scalars.filter(Self.isPrintable)))
    let small = text.lowercased()
    let isMaixPy = ["micropython", "maixpy", ">>>", "raw repl"].contains { small.contains($0) }
    return .text(Self.excerpt(text), isMaixPy: isMaixPy)
  }

  /// Whether marks stand in pairs, as at the borders of frames and hardly ever in noise.
  private var isFramed: Bool {
    let inside = segments.dropFirst().dropLast()
    let full = inside.count { !$0.isEmpty }
    return full > 0 && (inside.count - full) * 2 >= full - 1 && segments.first?.isEmpty ?? false
  }

  /// The last line with something in it.
  private static func excerpt(_ text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.filter { $0 != "\t" && $0 != "\u{1B}" } }
    let words = lines.map { $0.drop { $0 == " " } }.last { !$0.isEmpty }
    return String((words ?? "").prefix(excerptLimit))
  }

  /// Whether a character belongs into text; what is no UTF-8 was decoded as U+FFFD.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 9, 10, 13, 27, 0x20..<0x7F: true
    case 0..<0xA0, 0xFFFD: false
    default: true
    }
  }
}
