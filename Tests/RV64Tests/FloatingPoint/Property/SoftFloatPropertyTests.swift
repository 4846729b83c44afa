import RV64
import Testing

/// Compares `SoftFloat` with exact arithmetic on numbers of any width.
@Suite("SoftFloat, properties")
struct SoftFloatPropertyTests {
  /// Operand sets per operation and format: few where the compiler does not optimise.
  #if DEBUG
  static let count = 100
  #else
  static let count = 5000
  #endif

  /// What an operation should give.
  private enum Expected<Format: BinaryFormat> {
    case rounded(ExactRounding<Format>)
    case zero(isNegative: Bool)
    /// The host's result, which knows infinities and NaNs; every NaN stands for the canonical one.
    case host(Format.Native, FloatFlags)

    /// A number whose zero is positive, unless its sign is known or the mode rounds down.
    static func rounded(_ number: Dyadic, _ mode: RoundingMode, isZeroNegative: Bool?) -> Expected {
      if number.isZero { return .zero(isNegative: isZeroNegative ?? (mode == .down)) }
      return .rounded(ExactRounding(number, mode: mode))
    }

    /// What the host makes of operands; nil when all are finite.
    static func special(
      _ operands: ArraySlice<UInt64>, isInvalid: Bool = false, _ host: ([Format.Native]) -> Format.Native
    ) -> Expected? {
      let natives = operands.map { Format.native(Format.Bits($0)) }
      guard natives.contains(where: { !$0.isFinite }) else { return nil }
      let result = host(natives)
      let isNew = result.isNaN && !natives.contains(where: \.isNaN)
      let signals = natives.contains(where: \.isSignalingNaN)
      return .host(result, isInvalid || isNew || signals ? .invalid : [])
    }

    var result: (bits: UInt64, flags: FloatFlags) {
      switch self {
      case .rounded(let rounding): rounding.result()
      case .zero(let isNegative): (isNegative ? UInt64(Format.bits(-0.0)) : 0, [])
      case .host(let native, let flags):
        (UInt64(native.isNaN ? Format.quietNaN : Format.bits(native)), flags)
      }
    }
  }

  private static func check<Format: BinaryFormat>(
    _ name: String, _ format: Format.Type,
    expected: (_ operands: [UInt64], RoundingMode) -> Expected<Format>
  ) throws {
    let operation = try #require(
      FloatOperation.all.first { $0.name == name && $0.format == "\(Format.self)" })
    for operands in operation.operandSets(seed: 7).prefix(count) {
      for mode in RoundingMode.allCases {
        try operation.expectReference(operands, mode, gives: expected(operands, mode).result)
      }
    }
  }

  @Test("sums and differences are the nearest numbers, in each mode")
  func sums() throws {
    try Self.checkSums(Binary32.self)
    try Self.checkSums(Binary64.self)
  }

  private static func checkSums<Format: BinaryFormat>(_ format: Format.Type) throws {
    try check("add", format) { operands, mode in
      if let special = Expected<Format>.special(operands.prefix(2), { $0[0] + $0[1] }) { return special }
      return sum(Dyadic(operands[0], format), Dyadic(operands[1], format), mode)
    }
    try check("subtract", format) { operands, mode in
      if let special = Expected<Format>.special(operands.prefix(2), { $0[0] - $0[1] }) { return special }
      return sum(Dyadic(operands[0], format), -Dyadic(operands[1], format), mode)
    }
  }

  private static func sum<Format: BinaryFormat>(
    _ a: Dyadic, _ b: Dyadic, _ mode: RoundingMode
  ) -> Expected<Format> {
    let areAlike = a.isZero && b.isZero && a.isNegative == b.isNegative
    return .rounded(a + b, mode, isZeroNegative: areAlike ? a.isNegative : nil)
  }

  @Test("products are the nearest numbers, in each mode")
  func products() throws {
    try Self.checkProducts(Binary32.self)
    try Self.checkProducts(Binary64.self)
  }

  private static func checkProducts<Format: BinaryFormat>(_ format: Format.Type) throws {
    try check("multiply", format) { operands, mode in
      if let special = Expected<Format>.special(operands.prefix(2), { $0[0] * $0[1] }) { return special }
      let product = Dyadic(operands[0], format) * Dyadic(operands[1], format)
      return .rounded(product, mode, isZeroNegative: product.isNegative)
    }
  }

  @Test("fused products and sums are the nearest numbers, in each mode")
  func fused() throws {
    try Self.checkFused(Binary32.self)
    try Self.checkFused(Binary64.self)
  }

  private static func checkFused<Format: BinaryFormat>(_ format: Format.Type) throws {
    try check("multiplyAdd", format) { operands, mode in
      let factors = operands.prefix(2).map { Format.native(Format.Bits($0)) }
      // ∞ × 0 is invalid even beside a quiet NaN.
      let isInvalid = (factors[0] * factors[1]).isNaN && !factors[0].isNaN && !factors[1].isNaN
      let special = Expected<Format>.special(operands[...], isInvalid: isInvalid) {
        $0[2].addingProduct($0[0], $0[1])
      }
      if let special { return special }
      return sum(
        Dyadic(operands[0], format) * Dyadic(operands[1], format), Dyadic(operands[2], format), mode)
    }
  }

  @Test("quotients are the nearest numbers, in each mode")
  func quotients() throws {
    try Self.checkQuotients(Binary32.self)
    try Self.checkQuotients(Binary64.self)
  }

  private static func checkQuotients<Format: BinaryFormat>(_ format: Format.Type) throws {
    try check("divide", format) { operands, mode in
      if let special = Expected<Format>.special(operands.prefix(2), { $0[0] / $0[1] }) { return special }
      let (a, b) = (Dyadic(operands[0], format), Dyadic(operands[1], format))
      let isNegative = a.isNegative != b.isNegative
      if b.isZero {
        return a.isZero ? .host(.nan, .invalid) : .host(isNegative ? -.infinity : .infinity, .divideByZero)
      }
      if a.isZero { return .zero(isNegative: isNegative) }
      let (dividend, divisor) = (a.magnitude, b.magnitude)
      return .rounded(
        ExactRounding(isNegative: isNegative, mode: mode) { dividend.compared(to: $0 * divisor) })
    }
  }

  @Test("square roots are the nearest numbers, in each mode")
  func squareRoots() throws {
    try Self.checkSquareRoots(Binary32.self)
    try Self.checkSquareRoots(Binary64.self)
  }

  private static func checkSquareRoots<Format: BinaryFormat>(_ format: Format.Type) throws {
    try check("squareRoot", format) { operands, mode in
      if let special = Expected<Format>.special(operands.prefix(1), { $0[0].squareRoot() }) { return special }
      let radicand = Dyadic(operands[0], format)
      if radicand.isZero { return .zero(isNegative: radicand.isNegative) }
      if radicand.isNegative { return .host(.nan, .invalid) }
      return .rounded(ExactRounding(isNegative: false, mode: mode) { radicand.compared(to: $0 * $0) })
    }
  }
}
