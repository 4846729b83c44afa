/// Divides two limbs by one again and again: two multiplications instead of the machine's division.
///
/// Source: Möller and Granlund, "Improved division by invariant integers", algorithm 4.
struct LimbDivisor {
  /// Its topmost bit is set.
  let divisor: UInt64
  private let reciprocal: UInt64

  /// - Parameter divisor: Its topmost bit must be set.
  init(normalized divisor: UInt64) {
    self.divisor = divisor
    reciprocal = divisor >> 63 == 1 ? divisor.dividingFullWidth((~divisor, .max)).quotient : 0
  }

  /// - Parameter high: Below the divisor.
  @inline(__always)
  func divide(_ high: UInt64, _ low: UInt64) -> (quotient: UInt64, remainder: UInt64) {
    let estimate = reciprocal.multipliedFullWidth(by: high)
    let (lower, overflow) = estimate.low.addingReportingOverflow(low)
    var quotient = estimate.high &+ high &+ (overflow ? 1 : 0) &+ 1
    var remainder = low &- quotient &* divisor
    if remainder > lower {
      quotient &-= 1
      remainder &+= divisor
    }
    if remainder >= divisor {
      quotient &+= 1
      remainder &-= divisor
    }
    return (quotient, remainder)
  }
}

extension LimbArithmetic {
  /// Quotient and remainder, both without zeros at the end; nil when the divisor is zero.
  static func quotient(
    _ dividend: [UInt64], by divisor: [UInt64], _ watch: LimbWatch? = nil
  ) -> (quotient: [UInt64], remainder: [UInt64])? {
    guard let top = divisor.last else { return nil }
    if compare(dividend, divisor) < 0 { return ([], dividend) }
    if divisor.count == 1 {
      var quotient = dividend
      let rest = divide(&quotient, by: top)
      trim(&quotient)
      return (quotient, rest == 0 ? [] : [rest])
    }
    let shift = top.leadingZeroBitCount
    var rest = shiftedLeft(dividend, by: shift)
    var normalized = shiftedLeft(divisor, by: shift)
    trim(&normalized)
    let isLong = min(normalized.count, rest.count - normalized.count) > halvingLimit
    var quotient =
      isLong ? halvingDivision(&rest, by: normalized, watch) : longDivision(&rest, by: normalized, watch)
    trim(&quotient)
    var remainder = shiftedRight(rest, by: shift)
    trim(&remainder)
    return (quotient, remainder)
  }

  /// Divides in place by one limb, which is not zero, and answers the remainder.
  static func divide(_ limbs: inout [UInt64], by divisor: UInt64) -> UInt64 {
    let shift = UInt64(divisor.leadingZeroBitCount)
    let unit = LimbDivisor(normalized: divisor << shift)
    guard var index = limbs.indices.last else { return 0 }
    var span = limbs.mutableSpan
    // The dividend is shifted as it goes; the remainder carries the bits that the topmost limb loses.
    var rest = shift == 0 ? 0 : span[index] >> (64 - shift)
    while index >= 0 {
      let below = index > 0 && shift > 0 ? span[index &- 1] >> (64 - shift) : 0
      let digit = unit.divide(rest, span[index] << shift | below)
      span[index] = digit.quotient
      rest = digit.remainder
      index &-= 1
    }
    return rest >> shift
  }

  static func trim(_ limbs: inout [UInt64]) {
    while limbs.last == 0 { limbs.removeLast() }
  }

  /// Knuth's algorithm D.
  ///
  /// The divisor has two limbs or more and its topmost bit is set; the dividend has a limb more than its
  /// number and becomes the remainder.
  static func longDivision(_ dividend: inout [UInt64], by divisor: [UInt64], _ watch: LimbWatch?) -> [UInt64]
  {
    let count = divisor.count
    let second = divisor[count - 2]
    let unit = LimbDivisor(normalized: divisor[count - 1])
    let places = dividend.count - count
    var quotient = [UInt64](repeating: 0, count: places)
    var rest = dividend.mutableSpan
    for place in (0..<places).reversed() {
      if let watch {
        watch.spend(count)
        if watch.isStopped { break }
      }
      let high = rest[place + count]
      let low = rest[place + count - 1]
      var digit = UInt64.max
      var (remainder, exceeded) = low.addingReportingOverflow(unit.divisor)
      if high < unit.divisor {
        (digit, remainder) = unit.divide(high, low)
        exceeded = false
      }
      // At most two steps: the estimate from two limbs is never below the digit.
      while !exceeded {
        let product = digit.multipliedFullWidth(by: second)
        let next = rest[place + count - 2]
        guard product.high > remainder || (product.high == remainder && product.low > next) else { break }
        digit -= 1
        (remainder, exceeded) = remainder.addingReportingOverflow(unit.divisor)
      }
      if subtract(divisor.span, times: digit, from: &rest, at: place) {
        digit -= 1
        addBack(divisor.span, to: &rest, at: place)
      }
      quotient[place] = digit
    }
    return quotient
  }

  /// Answers whether that was too much.
  @inline(__always)
  private static func subtract(
    _ divisor: Span<UInt64>, times digit: UInt64, from rest: inout MutableSpan<UInt64>, at place: Int
  ) -> Bool {
    var carry: UInt64 = 0
    for index in 0..<divisor.count {
      let product = UInt128(divisor[index]) &* UInt128(digit) &+ UInt128(carry)
      let (value, borrow) = rest[place &+ index].subtractingReportingOverflow(
        UInt64(truncatingIfNeeded: product))
      rest[place &+ index] = value
      carry = UInt64(truncatingIfNeeded: product >> 64) &+ (borrow ? 1 : 0)
    }
    let (value, borrow) = rest[place + divisor.count].subtractingReportingOverflow(carry)
    rest[place + divisor.count] = value
    return borrow
  }

  private static func addBack(_ divisor: Span<UInt64>, to rest: inout MutableSpan<UInt64>, at place: Int) {
    var carry: UInt64 = 0
    for index in 0..<divisor.count {
      let total = UInt128(rest[place &+ index]) &+ UInt128(divisor[index]) &+ UInt128(carry)
      rest[place &+ index] = UInt64(truncatingIfNeeded: total)
      carry = UInt64(truncatingIfNeeded: total >> 64)
    }
    rest[place + divisor.count] &+= carry
  }
}
