import Scripting
import Testing

@Suite("Format specifications print as on the device")
struct FormatSpecificationTests {
  @Test(arguments: FormatSpecificationTable.texts)
  func number_printsAsDevice(specification: String, value: String, expected: String) throws {
    let text = try FormatSpecification(Array(specification.utf8)).render(argument(value), single: true)
    #expect(String(decoding: text, as: UTF8.self) == expected)
  }

  @Test(arguments: FormatSpecificationTable.faults)
  func wrongSpecification_raisesTheDevicesWords(specification: String, value: String, message: String) {
    let fault = #expect(throws: FormatFault.self) {
      try FormatSpecification(Array(specification.utf8)).render(argument(value), single: true)
    }
    #expect(fault == FormatFault(.value, Array(message.utf8)))
  }

  @Test func text_isCutAndPaddedInBytes() throws {
    let text = FormatArgument.text(Array("hello".utf8))
    #expect(try FormatSpecification(Array("*^8.3".utf8)).render(text, single: true) == Array("**hel***".utf8))
    #expect(throws: FormatFault(.value, "'=' alignment not allowed in string format specifier")) {
      try FormatSpecification(Array("=8".utf8)).render(text, single: true)
    }
    #expect(throws: FormatFault(.value, "unknown format code 'd' for object of type 'str'")) {
      try FormatSpecification(Array("d".utf8)).render(text, single: true)
    }
    #expect(throws: FormatFault(.memory, "memory allocation failed, allocating 999999999 bytes")) {
      try FormatSpecification(Array("999999999".utf8)).render(text, single: true)
    }
  }

  @Test func fields_areTakenApart() throws {
    let template = Array("a{{{0!r:>{w}}}}{x.y}{}".utf8)
    var scanner = FieldScanner(template)
    #expect(try scanner.next() == .literal(0..<1))
    #expect(try scanner.next() == .literal(2..<3))
    guard case .field(let first)? = try scanner.next() else {
      Issue.record("no field")
      return
    }
    #expect(first.name == .index(0, hasAttribute: false))
    #expect(first.conversion == 0x72)
    #expect(first.specification.map { Array(template[$0]) } == Array(">{w}".utf8))
    #expect(try scanner.next() == .literal(14..<15))
    guard case .field(let second)? = try scanner.next(), case .field(let third)? = try scanner.next() else {
      Issue.record("no fields")
      return
    }
    #expect(second.name == .keyword(16..<17, hasAttribute: true))
    #expect(third.name == .automatic)
    #expect(try scanner.next() == nil)
  }

  @Test(arguments: [
    ("}", "single '}' encountered in format string"), ("{", "unmatched '{' in format"),
    ("{a:", "unmatched '{' in format"), ("{!", "end of format while looking for conversion specifier"),
    ("{!a}", "unknown conversion specifier a"), ("{!rx}", "expected ':' after format specifier"),
  ])
  func brokenTemplate_raisesTheDevicesWords(template: String, message: String) {
    #expect(throws: FormatFault(.value, Array(message.utf8))) {
      var scanner = FieldScanner(Array(template.utf8))
      while try scanner.next() != nil {}
    }
  }

  private func argument(_ text: String) throws -> FormatArgument {
    let bytes = Array(text.utf8)[...]
    if !text.contains("."), !text.contains("e") {
      switch try NumberParser.parseInteger(bytes, base: 10) {
      case .small(let value): return .integer(value)
      case .large(let value): return .large(value)
      }
    }
    return .float(try NumberParser.parseFloat(bytes, allowImaginary: false, single: true).value)
  }
}

/// What `'{:specification}'.format(value)` gives.
///
/// Source: printed by a build of MicroPython 1.11 (commit ced340d) in single and in double precision.
enum FormatSpecificationTable {
  static let texts: [(String, String, String)] = [
    ("d", "-7", "-7"),
    ("+d", "7", "+7"),
    (" d", "7", " 7"),
    ("5", "42", "   42"),
    ("<5", "42", "42   "),
    ("^6", "42", "  42  "),
    ("=6", "-42", "-   42"),
    ("06", "-42", "-00042"),
    ("*^7", "42", "**42***"),
    ("x<4", "1", "1xxx"),
    ("#x", "255", "0xff"),
    ("#X", "255", "0XFF"),
    ("#o", "8", "0o10"),
    ("#b", "5", "0b101"),
    ("#06x", "255", "0x00ff"),
    (",", "1234567", "1,234,567"),
    (",", "123", "123"),
    (",", "1000000000000000000000", "1,000,000,000,000,000,000,000"),
    (",", "100000000000000000000", ",100,000,000,000,000,000,000"),
    ("09,", "1234", "00001,234"),
    ("c", "65", "A"),
    ("n", "12", "12"),
    ("e", "3", "3.000000e+00"),
    (".2f", "3", "3.00"),
    ("%", "1", "100.000000%"),
    (".1%", "0.125", "12.5%"),
    ("g", "0.1", "0.1"),
    ("10.3", "3.14159", "      3.14"),
    ("<10.3f", "3.14159", "3.142     "),
    ("=+10.2f", "3.14159", "+     3.14"),
    ("010.2f", "-3.14159", "-000003.14"),
    ("n", "1.5", "1.5"),
    (".0f", "2.5", "3"),
    ("12.4e", "12345.678", "  1.2346e+04"),
    ("5.", "7", "    7"),
    ("b", "100000000000000000000", "1010110101111000111010111100010110101100011000100000000000000000000"),
  ]

  static let faults: [(String, String, String)] = [
    ("s", "7", "unknown format code 's' for object of type 'int'"),
    ("d", "1.5", "unknown format code 'd' for object of type 'float'"),
    ("+c", "65", "sign not allowed with integer format specifier 'c'"),
    ("+s", "7", "sign not allowed in string format specifier"),
    ("q", "7", "invalid format specifier"),
  ]
}
