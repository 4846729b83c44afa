import Scripting
import Testing

@Suite("Floats print as on the device")
struct FloatTextTests {
  @Test(arguments: FloatTextTable.single)
  func single_printsSevenDigits(text: String, expected: String) throws {
    #expect(try repr(text, single: true) == expected)
  }

  @Test(arguments: FloatTextTable.double)
  func double_printsSixteenDigits(text: String, expected: String) throws {
    #expect(try repr(text, single: false) == expected)
  }

  @Test func infinitiesAndNaN_haveNoPoint() {
    #expect(FloatText.repr(.infinity, single: true) == Array("inf".utf8))
    #expect(FloatText.repr(-.infinity, single: false) == Array("-inf".utf8))
    #expect(FloatText.repr(.nan, single: true) == Array("nan".utf8))
    #expect(FloatText.format(.nan, style: 0x47, precision: 3, sign: 0x2B, single: true) == Array("+NAN".utf8))
  }

  @Test(arguments: [
    (0.0, 1.0, "1j"), (1, 2, "(1+2j)"), (1, -2, "(1-2j)"), (-0.5, 1e10, "(-0.5+1e+10j)"), (1, 0, "(1+0j)"),
    (.infinity, 1, "(inf+1j)"), (1, .nan, "(1+nanj)"), (1, -0.0, "(1+-0j)"),
  ])
  func complex_leavesZeroRealPartOut(real: Double, imaginary: Double, expected: String) {
    #expect(FloatText.complexRepr(real: real, imaginary: imaginary, single: true) == Array(expected.utf8))
  }

  @Test(arguments: [Int.min, -1, 0, 100, Int.max], [Int.min, 0, 1, 2, 7, 8, 16, 1_000, Int.max])
  func anyPrecisionAndRoom_neverTraps(precision: Int, room: Int) {
    let values: [Double] = [
      0, 1, 0.5, 9.99999, 1e38, 1e-45, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.infinity,
    ]
    for value in values {
      for style in "eEfFgG".utf8 {
        let text = FloatText.format(value, style: style, precision: precision, single: false, room: room)
        #expect(text.count < 1_024)
        _ = FloatText.format(
          Double(Float(value)), style: style, precision: precision, single: true, room: room)
      }
    }
  }

  private func repr(_ text: String, single: Bool) throws -> String {
    let value = try NumberParser.parseFloat(Array(text.utf8)[...], allowImaginary: false, single: single)
    return String(decoding: FloatText.repr(value.value, single: single), as: UTF8.self)
  }
}

/// What `repr(float(text))` gives.
///
/// Source: printed by a build of MicroPython 1.11 (commit ced340d) in single and in double precision.
enum FloatTextTable {
  static let single: [(String, String)] = [
    ("0.0", "0.0"),
    ("-0.0", "-0.0"),
    ("1.0", "1.0"),
    ("0.1", "0.1"),
    ("1e-45", "1.401299e-45"),
    ("1.1754944e-38", "1.175494e-38"),
    ("3.4e38", "3.4e+38"),
    ("1e10", "1e+10"),
    ("123456789.0", "1.234568e+08"),
    ("9999999.0", "9999998.0"),
    ("9999999.6", "1e+07"),
    ("99999999.0", "1e+08"),
    ("0.0001", "0.0001"),
    ("0.00001234", "1.234e-05"),
    ("1e-5", "1e-05"),
    ("0.99999999", "1.0"),
    ("1e22", "1e+22"),
    ("1e16", "1e+16"),
    ("1e17", "1e+17"),
    ("123456.7", "123456.7"),
    ("16777217.0", "1.677722e+07"),
    ("0.95", "0.95"),
    ("5e-324", "0.0"),
    ("1.7976931348623157e308", "inf"),
    ("2.5", "2.5"),
    ("1e100", "inf"),
  ]

  static let double: [(String, String)] = [
    ("0.0", "0.0"),
    ("-0.0", "-0.0"),
    ("1.0", "1.0"),
    ("0.1", "0.1"),
    ("1e-45", "1e-45"),
    ("1.1754944e-38", "1.1754944e-38"),
    ("3.4e38", "3.4e+38"),
    ("1e10", "10000000000.0"),
    ("123456789.0", "123456789.0"),
    ("9999999.0", "9999999.000000001"),
    ("9999999.6", "9999999.600000001"),
    ("99999999.0", "99999999.00000001"),
    ("0.0001", "0.0001"),
    ("0.00001234", "1.234e-05"),
    ("1e-5", "1e-05"),
    ("0.99999999", "0.9999999899999999"),
    ("1e22", "1e+22"),
    ("1e16", "1e+16"),
    ("1e17", "1e+17"),
    ("123456.7", "123456.7"),
    ("16777217.0", "16777217.0"),
    ("0.95", "0.95"),
    ("5e-324", "4.940656458412466e-324"),
    ("1.7976931348623157e308", "1.797693134862316e+308"),
    ("2.5", "2.5"),
    ("1e100", "1e+100"),
  ]
}
