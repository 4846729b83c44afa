/// The state of reading one text: a place in its bytes, the line and column there.
struct ProtobufTextParser {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var column = 1

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Reads the outermost message, which ends with the text.
  mutating func parse() throws(ProtobufText.Failure) -> ProtobufText.Message {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    return try message(until: nil, depth: 0)
  }

  /// Reads fields up to a closing bracket, or the end of the text.
  private mutating func message(
    until close: UInt8?, depth: Int
  ) throws(ProtobufText.Failure) -> ProtobufText.Message {
    let start = place
    guard depth <= ProtobufText.depthLimit else {
      throw failure("nested deeper than \(ProtobufText.depthLimit) messages")
    }
    var fields: [ProtobufText.Field] = []
    while true {
      skipSpace()
      if let close, take(close) { break }
      guard current != nil else {
        if let close {
          throw failure("the text ends; must be '\(Unicode.Scalar(close))' of line \(start.line)")
        }
        break
      }
      fields.append(try field(depth: depth))
      skipSpace()
      _ = take(UInt8(ascii: ",")) || take(UInt8(ascii: ";"))
    }
    return ProtobufText.Message(fields: fields, place: start)
  }

  private mutating func field(depth: Int) throws(ProtobufText.Failure) -> ProtobufText.Field {
    let start = place
    if current == UInt8(ascii: "[") { throw failure("'['; extensions are not read, must be a field's name") }
    guard let name = word() else { throw failure("\(found); must be a field's name") }
    skipSpace()
    let hasColon = take(UInt8(ascii: ":"))
    if hasColon { skipSpace() }
    if take(UInt8(ascii: "[")) {
      let values = try list(hasColon: hasColon, of: name, depth: depth)
      return ProtobufText.Field(name: name, values: values, isList: true, place: start)
    }
    let value = try value(hasColon: hasColon, of: name, depth: depth)
    return ProtobufText.Field(name: name, values: [value], isList: false, place: start)
  }

  /// Reads values up to a closing bracket; the place is behind the opening one.
  private mutating func list(
    hasColon: Bool, of name: String, depth: Int
  ) throws(ProtobufText.Failure) -> [ProtobufText.Value] {
    var values: [ProtobufText.Value] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return [] }
    while true {
      skipSpace()
      values.append(try value(hasColon: hasColon, of: name, depth: depth))
      skipSpace()
      if take(UInt8(ascii: "]")) { return values }
      guard take(UInt8(ascii: ",")) else { throw failure("\(found); must be ',' or ']'") }
    }
  }

  private mutating func value(
    hasColon: Bool, of name: String, depth: Int
  ) throws(ProtobufText.Failure) -> ProtobufText.Value {
    let start = place
    for (open, close) in [("{", "}"), ("<", ">")] as [(Unicode.Scalar, Unicode.Scalar)]
    where take(UInt8(ascii: open)) {
      let message = try message(until: UInt8(ascii: close), depth: depth + 1)
      return ProtobufText.Value(content: .message(message), place: start)
    }
    guard hasColon else { throw failure("\(found); must be ':' or '{' behind '\(name.prefix(60))'") }
    return ProtobufText.Value(content: try scalar(of: name), place: start)
  }

  private mutating func scalar(of name: String) throws(ProtobufText.Failure) -> ProtobufText.Content {
    switch current {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .text(try texts())
    case UInt8(ascii: "-"):
      _ = take(UInt8(ascii: "-"))
      skipSpace()
      return try number(isNegative: true)
    case let first? where first == UInt8(ascii: ".") || Self.isDigit(first):
      return try number(isNegative: false)
    default: break
    }
    guard let word = word() else { throw failure("\(found); must be a value of '\(name.prefix(60))'") }
    return .word(word)
  }

  // MARK: Words and numbers

  /// A name; names of packages have dots, which no field here has.
  private mutating func word() -> String? {
    guard let first = current, Self.isLetter(first) else { return nil }
    let start = position
    while let byte = current, Self.isLetter(byte) || Self.isDigit(byte) { advance() }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// A number without its sign, or what may stand for one behind a minus.
  private mutating func number(isNegative: Bool) throws(ProtobufText.Failure) -> ProtobufText.Content {
    let (start, startPlace) = (position, place)
    while let byte = current, Self.isNumberByte(byte, after: bytes[start..<position]) { advance() }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let lower = text.lowercased()
    if isNegative, ["inf", "infinity", "nan"].contains(lower) {
      return .float(lower == "nan" ? .nan : -.infinity)
    }
    func wrong(_ what: String) -> ProtobufText.Failure {
      ProtobufText.Failure("'\(text.prefix(40))' \(what)", at: startPlace)
    }
    for (prefix, radix) in [("0x", 16), ("0", 8)]
    where lower.hasPrefix(prefix) && lower.count > prefix.count
      && lower.dropFirst(prefix.count).allSatisfy({ $0.isHexDigit && (radix == 16 || $0.isNumber) })
    {
      guard let magnitude = UInt64(lower.dropFirst(prefix.count), radix: radix) else {
        throw wrong("is no number of base \(radix) that fits 64 bits")
      }
      return .integer(isNegative: isNegative, magnitude: magnitude)
    }
    if !text.isEmpty, text.utf8.allSatisfy({ Self.isDigit($0) }) {
      if let magnitude = UInt64(text) { return .integer(isNegative: isNegative, magnitude: magnitude) }
    }
    let digits = lower.hasSuffix("f") ? lower.dropLast() : lower[...]
    guard let first = digits.utf8.first, Self.isDigit(first) || first == UInt8(ascii: "."),
      !digits.contains("x"), let value = Double(digits.hasSuffix(".") ? digits.dropLast() : digits)
    else { throw wrong("is no number") }
    return .float(isNegative ? -value : value)
  }

  /// Letters, digits, dots, and a sign behind an exponent's mark.
  private static func isNumberByte(_ byte: UInt8, after text: ArraySlice<UInt8>) -> Bool {
    if isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: ".") { return true }
    guard byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"), let last = text.last else { return false }
    let isHexadecimal = text.starts(with: Array("0x".utf8)) || text.starts(with: Array("0X".utf8))
    return (last == UInt8(ascii: "e") || last == UInt8(ascii: "E")) && !isHexadecimal
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
    default: false
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  // MARK: Texts

  /// Reads texts in quotes that stand side by side, as one.
  private mutating func texts() throws(ProtobufText.Failure) -> [UInt8] {
    var text: [UInt8] = []
    while let quote = current, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      let start = place
      advance()
      while !take(quote) {
        guard let byte = current, byte != UInt8(ascii: "\n") else {
          throw ProtobufText.Failure("a text without its closing quote on the same line", at: start)
        }
        advance()
        if byte == UInt8(ascii: "\\") { text += try escape() } else { text.append(byte) }
      }
      skipSpace()
    }
    return text
  }

  /// Reads what follows a backslash.
  private mutating func escape() throws(ProtobufText.Failure) -> [UInt8] {
    let start = place
    guard let byte = current else { throw failure("the text ends inside quotes") }
    advance()
    let simple: [UInt8: UInt8] = [
      UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
      UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
    ]
    if let value = simple[byte] { return [value] }
    switch byte {
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "?"): return [byte]
    case UInt8(ascii: "x"), UInt8(ascii: "X"):
      if let value = digits(1...2, radix: 16) { return [UInt8(truncatingIfNeeded: value)] }
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      let rest = digits(0...2, radix: 8, from: UInt32(byte - UInt8(ascii: "0")))
      if let rest, rest < 256 { return [UInt8(rest)] }
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      let count = byte == UInt8(ascii: "u") ? 4 : 8
      if let value = digits(count...count, radix: 16), let scalar = Unicode.Scalar(value) {
        return Array(String(scalar).utf8)
      }
    default: break
    }
    throw ProtobufText.Failure(
      "the escape \\\(Unicode.Scalar(byte)) is none; a backslash is written \\\\", at: start)
  }

  private mutating func digits(_ counts: ClosedRange<Int>, radix: UInt32, from start: UInt32 = 0) -> UInt32? {
    var (value, count) = (start, 0)
    while count < counts.upperBound, let byte = current,
      let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix
    {
      value = value &* radix &+ UInt32(digit)
      count += 1
      advance()
    }
    return count >= counts.lowerBound ? value : nil
  }

  // MARK: Places

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }
  private var place: ProtobufText.Place { ProtobufText.Place(line: line, column: column) }

  private mutating func advance() {
    let byte = bytes[position]
    position += 1
    if byte == UInt8(ascii: "\n") {
      line += 1
      column = 1
    } else if position == bytes.count || bytes[position] & 0xC0 != 0x80 {
      column += 1
    }
  }

  private mutating func take(_ wanted: UInt8) -> Bool {
    guard current == wanted else { return false }
    advance()
    return true
  }

  /// White space and comments.
  private mutating func skipSpace() {
    while let byte = current {
      if byte == UInt8(ascii: "#") {
        while let byte = current, byte != UInt8(ascii: "\n") { _ = byte; advance() }
      } else if [0x20, 0x09, 0x0A, 0x0D, 0x0B, 0x0C].contains(byte) {
        advance()
      } else {
        return
      }
    }
  }

  /// What stands at the place, for errors; full-width marks look like those of the format, so that they are named.
  private var found: String {
    guard let byte = current else { return "the text ends" }
    if (0x21..<0x7F).contains(byte) { return "'\(Unicode.Scalar(byte))'" }
    let text = String(decoding: bytes[position..<min(position + 4, bytes.count)], as: UTF8.self)
    guard byte > 0x7F, let scalar = text.unicodeScalars.first, scalar != "\u{FFFD}" else {
      return "byte \(byte)"
    }
    return "'\(scalar)' (U+\(String(scalar.value, radix: 16, uppercase: true)))"
  }

  private func failure(_ reason: String) -> ProtobufText.Failure { ProtobufText.Failure(reason, at: place) }
}
