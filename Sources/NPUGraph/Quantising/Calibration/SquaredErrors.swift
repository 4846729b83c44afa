import Glibc

/// The clipping with the least expected squared error, by Newton's iteration for each sample; the mean over samples.
///
/// `next = sum(|x| : |x| > s) / (c * #{|x| <= s} + #{|x| > s})` from the mean magnitude on, at most 20 times, until it moves
/// by less than 10^-6; `c` is `4^-bits / 3`, and a quarter of that for samples without negative numbers. Zeros do not
/// count. **Source**: OCTAV, as Sophon's compiler has it.
struct NewtonClipping: RangeStatistic {
  private let signedShare: Double
  private var sum = 0.0
  private var samples = 0

  init(bits: Int) { signedShare = pow(4, -Double(bits)) / 3 }

  mutating func add(_ sample: [Float], _ extremes: ClosedRange<Float>, pass: Int) {
    samples += 1
    let magnitudes = sample.lazy.filter { $0 != 0 }.map { Double($0.magnitude) }
    var (whole, count) = (0.0, 0)
    for magnitude in magnitudes { (whole, count) = (whole + magnitude, count + 1) }
    guard count > 0 else { return }
    let share = extremes.lowerBound >= 0 ? signedShare / 4 : signedShare
    var clipping = whole / Double(count)
    for _ in 0..<20 {
      var (beyond, number) = (0.0, 0)
      for magnitude in magnitudes where magnitude > clipping {
        (beyond, number) = (beyond + magnitude, number + 1)
      }
      let next = beyond / (share * Double(count - number) + Double(number))
      let move = abs(next - clipping)
      clipping = next
      if move < 1e-6 { break }
    }
    sum += clipping
  }

  func range(_ extremes: ClosedRange<Float>) -> ValueRange {
    ValueRange(threshold: Float(sum / Double(max(1, samples))), observed: extremes)
  }
}

/// The clipping with the least squared error among even parts of the whole range, each tried on every number.
///
/// Both ends of the range shrink together; codes are affine. Of equal errors the widest range wins.
struct GridClipping: RangeStatistic {
  private let levels: Float
  private var errors: [Double]
  private var extremes: ClosedRange<Float> = 0...0

  init(bits: Int, steps: Int) {
    levels = Float(1 << bits) - 1
    errors = [Double](repeating: 0, count: steps)
  }

  mutating func begin(_ extremes: ClosedRange<Float>) { self.extremes = extremes }

  /// The part of the range that a step keeps, 0 included.
  private func candidate(_ step: Int) -> (lower: Float, upper: Float) {
    let part = Float(step + 1) / Float(errors.count)
    return (min(extremes.lowerBound, 0) * part, max(extremes.upperBound, 0) * part)
  }

  mutating func add(_ sample: [Float], _ own: ClosedRange<Float>, pass: Int) {
    guard pass == 2 else { return }
    for step in errors.indices {
      let (lower, upper) = candidate(step)
      let scale = upper / levels - lower / levels
      guard scale > 0 else { continue }
      let zero = (-lower / scale).rounded(.toNearestOrEven)
      var error = 0.0
      for number in sample {
        let code = min(max((number / scale).rounded(.toNearestOrEven) + zero, 0), levels)
        let difference = Double(number) - Double((code - zero) * scale)
        error += difference * difference
      }
      errors[step] += error
    }
  }

  func range(_ extremes: ClosedRange<Float>) -> ValueRange {
    let best = errors.indices.reversed().min { errors[$0] < errors[$1] } ?? errors.count - 1
    let (lower, upper) = candidate(best)
    guard best < errors.count - 1, lower < upper else { return ValueRange(extremes, observed: extremes) }
    // Zero was put into the range for the codes' sake alone.
    let low = max(lower, min(extremes.lowerBound, upper))
    return ValueRange(low...upper, observed: extremes)
  }
}
