/// What a token is; keywords come first and have the numbers of their names.
///
/// **Source**: tokens and keywords of MicroPython 1.11 without `async` and `await`, which MaixPy switches off.
package enum TokenKind: UInt8, Sendable {
  case kwFalse, kwNone, kwTrue, kwDebug, kwAnd, kwAs, kwAssert, kwBreak, kwClass, kwContinue, kwDef, kwDel
  case kwElif, kwElse, kwExcept, kwFinally, kwFor, kwFrom, kwGlobal, kwIf, kwImport, kwIn, kwIs, kwLambda
  case kwNonlocal, kwNot, kwOr, kwPass, kwRaise, kwReturn, kwTry, kwWhile, kwWith, kwYield

  /// A character that begins nothing, or a string with an escape that cannot be.
  case invalid
  /// A string without its closing quotes.
  case openString
  case end, newline, indent, dedent, dedentMismatch
  case name, integer, float, string, bytes, ellipsis

  case parenOpen, parenClose, bracketOpen, bracketClose, braceOpen, braceClose
  case comma, colon, semicolon, at, tilde, period, arrow, assign
  case less, greater, equal, lessEqual, greaterEqual, notEqual
  case plus, minus, star, slash, doubleSlash, percent, doubleStar
  case ampersand, pipe, caret, shiftLeft, shiftRight
  case plusAssign, minusAssign, starAssign, slashAssign, doubleSlashAssign, percentAssign
  case doubleStarAssign, ampersandAssign, pipeAssign, caretAssign, shiftLeftAssign, shiftRightAssign

  /// The keywords in the order of their cases.
  static let keywords = [
    "False", "None", "True", "__debug__", "and", "as", "assert", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
    "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
  ]

  /// How many keywords there are.
  static let keywordCount: UInt32 = 34

  /// Whether an expression (a `test` of the grammar) may begin with it.
  var startsExpression: Bool {
    switch self {
    case .name, .integer, .float, .string, .bytes, .ellipsis, .kwNone, .kwTrue, .kwFalse, .kwDebug, .parenOpen,
      .bracketOpen, .braceOpen, .plus, .minus, .tilde, .kwNot, .kwLambda:
      true
    default: false
    }
  }
}

/// A piece of the text.
package struct Token: Sendable {
  /// What it is.
  package var kind: TokenKind = .end
  /// Offset of its first byte; a line end has that of what comes after it, as on the device.
  package var offset: UInt32 = 0
  /// Offset past its last byte.
  package var end: UInt32 = 0
  /// The name of a `name`.
  package var name = NameID(index: 0)
  /// The bytes of a `string` or `bytes`, escapes done, in `Lexer.literals`.
  package var content = ByteRange(start: 0, count: 0)
}
