/// The common case of each operation: to the nearest number, by the host's own instruction.
///
/// A result that is finite and above the least normal number raises nothing but `inexact`, so once that is among the
/// flags the host's result is all there is to do. Before, it is found without the host's flags: for sums by the
/// error of the addition, which is a number itself, for the rest by multiplying significands back. Everything
/// else falls to `SoftFloat`, which is never wrong and rarely needed.
extension BinaryFormat {
  /// `a + b` (`FADD`).
  package static func add(
    _ a: Bits, _ b: Bits, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Bits {
    let sum = native(a) + native(b)
    // A sum below the normal numbers is exact, so any finite one will do.
    if rounding == .nearestEven && isFinite(bits(sum)) {
      if !flags.contains(.inexact) && !isSumExact(native(a), native(b), sum) { flags.insert(.inexact) }
      return bits(sum)
    }
    return SoftFloat<Self>.add(a, b, rounding: rounding, flags: &flags)
  }

  /// `a - b` (`FSUB`).
  package static func subtract(
    _ a: Bits, _ b: Bits, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Bits {
    add(a, b ^ signBit, rounding: rounding, flags: &flags)
  }

  /// `a * b` (`FMUL`).
  package static func multiply(
    _ a: Bits, _ b: Bits, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Bits {
    let product = bits(native(a) * native(b))
    if rounding == .nearestEven {
      if isAboveLeastNormal(product) {
        if flags.contains(.inexact) { return product }
        if isNormal(a) && isNormal(b) {
          if !isProductExact(a, b) { flags.insert(.inexact) }
          return product
        }
      } else if magnitude(product) == 0 && (magnitude(a) == 0 || magnitude(b) == 0) {
        return product
      }
    }
    return SoftFloat<Self>.multiply(a, b, rounding: rounding, flags: &flags)
  }

  /// `a / b` (`FDIV`).
  package static func divide(
    _ a: Bits, _ b: Bits, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Bits {
    let quotient = bits(native(a) / native(b))
    if rounding == .nearestEven {
      // Neither ∞ nor a division by zero leads here.
      if isAboveLeastNormal(quotient) {
        if flags.contains(.inexact) { return quotient }
        if isNormal(a) && isNormal(b) {
          if !isProduct(quotient, b, equalTo: a) { flags.insert(.inexact) }
          return quotient
        }
      } else if magnitude(a) == 0 && magnitude(quotient) == 0 {
        return quotient
      }
    }
    return SoftFloat<Self>.divide(a, b, rounding: rounding, flags: &flags)
  }

  /// √a (`FSQRT`).
  package static func squareRoot(_ a: Bits, rounding: RoundingMode, flags: inout FloatFlags) -> Bits {
    if rounding == .nearestEven && isNormal(a) && !isNegative(a) {
      let root = bits(native(a).squareRoot())
      if !flags.contains(.inexact) && !isProduct(root, root, equalTo: a) { flags.insert(.inexact) }
      return root
    }
    return SoftFloat<Self>.squareRoot(a, rounding: rounding, flags: &flags)
  }

  /// `a * b + c`, rounded once (`FMADD`); flip the signs of `a` and `c` for `FMSUB`, `FNMSUB` and `FNMADD`.
  package static func multiplyAdd(
    _ a: Bits, _ b: Bits, _ c: Bits, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Bits {
    if rounding == .nearestEven, let result = quickMultiplyAdd(a, b, c, flags: &flags) { return result }
    return SoftFloat<Self>.multiplyAdd(a, b, c, rounding: rounding, flags: &flags)
  }
}
