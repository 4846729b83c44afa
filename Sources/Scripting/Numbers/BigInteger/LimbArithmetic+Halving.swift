/// Division of long numbers by long ones: as costly as some products of their halves, not as the product of their
/// lengths.
///
/// Source: Burnikel and Ziegler, "Fast recursive division" (1998), algorithms 1 to 3. The plain way is
/// `longDivision`, which ends the recursion and which it equals on random numbers of all lengths.
extension LimbArithmetic {
  /// From so many limbs on in divisor and quotient, halves cost less; measured.
  static let halvingLimit = 80

  /// The quotient of a dividend by a divisor whose topmost bit is set; the dividend becomes the remainder.
  static func halvingDivision(_ dividend: inout [UInt64], by divisor: [UInt64], _ watch: LimbWatch?)
    -> [UInt64]
  {
    // The divisor in blocks of a power of two times at most `halvingLimit` limbs, filled up with zeros below.
    var pieces = 1
    while divisor.count > halvingLimit * pieces { pieces *= 2 }
    let length = (divisor.count + pieces - 1) / pieces * pieces
    let added = length - divisor.count
    let zeros = [UInt64](repeating: 0, count: added)
    let wide = zeros + divisor
    var number = zeros + dividend
    // A limb of zero on top: then the first part is surely below the divisor.
    number += [UInt64](repeating: 0, count: length - number.count % length)
    if number[number.count - 1] >> 63 == 1 { number += [UInt64](repeating: 0, count: length) }
    var quotient = [UInt64](repeating: 0, count: number.count - length)
    var rest = Array(number[(number.count - length)...])
    var start = number.count - 2 * length
    while start >= 0, watch?.isStopped != true {
      let part = twoByOne(Array(number[start..<(start + length)]) + rest, wide, watch)
      quotient.replaceSubrange(start..<(start + length), with: part.quotient)
      rest = part.remainder
      start -= length
    }
    dividend = Array(rest[added...])
    return quotient
  }

  /// `dividend` has twice the limbs of `divisor`, and its upper half is below it; results of as many limbs as that.
  private static func twoByOne(_ dividend: [UInt64], _ divisor: [UInt64], _ watch: LimbWatch?) -> Division {
    let count = divisor.count
    if watch?.isStopped == true {
      return Division(quotient: [UInt64](repeating: 0, count: count), remainder: divisor)
    }
    guard count % 2 == 0, count > halvingLimit else {
      var rest = dividend + [0]
      let quotient = longDivision(&rest, by: divisor, watch)
      return Division(quotient: Array(quotient[..<count]), remainder: Array(rest[..<count]))
    }
    let half = count / 2
    let high = threeByTwo(Array(dividend[half...]), divisor, watch)
    let low = threeByTwo(Array(dividend[..<half]) + high.remainder, divisor, watch)
    return Division(quotient: low.quotient + high.quotient, remainder: low.remainder)
  }

  /// Three halves by two: `dividend` has a half more limbs than `divisor`; the quotient has a half.
  private static func threeByTwo(_ dividend: [UInt64], _ divisor: [UInt64], _ watch: LimbWatch?) -> Division {
    let half = divisor.count / 2
    let top = Array(divisor[half...])
    let upper = Array(dividend[half...])
    var estimate: Division
    if compareFixed(upper[half...], top[...]) < 0 {
      estimate = twoByOne(upper, top, watch)
      estimate.remainder.append(0)
    } else {
      // The largest quotient; what it leaves is upper − top·β^half + top.
      var rest = upper + [0]
      _ = subtractFixed(top[...], from: &rest, at: half)
      _ = addFixed(top[...], to: &rest, at: 0)
      estimate = Division(
        quotient: [UInt64](repeating: .max, count: half), remainder: Array(rest[...half]))
    }
    var product = self.product(estimate.quotient, Array(divisor[..<half]), watch)
    product += [UInt64](repeating: 0, count: 2 * half - product.count)
    var rest = Array(dividend[..<half]) + estimate.remainder
    // At most two too many.
    var isNegative = subtractFixed(product[...], from: &rest, at: 0)
    while isNegative, watch?.isStopped != true {
      _ = subtractFixed([1], from: &estimate.quotient, at: 0)
      isNegative = !addFixed(divisor[...], to: &rest, at: 0)
    }
    return Division(quotient: estimate.quotient, remainder: Array(rest[..<(2 * half)]))
  }

  /// −1, 0 or 1; both have as many limbs, zeros on top with them.
  private static func compareFixed(_ left: ArraySlice<UInt64>, _ right: ArraySlice<UInt64>) -> Int {
    for offset in (0..<left.count).reversed() {
      let (mine, others) = (left[left.startIndex + offset], right[right.startIndex + offset])
      if mine != others { return mine < others ? -1 : 1 }
    }
    return 0
  }

  /// Takes away at an offset; whether that was too much, and the result went round.
  private static func subtractFixed(
    _ other: ArraySlice<UInt64>, from result: inout [UInt64], at offset: Int
  ) -> Bool {
    var borrow = false
    for (index, limb) in other.enumerated() {
      let (partial, first) = result[offset + index].subtractingReportingOverflow(limb)
      let (total, second) = partial.subtractingReportingOverflow(borrow ? 1 : 0)
      result[offset + index] = total
      borrow = first || second
    }
    var index = offset + other.count
    while borrow, index < result.count {
      (result[index], borrow) = result[index].subtractingReportingOverflow(1)
      index += 1
    }
    return borrow
  }

  /// Adds at an offset; whether the result went round.
  private static func addFixed(
    _ other: ArraySlice<UInt64>, to result: inout [UInt64], at offset: Int
  ) -> Bool {
    var carry = false
    for (index, limb) in other.enumerated() {
      let (partial, first) = result[offset + index].addingReportingOverflow(limb)
      let (total, second) = partial.addingReportingOverflow(carry ? 1 : 0)
      result[offset + index] = total
      carry = first || second
    }
    var index = offset + other.count
    while carry, index < result.count {
      (result[index], carry) = result[index].addingReportingOverflow(1)
      index += 1
    }
    return carry
  }

  /// A quotient and what is left.
  private struct Division {
    var quotient: [UInt64]
    var remainder: [UInt64]
  }
}
