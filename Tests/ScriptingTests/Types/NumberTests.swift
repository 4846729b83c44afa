import Scripting
import Testing

// Answers: what MicroPython 1.11 prints for these expressions.

@Suite("int, float, complex, bool")
struct NumberTests {
  @Test("operators on integers give the device's values and errors")
  func integers_matchDevice() throws {
    let found = try TestHost.output(of: Self.script(Self.integers), floatWidth: .single)
    let expected = Self.integers.map { "\($0.0) → \($0.1)\n" }.joined()
    #expect(found == expected)
  }

  @Test("int(), float(), complex() and byte conversions give the device's values and errors")
  func conversions_matchDevice() throws {
    let found = try TestHost.output(of: Self.script(Self.conversions), floatWidth: .single)
    let expected = Self.conversions.map { "\($0.0) → \($0.1)\n" }.joined()
    #expect(found == expected)
  }

  @Test("single-precision arithmetic rounds as the device's")
  func floats_matchDevice() throws {
    let found = try TestHost.output(of: Self.script(Self.floats), floatWidth: .single)
    let expected = Self.floats.map { "\($0.0) → \($0.1)\n" }.joined()
    #expect(found == expected)
  }

  @Test("double-precision arithmetic follows a desktop's MicroPython")
  func doubles_matchDevice() throws {
    let found = try TestHost.output(of: Self.script(Self.doubles), floatWidth: .double)
    let expected = Self.doubles.map { "\($0.0) → \($0.1)\n" }.joined()
    #expect(found == expected)
  }

  /// Prints each expression with its value, or with the name and text of the exception that it raises.
  private static func script(_ table: [(String, String)]) -> String {
    table.map { expression, _ in
      let shown = expression.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
      return
        "try:\n print('\(shown) →', repr(\(expression)))\nexcept Exception as e:\n print('\(shown) →', type(e).__name__, e)\n"
    }.joined()
  }

  static let integers: [(String, String)] = [
    ("2**62", "4611686018427387904"),
    ("2**62 - 1 + 1", "4611686018427387904"),
    ("-2**62 - 1", "-4611686018427387905"),
    ("(2**62 - 1) * 2", "9223372036854775806"),
    ("123456789123456789 * 987654321987654321", "121932631356500531347203169112635269"),
    ("-7 // 2", "-4"),
    ("7 // -2", "-4"),
    ("-7 % 3", "2"),
    ("7 % -3", "-2"),
    ("10**20 // -3", "-33333333333333333334"),
    ("10**20 % -3", "-2"),
    ("-10**20 // 7", "-14285714285714285715"),
    ("divmod(-10**20, 7)", "(-14285714285714285715, 5)"),
    ("divmod(-7, -2)", "(3, -1)"),
    ("1 << 100", "1267650600228229401496703205376"),
    ("-1 << 70", "-1180591620717411303424"),
    ("1 << -1", "ValueError negative shift count"),
    ("(1 << 100) >> 97", "8"),
    ("-(1 << 100) >> 98", "-4"),
    ("-5 >> 70", "-1"),
    ("5 >> -1", "ValueError negative shift count"),
    ("2**100 & -2**70", "1267650600228229401496703205376"),
    ("2**100 ^ -1", "-1267650600228229401496703205377"),
    ("-2**80", "-1208925819614629174706176"),
    ("3**50", "717897987691852588770249"),
    ("2 ** -2", "0.25"),
    ("0 ** -1", "ZeroDivisionError divide by zero"),
    ("(-3) ** 3", "-27"),
    ("2**64 == 2.0**64", "True"),
    ("2**100 > 2**99", "True"),
    ("-2**100 < 1", "True"),
    ("2**100 - 2**100 + 3", "3"),
    ("1 / 0", "ZeroDivisionError divide by zero"),
    ("1 // 0", "ZeroDivisionError divide by zero"),
    ("1 % 0", "ZeroDivisionError divide by zero"),
    ("2**70 // 0", "ZeroDivisionError divide by zero"),
    ("divmod(1, 0)", "ZeroDivisionError divide by zero"),
    ("7 / 2", "3.5"),
    ("~(2**65)", "-36893488147419103233"),
    ("-(-2**62)", "4611686018427387904"),
    ("abs(-2**80)", "1208925819614629174706176"),
    ("True + True", "2"),
    ("True & False", "0"),
    ("~True", "-2"),
    ("-False", "0"),
    ("True << 3", "8"),
    ("5 << True", "10"),
    ("1 & 1.5", "TypeError unsupported types for __and__: 'int', 'float'"),
    ("pow(3, 200, 1000007)", "959082"),
    ("pow(2, 10**20, 10**9 + 7)", "855473248"),
    ("pow(0, 0, 5)", "0"),
    ("pow(2.0, 1, 1)", "TypeError pow() with 3 arguments requires integers"),
    ("pow(-2, 5, 7)", "3"),
  ]

  static let conversions: [(String, String)] = [
    ("int('0x1f', 16)", "31"),
    ("int('0x1f')", "31"),
    ("int(' -12 ')", "-12"),
    ("int('1_000')", "1000"),
    ("int('z', 36)", "35"),
    ("int('12', 2)", "ValueError invalid syntax for integer with base 2: '12'"),
    ("int('')", "ValueError invalid syntax for integer with base 10: ''"),
    ("int('1', 37)", "ValueError int() arg 2 must be >= 2 and <= 36"),
    ("int(5, 10)", "TypeError can't convert 'int' object to str implicitly"),
    ("int(3.99)", "3"),
    ("int(-3.99)", "-3"),
    ("int(1e20)", "100000002004087734272"),
    ("int(float('nan'))", "ValueError can't convert NaN to int"),
    ("int(float('inf'))", "OverflowError can't convert inf to int"),
    ("int(None)", "TypeError can't convert NoneType to int"),
    ("int([])", "TypeError can't convert list to int"),
    ("int(1, 2, 3)", "TypeError function expected at most 2 arguments, got 3"),
    ("float('1e3')", "1000.0"),
    ("float(' -2.5 ')", "-2.5"),
    ("float('inf')", "inf"),
    ("float('x')", "ValueError invalid syntax for number"),
    ("float(None)", "TypeError can't convert NoneType to float"),
    ("float(2**70)", "1.180592e+21"),
    ("float(True)", "1.0"),
    ("complex('1+2j')", "ValueError invalid syntax for number"),
    ("complex('2j')", "2j"),
    ("complex(1, 2)", "(1+2j)"),
    ("complex(1j, 1j)", "(-1+1j)"),
    ("complex([])", "TypeError can't convert list to float"),
    ("bool([])", "False"),
    ("bool(0.0)", "False"),
    ("int.from_bytes(b'\\x01\\x02', 'little')", "513"),
    ("int.from_bytes(b'\\xff' * 9, 'big')", "4722366482869645213695"),
    ("int.from_bytes(b'', 'big')", "0"),
    ("int.from_bytes(5, 'big')", "TypeError object with buffer protocol required"),
    ("(258).to_bytes(4, 'big')", "b'\\x00\\x00\\x01\\x02'"),
    ("(258).to_bytes(1, 'little')", "b'\\x02'"),
    ("(-1).to_bytes(10, 'big')", "b'\\x00\\x00\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff'"),
    ("(-2**64).to_bytes(12, 'little')", "b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\xff\\xff\\x00\\x00'"),
    ("(1).to_bytes(-1, 'big')", "ValueError "),
    ("hash(2**70 + 3)", "3"),
    ("hash(7.0) == hash(7)", "True"),
    ("hash(True)", "1"),
  ]

  static let floats: [(String, String)] = [
    ("7.5 // 2", "3.0"),
    ("-7.5 // 2", "-4.0"),
    ("-7.5 % 2", "0.5"),
    ("7.5 % -2", "-0.5"),
    ("divmod(-7.5, 2)", "(-4.0, 0.5)"),
    ("0.0 // -1", "-0.0"),
    ("1.0 / 0", "ZeroDivisionError divide by zero"),
    ("1.0 // 0", "ZeroDivisionError divide by zero"),
    ("1.0 % 0", "ZeroDivisionError divide by zero"),
    ("0.0 ** -1", "ZeroDivisionError divide by zero"),
    ("2.0 ** 0.5", "1.414214"),
    ("(-8) ** 0.5", "(-1.236345e-07+2.828427j)"),
    ("16777217 == 16777216.0", "True"),
    ("16777217 + 0.0", "1.677722e+07"),
    ("1 / 3", "0.3333333"),
    ("1e38 * 10", "inf"),
    ("float('nan') == float('nan')", "False"),
    ("float('nan') < 1", "False"),
    ("1 < 1.5", "True"),
    ("2**100 < 1e30", "False"),
    ("2**100 * 1.0", "1.267651e+30"),
    ("-0.0", "-0.0"),
    ("abs(-0.0)", "0.0"),
    ("round(2.5)", "2"),
    ("round(3.5)", "4"),
    ("round(-0.5)", "0"),
    ("round(1234.5678, 2)", "1234.57"),
    ("round(1234.5678, -2)", "1200.0"),
    ("round(15, -1)", "20"),
    ("round(25, -1)", "20"),
    ("round(-25, -1)", "-20"),
    ("round(10**25 + 5 * 10**20, -21)", "10000000000000000000000000"),
    ("1.5 + 2j", "(1.5+2j)"),
    ("(1 + 2j) * (3 - 1j)", "(5+5j)"),
    ("(1 + 2j) / 0", "ZeroDivisionError complex divide by zero"),
    ("(1 + 2j) / 2j", "(1-0.5j)"),
    ("(1 + 2j) // 1", "TypeError can't truncate-divide a complex number"),
    ("(1 + 2j) ** 2", "(-3+4j)"),
    ("0j ** 1j", "ZeroDivisionError 0.0 to a complex power"),
    ("abs(3 + 4j)", "5.0"),
    ("(1 + 2j).imag", "2.0"),
    ("1j < 2", "TypeError unsupported types for __lt__: 'complex', 'int'"),
    ("1.5 << 1", "TypeError unsupported types for __lshift__: 'float', 'int'"),
  ]

  static let doubles: [(String, String)] = [
    ("7.5 // 2", "3.0"),
    ("-7.5 // 2", "-4.0"),
    ("-7.5 % 2", "0.5"),
    ("7.5 % -2", "-0.5"),
    ("divmod(-7.5, 2)", "(-4.0, 0.5)"),
    ("0.0 // -1", "-0.0"),
    ("1.0 / 0", "ZeroDivisionError divide by zero"),
    ("1.0 // 0", "ZeroDivisionError divide by zero"),
    ("1.0 % 0", "ZeroDivisionError divide by zero"),
    ("0.0 ** -1", "ZeroDivisionError divide by zero"),
    ("2.0 ** 0.5", "1.414213562373095"),
    ("(-8) ** 0.5", "(1.731912112470986e-16+2.82842712474619j)"),
    ("16777217 == 16777216.0", "False"),
    ("16777217 + 0.0", "16777217.0"),
    ("1 / 3", "0.3333333333333333"),
    ("1e38 * 10", "1e+39"),
    ("float('nan') == float('nan')", "False"),
    ("float('nan') < 1", "False"),
    ("1 < 1.5", "True"),
    ("2**100 < 1e30", "False"),
    ("2**100 * 1.0", "1.267650600228229e+30"),
    ("-0.0", "-0.0"),
    ("abs(-0.0)", "0.0"),
    ("round(2.5)", "2"),
    ("round(3.5)", "4"),
    ("round(-0.5)", "0"),
    ("round(1234.5678, 2)", "1234.57"),
    ("round(1234.5678, -2)", "1200.0"),
    ("round(15, -1)", "20"),
    ("round(25, -1)", "20"),
    ("round(-25, -1)", "-20"),
    ("round(10**25 + 5 * 10**20, -21)", "10000000000000000000000000"),
    ("1.5 + 2j", "(1.5+2j)"),
    ("(1 + 2j) * (3 - 1j)", "(5+5j)"),
    ("(1 + 2j) / 0", "ZeroDivisionError complex divide by zero"),
    ("(1 + 2j) / 2j", "(1-0.5j)"),
    ("(1 + 2j) // 1", "TypeError can't truncate-divide a complex number"),
    ("(1 + 2j) ** 2", "(-3+4.000000000000002j)"),
    ("0j ** 1j", "ZeroDivisionError 0.0 to a complex power"),
    ("abs(3 + 4j)", "5.0"),
    ("(1 + 2j).imag", "2.0"),
    ("1j < 2", "TypeError unsupported types for __lt__: 'complex', 'int'"),
    ("1.5 << 1", "TypeError unsupported types for __lshift__: 'float', 'int'"),
  ]
}
