extension Lexer {
  /// The longest operator or delimiter that begins with `first` at the current place.
  func operatorToken(_ first: UInt8) -> (kind: TokenKind, length: Int) {
    switch first {
    case UInt8(ascii: "("): return (.parenOpen, 1)
    case UInt8(ascii: ")"): return (.parenClose, 1)
    case UInt8(ascii: "["): return (.bracketOpen, 1)
    case UInt8(ascii: "]"): return (.bracketClose, 1)
    case UInt8(ascii: "{"): return (.braceOpen, 1)
    case UInt8(ascii: "}"): return (.braceClose, 1)
    case UInt8(ascii: ","): return (.comma, 1)
    case UInt8(ascii: ":"): return (.colon, 1)
    case UInt8(ascii: ";"): return (.semicolon, 1)
    case UInt8(ascii: "@"): return (.at, 1)
    case UInt8(ascii: "~"): return (.tilde, 1)
    case UInt8(ascii: "."):
      let isEllipsis = byte(1) == UInt8(ascii: ".") && byte(2) == UInt8(ascii: ".")
      return isEllipsis ? (.ellipsis, 3) : (.period, 1)
    case UInt8(ascii: "!"): return byte(1) == UInt8(ascii: "=") ? (.notEqual, 2) : (.invalid, 1)
    case UInt8(ascii: "="): return withAssign(.assign, .equal)
    case UInt8(ascii: "+"): return withAssign(.plus, .plusAssign)
    case UInt8(ascii: "%"): return withAssign(.percent, .percentAssign)
    case UInt8(ascii: "&"): return withAssign(.ampersand, .ampersandAssign)
    case UInt8(ascii: "|"): return withAssign(.pipe, .pipeAssign)
    case UInt8(ascii: "^"): return withAssign(.caret, .caretAssign)
    case UInt8(ascii: "-"):
      return byte(1) == UInt8(ascii: ">") ? (.arrow, 2) : withAssign(.minus, .minusAssign)
    case UInt8(ascii: "*"): return doubled(first, .star, .starAssign, .doubleStar, .doubleStarAssign)
    case UInt8(ascii: "/"): return doubled(first, .slash, .slashAssign, .doubleSlash, .doubleSlashAssign)
    case UInt8(ascii: "<"): return doubled(first, .less, .lessEqual, .shiftLeft, .shiftLeftAssign)
    case UInt8(ascii: ">"): return doubled(first, .greater, .greaterEqual, .shiftRight, .shiftRightAssign)
    default: return (.invalid, 1)
    }
  }

  /// An operator of one character, or that and `=`.
  private func withAssign(_ plain: TokenKind, _ assign: TokenKind) -> (kind: TokenKind, length: Int) {
    byte(1) == UInt8(ascii: "=") ? (assign, 2) : (plain, 1)
  }

  /// An operator of one character or of two equal ones, each with `=` or without.
  private func doubled(
    _ first: UInt8, _ plain: TokenKind, _ assign: TokenKind, _ double: TokenKind, _ doubleAssign: TokenKind
  ) -> (kind: TokenKind, length: Int) {
    guard byte(1) == first else { return withAssign(plain, assign) }
    return byte(2) == UInt8(ascii: "=") ? (doubleAssign, 3) : (double, 2)
  }
}
