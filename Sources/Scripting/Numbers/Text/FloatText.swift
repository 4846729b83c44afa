/// The text of floats as MicroPython 1.11 prints them, errors in the last digits included.
///
/// Source: results of `mp_format_float`, `float_print` and `complex_print`, compared with a build of that
/// release.
package enum FloatText {
  /// The room, in bytes with the closing zero, that `%` and `format` give a float; it limits the precision.
  package static let formattingRoom = 32

  /// The text of a float in one of C's styles.
  /// - Parameters:
  ///   - value: The number; in single precision one that Float holds.
  ///   - style: `e`, `E`, `f`, `F`, `g` or `G` in ASCII.
  ///   - precision: Digits after the point, or significant ones for `g`; 6 when negative.
  ///   - sign: What a number without a minus begins with.
  ///   - single: Whether the arithmetic is Float's.
  ///   - room: Bytes that the device has for the text and its closing zero; below 8 it prints `?`.
  package static func format(
    _ value: Double, style: UInt8, precision: Int, sign: UInt8? = nil, single: Bool,
    room: Int = formattingRoom
  ) -> [UInt8] {
    // No room is larger than this, and beyond it the device's own sums overflow.
    let precision = Swift.min(precision, 1 << 16)
    let room = Swift.min(room, 1 << 10)
    if single {
      var digits = FloatDigits<Float>(
        style: style, precision: precision, room: room, powers: FloatPowers.single)
      return digits.format(Float(value), sign: sign)
    }
    var digits = FloatDigits<Double>(
      style: style, precision: precision, room: room, powers: FloatPowers.double)
    return digits.format(value, sign: sign)
  }

  /// What `print` and `repr` show: 7 significant digits, or 16 in double precision, and always a point or an
  /// exponent.
  package static func repr(_ value: Double, single: Bool) -> [UInt8] {
    var text = short(value, single: single)
    // "inf" and "nan" have an n, and a lowercase e is the only one here.
    if !text.contains(where: { $0 == Ascii.point || $0 == Ascii.e || $0 == Ascii.n }) {
      text += [Ascii.point, Ascii.zero]
    }
    return text
  }

  /// What `print` and `repr` show for a complex number; a real part of zero is left out.
  package static func complexRepr(real: Double, imaginary: Double, single: Bool) -> [UInt8] {
    let second = short(imaginary, single: single) + [Ascii.j]
    if real == 0 { return second }
    let plus = imaginary >= 0 || imaginary.isNaN ? [Ascii.plus] : []
    return [Ascii.open] + short(real, single: single) + plus + second + [Ascii.close]
  }

  private static func short(_ value: Double, single: Bool) -> [UInt8] {
    format(value, style: Ascii.g, precision: single ? 7 : 16, single: single, room: single ? 16 : 32)
  }
}

/// Powers of ten by which numbers are brought to one digit, and what goes with the precision.
struct FloatPowers<Number: BinaryFloatingPoint & Sendable>: Sendable {
  /// The exponent of the first power; each next is half of it.
  let largest: Int
  let positive: [Number]
  let negative: [Number]
  /// From here on a number below 1 counts as 1.
  let almostOne: Number
  /// Bytes of the shortest text with an exponent.
  let exponentRoom: Int
}

extension FloatPowers<Float> {
  // Rounded by way of Double, as a C compiler does with constants that bear no suffix.
  static let single = FloatPowers(
    largest: 32,
    positive: ([1e32, 1e16, 1e8, 1e4, 1e2, 1e1] as [Double]).map { Float($0) },
    negative: ([1e-32, 1e-16, 1e-8, 1e-4, 1e-2, 1e-1] as [Double]).map { Float($0) },
    almostOne: 0.9999995, exponentRoom: 6)
}

extension FloatPowers<Double> {
  static let double = FloatPowers(
    largest: 256,
    positive: [1e256, 1e128, 1e64, 1e32, 1e16, 1e8, 1e4, 1e2, 1e1],
    negative: [1e-256, 1e-128, 1e-64, 1e-32, 1e-16, 1e-8, 1e-4, 1e-2, 1e-1],
    almostOne: 0.999999999995, exponentRoom: 7)
}
