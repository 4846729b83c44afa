/// The accrued exceptions of floating point; operations only ever add to them.
///
/// Raw values are the bits of `fflags`. Source: RISC-V unprivileged specification 20191213, table 11.2.
package struct FloatFlags: OptionSet, Sendable {
  /// The bits of `fflags`.
  package var rawValue: UInt8

  /// Flags of the bits of `fflags`.
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The result was rounded (`NX`).
  package static let inexact = FloatFlags(rawValue: 1)
  /// The result was rounded, and is below the normal numbers even when rounded without a least exponent (`UF`).
  package static let underflow = FloatFlags(rawValue: 2)
  /// The result, rounded without a greatest exponent, lies beyond the finite numbers (`OF`).
  package static let overflow = FloatFlags(rawValue: 4)
  /// A finite number was divided by zero (`DZ`).
  package static let divideByZero = FloatFlags(rawValue: 8)
  /// There is no sensible result, or an operand was a signalling NaN (`NV`).
  package static let invalid = FloatFlags(rawValue: 16)
}
