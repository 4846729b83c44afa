import RV64
import Testing

/// Compares the conversions of `SoftFloat` with exact arithmetic on numbers of any width.
@Suite("SoftFloat conversions, properties")
struct SoftFloatConversionPropertyTests {
  private static func check(
    _ name: String, _ format: String, expected: (UInt64, RoundingMode) -> (bits: UInt64, flags: FloatFlags)
  ) throws {
    let operation = try #require(FloatOperation.all.first { $0.name == name && $0.format == format })
    for operands in operation.operandSets(seed: 8).prefix(SoftFloatPropertyTests.count) {
      for mode in RoundingMode.allCases {
        try operation.expectReference(operands, mode, gives: expected(operands[0], mode))
      }
    }
  }

  @Test("numbers become the integers next to them, or the nearest end of the range")
  func toIntegers() throws {
    try Self.checkIntegers(from: Binary32.self)
    try Self.checkIntegers(from: Binary64.self)
  }

  private static func checkIntegers<Format: BinaryFormat>(from format: Format.Type) throws {
    try checkInteger(Int32.self, UInt32.self, format)
    try checkInteger(UInt32.self, UInt32.self, format)
    try checkInteger(Int64.self, UInt64.self, format)
    try checkInteger(UInt64.self, UInt64.self, format)
  }

  private static func checkInteger<
    Integer: FixedWidthInteger, Pattern: FixedWidthInteger, Format: BinaryFormat
  >(_ type: Integer.Type, _ pattern: Pattern.Type, _ format: Format.Type) throws {
    func result(_ integer: Integer, _ flags: FloatFlags) -> (UInt64, FloatFlags) {
      (UInt64(Pattern(truncatingIfNeeded: integer)), flags)
    }
    try check("to\(Integer.self)", "\(Format.self)") { bits, mode in
      let native = Format.native(Format.Bits(bits))
      if native.isNaN { return result(.max, .invalid) }
      let end = native.sign == .minus ? Integer.min : Integer.max
      if !native.isFinite || native.magnitude >= 0x1p65 { return result(end, .invalid) }
      let (integer, isExact) = ExactRounding<Format>(Dyadic(bits, format), mode: mode).integer()
      guard let fitting = Integer(exactly: integer) else { return result(end, .invalid) }
      return result(fitting, isExact ? [] : .inexact)
    }
  }

  @Test("integers become the nearest numbers")
  func fromIntegers() throws {
    try Self.checkNumbers(of: Binary32.self)
    try Self.checkNumbers(of: Binary64.self)
  }

  private static func checkNumbers<Format: BinaryFormat>(of format: Format.Type) throws {
    try checkNumber(Int32.self, format)
    try checkNumber(UInt32.self, format)
    try checkNumber(Int64.self, format)
    try checkNumber(UInt64.self, format)
  }

  private static func checkNumber<Integer: FixedWidthInteger, Format: BinaryFormat>(
    _ type: Integer.Type, _ format: Format.Type
  ) throws {
    try check("from\(Integer.self)", "\(Format.self)") { bits, mode in
      rounded(Dyadic(Int128(Integer(truncatingIfNeeded: bits))), format, mode)
    }
  }

  @Test("doubles become the nearest singles, singles the same doubles")
  func betweenFormats() throws {
    try Self.check("fromOther", "Binary32") { bits, mode in
      let native = Double(bitPattern: bits)
      if native.isNaN { return (UInt64(Binary32.quietNaN), native.isSignalingNaN ? .invalid : []) }
      if !native.isFinite { return (UInt64(Float(native).bitPattern), []) }
      return Self.rounded(Dyadic(bits, Binary64.self), Binary32.self, mode)
    }
    try Self.check("fromOther", "Binary64") { bits, mode in
      let native = Float(bitPattern: UInt32(bits))
      if native.isNaN { return (Binary64.quietNaN, native.isSignalingNaN ? .invalid : []) }
      if !native.isFinite { return (Double(native).bitPattern, []) }
      return Self.rounded(Dyadic(bits, Binary32.self), Binary64.self, mode)
    }
  }

  private static func rounded<Format: BinaryFormat>(
    _ number: Dyadic, _ format: Format.Type, _ mode: RoundingMode
  ) -> (bits: UInt64, flags: FloatFlags) {
    if number.isZero { return (number.isNegative ? UInt64(Format.bits(-0.0)) : 0, []) }
    return ExactRounding<Format>(number, mode: mode).result()
  }
}
