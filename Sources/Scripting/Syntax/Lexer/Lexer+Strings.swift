extension Lexer {
  /// Whether a string begins here: a quote, perhaps after `r`, `u`, `b`, `rb` or `br` (small letters only, as
  /// on the device).
  var startsString: Bool {
    let first = bytes[position]
    if isQuote(first) { return true }
    guard first == UInt8(ascii: "r") || first == UInt8(ascii: "u") || first == UInt8(ascii: "b") else {
      return false
    }
    let second = byte(1)
    if isQuote(second) { return true }
    let isPair =
      (first == UInt8(ascii: "r") && second == UInt8(ascii: "b"))
      || (first == UInt8(ascii: "b") && second == UInt8(ascii: "r"))
    return isPair && isQuote(byte(2))
  }

  private func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 }

  /// Reads a string and all of its kind that follow it.
  ///
  /// - Returns: the offset past the last of them.
  mutating func strings() throws(SyntaxFault) -> UInt32 {
    let start = literals.count
    var end = position
    var whole: TokenKind?
    repeat {
      let first = bytes[position]
      let second = byte(1)
      let isRaw =
        first == UInt8(ascii: "r") || (first != 0x22 && first != 0x27 && second == UInt8(ascii: "r"))
      let isBytes =
        first == UInt8(ascii: "b") || (first == UInt8(ascii: "r") && second == UInt8(ascii: "b"))
      let kind: TokenKind = isBytes ? .bytes : .string
      // Neither bytes after text, nor anything after a broken string: the parser then meets a token too many.
      if let whole, whole != kind { break }
      while !isQuote(bytes[position]) { position += 1 }
      whole = try literal(kind, isRaw: isRaw)
      end = position
      _ = skipBlank(stopAtNewline: true)
    } while position < bytes.count && startsString
    setString(whole ?? .invalid, ByteRange(start: UInt32(start), count: UInt32(literals.count - start)))
    return UInt32(end)
  }

  /// Reads one string from its opening quote on, and gives its kind: `kind`, or what is wrong with it.
  private mutating func literal(_ kind: TokenKind, isRaw: Bool) throws(SyntaxFault) -> TokenKind {
    let quote = bytes[position]
    let quoteCount = byte(1) == quote && byte(2) == quote ? 3 : 1
    position += quoteCount
    var kind = kind
    var closing = 0
    while position < bytes.count, closing < quoteCount {
      let current = bytes[position]
      if current == 0x0A {
        if quoteCount == 1 { break }
        passLine(to: position + 1)
      }
      position += 1
      if current == quote {
        closing += 1
        literals.append(current)
      } else if current == UInt8(ascii: "\\") {
        closing = 0
        try escape(&kind, isRaw: isRaw)
      } else {
        closing = 0
        literals.append(current)
      }
    }
    guard closing == quoteCount else { return .openString }
    literals.removeLast(closing)
    return kind
  }

  /// Reads what follows a backslash.
  private mutating func escape(_ kind: inout TokenKind, isRaw: Bool) throws(SyntaxFault) {
    let code = byte()
    if code == 0x0A { passLine(to: position + 1) }
    position += 1
    if isRaw {
      literals.append(UInt8(ascii: "\\"))
      return add(UInt32(code), &kind)
    }
    switch code {
    case 0x0A: return
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): literals.append(code)
    case UInt8(ascii: "a"): literals.append(0x07)
    case UInt8(ascii: "b"): literals.append(0x08)
    case UInt8(ascii: "t"): literals.append(0x09)
    case UInt8(ascii: "n"): literals.append(0x0A)
    case UInt8(ascii: "v"): literals.append(0x0B)
    case UInt8(ascii: "f"): literals.append(0x0C)
    case UInt8(ascii: "r"): literals.append(0x0D)
    case UInt8(ascii: "x"): hexadecimal(2, &kind)
    case UInt8(ascii: "u") where kind != .bytes: hexadecimal(4, &kind)
    case UInt8(ascii: "U") where kind != .bytes: hexadecimal(8, &kind)
    case UInt8(ascii: "N"):
      throw SyntaxFault(
        .notImplementedError, "unicode name escapes", in: source, at: UInt32(position - 2))
    case 0x30...0x37: octal(code, &kind)
    default:
      literals.append(UInt8(ascii: "\\"))
      add(UInt32(code), &kind)
    }
  }

  private mutating func octal(_ first: UInt8, _ kind: inout TokenKind) {
    var value = UInt32(first) - 0x30
    var left = 2
    while left > 0, (0x30...0x37).contains(byte()) {
      value = value * 8 + UInt32(byte()) - 0x30
      position += 1
      left -= 1
    }
    add(value, &kind)
  }

  private mutating func hexadecimal(_ count: Int, _ kind: inout TokenKind) {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = digitValue(byte()), digit < 16 else {
        kind = .invalid
        return
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    add(value, &kind)
  }

  /// Adds a character to text, as UTF-8, or a byte to bytes.
  ///
  /// The device does so with a byte of a character that follows a backslash in vain as well, so `"\é"` is
  /// garbled there and here.
  private mutating func add(_ value: UInt32, _ kind: inout TokenKind) {
    if kind == .string, value < 0x11_0000 {
      appendUTF8(value)
    } else if kind == .bytes, value < 0x100 {
      literals.append(UInt8(truncatingIfNeeded: value))
    } else {
      kind = .invalid
    }
  }

  /// Appends the UTF-8 form of a number; halves of surrogate pairs are numbers like others.
  private mutating func appendUTF8(_ value: UInt32) {
    func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: 0x80 | (value >> shift & 0x3F)) }
    switch value {
    case 0..<0x80: literals.append(UInt8(truncatingIfNeeded: value))
    case 0x80..<0x800: literals.append(contentsOf: [UInt8(truncatingIfNeeded: 0xC0 | value >> 6), tail(0)])
    case 0x800..<0x1_0000:
      literals.append(contentsOf: [UInt8(truncatingIfNeeded: 0xE0 | value >> 12), tail(6), tail(0)])
    default:
      literals.append(contentsOf: [UInt8(truncatingIfNeeded: 0xF0 | value >> 18), tail(12), tail(6), tail(0)])
    }
  }
}

/// The value of a digit of any base up to 36; nil for other bytes.
func digitValue(_ byte: UInt8) -> UInt8? {
  if isDigit(byte) { return byte - 0x30 }
  let small = byte | 0x20
  return byte < 0x80 && (0x61...0x7A).contains(small) ? small - 0x61 + 10 : nil
}
