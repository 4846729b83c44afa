/// Which source samples make each target sample along one axis, with integer weights that sum to ``denominator``.
///
/// Shrinking: a target sample is the average of the source area it covers. Growing: linear interpolation between
/// the two nearest source centres, held at the edges. Equal lengths: a copy.
struct ResamplingAxis {
  /// The sum of the weights of each target sample.
  let denominator: Int
  /// First source sample of each target sample.
  let firsts: [Int]
  /// Index into `weights` of each target sample's first weight, and one past the last at the end.
  let starts: [Int]
  /// The weights, target by target.
  let weights: [Int]

  /// Plans `target` samples out of `source`; both are at least 1 and at most `Picture.sideLimit`.
  init(source: Int, target: Int) {
    var firsts: [Int] = []
    var starts = [0]
    var weights: [Int] = []
    firsts.reserveCapacity(target)
    starts.reserveCapacity(target + 1)
    for index in 0..<target {
      if target <= source {
        let first = index * source / target
        firsts.append(first)
        Self.appendAreas(first, index, source, target, to: &weights)
      } else {
        firsts.append(Self.appendLinear(index, source, target, to: &weights))
      }
      starts.append(weights.count)
    }
    denominator = target <= source ? source : 2 * target
    self.firsts = firsts
    self.starts = starts
    self.weights = weights
  }

  /// Lengths are counted in units of 1/target of a source sample, so every overlap is whole.
  private static func appendAreas(
    _ first: Int, _ index: Int, _ source: Int, _ target: Int, to weights: inout [Int]
  ) {
    let end = (index + 1) * source
    var position = index * source
    var sample = first
    while position < end {
      let next = min(end, (sample + 1) * target)
      weights.append(next - position)
      position = next
      sample += 1
    }
  }

  /// The centre of target `i` lies at `((2 i + 1) source - target) / (2 target)` source samples.
  private static func appendLinear(
    _ index: Int, _ source: Int, _ target: Int, to weights: inout [Int]
  ) -> Int {
    let centre = (2 * index + 1) * source - target
    guard centre > 0 else {
      weights.append(2 * target)
      return 0
    }
    let first = centre / (2 * target)
    guard first < source - 1 else {
      weights.append(2 * target)
      return source - 1
    }
    let part = centre % (2 * target)
    weights.append(2 * target - part)
    weights.append(part)
    return first
  }
}
