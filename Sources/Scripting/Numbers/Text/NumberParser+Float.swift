import Glibc

extension NumberParser {
  /// A float, or the imaginary part of a complex number.
  package struct ParsedNumber: Sendable {
    /// The value; in single precision one that Float holds.
    package let value: Double
    /// Whether the text ends in `j`.
    package let isImaginary: Bool
  }

  /// Reads a float or an imaginary number in the steps of the device, since each step's rounding shows in the
  /// last bits.
  ///
  /// Underscores are skipped anywhere after the first character's choice of kind; `inf`, `infinity` and `nan`
  /// in any case. Zero with a large exponent is NaN, as on the device (0 × ∞).
  /// - Throws: `ValueError: invalid syntax for number`; the device's parser raises the same as `SyntaxError`.
  package static func parseFloat(
    _ text: ArraySlice<UInt8>, allowImaginary: Bool, single: Bool
  ) throws(FormatFault) -> ParsedNumber {
    let parsed =
      single
      ? DecimalReader(FloatLimits.single).read(text, allowImaginary)
      : DecimalReader(FloatLimits.double).read(text, allowImaginary)
    guard let parsed else { throw FormatFault(.value, "invalid syntax for number") }
    return parsed
  }
}

/// What reading decimals depends on the precision.
private struct FloatLimits<Number: BinaryFloatingPoint & Sendable>: Sendable {
  /// From here on digits only count.
  let fullMantissa: Number
  let smallestPower: Number
  let smallestExponent: Int
  /// The largest exponent of ten whose power is exact.
  let exactExponent: Int
  let powerOfTen: @Sendable (Int) -> Number
}

extension FloatLimits<Float> {
  static let single = FloatLimits(
    fullMantissa: 1e20, smallestPower: 1e-37, smallestExponent: -37, exactExponent: 9,
    powerOfTen: { powf(10, Float($0)) })
}

extension FloatLimits<Double> {
  static let double = FloatLimits(
    fullMantissa: 1e200, smallestPower: 1e-307, smallestExponent: -307, exactExponent: 22,
    powerOfTen: { pow(10, Double($0)) })
}

/// Where in a decimal a digit stands.
private enum DecimalPart {
  case whole, fraction, exponent
}

private struct DecimalReader<Number: BinaryFloatingPoint & Sendable> {
  private let limits: FloatLimits<Number>

  init(_ limits: FloatLimits<Number>) { self.limits = limits }

  func read(_ text: ArraySlice<UInt8>, _ allowImaginary: Bool) -> NumberParser.ParsedNumber? {
    var position = text.drop(while: Ascii.isSpace).startIndex
    let negative = NumberParser.skipSign(text, &position)
    let start = position
    var value: Number = 0
    var isImaginary = false
    switch position < text.endIndex ? Ascii.lowercased(text[position]) : 0 {
    case Ascii.i:
      if skip("inf", text, &position) {
        value = .infinity
        _ = skip("inity", text, &position)
      }
    case Ascii.n:
      if skip("nan", text, &position) { value = .nan }
    default:
      guard let decimal = decimal(text, &position, allowImaginary, &isImaginary) else { return nil }
      value = decimal
    }
    guard position > start, text[position...].allSatisfy(Ascii.isSpace) else { return nil }
    return NumberParser.ParsedNumber(value: Double(negative ? -value : value), isImaginary: isImaginary)
  }

  /// Skips a word in any case.
  private func skip(_ word: StaticString, _ text: ArraySlice<UInt8>, _ position: inout Int) -> Bool {
    let letters = Ascii.bytes(word)
    guard text[position...].prefix(letters.count).map(Ascii.lowercased) == letters else { return false }
    position += letters.count
    return true
  }

  private func decimal(
    _ text: ArraySlice<UInt8>, _ position: inout Int, _ allowImaginary: Bool, _ isImaginary: inout Bool
  ) -> Number? {
    var part = DecimalPart.whole
    var mantissa: Number = 0
    var exponent = 0
    var shift = 0
    var isNegativeExponent = false
    scan: while position < text.endIndex {
      let byte = text[position]
      switch byte {
      case Ascii.zero...Ascii.nine where part == .exponent:
        // So large that the result is 0 or infinite anyway, and so small that the shift cannot make it
        // overflow.
        if exponent < (Int(Int32.max) / 2 - 9) / 10 { exponent = exponent * 10 + Int(byte - Ascii.zero) }
      case Ascii.zero...Ascii.nine:
        if mantissa < limits.fullMantissa {
          mantissa = 10 * mantissa + Number(byte - Ascii.zero)
          if part == .fraction { shift -= 1 }
        } else if part == .whole {
          shift += 1
        }
      case Ascii.point where part == .whole: part = .fraction
      case 0x45 where part != .exponent, Ascii.e where part != .exponent:
        part = .exponent
        var after = position + 1
        isNegativeExponent = NumberParser.skipSign(text, &after)
        if after == text.endIndex { return nil }
        position = after
        continue scan
      case 0x4A where allowImaginary, Ascii.j where allowImaginary:
        isImaginary = true
        position += 1
        break scan
      case Ascii.underscore: break
      default: break scan
      }
      position += 1
    }
    return scaled(mantissa, by: (isNegativeExponent ? -exponent : exponent) + shift)
  }

  private func scaled(_ mantissa: Number, by exponent: Int) -> Number {
    var value = mantissa
    var exponent = exponent
    if exponent < limits.smallestExponent {
      exponent -= limits.smallestExponent
      value *= limits.smallestPower
    }
    if exponent < 0, exponent >= -limits.exactExponent {
      return value / limits.powerOfTen(-exponent)
    }
    return value * limits.powerOfTen(exponent)
  }
}
