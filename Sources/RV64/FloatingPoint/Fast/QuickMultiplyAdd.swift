// Links `fma`, which processors of x86-64's baseline lack as an instruction.
import Glibc

extension Binary32 {
  /// By way of doubles: there the product is exact, and rounding the sum twice does no harm unless the double lies
  /// half-way between two singles.
  @inline(__always)
  package static func quickMultiplyAdd(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, flags: inout FloatFlags
  ) -> UInt32? {
    let product = Double(native(a)) * Double(native(b))
    let addend = Double(native(c))
    let sum = product + addend
    let result = Float(sum).bitPattern
    // The bits of the double that the single drops.
    let rest = sum.bitPattern & 0x1FFF_FFFF
    guard isAboveLeastNormal(result) && rest != 0x1000_0000 else {
      // A zero sum of doubles is exact, and no NaN is zero.
      return sum == 0 ? result : nil
    }
    if !flags.contains(.inexact) && (rest != 0 || !Binary64.isSumExact(product, addend, sum)) {
      flags.insert(.inexact)
    }
    return result
  }
}

extension Binary64 {
  /// By the host's fused operation when `inexact` is set anyway, else only when the product is exact: then the sum is
  /// the only rounding.
  @inline(__always)
  package static func quickMultiplyAdd(
    _ a: UInt64, _ b: UInt64, _ c: UInt64, flags: inout FloatFlags
  ) -> UInt64? {
    if flags.contains(.inexact) {
      let result = native(c).addingProduct(native(a), native(b)).bitPattern
      if isAboveLeastNormal(result) { return result }
    }
    let product = (native(a) * native(b)).bitPattern
    let isExact =
      isNormal(a) && isNormal(b) && isAboveLeastNormal(product) && isProductExact(a, b)
      || magnitude(product) == 0 && (magnitude(a) == 0 || magnitude(b) == 0)
    guard isExact else { return nil }
    let sum = native(product) + native(c)
    guard isFinite(sum.bitPattern) else { return nil }
    if !isSumExact(native(product), native(c), sum) { flags.insert(.inexact) }
    return sum.bitPattern
  }
}
