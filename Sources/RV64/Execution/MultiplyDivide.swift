extension Hart {
  /// The instructions of M that are no plain products; division never traps.
  @inline(never) func multiplyOrDivide(_ operation: Operation, _ a: UInt64, _ b: UInt64) -> UInt64 {
    let (signedA, signedB) = (Int64(bitPattern: a), Int64(bitPattern: b))
    switch operation {
    case .mulh: return UInt64(bitPattern: signedA.multipliedFullWidth(by: signedB).high)
    case .mulhu: return a.multipliedFullWidth(by: b).high
    case .mulhsu:
      // The unsigned product counts 2^64 too much for a negative first factor.
      return a.multipliedFullWidth(by: b).high &- (signedA < 0 ? b : 0)
    case .div: return UInt64(bitPattern: quotient(signedA, signedB))
    case .rem: return UInt64(bitPattern: remainder(signedA, signedB))
    case .divu: return b == 0 ? .max : a / b
    case .remu: return b == 0 ? a : a % b
    case .divw:
      return UInt64(bitPattern: Int64(quotient(Int32(truncatingIfNeeded: a), Int32(truncatingIfNeeded: b))))
    case .remw:
      return UInt64(bitPattern: Int64(remainder(Int32(truncatingIfNeeded: a), Int32(truncatingIfNeeded: b))))
    case .divuw:
      let (low, divisor) = (UInt32(truncatingIfNeeded: a), UInt32(truncatingIfNeeded: b))
      return word(UInt64(divisor == 0 ? .max : low / divisor))
    default:
      let (low, divisor) = (UInt32(truncatingIfNeeded: a), UInt32(truncatingIfNeeded: b))
      return word(UInt64(divisor == 0 ? low : low % divisor))
    }
  }

  /// -1 for a division by 0, the dividend when the quotient overflows.
  private func quotient<Value: FixedWidthInteger>(_ a: Value, _ b: Value) -> Value {
    b == 0 ? ~0 : a.dividedReportingOverflow(by: b).partialValue
  }

  /// The dividend for a division by 0, 0 when the quotient overflows.
  private func remainder<Value: FixedWidthInteger>(_ a: Value, _ b: Value) -> Value {
    b == 0 ? a : a.remainderReportingOverflow(dividingBy: b).partialValue
  }
}
