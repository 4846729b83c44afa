/// Why a text is no program for the device: the device's own words, and where.
package struct SyntaxFault: Error, Equatable, Sendable {
  /// The exception that the device raises.
  package enum Kind: String, Sendable {
    /// The grammar has no such text.
    case syntaxError = "SyntaxError"
    /// Lines begin where they must not.
    case indentationError = "IndentationError"
    /// `\N{…}` in a string.
    case notImplementedError = "NotImplementedError"
    /// The text nests deeper than `Parser.depthLimit`.
    case runtimeError = "RuntimeError"
    /// The text is larger than `SourceText.byteLimit`.
    case memoryError = "MemoryError"
  }

  /// All of it, behind one reference: a parser's frames hold room for a fault at every call, and the stack is what nesting uses up.
  private let details: Details

  private final class Details: Sendable {
    let kind: Kind
    let message: String
    let file: String
    let line: Int
    let column: Int
    let deviceLine: Int
    let scope: String?
    let hint: SyntaxHint?

    init(
      _ kind: Kind, _ message: String, _ file: String, _ place: (line: Int, column: Int, deviceLine: Int),
      _ scope: String?, _ hint: SyntaxHint?
    ) {
      self.kind = kind
      self.message = message
      self.file = file
      line = place.line
      column = place.column
      deviceLine = place.deviceLine
      self.scope = scope
      self.hint = hint
    }
  }

  /// The exception.
  package var kind: Kind { details.kind }
  /// Its message, as MicroPython 1.11 has it.
  package var message: String { details.message }
  /// The file's name.
  package var file: String { details.file }
  /// The line of the mistake, from 1.
  package var line: Int { details.line }
  /// The column of the mistake in characters, from 1.
  package var column: Int { details.column }
  /// The line that the device names: when a line breaks off too early, the next one that is not blank.
  package var deviceLine: Int { details.deviceLine }
  /// The function, class or module that the device names in the traceback; nil for what its parser finds, which knows none.
  package var scope: String? { details.scope }
  /// What the writer may have had in mind.
  package var hint: SyntaxHint? { details.hint }

  /// What the text uses that later releases have and this firmware lacks; nil when nothing looks like it.
  package var newerThanFirmware: String? { hint?.newerThanFirmware }

  /// A fault at a place that is known already.
  package init(
    _ kind: Kind, _ message: String, file: String, line: Int = 1, column: Int = 1, deviceLine: Int? = nil,
    scope: String? = nil, hint: SyntaxHint? = nil
  ) {
    details = Details(kind, message, file, (line, column, deviceLine ?? line), scope, hint)
  }

  /// A fault at `offset` of a text; the device blames the line of `deviceOffset`.
  init(
    _ kind: Kind, _ message: String, in source: SourceText, at offset: UInt32, deviceOffset: UInt32? = nil,
    scope: String? = nil, hint: SyntaxHint? = nil
  ) {
    let blamed = deviceOffset ?? offset
    // The device counts a line after the last line end, where there is no text.
    let isPastEnd = Int(blamed) >= source.bytes.count && !source.bytes.isEmpty
    self.init(
      kind, message, file: source.name, line: source.line(at: offset), column: source.column(at: offset),
      deviceLine: isPastEnd ? source.lineStarts.count + 1 : source.line(at: blamed), scope: scope, hint: hint)
  }
}

extension SyntaxFault {
  /// Whether two faults say the same of the same place.
  package static func == (one: SyntaxFault, other: SyntaxFault) -> Bool {
    one.description == other.description && one.deviceLine == other.deviceLine && one.hint == other.hint
  }
}

extension SyntaxFault: CustomStringConvertible {
  /// File, line, column and the device's message, in one line.
  package var description: String { "\(file):\(line):\(column): \(kind.rawValue): \(message)" }
}
