internal import Bytes
internal import K210Flash

/// What came over the wire beside the answers that were expected: enough to tell a user what is at the other end.
package struct WireLog: Sendable, Equatable {
  /// Bytes that came in all.
  package private(set) var byteCount = 0
  /// The first bytes that came.
  private var start: [UInt8] = []
  /// The newest frames that were no answer, as bodies.
  private var strangers: [[UInt8]] = []
  /// The newest bytes that were sent, which an echo brings back.
  private var sent: [[UInt8]] = []
  /// Frames that were what was sent.
  private var echoCount = 0

  private static let startLimit = 512
  private static let frameLimit = 4

  /// Nothing so far.
  package init() {}

  mutating func noteSent(_ body: [UInt8]) {
    guard body.count <= 64 else { return }
    sent.append(body)
    if sent.count > Self.frameLimit { sent.removeFirst() }
  }

  mutating func noteReceived(_ bytes: [UInt8]) {
    byteCount += bytes.count
    if start.count < Self.startLimit { start += bytes.prefix(Self.startLimit - start.count) }
  }

  /// A frame that nobody had asked for.
  mutating func noteStranger(_ body: [UInt8]) {
    if sent.contains(body) { echoCount += 1 }
    strangers.append(Array(body.prefix(16)))
    if strangers.count > Self.frameLimit { strangers.removeFirst() }
  }

  /// What it looks like.
  package var impression: WireImpression {
    guard byteCount > 0 else { return .silence }
    if echoCount > 0 { return .echo }
    let text = String(decoding: start, as: UTF8.self)
    if text.contains("boot failed with exit code") { return .bootFailure }
    let printable = start.count { 0x20..<0x7F ~= $0 || [9, 10, 13, 27].contains($0) }
    if start.count >= 4, printable * 10 >= start.count * 9 {
      let isMaixPy = ["MicroPython", "MaixPy", ">>>", "raw REPL"].contains { text.contains($0) }
      return .text(Self.excerpt(start), isMaixPy: isMaixPy)
    }
    if let frame = strangers.last { return .frames(Hexadecimal.string(frame)) }
    return .noise(byteCount: byteCount, start: Hexadecimal.string(Array(start.prefix(16))))
  }

  /// The last line with something in it, at most 60 characters.
  private static func excerpt(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.filter { 0x20..<0x7F ~= $0 || $0 == 10 }, as: UTF8.self)
    let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
    return String((lines.last ?? "").prefix(60))
  }
}

/// What the other end of a wire looks like, from what it sent unasked.
package enum WireImpression: Sendable, Equatable {
  /// Not one byte came.
  case silence
  /// What was sent came back.
  case echo
  /// The K210's ROM said that it has nothing to start.
  case bootFailure
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
    case .echo: "what was sent came back unchanged"
    case .bootFailure: "the chip's ROM said that it has nothing to start, so it had not seen BOOT low"
    case .text(let text, _): "text came back: '\(text)'"
    case .frames(let bytes): "frames of another kind came back: \(bytes)"
    case .noise(let count, let start): "\(count) bytes without form came back: \(start)…"
    }
  }
}
