extension SoftFloat {
  /// `a + b`.
  @inline(never)
  package static func add(_ a: Bits, _ b: Bits, rounding: RoundingMode, flags: inout FloatFlags) -> Bits {
    switch (operand(a), operand(b)) {
    case (.nan, _), (_, .nan): nan(of: a, b, flags: &flags)
    case (.infinity(let left), .infinity(let right)): left == right ? a : invalid(&flags)
    case (.infinity, .finite): a
    case (.finite, .infinity): b
    case (.finite(let left), .finite(let right)):
      rounded(.sum(left, right, rounding), rounding, &flags)
    }
  }

  /// `a - b`.
  package static func subtract(_ a: Bits, _ b: Bits, rounding: RoundingMode, flags: inout FloatFlags) -> Bits
  {
    add(a, b ^ Format.signBit, rounding: rounding, flags: &flags)
  }

  /// `a * b`.
  @inline(never)
  package static func multiply(_ a: Bits, _ b: Bits, rounding: RoundingMode, flags: inout FloatFlags) -> Bits
  {
    switch (operand(a), operand(b)) {
    case (.nan, _), (_, .nan): nan(of: a, b, flags: &flags)
    case (.infinity(let sign), .finite(let number)), (.finite(let number), .infinity(let sign)):
      number.isZero ? invalid(&flags) : infinity(isNegative: sign != number.isNegative)
    case (.infinity(let left), .infinity(let right)): infinity(isNegative: left != right)
    case (.finite(let left), .finite(let right)): rounded(.product(left, right), rounding, &flags)
    }
  }

  /// `a / b`.
  @inline(never)
  package static func divide(_ a: Bits, _ b: Bits, rounding: RoundingMode, flags: inout FloatFlags) -> Bits {
    let sign = (a ^ b) & Format.signBit
    switch (operand(a), operand(b)) {
    case (.nan, _), (_, .nan): return nan(of: a, b, flags: &flags)
    case (.infinity, .infinity): return invalid(&flags)
    case (.infinity, .finite): return sign | Format.infinity
    case (.finite, .infinity): return sign
    case (.finite(let left), .finite(let right)):
      if right.isZero {
        if left.isZero { return invalid(&flags) }
        flags.insert(.divideByZero)
        return sign | Format.infinity
      }
      return left.isZero ? sign : rounded(.quotient(left, right), rounding, &flags)
    }
  }

  /// √a.
  @inline(never)
  package static func squareRoot(_ a: Bits, rounding: RoundingMode, flags: inout FloatFlags) -> Bits {
    switch operand(a) {
    case .nan: return nan(of: a, flags: &flags)
    case .infinity(let isNegative): return isNegative ? invalid(&flags) : a
    case .finite(let number):
      // The root of −0 is −0.
      if number.isZero { return a }
      return number.isNegative ? invalid(&flags) : rounded(number.squareRoot, rounding, &flags)
    }
  }

  /// `a * b + c`, rounded once.
  @inline(never)
  package static func multiplyAdd(
    _ a: Bits, _ b: Bits, _ c: Bits, rounding: RoundingMode, flags: inout FloatFlags
  ) -> Bits {
    let productSign = Format.isNegative(a ^ b)
    switch (operand(a), operand(b), operand(c)) {
    // ∞ × 0 is invalid, even when a quiet NaN is added to it.
    case (.infinity, .finite(let number), _) where number.isZero: return invalid(&flags)
    case (.finite(let number), .infinity, _) where number.isZero: return invalid(&flags)
    case (.nan, _, _), (_, .nan, _), (_, _, .nan): return nan(of: a, b, c, flags: &flags)
    case (.infinity, _, .infinity(let sign)), (_, .infinity, .infinity(let sign)):
      return sign == productSign ? c : invalid(&flags)
    case (.infinity, _, .finite), (_, .infinity, .finite): return infinity(isNegative: productSign)
    case (.finite, .finite, .infinity): return c
    case (.finite(let left), .finite(let right), .finite(let addend)):
      return rounded(.sum(.product(left, right), addend, rounding), rounding, &flags)
    }
  }
}
