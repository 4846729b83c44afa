import RV64
import Testing

/// One operation of one format, as the package offers it and as `SoftFloat` defines it.
struct FloatOperation: Sendable, CustomTestStringConvertible {
  /// Operands and result as 64 bits, narrower ones in the lower half.
  typealias Run = @Sendable (_ operands: [UInt64], RoundingMode, inout FloatFlags) -> UInt64

  /// What the operands are.
  enum Operands { case patterns, otherPatterns, integers }

  var name: String
  var format: String
  var operands = Operands.patterns
  /// Whether there is a rounding mode.
  var isRounded = true
  var run: Run
  /// Nil where there is but one implementation.
  var reference: Run?

  var testDescription: String { "\(name) \(format)" }

  /// All operations of both formats.
  static let all: [FloatOperation] =
    arithmetic(Binary32.self) + comparisons(Binary32.self) + integers(Binary32.self)
    + arithmetic(Binary64.self) + comparisons(Binary64.self) + integers(Binary64.self) + [
      FloatOperation(
        name: "fromOther", format: "Binary32", operands: .otherPatterns,
        run: { UInt64(Binary32.converted(fromBinary64: $0[0], rounding: $1, flags: &$2)) },
        reference: {
          UInt64(SoftFloat<Binary32>.converted($0[0], from: Binary64.self, rounding: $1, flags: &$2))
        }),
      FloatOperation(
        name: "fromOther", format: "Binary64", operands: .otherPatterns,
        run: { operands, _, flags in
          Binary64.converted(fromBinary32: UInt32(operands[0]), flags: &flags)
        },
        reference: {
          SoftFloat<Binary64>.converted(UInt32($0[0]), from: Binary32.self, rounding: $1, flags: &$2)
        }),
    ]

  private static func arithmetic<Format: BinaryFormat>(_ format: Format.Type) -> [FloatOperation] {
    typealias Bits = Format.Bits
    typealias Soft = SoftFloat<Format>
    typealias Function = @Sendable (Bits, Bits, Bits, RoundingMode, inout FloatFlags) -> Bits
    func operation(_ name: String, _ run: @escaping Function, _ reference: @escaping Function)
      -> FloatOperation
    {
      FloatOperation(
        name: name, format: "\(Format.self)",
        run: { UInt64(run(Bits($0[0]), Bits($0[1]), Bits($0[2]), $1, &$2)) },
        reference: { UInt64(reference(Bits($0[0]), Bits($0[1]), Bits($0[2]), $1, &$2)) })
    }
    return [
      operation(
        "add", { a, b, _, mode, flags in Format.add(a, b, rounding: mode, flags: &flags) },
        { a, b, _, mode, flags in Soft.add(a, b, rounding: mode, flags: &flags) }),
      operation(
        "subtract", { a, b, _, mode, flags in Format.subtract(a, b, rounding: mode, flags: &flags) },
        { a, b, _, mode, flags in Soft.subtract(a, b, rounding: mode, flags: &flags) }),
      operation(
        "multiply", { a, b, _, mode, flags in Format.multiply(a, b, rounding: mode, flags: &flags) },
        { a, b, _, mode, flags in Soft.multiply(a, b, rounding: mode, flags: &flags) }),
      operation(
        "divide", { a, b, _, mode, flags in Format.divide(a, b, rounding: mode, flags: &flags) },
        { a, b, _, mode, flags in Soft.divide(a, b, rounding: mode, flags: &flags) }),
      operation(
        "squareRoot", { a, _, _, mode, flags in Format.squareRoot(a, rounding: mode, flags: &flags) },
        { a, _, _, mode, flags in Soft.squareRoot(a, rounding: mode, flags: &flags) }),
      operation(
        "multiplyAdd", { Format.multiplyAdd($0, $1, $2, rounding: $3, flags: &$4) },
        { Soft.multiplyAdd($0, $1, $2, rounding: $3, flags: &$4) }),
    ]
  }

  private static func comparisons<Format: BinaryFormat>(_ format: Format.Type) -> [FloatOperation] {
    typealias Bits = Format.Bits
    typealias Function = @Sendable (Bits, Bits, inout FloatFlags) -> UInt64
    func operation(_ name: String, _ run: @escaping Function) -> FloatOperation {
      FloatOperation(
        name: name, format: "\(Format.self)", isRounded: false,
        run: { operands, _, flags in run(Bits(operands[0]), Bits(operands[1]), &flags) })
    }
    return [
      operation("minimum") { UInt64(Format.minimum($0, $1, flags: &$2)) },
      operation("maximum") { UInt64(Format.maximum($0, $1, flags: &$2)) },
      operation("isEqual") { Format.isEqual($0, $1, flags: &$2) ? 1 : 0 },
      operation("isLess") { Format.isLess($0, $1, flags: &$2) ? 1 : 0 },
      operation("isLessOrEqual") { Format.isLessOrEqual($0, $1, flags: &$2) ? 1 : 0 },
      operation("classify") { a, _, _ in Format.classify(a) },
    ]
  }

  private static func integers<Format: BinaryFormat>(_ format: Format.Type) -> [FloatOperation] {
    conversions(format, Int32.self, UInt32.self) + conversions(format, UInt32.self, UInt32.self)
      + conversions(format, Int64.self, UInt64.self) + conversions(format, UInt64.self, UInt64.self)
  }

  /// To and from an integer; `Pattern` is the unsigned type of the same width.
  private static func conversions<
    Format: BinaryFormat, Integer: FixedWidthInteger & Sendable, Pattern: FixedWidthInteger & Sendable
  >(_ format: Format.Type, _ type: Integer.Type, _ pattern: Pattern.Type) -> [FloatOperation] {
    typealias Bits = Format.Bits
    typealias Soft = SoftFloat<Format>
    return [
      FloatOperation(
        name: "to\(Integer.self)", format: "\(Format.self)",
        run: {
          UInt64(Pattern(truncatingIfNeeded: Format.integer(Bits($0[0]), as: type, rounding: $1, flags: &$2)))
        },
        reference: {
          UInt64(Pattern(truncatingIfNeeded: Soft.integer(Bits($0[0]), as: type, rounding: $1, flags: &$2)))
        }),
      FloatOperation(
        name: "from\(Integer.self)", format: "\(Format.self)", operands: .integers,
        run: {
          UInt64(Format.converted(Integer(truncatingIfNeeded: $0[0]), rounding: $1, flags: &$2))
        },
        reference: {
          UInt64(Soft.converted(Integer(truncatingIfNeeded: $0[0]), rounding: $1, flags: &$2))
        }),
    ]
  }

  /// Draws operand sets that suit the operation, without end.
  func operandSets(seed: UInt64) -> AnyIterator<[UInt64]> {
    var single = FloatOperands<Binary32>(seed: seed)
    var double = FloatOperands<Binary64>(seed: seed)
    let isSingle = (format == "Binary32") != (operands == .otherPatterns)
    return AnyIterator {
      switch operands {
      case .integers: (0..<3).map { _ in double.integer() }
      case .patterns, .otherPatterns: isSingle ? single.patterns() : double.patterns()
      }
    }
  }
}

extension FloatOperation {
  /// Records an issue unless the reference gives a result and, from `before` on, flags.
  func expectReference(
    _ operands: [UInt64], _ mode: RoundingMode, before: FloatFlags = [],
    gives expected: (bits: UInt64, flags: FloatFlags)
  ) throws {
    guard let reference else { return }
    var flags = before
    let found = reference(operands, mode, &flags)
    // The macros are slow; only a failure needs one.
    guard found != expected.bits || flags != expected.flags else { return }
    let text = (operands + [found, expected.bits]).map { String($0, radix: 16) }.joined(separator: " ")
    Issue.record("\(testDescription) \(mode): \(text), flags \(flags.rawValue), \(expected.flags.rawValue)")
  }
}
