/// One of the two IEEE 754 formats of RV64, `Binary32` and `Binary64`, and the F and D arithmetic on its bit patterns.
///
/// Operations take and give bit patterns, add to `flags`, and follow the RISC-V unprivileged specification
/// 20191213, chapters 11 and 12: every NaN result is `quietNaN`, subnormal numbers are exact, underflow is detected
/// after rounding. `SoftFloat` defines each result in integers alone. Arithmetic that rounds to the nearest
/// number and gives an ordinary one is done by the host's own instruction instead (`Fast/`), which is equal bit for bit;
/// neither the host's rounding mode nor its exception flags are ever touched or read.
///
/// Operations are plain functions on purpose: forced into one huge function, the optimiser loses its way in them.
package protocol BinaryFormat: Sendable {
  /// Holds a number's bits.
  associatedtype Bits: FixedWidthInteger & UnsignedInteger & Sendable
  /// The host's type of the same format.
  associatedtype Native: BinaryFloatingPoint & Sendable

  /// Bits of the fraction: 23 or 52.
  static var fractionWidth: Int { get }

  /// The host's number of a pattern.
  static func native(_ bits: Bits) -> Native
  /// The pattern of a host's number.
  static func bits(_ native: Native) -> Bits
  /// The integer that a host's number becomes when its fraction is dropped; the magnitude is below 2⁶³.
  static func truncated(_ native: Native) -> Int
  /// `a * b + c`, rounded once to the nearest number, when that can be told quickly along with its flags.
  static func quickMultiplyAdd(_ a: Bits, _ b: Bits, _ c: Bits, flags: inout FloatFlags) -> Bits?
}

/// Single precision: 8 bits of exponent, 23 of fraction.
package enum Binary32: BinaryFormat {
  package static var fractionWidth: Int { 23 }

  @inline(__always)
  package static func native(_ bits: UInt32) -> Float { Float(bitPattern: bits) }
  @inline(__always)
  package static func bits(_ native: Float) -> UInt32 { native.bitPattern }
  @inline(__always)
  package static func truncated(_ native: Float) -> Int { Int(native) }
}

/// Double precision: 11 bits of exponent, 52 of fraction.
package enum Binary64: BinaryFormat {
  package static var fractionWidth: Int { 52 }

  @inline(__always)
  package static func native(_ bits: UInt64) -> Double { Double(bitPattern: bits) }
  @inline(__always)
  package static func bits(_ native: Double) -> UInt64 { native.bitPattern }
  @inline(__always)
  package static func truncated(_ native: Double) -> Int { Int(native) }
}

extension BinaryFormat {
  /// The sign's bit.
  static var signBit: Bits { 1 << (Bits.bitWidth - 1) }
  /// The lowest bit of the exponent's field, which is also the fraction's implied leading one.
  static var exponentUnit: Bits { 1 << fractionWidth }
  /// +∞, which is also the mask of the exponent's field.
  static var infinity: Bits { signBit &- exponentUnit }
  /// The greatest finite number.
  static var greatestFinite: Bits { infinity &- 1 }
  /// The NaN that operations give: positive, quiet, without payload.
  package static var quietNaN: Bits { infinity | exponentUnit >> 1 }
  /// What is added to an exponent in its field: 127 or 1023.
  static var exponentBias: Int { 1 << (Bits.bitWidth - fractionWidth - 2) - 1 }
  /// The exponent of the least normal number: −126 or −1022.
  static var leastExponent: Int { 1 - exponentBias }

  /// The pattern without its sign.
  @inline(__always)
  static func magnitude(_ bits: Bits) -> Bits { bits & ~signBit }

  @inline(__always)
  static func isNegative(_ bits: Bits) -> Bool { bits & signBit != 0 }

  @inline(__always)
  static func isNaN(_ bits: Bits) -> Bool { magnitude(bits) > infinity }

  /// Whether the pattern is a NaN whose highest bit of the fraction is clear.
  @inline(__always)
  static func isSignallingNaN(_ bits: Bits) -> Bool { isNaN(bits) && bits & (exponentUnit >> 1) == 0 }
}
