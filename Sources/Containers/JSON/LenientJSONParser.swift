/// The state of reading one text: a place in its bytes, the line there, and the liberties met so far.
struct LenientJSONParser {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private(set) var oddities: [LenientJSON.Oddity] = []

  private let allowsComments: Bool

  init(_ bytes: [UInt8], allowsComments: Bool) { (self.bytes, self.allowsComments) = (bytes, allowsComments) }

  /// Reads the outermost value and the white space around it.
  mutating func parse() throws(LenientJSON.Failure) -> JSONNode {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      position = 3
      note(.byteOrderMark)
    }
    let root = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw failure("\(found) behind the end; must be nothing") }
    return root
  }

  private mutating func value(depth: Int) throws(LenientJSON.Failure) -> JSONNode {
    skipSpace()
    guard depth < LenientJSON.depthLimit else {
      throw failure("nested deeper than \(LenientJSON.depthLimit) levels")
    }
    let start = line
    let value: JSONNode.Value
    switch current {
    case UInt8(ascii: "{"): value = .object(try members(depth: depth + 1))
    case UInt8(ascii: "["): value = .array(try elements(depth: depth + 1))
    case UInt8(ascii: "\""): value = .string(try string())
    default: value = try word()
    }
    return JSONNode(value: value, line: start)
  }

  private mutating func members(depth: Int) throws(LenientJSON.Failure) -> [JSONNode.Member] {
    var members: [JSONNode.Member] = []
    var names: Set<String> = []
    try list(from: "{", to: "}") { parser throws(LenientJSON.Failure) in
      guard parser.current == UInt8(ascii: "\"") else {
        throw parser.failure("\(parser.found); must be a name in quotes")
      }
      let name = try parser.string()
      if !names.insert(name).inserted { parser.note(.repeatedName(name)) }
      parser.skipSpace()
      guard parser.take(":") else { throw parser.failure("\(parser.found); must be ':' behind \"\(name)\"") }
      members.append(JSONNode.Member(name: name, node: try parser.value(depth: depth)))
    }
    return members
  }

  private mutating func elements(depth: Int) throws(LenientJSON.Failure) -> [JSONNode] {
    var elements: [JSONNode] = []
    try list(from: "[", to: "]") { parser throws(LenientJSON.Failure) in
      elements.append(try parser.value(depth: depth))
    }
    return elements
  }

  /// Reads items with commas between two brackets; the place is at the opening one.
  private mutating func list(
    from open: Unicode.Scalar, to close: Unicode.Scalar,
    item: (inout LenientJSONParser) throws(LenientJSON.Failure) -> Void
  ) throws(LenientJSON.Failure) {
    _ = take(open)
    skipSpace()
    if take(close) { return }
    while true {
      try item(&self)
      skipSpace()
      if take(close) { return }
      let comma = line
      guard take(",") else { throw failure("\(found); must be ',' or '\(close)'") }
      skipSpace()
      if take(close) {
        oddities.append(LenientJSON.Oddity(liberty: .trailingComma, line: comma))
        return
      }
    }
  }

  /// Reads a number or one of the three words.
  private mutating func word() throws(LenientJSON.Failure) -> JSONNode.Value {
    let start = position
    while let byte = current, Self.isWordByte(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    switch text {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "null": return .null
    case "": throw failure("\(found); must be a value")
    default: break
    }
    if text.hasPrefix("0x") || text.hasPrefix("0X") {
      let digits = text.dropFirst(2)
      guard !digits.isEmpty, digits.allSatisfy({ $0.isHexDigit }) else {
        throw failure("'\(text.prefix(40))' is no number")
      }
      note(.bareHexadecimal)
      return .number(text)
    }
    guard Self.isDecimal(bytes[start..<position]) else {
      throw failure("'\(text.prefix(40))' is no value; text must stand in quotes")
    }
    return .number(text)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Whether the bytes are a number of the standard: `-12.5e+3`; leading zeros are let pass.
  private static func isDecimal(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    func digits() -> Bool {
      let count = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
      rest = rest.dropFirst(count)
      return count > 0
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    guard digits() else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits() else { return false }
    }
    if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
      rest = rest.dropFirst()
      if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
        rest = rest.dropFirst()
      }
      guard digits() else { return false }
    }
    return rest.isEmpty
  }

  // MARK: Strings

  /// Reads a string; the place is at its opening quote.
  private mutating func string() throws(LenientJSON.Failure) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = current {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw failure("a text that is not UTF-8")
        }
        return string
      case UInt8(ascii: "\\"): text.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20: throw failure("byte \(byte) inside a text; a closing quote may be missing")
      default: text.append(byte)
      }
    }
    throw failure("the text ends inside quotes")
  }

  /// Reads what follows a backslash.
  private mutating func escape() throws(LenientJSON.Failure) -> Unicode.Scalar {
    guard let byte = current else { throw failure("the text ends inside quotes") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try escapedScalar()
    default: throw failure("the escape \\\(Unicode.Scalar(byte)); a backslash is written \\\\")
    }
  }

  private mutating func escapedScalar() throws(LenientJSON.Failure) -> Unicode.Scalar {
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    // The first half of a character beyond 16 bits; the second must follow.
    guard first < 0xDC00, take("\\"), take("u") else { throw failure("half of a \\u pair") }
    let second = try fourDigits()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw failure("half of a \\u pair") }
    return scalar
  }

  private mutating func fourDigits() throws(LenientJSON.Failure) -> UInt32 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
      digits.first != UInt8(ascii: "+")
    else { throw failure("\\u needs four hexadecimal digits") }
    position += 4
    return value
  }

  // MARK: Places

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// What stands at the place, for errors.
  private var found: String {
    guard let byte = current else { return "the text ends" }
    return (0x21..<0x7F).contains(byte) ? "'\(Unicode.Scalar(byte))'" : "byte \(byte)"
  }

  private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
    guard let byte = current, UInt32(byte) == wanted.value else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = current {
      if allowsComments, startsComment(byte) {
        position = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
        continue
      }
      guard [0x20, 0x09, 0x0A, 0x0D].contains(byte) else { return }
      if byte == 0x0A { line += 1 }
      position += 1
    }
  }

  private func startsComment(_ byte: UInt8) -> Bool {
    let slash = UInt8(ascii: "/")
    return byte == UInt8(ascii: "#")
      || (byte == slash && position + 1 < bytes.count && bytes[position + 1] == slash)
  }

  private mutating func note(_ liberty: LenientJSON.Liberty) {
    oddities.append(LenientJSON.Oddity(liberty: liberty, line: line))
  }

  private func failure(_ reason: String) -> LenientJSON.Failure {
    LenientJSON.Failure(line: line, reason: reason)
  }
}
