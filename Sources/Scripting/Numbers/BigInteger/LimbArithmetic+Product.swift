extension LimbArithmetic {
  /// From so many limbs on in both factors, three products of halves cost less than four; measured.
  static let karatsubaLimit = 48

  /// The product; may end in a zero.
  static func product(_ left: [UInt64], _ right: [UInt64], _ watch: LimbWatch? = nil) -> [UInt64] {
    if left.isEmpty || right.isEmpty { return [] }
    return product(left.span, right.span, watch)
  }

  private static func product(_ left: Span<UInt64>, _ right: Span<UInt64>, _ watch: LimbWatch?) -> [UInt64] {
    if left.count < right.count { return product(right, left, watch) }
    if let watch {
      watch.spend(left.count * min(right.count, karatsubaLimit))
      if watch.isStopped { return [UInt64](repeating: 0, count: left.count + right.count) }
    }
    if right.count < karatsubaLimit { return schoolProduct(left, right) }
    let half = (left.count + 1) / 2
    if right.count <= half { return unevenProduct(left, right, watch) }
    let low = product(left.extracting(..<half), right.extracting(..<half), watch)
    let high = product(left.extracting(half...), right.extracting(half...), watch)
    let leftSum = sum(Array(left.extracting(..<half)), Array(left.extracting(half...)))
    let rightSum = sum(Array(right.extracting(..<half)), Array(right.extracting(half...)))
    var middle = product(leftSum.span, rightSum.span, watch)
    subtract(low.span, from: &middle)
    subtract(high.span, from: &middle)
    var result = low + high
    add(middle.span, to: &result, at: half)
    return result
  }

  /// The longer factor in pieces as long as the shorter one.
  private static func unevenProduct(_ left: Span<UInt64>, _ right: Span<UInt64>, _ watch: LimbWatch?)
    -> [UInt64]
  {
    var result = [UInt64](repeating: 0, count: left.count + right.count)
    var start = 0
    while start < left.count, watch?.isStopped != true {
      let end = Swift.min(start + right.count, left.count)
      let piece = product(left.extracting(start..<end), right, watch)
      add(piece.span, to: &result, at: start)
      start = end
    }
    return result
  }

  private static func schoolProduct(_ left: Span<UInt64>, _ right: Span<UInt64>) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: left.count + right.count)
    var target = result.mutableSpan
    for offset in 0..<right.count {
      let factor = right[offset]
      var carry: UInt64 = 0
      for index in 0..<left.count {
        // At most (2^64 − 1)² + 2 (2^64 − 1) = 2^128 − 1.
        let total =
          UInt128(left[index]) &* UInt128(factor) &+ UInt128(target[offset &+ index]) &+ UInt128(carry)
        target[offset &+ index] = UInt64(truncatingIfNeeded: total)
        carry = UInt64(truncatingIfNeeded: total >> 64)
      }
      target[offset + left.count] = carry
    }
    return result
  }

  /// Adds at an offset; the sum must fit, and zeros at the end of `addend` may stand beyond the result.
  private static func add(_ addend: Span<UInt64>, to result: inout [UInt64], at offset: Int) {
    var carry: UInt64 = 0
    var index = 0
    while (index < addend.count || carry != 0) && offset + index < result.count {
      let limb = index < addend.count ? addend[index] : 0
      let (partial, first) = result[offset + index].addingReportingOverflow(limb)
      let (total, second) = partial.addingReportingOverflow(carry)
      result[offset + index] = total
      carry = first || second ? 1 : 0
      index += 1
    }
  }

  /// Takes away what is not larger.
  private static func subtract(_ other: Span<UInt64>, from result: inout [UInt64]) {
    var borrow: UInt64 = 0
    var index = 0
    while (index < other.count || borrow != 0) && index < result.count {
      let limb = index < other.count ? other[index] : 0
      let (partial, first) = result[index].subtractingReportingOverflow(limb)
      let (total, second) = partial.subtractingReportingOverflow(borrow)
      result[index] = total
      borrow = first || second ? 1 : 0
      index += 1
    }
  }
}

extension Array where Element == UInt64 {
  /// The limbs of a span.
  fileprivate init(_ span: Span<UInt64>) {
    self.init()
    reserveCapacity(span.count)
    for index in 0..<span.count { append(span[index]) }
  }
}
