package import Scripting

/// MicroPython's prompt without a terminal and without an interpreter: bytes of the user in, bytes to show
/// and things to do out.
///
/// After a request the session waits for `finish`, `restart` or `complete`; bytes that come meanwhile are the
/// script's. **Source**: `lib/utils/pyexec.c` of MicroPython 1.11; the raw mode is byte for byte that of the
/// board.
package struct ReplSession: Sendable {
  /// Something that the session cannot do itself.
  package enum Request: Sendable, Equatable {
    /// Run this.
    case run([UInt8], SourceKind)
    /// Forget all that was defined and begin anew.
    case softReset
    /// Find out how the name at the end of this text may go on.
    case complete([UInt8])
  }

  /// How what was typed is to be understood.
  package enum SourceKind: Sendable, Equatable {
    /// One statement, whose value is shown.
    case statement
    /// Pasted lines, whose values are shown.
    case pasted
    /// A program sent by another program.
    case program
  }

  private enum Mode {
    case prompt
    /// Further lines of a statement; those that are there end in LF.
    case continuation([UInt8])
    case paste([UInt8])
    case raw(RawProgram)
  }

  /// Bytes of a program in raw and paste mode, and of a statement at the prompt, before it is refused.
  package let sourceByteLimit: Int
  private let banner: [UInt8]
  private let isTyped: Bool
  private var mode = Mode.prompt
  private var editor = LineEditor()

  /// A session at its beginning.
  ///
  /// - Parameters:
  ///   - banner: lines with CR LF that the prompt introduces itself with.
  ///   - isTyped: whether lines in a block begin with its indent and Tab completes names; not for text from a
  ///     file, which has its own indents.
  package init(banner: [UInt8], isTyped: Bool = true, sourceByteLimit: Int = 4 << 20) {
    (self.banner, self.isTyped, self.sourceByteLimit) = (banner, isTyped, sourceByteLimit)
  }

  /// Whether a program sits at the other end, and no person.
  package var isRaw: Bool {
    if case .raw = mode { true } else { false }
  }

  /// What to show first: the banner and a prompt.
  package mutating func start() -> [UInt8] { isRaw ? startRaw() : banner + startPrompt() }

  /// Takes a byte of the user: what to show, then what to do.
  package mutating func take(_ byte: UInt8) -> (shown: [UInt8], request: Request?) {
    switch mode {
    case .prompt: atPrompt(byte, lines: [])
    case .continuation(let lines): atPrompt(byte, lines: lines)
    case .paste: pasting(byte)
    case .raw: takeRaw(byte)
    }
  }

  /// What to show when a request to run has been carried out.
  ///
  /// - Parameter failure: the traceback, with LF; empty when there was none.
  package mutating func finish(failure: [UInt8] = []) -> [UInt8] {
    let failure = BoardText.bytes(failure)
    guard isRaw else { return failure + startPrompt() }
    return [Self.endOfText] + failure + [Self.endOfText] + Self.rawPrompt
  }

  /// What to show when a reset has been carried out; a session that was raw stays so.
  package mutating func restart() -> [UInt8] { Array("[MaixPy]: soft reboot\r\n".utf8) + start() }
}

// MARK: The prompt

extension ReplSession {
  private mutating func startPrompt() -> [UInt8] {
    mode = .prompt
    return Self.firstPrompt + editor.begin(completesEmptyLine: isTyped)
  }

  /// Takes a byte at the first or, with `lines`, a further line of a statement.
  private mutating func atPrompt(_ byte: UInt8, lines: [UInt8]) -> (shown: [UInt8], request: Request?) {
    var shown: [UInt8] = []
    switch editor.take(byte, shown: &shown) {
    case .editing: return (shown, nil)
    case .completing: return completing(shown)
    case .entered(let line): return enter(lines + line, shown)
    case .control(Self.controlC): return (Self.lineEnd + startPrompt(), nil)
    case .control(let key) where !lines.isEmpty:
      // Ctrl-D runs what is there; the others count as an empty line.
      return key == Self.controlD ? (shown, run(lines + editor.line)) : enter(lines + editor.line, shown)
    case .control(let key): return atEmptyPrompt(key)
    }
  }

  private mutating func atEmptyPrompt(_ key: UInt8) -> (shown: [UInt8], request: Request?) {
    switch key {
    case Self.controlA: return (Self.lineEnd + startRaw(), nil)
    case Self.controlB: return (Self.lineEnd + banner + startPrompt(), nil)
    case Self.controlD: return (Self.lineEnd, .softReset)
    case Self.controlE:
      mode = .paste([])
      return (Array("\r\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\r\n=== ".utf8), nil)
    default: return ([], nil)
    }
  }

  private mutating func enter(_ lines: [UInt8], _ shown: [UInt8]) -> (shown: [UInt8], request: Request?) {
    if lines.isEmpty { return (shown + startPrompt(), nil) }
    guard lines.count < sourceByteLimit, PromptInput.needsMore(lines) else { return (shown, run(lines)) }
    let lines = lines + [0x0A]
    mode = .continuation(lines)
    return (
      shown + Self.furtherPrompt + editor.begin(indent: isTyped ? AutomaticIndent.columns(after: lines) : 0),
      nil
    )
  }

  private func run(_ lines: [UInt8]) -> Request { .run(lines, .statement) }
}

// MARK: Completion of names

extension ReplSession {
  /// What to show when a request to complete has been carried out; names are listed as a board lists them.
  package mutating func complete(_ completion: NameCompletion) -> [UInt8] {
    var shown: [UInt8] = []
    switch completion {
    case .none: break
    case .text(let text): editor.complete(text, shown: &shown)
    case .names(let names):
      shown += BoardText.bytes(NameColumns.text(names))
      if case .continuation = mode { shown += Self.furtherPrompt } else { shown += Self.firstPrompt }
      editor.showAgain(&shown)
    }
    return shown
  }

  private mutating func completing(_ shown: [UInt8]) -> (shown: [UInt8], request: Request?) {
    guard isTyped else {
      // In a text from a file it is a blank.
      var shown = shown
      editor.complete([UInt8(ascii: " ")], shown: &shown)
      return (shown, nil)
    }
    return (shown, .complete(Array(editor.line[..<editor.cursor])))
  }
}

// MARK: Paste mode

extension ReplSession {
  private mutating func pasting(_ byte: UInt8) -> (shown: [UInt8], request: Request?) {
    guard case .paste(var text) = mode else { return ([], nil) }
    // Else each byte copies what is there.
    mode = .paste([])
    switch byte {
    case Self.controlC: return (Self.lineEnd + startPrompt(), nil)
    case Self.controlD: return (Self.lineEnd, .run(text, .pasted))
    default:
      let hasRoom = text.count < sourceByteLimit
      if hasRoom { text.append(byte) }
      mode = .paste(text)
      if !hasRoom { return ([], nil) }
      return (byte == 0x0D ? Array("\r\n=== ".utf8) : [byte], nil)
    }
  }
}

// MARK: Raw mode

extension ReplSession {
  /// A program as far as it has come.
  private struct RawProgram {
    var bytes: [UInt8] = []
    var isTooLong = false
  }

  private mutating func startRaw() -> [UInt8] {
    mode = .raw(RawProgram())
    return Array("raw REPL; CTRL-B to exit\r\n".utf8) + Self.rawPrompt
  }

  private mutating func takeRaw(_ byte: UInt8) -> (shown: [UInt8], request: Request?) {
    guard case .raw(var program) = mode else { return ([], nil) }
    // Else each byte copies what is there.
    mode = .raw(RawProgram())
    switch byte {
    case Self.controlA: return (startRaw(), nil)
    case Self.controlB: return (Self.lineEnd + banner + startPrompt(), nil)
    case Self.controlC: return ([], nil)
    case Self.controlD: return finishRaw(program)
    default:
      program.isTooLong = program.isTooLong || program.bytes.count >= sourceByteLimit
      if !program.isTooLong { program.bytes.append(byte) }
      mode = .raw(program)
      return ([], nil)
    }
  }

  private mutating func finishRaw(_ program: RawProgram) -> (shown: [UInt8], request: Request?) {
    let received = Array("OK".utf8)
    if program.isTooLong {
      return (
        received
          + finish(failure: Array("MemoryError: program of more than \(sourceByteLimit) bytes\n".utf8)), nil
      )
    }
    // Nothing at all asks for a reset.
    if program.bytes.isEmpty { return (received + Self.lineEnd, .softReset) }
    return (received, .run(program.bytes, .program))
  }

  private static let firstPrompt = Array(">>> ".utf8)
  private static let furtherPrompt = Array("... ".utf8)
  private static let controlA: UInt8 = 1
  private static let controlB: UInt8 = 2
  private static let controlC: UInt8 = 3
  private static let controlD: UInt8 = 4
  private static let controlE: UInt8 = 5
  private static let endOfText: UInt8 = 4
  private static let lineEnd: [UInt8] = [0x0D, 0x0A]
  private static let rawPrompt = [UInt8(ascii: ">")]
}
