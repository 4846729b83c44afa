/// Takes a text apart into tokens, one at a time, as MicroPython 1.11 does.
///
/// Memory is linear in the text: the names once, the literals once, one number for each level of indentation.
/// **Source**: `py/lexer.c` of MicroPython 1.11 for what is taken and what is refused.
package struct Lexer: Sendable {
  /// The text.
  package let source: SourceText
  /// The token that was read last.
  package private(set) var token = Token()
  /// Where the token before it ended.
  package private(set) var previousEnd: UInt32 = 0
  /// The names met so far.
  package var names = NameTable()
  /// The contents of strings, one after another.
  package var literals: [UInt8] = []

  let bytes: [UInt8]
  var position = 0
  /// Offset of the first byte of the line at `position`.
  private var lineStart = 0
  private var indents: [Int] = [0]
  /// Indents still to give (above zero) or dedents (below).
  private var pendingDents = 0
  private var openBrackets = 0

  /// Reads the first token.
  package init(_ source: SourceText) throws(SyntaxFault) {
    self.source = source
    bytes = source.bytes
    try advance()
    // The device turns a first token away from the margin into an indent, which its parser then refuses.
    let start = Int(token.offset)
    if start > 0, bytes[start - 1] != 0x0A { token.kind = .indent }
  }

  /// The byte `distance` after the current one; 0 past the end, which begins no token.
  func byte(_ distance: Int = 0) -> UInt8 {
    let index = position + distance
    return index < bytes.count ? bytes[index] : 0
  }

  /// Reads the next token.
  ///
  /// - Throws: for `\N{…}` alone; all that is wrong otherwise is a token that no grammar has.
  package mutating func advance() throws(SyntaxFault) {
    previousEnd = token.end
    let hadNewline = skipBlank(stopAtNewline: false)
    token.offset = UInt32(position)
    if pendingDents < 0 {
      token.kind = .dedent
      pendingDents += 1
    } else if pendingDents > 0 {
      token.kind = .indent
      pendingDents -= 1
    } else if hadNewline, openBrackets == 0 {
      token.kind = newline()
    } else if position >= bytes.count {
      token.kind = .end
    } else if startsString {
      token.end = try strings()
      return
    } else {
      word()
    }
    token.end = UInt32(position)
  }

  /// Passes blanks, comments and joined lines.
  ///
  /// - Returns: whether a line ended.
  mutating func skipBlank(stopAtNewline: Bool) -> Bool {
    var hadNewline = false
    while position < bytes.count {
      switch bytes[position] {
      case 0x0A:
        if stopAtNewline, openBrackets == 0 { return hadNewline }
        hadNewline = true
        position += 1
        lineStart = position
      case 0x09, 0x0B, 0x0C, 0x0D, 0x20:
        position += 1
      case UInt8(ascii: "#"):
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
      case UInt8(ascii: "\\") where byte(1) == 0x0A:
        position += 2
        lineStart = position
      default: return hadNewline
      }
    }
    return hadNewline
  }

  /// Compares the new line's indentation with those that are open.
  private mutating func newline() -> TokenKind {
    var column = 0
    for index in lineStart..<position {
      column = bytes[index] == 0x09 ? (column / 8 + 1) * 8 : column + 1
    }
    var top = indents.last ?? 0
    if column > top {
      indents.append(column)
      pendingDents += 1
    }
    while column < top {
      indents.removeLast()
      pendingDents -= 1
      top = indents.last ?? 0
      if column > top { return .dedentMismatch }
    }
    return .newline
  }

  /// A name, a number or an operator.
  private mutating func word() {
    let first = bytes[position]
    if isLetter(first) {
      let start = position
      position += 1
      while position < bytes.count, isLetter(bytes[position]) || isDigit(bytes[position]) { position += 1 }
      token.name = names.intern(bytes, start..<position)
      token.kind = .name
      if token.name.index < TokenKind.keywordCount,
        let keyword = TokenKind(rawValue: UInt8(token.name.index))
      {
        // The device optimises nothing away unless told to, so this is True.
        token.kind = keyword
      }
    } else if isDigit(first) || (first == UInt8(ascii: ".") && isDigit(byte(1))) {
      token.kind = number()
    } else {
      let (kind, length) = operatorToken(first)
      token.kind = kind
      position += length
      switch kind {
      case .parenOpen, .bracketOpen, .braceOpen: openBrackets += 1
      case .parenClose, .bracketClose, .braceClose: openBrackets -= 1
      default: break
      }
    }
  }

  /// Passes a number and all letters that cling to it; whether it is one is asked when the parser wants it.
  private mutating func number() -> TokenKind {
    var kind: TokenKind = bytes[position] == UInt8(ascii: ".") ? .float : .integer
    var isBased = false
    if bytes[position] == UInt8(ascii: "0") {
      let next = byte(1) | 0x20
      isBased = next == UInt8(ascii: "x") || next == UInt8(ascii: "o") || next == UInt8(ascii: "b")
    }
    position += 1
    while position < bytes.count {
      let next = bytes[position]
      if !isBased, next | 0x20 == UInt8(ascii: "e") {
        kind = .float
        position += 1
        if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { position += 1 }
      } else if isDigit(next) || next == UInt8(ascii: "_") || (next < 0x80 && isLetter(next)) {
        if next | 0x20 == UInt8(ascii: "j") { kind = .float }
        position += 1
      } else if next == UInt8(ascii: ".") {
        kind = .float
        position += 1
      } else {
        break
      }
    }
    return kind
  }

  /// Puts the string token in its place.
  mutating func setString(_ kind: TokenKind, _ content: ByteRange) {
    token.kind = kind
    token.content = content
  }

  /// A string that goes over lines moves the start of the line.
  mutating func passLine(to start: Int) { lineStart = start }
}

/// Whether a name may begin with the byte: letters, `_`, and every byte of a character beyond ASCII.
func isLetter(_ byte: UInt8) -> Bool {
  (0x61...0x7A).contains(byte | 0x20) && byte < 0x80 || byte == 0x5F || byte >= 0x80
}

/// Whether the byte is 0…9.
func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
