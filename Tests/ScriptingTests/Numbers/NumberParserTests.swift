import Scripting
import Testing

@Suite("Numbers are read as on the device")
struct NumberParserTests {
  @Test(arguments: NumberParserTable.single)
  func single_hasTheDevicesBits(text: String, bits: UInt32?) {
    let parsed = try? NumberParser.parseFloat(Array(text.utf8)[...], allowImaginary: false, single: true)
    guard let bits, !Float(bitPattern: bits).isNaN else {
      #expect((parsed == nil) == (bits == nil))
      return
    }
    #expect(parsed.map { Float($0.value).bitPattern } == bits)
  }

  @Test(arguments: NumberParserTable.double)
  func double_hasTheDevicesBits(text: String, bits: UInt64?) {
    let parsed = try? NumberParser.parseFloat(Array(text.utf8)[...], allowImaginary: false, single: false)
    guard let bits, !Double(bitPattern: bits).isNaN else {
      #expect((parsed == nil) == (bits == nil))
      return
    }
    #expect(parsed?.value.bitPattern == bits)
  }

  @Test func imaginary_endsInJ() throws {
    let parsed = try NumberParser.parseFloat(Array(" 1.5J ".utf8)[...], allowImaginary: true, single: true)
    #expect(parsed.isImaginary && parsed.value == 1.5)
    #expect(throws: FormatFault(.value, "invalid syntax for number")) {
      try NumberParser.parseFloat(Array("1.5jj".utf8)[...], allowImaginary: true, single: true)
    }
  }

  @Test(arguments: NumberParserTable.integers)
  func integer_hasTheDevicesValue(text: String, base: Int, expected: String) throws {
    let parsed = try NumberParser.parseInteger(Array(text.utf8)[...], base: base)
    switch parsed {
    case .small(let value):
      #expect(SmallInteger.holds(value) && "\(value)" == expected)
    case .large(let value):
      #expect(value.asSmall == nil)
      #expect(String(decoding: IntegerText.format(value), as: UTF8.self) == expected)
    }
  }

  @Test(arguments: NumberParserTable.faults)
  func wrongInteger_raisesTheDevicesWords(text: String, base: Int, message: String) {
    #expect(throws: FormatFault(.value, Array(message.utf8))) {
      try NumberParser.parseInteger(Array(text.utf8)[...], base: base)
    }
  }

  @Test(arguments: 2...36)
  func longInteger_readsWhatItPrints(base: Int) throws {
    for count in [1, 2, 3, 31, 60, 200] {
      let limbs = (1...UInt64(count)).map { $0 &* 0x9E37_79B9_7F4A_7C15 }
      let value = BigInteger(limbs: limbs + [1], negative: base % 2 == 0)
      let text = IntegerText.format(value, base: base, uppercase: base % 3 == 0)
      #expect(try NumberParser.parseInteger(text[...], base: base) == .large(value))
    }
  }
}

/// Bits of `float(text)`, and `int(text, base)`.
///
/// Source: printed by a build of MicroPython 1.11 (commit ced340d) in single and in double precision.
enum NumberParserTable {
  static let single: [(String, UInt32?)] = [
    ("1", 0x3f800000),
    (".", 0x00000000),
    ("_", 0x00000000),
    ("1_0.5", 0x41280000),
    ("1e5", 0x47c35000),
    ("1e+", nil),
    ("1e", nil),
    ("1e 5", nil),
    ("1e_5", 0x47c35000),
    ("0e99", 0xffc00000),
    ("1e400", 0x7f800000),
    ("-1e400", 0xff800000),
    ("inf", 0x7f800000),
    ("INFINITY", 0x7f800000),
    ("infin", nil),
    ("-nan", 0xffc00000),
    ("nanx", nil),
    ("  -2.5\n", 0xc0200000),
    ("1.5j", nil),
    ("3.4028235e38", 0x7f7fffff),
    ("1e-45", 0x00000001),
    ("1e-46", 0x00000000),
    ("123456789012345678901234567890", 0x6fc7748a),
    ("0.1", 0x3dcccccd),
    ("1e23", 0x65a96816),
    ("e5", 0x00000000),
    ("", nil),
    ("+", nil),
    ("1.2.3", nil),
    ("9007199254740993", 0x59ffffff),
    ("2.2250738585072014e-308", 0x00000000),
    ("16777219", 0x4b800002),
  ]

  static let double: [(String, UInt64?)] = [
    ("1", 0x3ff0000000000000),
    (".", 0x0000000000000000),
    ("_", 0x0000000000000000),
    ("1_0.5", 0x4025000000000000),
    ("1e5", 0x40f86a0000000000),
    ("1e+", nil),
    ("1e", nil),
    ("1e 5", nil),
    ("1e_5", 0x40f86a0000000000),
    ("0e99", 0x0000000000000000),
    ("1e400", 0x7ff0000000000000),
    ("-1e400", 0xfff0000000000000),
    ("inf", 0x7ff0000000000000),
    ("INFINITY", 0x7ff0000000000000),
    ("infin", nil),
    ("-nan", 0xfff8000000000000),
    ("nanx", nil),
    ("  -2.5\n", 0xc004000000000000),
    ("1.5j", nil),
    ("3.4028235e38", 0x47efffffe54daff8),
    ("1e-45", 0x3696d601ad376ab9),
    ("1e-46", 0x366244ce242c5561),
    ("123456789012345678901234567890", 0x45f8ee90ff6c373d),
    ("0.1", 0x3fb999999999999a),
    ("1e23", 0x44b52d02c7e14af7),
    ("e5", 0x0000000000000000),
    ("", nil),
    ("+", nil),
    ("1.2.3", nil),
    ("9007199254740993", 0x4340000000000000),
    ("2.2250738585072014e-308", 0x000fffffffffffff),
    ("16777219", 0x4170000030000000),
  ]

  static let integers: [(String, Int, String)] = [
    ("0", 10, "0"),
    ("-5", 10, "-5"),
    (" 42\n", 10, "42"),
    ("1_000", 10, "1000"),
    ("_", 10, "0"),
    ("0x1F", 0, "31"),
    ("0X1f", 16, "31"),
    ("0o17", 0, "15"),
    ("0b101", 0, "5"),
    ("0b101", 2, "5"),
    ("017", 0, "17"),
    ("zz", 36, "1295"),
    ("0x_", 0, "0"),
    ("4611686018427387903", 10, "4611686018427387903"),
    ("4611686018427387904", 10, "4611686018427387904"),
    ("-4611686018427387905", 10, "-4611686018427387905"),
    ("123456789012345678901234567890", 10, "123456789012345678901234567890"),
    ("0xffffffffffffffffffff", 0, "1208925819614629174706175"),
    ("zzzzzzzzzzzzzzzzzzzz", 36, "13367494538843734067838845976575"),
  ]

  static let faults: [(String, Int, String)] = [
    ("12", 2, "invalid syntax for integer with base 2: '12'"),
    ("0x", 0, "invalid syntax for integer with base 16: ''"),
    ("4_611686018427387904", 10, "invalid syntax for integer with base 10: '4_611686018427387904'"),
    (
      "1_000_000_000_000_000_000_000", 10,
      "invalid syntax for integer with base 10: '1_000_000_000_000_000_000_000'"
    ),
    ("it's", 10, "invalid syntax for integer with base 10: \"it's\""),
    ("\"'", 10, "invalid syntax for integer with base 10: '\"\\''"),
    ("1\u{1}\u{80}", 10, "invalid syntax for integer with base 10: '1\\x01\\xc2\\x80'"),
    ("1 1", 10, "invalid syntax for integer with base 10: '1 1'"),
    ("", 10, "invalid syntax for integer with base 10: ''"),
    ("-", 10, "invalid syntax for integer with base 10: ''"),
    ("1", 1, "int() arg 2 must be >= 2 and <= 36"),
    ("1", 37, "int() arg 2 must be >= 2 and <= 36"),
    ("0o8", 0, "invalid syntax for integer with base 8: '8'"),
    ("--1", 10, "invalid syntax for integer with base 10: '-1'"),
  ]
}
