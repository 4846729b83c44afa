/// An integer as it stands in the text.
package enum IntegerLiteral: Equatable, Sendable {
  /// One that fits 63 bits with its sign, as the device's small integers do.
  case small(Int64)
  /// A larger one: its digits, most significant first, as ASCII.
  case big(digits: ByteRange, base: UInt8)
}

extension Lexer {
  /// The integer that the current token spells, by MicroPython's lax rules: leading zeros, `_` anywhere.
  ///
  /// - Throws: a syntax error that shows the digits.
  mutating func integer() throws(SyntaxFault) -> IntegerLiteral {
    let text = digits(Int(token.offset)..<Int(token.end))
    var base: UInt8 = 10
    var start = 0
    if text.count > 1, text[0] == 0x30 {
      switch text[1] | 0x20 {
      case UInt8(ascii: "x"): base = 16
      case UInt8(ascii: "o"): base = 8
      case UInt8(ascii: "b"): base = 2
      default: break
      }
      if base != 10 { start = 2 }
    }
    let shown = text[start...]
    guard !shown.isEmpty, shown.allSatisfy({ (digitValue($0) ?? 255) < base }) else {
      let quoted = String(decoding: shown, as: UTF8.self)
      let isLong =
        base == 10 && quoted.dropLast().allSatisfy(\.isNumber) && quoted.lowercased().hasSuffix("l")
      throw SyntaxFault(
        .syntaxError, "invalid syntax for integer with base \(base): '\(quoted)'", in: source,
        at: token.offset, hint: isLong && quoted.count > 1 ? .longInteger : nil)
    }
    var value: Int64 = 0
    for byte in shown {
      let (product, overflow) = value.multipliedReportingOverflow(by: Int64(base))
      let (sum, overflowToo) = product.addingReportingOverflow(Int64(digitValue(byte) ?? 0))
      if overflow || overflowToo || sum >= 1 << 62 { return .big(digits: keep(shown), base: base) }
      value = sum
    }
    return .small(value)
  }

  /// The digits of the current token, a float or an imaginary number, without its `j`.
  ///
  /// - Throws: a syntax error if it is none.
  mutating func decimal() throws(SyntaxFault) -> (digits: ByteRange, isImaginary: Bool) {
    let text = digits(Int(token.offset)..<Int(token.end))
    let isImaginary = (text.last ?? 0) | 0x20 == UInt8(ascii: "j")
    let number = isImaginary ? text.dropLast() : text[...]
    guard isDecimal(number) else {
      throw SyntaxFault(.syntaxError, "invalid syntax for number", in: source, at: token.offset)
    }
    return (keep(number), isImaginary)
  }

  /// Digits, at most one point, at most one exponent that has digits.
  private func isDecimal(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    var hasPoint = false
    while let byte = rest.popFirst() {
      if isDigit(byte) { continue }
      if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
        continue
      }
      guard byte | 0x20 == UInt8(ascii: "e") else { return false }
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
      return !rest.isEmpty && rest.allSatisfy(isDigit)
    }
    return true
  }

  private func digits(_ range: Range<Int>) -> [UInt8] { bytes[range].filter { $0 != UInt8(ascii: "_") } }

  private mutating func keep(_ digits: ArraySlice<UInt8>) -> ByteRange {
    let start = literals.count
    literals.append(contentsOf: digits)
    return ByteRange(start: UInt32(start), count: UInt32(digits.count))
  }
}
