import RV64

/// What IEEE 754 says a number becomes in a format, found without computing it: the number is only ever compared.
struct ExactRounding<Format: BinaryFormat> {
  /// −1, 0 or 1 as the number's magnitude is below, at or above another number.
  var compare: (Dyadic) -> Int
  /// Whether the number is below zero.
  var isNegative: Bool
  /// How it is rounded.
  var mode: RoundingMode

  /// The rounding of a number that compares by its magnitude or by something monotonic in it.
  init(isNegative: Bool, mode: RoundingMode, compare: @escaping (Dyadic) -> Int) {
    self.compare = compare
    self.isNegative = isNegative
    self.mode = mode
  }

  /// The rounding of a number that is known.
  init(_ number: Dyadic, mode: RoundingMode) {
    let magnitude = number.magnitude
    self.init(isNegative: number.isNegative, mode: mode) { magnitude.compared(to: $0) }
  }

  private static var infinity: UInt64 { UInt64(Format.bits(.infinity)) }

  /// The pattern and flags of the number, which is not zero.
  func result() -> (bits: UInt64, flags: FloatFlags) {
    let (magnitude, isExact) = rounded(scaledBy: 0)
    let sign = isNegative ? UInt64(Format.bits(-0.0)) : 0
    if magnitude == Self.infinity || compare(Dyadic(Self.infinity, Format.self)) >= 0 {
      // A mode that rounds towards zero stops at the last finite number.
      return (sign | magnitude, [.overflow, .inexact])
    }
    var flags: FloatFlags = isExact ? [] : .inexact
    // Underflow: below the normal numbers even with all bits of a normal one, which shows some binades higher up.
    let leastNormal = Dyadic(UInt64(Format.bits(.leastNormalMagnitude)), Format.self)
    if !isExact && compare(leastNormal) < 0 {
      let scale = Format.fractionWidth + 1
      let scaled = Dyadic(rounded(scaledBy: scale).bits, Format.self)
      if scaled.compared(to: leastNormal.scaled(by: scale)) < 0 { flags.insert(.underflow) }
    }
    return (sign | magnitude, flags)
  }

  /// The integer that a number below 2⁶⁶ becomes.
  func integer() -> (integer: Int128, isExact: Bool) {
    let below = greatest(below: 1 << 66) { Dyadic(Int128($0)) }
    let (lower, upper) = (Dyadic(Int128(below)), Dyadic(Int128(below + 1)))
    let magnitude = Int128(below) + (roundsUp(from: lower, to: upper, isOdd: below % 2 == 1) ? 1 : 0)
    return (isNegative ? -magnitude : magnitude, compare(lower) == 0)
  }

  /// The pattern that the magnitude times 2^scale becomes.
  private func rounded(scaledBy scale: Int) -> (bits: UInt64, isExact: Bool) {
    func number(_ bits: UInt64) -> Dyadic { Dyadic(bits, Format.self).scaled(by: -scale) }
    // Patterns rise with the numbers they stand for.
    let below = UInt64(greatest(below: UInt128(Self.infinity) + 1) { number(UInt64($0)) })
    if below == Self.infinity {
      let isNearest = mode == .nearestEven || mode == .nearestMaxMagnitude
      let isUp = isNearest || mode == (isNegative ? .down : .up)
      return (isUp ? below : below - 1, false)
    }
    let isUp = roundsUp(from: number(below), to: number(below + 1), isOdd: below % 2 == 1)
    return (isUp ? below + 1 : below, compare(number(below)) == 0)
  }

  /// The greatest index below `limit` whose number is not above the magnitude; the one of 0 never is.
  private func greatest(below limit: UInt128, number: (UInt128) -> Dyadic) -> UInt128 {
    var (low, high) = (UInt128(0), limit)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if compare(number(middle)) >= 0 { low = middle } else { high = middle }
    }
    return low
  }

  private func roundsUp(from lower: Dyadic, to upper: Dyadic, isOdd: Bool) -> Bool {
    if compare(lower) == 0 { return false }
    let half = compare((lower + upper).scaled(by: -1))
    return switch mode {
    case .nearestEven: half > 0 || half == 0 && isOdd
    case .nearestMaxMagnitude: half >= 0
    case .towardZero: false
    case .down: isNegative
    case .up: !isNegative
    }
  }
}
