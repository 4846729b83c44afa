import Scripting
import Testing

@Suite("The percent operator's directives print as on the device")
struct PercentTests {
  @Test(arguments: PercentTable.single)
  func single_printsAsDevice(pattern: String, value: String, expected: String) throws {
    #expect(try render(pattern, argument(value, single: true), single: true) == expected)
  }

  @Test(arguments: PercentTable.double)
  func double_printsAsDevice(pattern: String, value: String, expected: String) throws {
    #expect(try render(pattern, argument(value, single: false), single: false) == expected)
  }

  @Test(arguments: [
    ("%", false, "incomplete format"), ("%5", false, "incomplete format"),
    ("%5.", false, "incomplete format"),
    ("%(a)", true, "incomplete format"), ("%(a", true, "incomplete format key"),
    ("%(a)d", false, "format needs a dict"),
    ("ab%qc", false, "unsupported format character 'q' (0x71) at index 3"),
    ("%ld", false, "unsupported format character 'l' (0x6c) at index 1"),
  ])
  func brokenPattern_raisesTheDevicesWords(pattern: String, hasDictionary: Bool, message: String) {
    let fault = #expect(throws: FormatFault.self) {
      _ = try render(pattern, .integer(1), single: true, hasDictionary: hasDictionary)
    }
    #expect(fault.map { String(decoding: $0.message, as: UTF8.self) } == message)
  }

  @Test(arguments: [
    ("%d", FormatArgument.text([0x61]), FormatFault.Kind.type, "can't convert str to int"),
    ("%f", .text([0x61]), .type, "can't convert str to float"),
    ("%x", .float(1), .type, "can't convert float to int"),
    ("%c", .float(1), .type, "integer needed"), ("%c", .text([0x61, 0x61]), .type, "%%c needs int or char"),
    ("%d", .float(.infinity), .overflow, "can't convert inf to int"),
    ("%d", .float(.nan), .value, "can't convert NaN to int"),
    ("%99999999999d", .integer(1), .memory, "memory allocation failed, allocating 2147483647 bytes"),
  ])
  func wrongArgument_raisesTheDevicesWords(
    pattern: String, argument: FormatArgument, kind: FormatFault.Kind, message: String
  ) {
    let fault = #expect(throws: FormatFault.self) { _ = try render(pattern, argument, single: true) }
    #expect(fault == FormatFault(kind, Array(message.utf8)))
  }

  @Test func stars_askForWidthAndPrecision() throws {
    var scanner = PercentScanner(Array("<%*.*f>%%".utf8), hasDictionary: false)
    #expect(try scanner.next() == .literal(0..<1))
    #expect(try scanner.next() == .width)
    try scanner.setWidth(6)
    #expect(try scanner.next() == .precision)
    try scanner.setPrecision(1)
    guard case .directive(let directive)? = try scanner.next() else {
      Issue.record("no directive")
      return
    }
    #expect(try directive.render(.float(2.25), single: true) == Array("   2.3".utf8))
    #expect(try scanner.next() == .literal(6..<7))
    #expect(try scanner.next() == .literal(8..<9))
    #expect(try scanner.next() == nil)
  }

  @Test func key_comesBeforeItsDirective() throws {
    var scanner = PercentScanner(Array("%(ab)5s".utf8), hasDictionary: true)
    #expect(try scanner.next() == .key(2..<4))
    guard case .directive(let directive)? = try scanner.next() else {
      Issue.record("no directive")
      return
    }
    #expect(directive.wantsText)
    #expect(try directive.render(.text([0x78]), single: true) == Array("    x".utf8))
  }

  private func argument(_ text: String, single: Bool) throws -> FormatArgument {
    if let value = Int(text) { return .integer(value) }
    let parsed = try NumberParser.parseFloat(Array(text.utf8)[...], allowImaginary: false, single: single)
    return .float(parsed.value)
  }

  private func render(
    _ pattern: String, _ argument: FormatArgument, single: Bool, hasDictionary: Bool = false
  ) throws -> String {
    let bytes = Array(pattern.utf8)
    var scanner = PercentScanner(bytes, hasDictionary: hasDictionary)
    var text: [UInt8] = []
    while let step = try scanner.next() {
      switch step {
      case .literal(let range): text += bytes[range]
      case .directive(let directive): text += try directive.render(argument, single: single)
      case .key, .width, .precision: break
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// What `pattern % value` gives.
///
/// Source: printed by a build of MicroPython 1.11 (commit ced340d) in single and in double precision.
enum PercentTable {
  static let single: [(String, String, String)] = [
    ("%.0e", "9.5", "10e+00"),
    ("%.0f", "0.5", "0"),
    ("%.0f", "1.5", "2"),
    ("%.0f", "9.5", "10"),
    ("%.0f", "0.95", "0"),
    ("%.2f", "0.995", "0.99"),
    ("%.3f", "1e10", "10000000000.000"),
    ("%f", "1e30", "1000000000000000000000000000000"),
    ("%f", "1e37", "1.000000e+37"),
    ("%.30f", "1.5", "1.50000000000000000000000000000"),
    ("%.30e", "1.5", "1.5000000000000000000000000e+00"),
    ("%.30g", "0.1", "0.1"),
    ("%g", "1e5", "100000"),
    ("%g", "1e6", "1e+06"),
    ("%g", "999999.5", "1000000"),
    ("%G", "1e-10", "1E-10"),
    ("%+08.2f", "-1.005", "-0001.00"),
    ("%+8.2f", "1.005", "   +1.00"),
    ("% g", "1.0", " 1"),
    ("%-8.1f", "2.25", "2.3     "),
    ("%08.1f", "-2.25", "-00002.3"),
    ("%-08.1f", "-2.25", "-2.30000"),
    ("%d", "-2.9", "-2"),
    ("%d", "1e10", "10000000000"),
    ("%i", "3", "3"),
    ("%5d", "42", "   42"),
    ("%-5d", "42", "42   "),
    ("%05d", "-42", "-0042"),
    ("%-05d", "42", "42000"),
    ("%.5d", "42", "00042"),
    ("%8.5d", "-42", "  -00042"),
    ("%-8.5d", "-42", "-00042  "),
    ("%08.5d", "42", "00000042"),
    ("%+.3d", "7", "+007"),
    ("%#x", "255", "0xff"),
    ("%#X", "255", "0XFF"),
    ("%#o", "8", "0o10"),
    ("%x", "-255", "-ff"),
    ("%#010x", "-255", "-0x00000ff"),
    ("%c", "65", "A"),
    ("%5c", "65", "    A"),
    ("%c", "300", ","),
    ("%.0e", "0.0", "0e+00"),
    ("%.3g", "0.0", "0"),
    ("%e", "0.0", "0.000000e+00"),
  ]

  static let double: [(String, String, String)] = [
    ("%.0e", "9.5", "10e+00"),
    ("%.0f", "0.5", "0"),
    ("%.0f", "1.5", "2"),
    ("%.0f", "9.5", "10"),
    ("%.0f", "0.95", "0"),
    ("%.2f", "0.995", "0.99"),
    ("%.3f", "1e10", "10000000000.000"),
    ("%f", "1e30", "1000000000000000000000000000000"),
    ("%f", "1e37", "1.000000e+37"),
    ("%.30f", "1.5", "1.50000000000000000000000000000"),
    ("%.30e", "1.5", "1.500000000000000000000000e+00"),
    ("%.30g", "0.1", "0.1"),
    ("%g", "1e5", "100000"),
    ("%g", "1e6", "1e+06"),
    ("%g", "999999.5", "1000000"),
    ("%G", "1e-10", "1E-10"),
    ("%+08.2f", "-1.005", "-0001.00"),
    ("%+8.2f", "1.005", "   +1.00"),
    ("% g", "1.0", " 1"),
    ("%-8.1f", "2.25", "2.3     "),
    ("%08.1f", "-2.25", "-00002.3"),
    ("%-08.1f", "-2.25", "-2.30000"),
    ("%d", "-2.9", "-2"),
    ("%d", "1e10", "10000000000"),
    ("%i", "3", "3"),
    ("%5d", "42", "   42"),
    ("%-5d", "42", "42   "),
    ("%05d", "-42", "-0042"),
    ("%-05d", "42", "42000"),
    ("%.5d", "42", "00042"),
    ("%8.5d", "-42", "  -00042"),
    ("%-8.5d", "-42", "-00042  "),
    ("%08.5d", "42", "00000042"),
    ("%+.3d", "7", "+007"),
    ("%#x", "255", "0xff"),
    ("%#X", "255", "0XFF"),
    ("%#o", "8", "0o10"),
    ("%x", "-255", "-ff"),
    ("%#010x", "-255", "-0x00000ff"),
    ("%c", "65", "A"),
    ("%5c", "65", "    A"),
    ("%c", "300", ","),
    ("%.0e", "0.0", "0e+00"),
    ("%.3g", "0.0", "0"),
    ("%e", "0.0", "0.000000e+00"),
  ]
}
