import ScriptConsole
import Scripting

/// Somebody who types at a prompt, and what they see.
struct Typist {
  var session: ReplSession
  /// What the terminal has got since it was last taken.
  private(set) var seen: [UInt8] = []
  /// What was asked for.
  private(set) var requests: [ReplSession.Request] = []
  /// What is found for each Tab.
  var completion = NameCompletion.none

  init(_ session: ReplSession = ReplSession(banner: Array("BANNER\r\n".utf8), sourceByteLimit: 1000)) {
    self.session = session
    seen = self.session.start()
  }

  /// Types bytes; what was asked for is carried out without a word.
  mutating func type(_ text: String, failure: String = "") {
    for byte in text.utf8 {
      let (shown, request) = session.take(byte)
      seen += shown
      guard let request else { continue }
      requests.append(request)
      switch request {
      case .run: seen += session.finish(failure: Array(failure.utf8))
      case .softReset: seen += session.restart()
      case .complete: seen += session.complete(completion)
      }
    }
  }

  /// What was seen since the last call.
  mutating func look() -> String {
    defer { seen = [] }
    return String(decoding: seen, as: UTF8.self)
  }

  /// The texts that were to be run.
  var sources: [String] {
    requests.compactMap {
      if case .run(let source, _) = $0 { String(decoding: source, as: UTF8.self) } else { nil }
    }
  }
}

/// What a terminal of one line shows: backspaces, the two sequences that the editor uses, and text.
struct ScreenLine {
  private(set) var text: [UInt8] = []
  private(set) var column = 0

  mutating func show(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      switch byte {
      case 0x08: column -= 1
      case 0x0D: column = 0
      case 0x0A: (text, column) = ([], 0)
      case 0x1B:
        rest.removeFirst()
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest.removeFirst(digits.count)
        if rest.removeFirst() == UInt8(ascii: "K") {
          text.removeLast(text.count - column)
        } else {
          column -= Int(String(decoding: digits, as: UTF8.self)) ?? 0
        }
      default:
        if column < text.count { text[column] = byte } else { text.append(byte) }
        column += 1
      }
    }
  }
}
