import Scripting
import Testing

/// Small integers have 63 bits and nobody sees where they end; floats have the width that the configuration
/// says.
struct NumberWidthTests {
  @Test(arguments: [
    ("a, a + 1, a + 2", "(4611686018427387903, 4611686018427387904, 4611686018427387905)"),
    ("-a, -a - 1, -a - 2", "(-4611686018427387903, -4611686018427387904, -4611686018427387905)"),
    ("a + a, -a - a, a - -a", "(9223372036854775806, -9223372036854775806, 9223372036854775806)"),
    ("(a + 1) - 1 == a, (-a - 2) + 1 == -a - 1", "(True, True)"),
    (
      "-(-a - 1), abs(-a - 1), (-a - 1) * -1, (-a - 1) // -1",
      "(4611686018427387904, 4611686018427387904, 4611686018427387904, 4611686018427387904)"
    ),
    ("divmod(-a - 1, -1), (-a - 1) % -1", "((4611686018427387904, 0), 0)"),
    ("a * a", "21267647932558653957237540927630737409"),
    ("a << 1, (a + 1) >> 1, -a - 2 >> 1", "(9223372036854775806, 2305843009213693952, -2305843009213693953)"),
    (
      "~a, ~(-a - 1), a ^ -1, a & a + 1, a | a + 1",
      "(-4611686018427387904, 4611686018427387903, -4611686018427387904, 0, 9223372036854775807)"
    ),
    ("a % 7, (-a - 1) % 7, (a + 2) % 7, (a + 1) // 7", "(3, 3, 5, 658812288346769700)"),
    ("int('4611686018427387904') - 1 == a, int(str(-a - 1)) == -a - 1", "(True, True)"),
    (
      "2 ** 62 == a + 1, 1 << 62 == a + 1, hash(a + 1) == hash(1 << 62), {a + 1: 5}[1 << 62]",
      "(True, True, True, 5)"
    ),
    ("0x7FFFFFFFFFFFFFFF + 1, -0x8000000000000000 - 1", "(9223372036854775808, -9223372036854775809)"),
    ("-1 & 0xFFFFFFFF, -1 & 0xFFFFFFFFFFFFFFFF", "(4294967295, 18446744073709551615)"),
    ("[i for i in range(a - 2, a)]", "[4611686018427387901, 4611686018427387902]"),
  ])
  func integers_goOnBeyondSixtyThreeBits(expression: String, printed: String) throws {
    #expect(try MachineRun("a = (1 << 62) - 1\nprint((\(expression)))").output == printed + "\n")
    // The same where the compiler sees no constants and the loop's own arithmetic is used.
    #expect(
      try MachineRun("def f(a):\n return \(expression)\nprint(f(4611686018427387903))").output == printed
        + "\n")
  }

  @Test func counting_crossesTheLimit() throws {
    let script =
      "i = (1 << 62) - 3\nfor n in range(5):\n i += 1\n print(i - (1 << 62), end=' ')\nfor n in range(5):\n i -= 1\n print(i - (1 << 62), end=' ')"
    #expect(try MachineRun(script).output == "-2 -1 0 1 2 1 0 -1 -2 -3 ")
  }

  @Test(arguments: [
    ("1 / 3", "0.3333333", "0.3333333333333333"), ("123456789.0", "1.234568e+08", "123456789.0"),
    ("16777217.0 == 16777216.0", "True", "False"), ("1e39", "inf", "1e+39"),
    ("1e-46", "0.0", "1e-46"),
    ("0.1 + 0.2 == 0.3", "True", "False"), ("float(1 << 25 | 1) - (1 << 25)", "0.0", "1.0"),
    ("1.0e10", "1e+10", "10000000000.0"),
    ("-0.0", "-0.0", "-0.0"), ("float('nan')", "nan", "nan"),
    ("2.5 // 0.5, 2.5 % 1", "(5.0, 0.5)", "(5.0, 0.5)"),
    ("int(3.9), int(-3.9), round(2.5), round(3.5)", "(3, -3, 2, 4)", "(3, -3, 2, 4)"),
    ("sum([0.1] * 10)", "1.0", "1.0"),
  ])
  func floats_areAsWideAsTheConfigurationSays(expression: String, single: String, double: String) throws {
    #expect(try MachineRun("print((\(expression)))").output == single + "\n")
    #expect(try MachineRun("print((\(expression)))") { $0.floatWidth = .double }.output == double + "\n")
  }
}
