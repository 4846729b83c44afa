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

  /// The exception.
  package let kind: Kind
  /// Its message, as MicroPython 1.11 has it.
  package let message: String
  /// The file's name.
  package let file: String
  /// The line of the mistake, from 1.
  package let line: Int
  /// The column of the mistake in characters, from 1.
  package let column: Int
  /// The line that the device names: when a line breaks off too early, the next one that is not blank.
  package let deviceLine: Int
  /// What the writer may have had in mind.
  package let hint: SyntaxHint?

  /// What the text uses that later releases have and this firmware lacks; nil when nothing looks like it.
  package var newerThanFirmware: String? { hint?.newerThanFirmware }

  /// A fault at a place that is known already.
  package init(
    _ kind: Kind, _ message: String, file: String, line: Int = 1, column: Int = 1, deviceLine: Int? = nil,
    hint: SyntaxHint? = nil
  ) {
    self.kind = kind
    self.message = message
    self.file = file
    self.line = line
    self.column = column
    self.deviceLine = deviceLine ?? line
    self.hint = hint
  }

  /// A fault at `offset` of a text; the device blames the line of `deviceOffset`.
  init(
    _ kind: Kind, _ message: String, in source: SourceText, at offset: UInt32, deviceOffset: UInt32? = nil,
    hint: SyntaxHint? = nil
  ) {
    self.init(
      kind, message, file: source.name, line: source.line(at: offset), column: source.column(at: offset),
      deviceLine: source.line(at: deviceOffset ?? offset), hint: hint)
  }
}

extension SyntaxFault: CustomStringConvertible {
  /// File, line, column and the device's message, in one line.
  package var description: String { "\(file):\(line):\(column): \(kind.rawValue): \(message)" }
}
