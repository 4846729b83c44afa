/// Digits of long magnitudes in a base, and back.
struct IntegerDigits {
  let base: Int
  private let letters: UInt8
  /// Digits that surely fit in a limb, and the base to that power.
  private let perLimb: Int
  private let power: UInt64
  private let watch: LimbWatch?

  /// - Parameter base: 2 to 36.
  init(base: Int, uppercase: Bool = false, _ watch: LimbWatch? = nil) {
    self.base = base
    self.watch = watch
    letters = (uppercase ? Ascii.capitalA : Ascii.a) - 10
    var count = 1
    var power = UInt64(base)
    while true {
      let (next, overflow) = power.multipliedReportingOverflow(by: UInt64(base))
      if overflow { break }
      power = next
      count += 1
    }
    perLimb = count
    self.power = power
  }

  /// The digits as text, the lowest first, without zeros at the end; one zero for no limbs.
  func reversedDigits(of limbs: [UInt64]) -> [UInt8] {
    var text: [UInt8] = []
    if base & (base - 1) == 0 {
      appendBits(of: limbs, to: &text)
    } else {
      // A number's parts, each half as long: dividing by a long power costs less than by a limb again and
      // again.
      var powers: [[UInt64]] = [[power]]
      while let last = powers.last, last.count * 2 - 1 <= limbs.count, watch?.isStopped != true {
        var square = LimbArithmetic.product(last, last, watch)
        LimbArithmetic.trim(&square)
        powers.append(square)
      }
      append(limbs, powers[...], to: &text)
    }
    while text.count > 1, text.last == Ascii.zero { text.removeLast() }
    if text.isEmpty { text.append(Ascii.zero) }
    return text
  }

  /// The magnitude of digits, the highest first, each below the base.
  func limbs(of digits: ArraySlice<UInt8>) -> [UInt64] {
    if base & (base - 1) == 0 { return limbsOfBits(digits) }
    var parts: [[UInt64]] = []
    var end = digits.endIndex
    while end > digits.startIndex {
      let start = max(digits.startIndex, end - perLimb)
      parts.append([digits[start..<end].reduce(0) { $0 &* UInt64(base) &+ UInt64($1) }])
      end = start
    }
    // Neighbours join, so that products are of equal lengths: n^1.58 for n digits.
    var scale: [UInt64] = [power]
    while parts.count > 1, watch?.isStopped != true {
      var joined: [[UInt64]] = []
      for index in stride(from: 0, to: parts.count, by: 2) {
        var value = parts[index]
        LimbArithmetic.trim(&value)
        if index + 1 < parts.count {
          value = LimbArithmetic.sum(LimbArithmetic.product(parts[index + 1], scale, watch), value)
          LimbArithmetic.trim(&value)
        }
        joined.append(value)
      }
      parts = joined
      if parts.count > 1 {
        scale = LimbArithmetic.product(scale, scale, watch)
        LimbArithmetic.trim(&scale)
      }
    }
    return parts.first ?? []
  }

  private func appendBits(of limbs: [UInt64], to text: inout [UInt8]) {
    let width = base.trailingZeroBitCount
    var held = 0
    var bits: UInt128 = 0
    for limb in limbs {
      bits |= UInt128(limb) << UInt128(held)
      held += 64
      while held >= width {
        text.append(character(UInt8(truncatingIfNeeded: bits & UInt128(base - 1))))
        bits >>= UInt128(width)
        held -= width
      }
    }
    if held > 0 { text.append(character(UInt8(truncatingIfNeeded: bits))) }
  }

  private func limbsOfBits(_ digits: ArraySlice<UInt8>) -> [UInt64] {
    let width = base.trailingZeroBitCount
    var limbs: [UInt64] = []
    var held = 0
    var bits: UInt128 = 0
    for digit in digits.reversed() {
      bits |= UInt128(digit) << UInt128(held)
      held += width
      if held >= 64 {
        limbs.append(UInt64(truncatingIfNeeded: bits))
        bits >>= 64
        held -= 64
      }
    }
    if held > 0 { limbs.append(UInt64(truncatingIfNeeded: bits)) }
    return limbs
  }

  /// Below this many limbs, dividing by one limb at a time is as fast.
  private static let splitLimit = 30

  /// - Parameter powers: Ascending squares; the parts go below the last.
  private func append(_ limbs: [UInt64], _ powers: ArraySlice<[UInt64]>, to text: inout [UInt8]) {
    if watch?.isStopped == true { return }
    guard let scale = powers.last, powers.count > 1, limbs.count > Self.splitLimit else {
      appendByLimb(limbs, to: &text)
      return
    }
    guard let parts = LimbArithmetic.quotient(limbs, by: scale, watch), !parts.quotient.isEmpty else {
      append(limbs, powers.dropLast(), to: &text)
      return
    }
    let end = text.count + perLimb << (powers.count - 1)
    append(parts.remainder, powers.dropLast(), to: &text)
    while text.count < end { text.append(Ascii.zero) }
    append(parts.quotient, powers.dropLast(), to: &text)
  }

  private func appendByLimb(_ limbs: [UInt64], to text: inout [UInt8]) {
    var rest = limbs
    while !rest.isEmpty {
      var part = LimbArithmetic.divide(&rest, by: power)
      LimbArithmetic.trim(&rest)
      for _ in 0..<perLimb {
        if rest.isEmpty, part == 0 { break }
        text.append(character(UInt8(truncatingIfNeeded: part % UInt64(base))))
        part /= UInt64(base)
      }
    }
  }

  private func character(_ digit: UInt8) -> UInt8 { digit + (digit < 10 ? Ascii.zero : letters) }
}
