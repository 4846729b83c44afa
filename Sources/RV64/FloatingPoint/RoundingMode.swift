/// How a result that is no number of the format becomes one.
///
/// Raw values are the codes of an instruction's `rm` field and of `frm`; 5 and 6 are reserved there and 7 means
/// "as in `frm`", which whoever decodes the instruction resolves. Source: RISC-V unprivileged specification
/// 20191213, table 11.1.
package enum RoundingMode: UInt8, Sendable, CaseIterable {
  /// To the nearest number, ties to the one with an even significand (`RNE`).
  case nearestEven = 0
  /// Towards zero (`RTZ`).
  case towardZero = 1
  /// Towards −∞ (`RDN`).
  case down = 2
  /// Towards +∞ (`RUP`).
  case up = 3
  /// To the nearest number, ties away from zero (`RMM`).
  case nearestMaxMagnitude = 4

  /// Whether a magnitude is rounded to the next one up.
  ///
  /// - Parameters:
  ///   - isNegative: whether the number is below zero.
  ///   - isOdd: whether the magnitude rounded down is odd.
  ///   - rest: what lies above the magnitude rounded down: 0 nothing, 1 less than half a unit, 2 half, 3 more.
  func roundsUp(isNegative: Bool, isOdd: Bool, rest: UInt8) -> Bool {
    switch self {
    case .nearestEven: rest > 2 || rest == 2 && isOdd
    case .towardZero: false
    case .down: rest > 0 && isNegative
    case .up: rest > 0 && !isNegative
    case .nearestMaxMagnitude: rest >= 2
    }
  }
}
