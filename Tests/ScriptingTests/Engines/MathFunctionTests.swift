import Scripting
import Testing

private let domainError = EngineFault(.valueError, "math domain error")
private let divisionByZero = EngineFault(.zeroDivisionError, "divide by zero")

@Suite("Mathematics")
struct MathFunctionTests {
  /// Bits that MicroPython 1.11 gave on x86-64, single precision.
  @Test(
    "evaluate_singleHasTheDevicesBits",
    arguments: [
      (.sqrt, 0x46502832, 0x42E6D7A5), (.sqrt, 0x41800000, 0x40800000), (.exp, 0xC1100000, 0x39016791),
      (.exp, 0x3A3264D2, 0x3F80164F), (.expm1, 0xC0000000, 0xBF5D5AAB), (.expm1, 0xC4AE90A1, 0xBF800000),
      (.log2, 0x45366EB1, 0x41382DF3), (.log2, 0x423011D0, 0x40AEB856), (.log10, 0x367674FE, 0xC0ADEBD6),
      (.log10, 0x41880000, 0x3F9D7F5A), (.cosh, 0x3A88F70D, 0x3F800005), (.cosh, 0xC1700000, 0x49C78665),
      (.sinh, 0x390DA15C, 0x390DA15C), (.sinh, 0x38089839, 0x38089839), (.tanh, 0xC08AAAAB, 0xBF7FE96E),
      (.tanh, 0xF149F2CA, 0xBF800000), (.acosh, 0x3FBD79BF, 0x3F71CF64), (.acosh, 0x40000000, 0x3FA89214),
      (.asinh, 0xC4B4B0F6, 0xC0FF0526), (.asinh, 0x41500000, 0x40509CD6), (.atanh, 0x3DE9D14F, 0x3DEAD76E),
      (.atanh, 0x37A9A548, 0x37A9A548), (.cos, 0x3F6F07BA, 0x3F184863), (.cos, 0x3DEA5AEF, 0x3F7E5363),
      (.sin, 0x41100000, 0x3ED30132), (.sin, 0xBA636E11, 0xBA636E0F), (.tan, 0xC5882EF2, 0xBF050046),
      (.tan, 0xC494BE95, 0x3F5B1E4B), (.acos, 0x3F0ADD05, 0x3F7F59C4), (.acos, 0x3F3EFE55, 0x3F3A895E),
      (.asin, 0xBBEE1C6A, 0xBBEE1CF3), (.asin, 0x3EB07E46, 0x3EB4309F), (.atan, 0xBC62A2EE, 0xBC629F3B),
      (.atan, 0x3E1A874F, 0x3E195F0E), (.fabs, 0x7149F2CA, 0x7149F2CA), (.fabs, 0x41100000, 0x41100000),
      (.erf, 0x3F800000, 0x3F57BB3D), (.erf, 0x40000000, 0x3F7ECD71), (.erfc, 0xB7C8CBD8, 0x3F8000E3),
      (.erfc, 0xC0E00000, 0x40000000), (.gamma, 0x3DA55451, 0x413E2744), (.gamma, 0xB8C6DEEC, 0xC624C782),
      (.lgamma, 0x3AE8202E, 0x40CAB9FD), (.lgamma, 0x40400000, 0x3F317218),
    ] as [(MathFunction.Unary, UInt32, UInt32)])
  func single(function: MathFunction.Unary, x: UInt32, expected: UInt32) throws {
    #expect(try Float.evaluate(function, Float(bitPattern: x)).bitPattern == expected)
  }

  @Test("evaluate_refusesWhatLeavesTheDomain")
  func domain() {
    let cases: [(MathFunction.Unary, Double)] = [
      (.sqrt, -1), (.exp, 1000), (.log2, 0), (.acos, 2), (.sin, .infinity), (.gamma, 0), (.gamma, -1),
      (.lgamma, 0),
      (.atanh, 1), (.cosh, -1000), (.expm1, 1000),
    ]
    for (function, x) in cases {
      #expect(throws: domainError) { _ = try Double.evaluate(function, x) }
      #expect(throws: domainError) { _ = try Float.evaluate(function, Float(x)) }
    }
    #expect(throws: domainError) { _ = try Double.evaluate(.fmod, 1, 0) }
    #expect(throws: domainError) { _ = try Double.evaluate(.pow, -1, 0.5) }
    #expect(throws: domainError) { _ = try Double.evaluate(.pow, 0, -1) }
    #expect(throws: domainError) { _ = try Double.log(0) }
    #expect(throws: domainError) { _ = try Double.log(2, base: -1) }
    #expect(throws: divisionByZero) { _ = try Double.log(2, base: 1) }
  }

  @Test("evaluate_passesInfinitiesAndNaNOn")
  func passing() throws {
    #expect(try Double.evaluate(.exp, .infinity) == .infinity)
    #expect(try Double.evaluate(.sqrt, .nan).isNaN)
    #expect(try Double.evaluate(.pow, .infinity, 2) == .infinity)
    #expect(try Double.log(.nan).isNaN)
  }

  @Test("partsOfFloats_followC")
  func parts() {
    #expect(Double.fractionAndExponent(-10) == (-0.625, 4))
    #expect(Double.fractionAndExponent(0) == (0, 0))
    #expect(Double.fractionAndExponent(.leastNonzeroMagnitude) == (0.5, -1073))
    #expect(Double.fractionAndWhole(-2.5) == (-0.5, -2))
    #expect(Double.fractionAndWhole(-.infinity) == (0, -.infinity))
    #expect(Float.scaled(1.5, byPowerOf: 3) == 12)
    #expect(Float.scaled(1, byPowerOf: 1000) == .infinity)
    #expect(Float.radians(degrees: 180) == Float.roundedPi)
    #expect(Double.degrees(radians: Double.roundedPi) == 180)
    #expect(Double.evaluate(.ceil, -0.5) == 0 && Double.evaluate(.floor, -0.5) == -1)
    #expect(Double.evaluate(.isinf, -.infinity) && !Double.evaluate(.isfinite, .nan))
  }

  @Test("floorDivision_followsPython")
  func division() throws {
    #expect(try Double.floorDivision(7, -2) == (-4, -1))
    #expect(try Double.floorDivision(-7, 2) == (-4, 1))
    #expect(try Double.floorDivision(1, .infinity) == (0, 1))
    #expect(try Double.remainder(-1, 3) == 2)
    #expect(try Double.remainder(3, -3).sign == .minus)
    #expect(try Double.floorDivision(-0.0, 3).quotient.sign == .minus)
    #expect(throws: divisionByZero) { _ = try Float.floorDivision(1, 0) }
    #expect(throws: divisionByZero) { _ = try Float.remainder(1, 0) }
    #expect(throws: divisionByZero) { _ = try Float.quotient(1, 0) }
  }

  @Test("power_complexAnswersAreNil")
  func power() throws {
    #expect(try Double.power(2, 10) == 1024)
    #expect(try Double.power(-8, 1 / 3.0) == nil)
    #expect(try Double.power(-2, 3) == -8)
    #expect(try Double.power(0, -.infinity) == .infinity)
    #expect(throws: divisionByZero) { _ = try Double.power(0, -1) }
  }

  @Test("complexNumbers_followTheDevice")
  func complex() throws {
    typealias Number = ComplexNumber<Double>
    #expect(Number(1, 2) * Number(3, 4) == Number(-5, 10))
    #expect(try Number.quotient(Number(1, 2), Number(0, 2)) == Number(1, -0.5))
    #expect(try Number.quotient(Number(4, 2), Number(2)) == Number(2, 1))
    #expect(try Number.power(Number(0), Number(0)) == Number(1))
    #expect(try Number.power(Number(0), Number(2)) == Number(0))
    #expect(Number(3, 4).magnitude == 5)
    #expect(Number.evaluate(.sqrt, Number(4)).real == 2)
    #expect(Number.evaluate(.exp, Number(0)) == Number(1))
    #expect(throws: EngineFault(.zeroDivisionError, "complex divide by zero")) {
      _ = try Number.quotient(Number(1), Number(0))
    }
    #expect(throws: EngineFault(.zeroDivisionError, "0.0 to a complex power")) {
      _ = try Number.power(Number(0), Number(0, 1))
    }
  }
}
