import Glibc

/// How unlikely it is that a segment came about by chance.
///
/// **Source**: omv/img/lsd.c (`nfa`, `rect_improve`).
struct SegmentMeaning {
  /// The decimal logarithm of how many boxes might have been tried.
  private let tests: Double

  init(width: Int, height: Int) {
    tests = 2.5 * (log10(Double(width)) + log10(Double(height))) + log10(11)
  }

  /// Fewer pixels than this are always chance.
  var leastCount: Int { Int(-tests / log10(0.125)) }

  /// The decimal logarithm of one over the expected count of such boxes in noise: above 0 for a segment.
  func value(of box: SegmentBox, _ lines: LevelLines) -> Double {
    let (all, aligned) = box.count(lines)
    return -log10Tail(all, aligned, box.chance) - tests
  }

  /// The decimal logarithm of the chance that of `all` pixels at least `aligned` are alike.
  private func log10Tail(_ all: Int, _ aligned: Int, _ chance: Double) -> Double {
    guard all > 0, aligned > 0 else { return 0 }
    guard aligned < all else { return Double(all) * log10(chance) }
    let (n, k) = (Double(all), Double(aligned))
    let first =
      lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(chance) + (n - k) * log(1 - chance)
    var term = exp(first)
    guard term > .leastNormalMagnitude else { return k > n * chance ? first / log(10) : 0 }
    var tail = term
    for i in (aligned + 1)...all {
      let ratio = (n - Double(i) + 1) / Double(i)
      let factor = ratio * chance / (1 - chance)
      term *= factor
      tail += term
      guard ratio < 1 else { continue }
      let rest = term * ((1 - pow(factor, n - Double(i) + 1)) / (1 - factor) - 1)
      // What is left out changes the result by less than a tenth.
      if rest < 0.1 * abs(-log10(tail) - tests) * tail { break }
    }
    return log10(tail)
  }

  /// Tries narrower boxes and narrower angles as long as the box might be chance; how meaningful the best one is.
  func improve(_ box: inout SegmentBox, _ lines: LevelLines) -> Double {
    var best = value(of: box, lines)
    let changes: [(inout SegmentBox) -> Bool] = [
      Self.sharpen, { Self.narrow(&$0, 0) }, { Self.narrow(&$0, 1) }, { Self.narrow(&$0, -1) }, Self.sharpen,
    ]
    for change in changes {
      if best > 0 { return best }
      var other = box
      for _ in 0..<5 {
        guard change(&other) else { continue }
        let value = value(of: other, lines)
        if value > best { (best, box) = (value, other) }
      }
    }
    return best
  }

  private static func sharpen(_ box: inout SegmentBox) -> Bool {
    box.chance /= 2
    box.tolerance = box.chance * .pi
    return true
  }

  private static func narrow(_ box: inout SegmentBox, _ turn: Double) -> Bool {
    guard box.width >= 1 else { return false }
    box.narrow(from: turn)
    return true
  }
}
