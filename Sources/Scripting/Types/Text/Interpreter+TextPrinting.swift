/// How `str`, `bytes`, `bytearray`, `array.array` and `memoryview` are written.
extension Interpreter {
  /// `repr` of a `str` or `bytes`.
  func printQuoted(_ value: Value, to sink: inout TextSink) throws(Raised) {
    let start = value.address + StringLayout.start
    if isKind(value, .str) {
      printQuotedCharacters(start, count: byteCount(value), to: &sink)
    } else {
      sink.write(byte: Ascii.b)
      printQuotedBytes(start, count: byteCount(value), to: &sink)
    }
  }

  func printTextObject(_ value: Value, _ form: PrintForm, to sink: inout TextSink) throws(Raised) {
    switch memory.kind(value.address) {
    case .str:
      if form == .str {
        sink.write(bytes(value))
      } else if form == .json {
        printJSON(value, to: &sink)
      } else {
        try printQuoted(value, to: &sink)
      }
    case .bytes:
      if form == .json { printJSON(value, to: &sink) } else { try printQuoted(value, to: &sink) }
    case .byteArray:
      sink.write("bytearray(b")
      printQuotedBytes(arrayStart(value.address), count: arrayCount(value.address), to: &sink)
      sink.write(")")
    case .array: try printArray(value, to: &sink)
    default: sink.write("<memoryview>")
    }
  }

  private func printArray(_ value: Value, to sink: inout TextSink) throws(Raised) {
    let mark = keep(value)
    defer { release(to: mark) }
    sink.write("array('")
    sink.write(byte: ElementCode(aux: aux(value)).letter)
    sink.write(byte: Ascii.quote)
    var index = 0
    // Printing an object may change the array.
    while index < arrayCount(value.address) {
      sink.write(index == 0 ? ", [" : ", ")
      try print(try arrayElement(value, index), .repr, to: &sink)
      index += 1
    }
    if index > 0 { sink.write("]") }
    sink.write(")")
  }

  /// The double quote only where single ones, and no double ones, are within.
  private func quoteMark(_ start: Int, count: Int) -> UInt8 {
    var hasSingle = false
    for offset in 0..<count {
      let byte = memory[byte: start &+ offset]
      if byte == Ascii.doubleQuote { return Ascii.quote }
      if byte == Ascii.quote { hasSingle = true }
    }
    return hasSingle ? Ascii.doubleQuote : Ascii.quote
  }

  private func printQuotedBytes(_ start: Int, count: Int, to sink: inout TextSink) {
    let quote = quoteMark(start, count: count)
    sink.write(byte: quote)
    for offset in 0..<count { printEscaped(UInt32(memory[byte: start &+ offset]), quote, to: &sink) }
    sink.write(byte: quote)
  }

  private func printQuotedCharacters(_ start: Int, count: Int, to sink: inout TextSink) {
    let quote = quoteMark(start, count: count)
    sink.write(byte: quote)
    var offset = 0
    while offset < count {
      let first = memory[byte: start &+ offset]
      offset &+= 1
      var code = UInt32(first)
      if first >= 0x80 {
        // The bits behind the first zero belong to the character.
        code &= 0x7F &>> UInt32((~first).leadingZeroBitCount)
        while offset < count, memory[byte: start &+ offset] & 0xC0 == 0x80 {
          code = code &<< 6 | UInt32(memory[byte: start &+ offset] & 0x3F)
          offset &+= 1
        }
      }
      printEscaped(code, quote, to: &sink)
    }
    sink.write(byte: quote)
  }

  private func printEscaped(_ code: UInt32, _ quote: UInt8, to sink: inout TextSink) {
    switch code {
    case UInt32(quote), UInt32(Ascii.backslash):
      sink.write(byte: Ascii.backslash)
      sink.write(byte: UInt8(truncatingIfNeeded: code))
    case 0x20..<0x7F: sink.write(byte: UInt8(truncatingIfNeeded: code))
    case 0x0A: sink.write("\\n")
    case 0x0D: sink.write("\\r")
    case 0x09: sink.write("\\t")
    case 0..<0x100:
      sink.write("\\x")
      writeHexadecimal(code, digits: 2, to: &sink)
    case 0x100..<0x10000:
      sink.write("\\u")
      writeHexadecimal(code, digits: 4, to: &sink)
    default:
      sink.write("\\U")
      writeHexadecimal(code, digits: 8, to: &sink)
    }
  }

  private func writeHexadecimal(_ number: UInt32, digits: Int, to sink: inout TextSink) {
    for place in (0..<UInt32(digits)).reversed() {
      let digit = UInt8(truncatingIfNeeded: number &>> (place * 4) & 15)
      sink.write(byte: digit < 10 ? Ascii.zero + digit : Ascii.a + digit - 10)
    }
  }

  private func printJSON(_ value: Value, to sink: inout TextSink) {
    memory.withBytes(value.address + StringLayout.start, count: byteCount(value)) {
      JSONText.appendString($0, to: &sink.bytes)
    }
  }
}
