extension BinaryFormat {
  /// Whether two numbers are equal (`FEQ`).
  ///
  /// −0 equals +0, a NaN nothing; only signalling NaNs are invalid.
  package static func isEqual(_ a: Bits, _ b: Bits, flags: inout FloatFlags) -> Bool {
    if native(a) == native(b) { return true }
    if isSignallingNaN(a) || isSignallingNaN(b) { flags.insert(.invalid) }
    return false
  }

  /// Whether `a` is below `b` (`FLT`); NaNs are invalid and give false.
  package static func isLess(_ a: Bits, _ b: Bits, flags: inout FloatFlags) -> Bool {
    if isNaN(a) || isNaN(b) { flags.insert(.invalid) }
    return native(a) < native(b)
  }

  /// Whether `a` is below `b` or equal to it (`FLE`); NaNs are invalid and give false.
  package static func isLessOrEqual(_ a: Bits, _ b: Bits, flags: inout FloatFlags) -> Bool {
    if isNaN(a) || isNaN(b) { flags.insert(.invalid) }
    return native(a) <= native(b)
  }

  /// The lesser number (`FMIN`); −0 is below +0.
  ///
  /// Of one NaN and a number the number is given, of two NaNs `quietNaN`; signalling NaNs are invalid besides.
  /// This is IEEE 754-2019's minimumNumber and the rule of F 2.2. The manual 2.2 of May 2017 has 2008's minNum, where
  /// a signalling NaN makes the result `quietNaN`; so had Rocket from February to June of that year. Which of the two a
  /// K210 does has not been measured.
  package static func minimum(_ a: Bits, _ b: Bits, flags: inout FloatFlags) -> Bits {
    if isNaN(a) || isNaN(b) { return numberOfPairWithNaN(a, b, flags: &flags) }
    // Equal numbers have equal patterns but for zeros.
    if native(a) == native(b) { return a | b }
    return native(a) < native(b) ? a : b
  }

  /// The greater number (`FMAX`), by the rules of `minimum`.
  package static func maximum(_ a: Bits, _ b: Bits, flags: inout FloatFlags) -> Bits {
    if isNaN(a) || isNaN(b) { return numberOfPairWithNaN(a, b, flags: &flags) }
    if native(a) == native(b) { return a & b }
    return native(a) > native(b) ? a : b
  }

  /// The one that is a number, if any is.
  private static func numberOfPairWithNaN(_ a: Bits, _ b: Bits, flags: inout FloatFlags) -> Bits {
    if isSignallingNaN(a) || isSignallingNaN(b) { flags.insert(.invalid) }
    guard isNaN(a) else { return a }
    return isNaN(b) ? quietNaN : b
  }

  /// One bit that says what a pattern is (`FCLASS`).
  ///
  /// Bits 0...9: −∞, negative normal, negative subnormal, −0, +0, positive subnormal, positive normal, +∞,
  /// signalling NaN, quiet NaN. Source: RISC-V unprivileged specification 20191213, table 11.5.
  package static func classify(_ bits: Bits) -> UInt64 {
    if isNaN(bits) { return isSignallingNaN(bits) ? 1 << 8 : 1 << 9 }
    // Kinds by rising magnitude; negative ones stand mirrored.
    let kind =
      switch magnitude(bits) {
      case 0: 0
      case ..<exponentUnit: 1
      case ..<infinity: 2
      default: 3
      }
    return 1 << UInt64(isNegative(bits) ? 3 - kind : 4 + kind)
  }
}
