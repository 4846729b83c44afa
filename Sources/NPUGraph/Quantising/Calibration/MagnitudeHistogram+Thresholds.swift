import Glibc

extension MagnitudeHistogram {
  /// The threshold whose levels lose least information.
  ///
  /// Candidates are the multiples of `levels` bins. What lies beyond a candidate counts in its last bin, but not among
  /// the levels; a bin that levels leave empty costs 1. Of equal candidates the first wins. **Source**: Sophon's
  /// calibration, whose choices this equals.
  public func thresholdOfLevels(_ levels: Int = CalibrationMethod.levelCount) -> Float {
    Float(bestMultiple(of: levels)) * width
  }

  /// The number of bins below that threshold.
  package func bestMultiple(of levels: Int) -> Int {
    guard levels > 0, counts.count >= levels else { return counts.count }
    let total = counts.reduce(0, +)
    var best = (bins: counts.count, cost: Double.infinity)
    var inside = 0
    for bins in stride(from: levels, through: counts.count, by: levels) {
      inside += counts[(bins - levels)..<bins].reduce(0, +)
      let group = bins / levels
      let cost = divergence(
        bins, boundaries: (0...levels).map { $0 * group }, inside: inside, total: total, costOfMissing: 1,
        countsTailAsBin: false)
      if cost < best.cost { best = (bins, cost) }
    }
    return best.bins
  }

  /// The threshold by TensorRT's rule of 2017: any number of bins from 128 on, half a bin more than that.
  ///
  /// Levels are stretched over the bins that are not empty once the tail counts in the last one; a bin that levels leave
  /// empty costs nothing.
  public func thresholdOfEveryBin(_ levels: Int = CalibrationMethod.levelCount) -> Float {
    (Float(bestBinCount(levels: levels)) + 0.5) * width
  }

  /// The number of bins below that threshold.
  package func bestBinCount(levels: Int) -> Int {
    guard levels > 0, counts.count >= levels else { return counts.count }
    let total = counts.reduce(0, +)
    var best = (bins: counts.count, cost: Double.infinity)
    var inside = counts[..<(levels - 1)].reduce(0, +)
    for bins in levels...counts.count {
      inside += counts[bins - 1]
      let cost = divergence(
        bins, boundaries: (0...levels).map { $0 * bins / levels }, inside: inside, total: total,
        costOfMissing: 0, countsTailAsBin: true)
      if cost < best.cost { best = (bins, cost) }
    }
    return best.bins
  }

  /// Kullback-Leibler divergence of the first bins, the tail added to the last, from their levels.
  ///
  /// - Parameters:
  ///   - inside: numbers in those bins.
  ///   - costOfMissing: what a bin costs that holds something, but no level.
  ///   - countsTailAsBin: whether the last bin takes part of its level when only the tail is in it.
  private func divergence(
    _ bins: Int, boundaries: [Int], inside: Int, total: Int, costOfMissing: Double, countsTailAsBin: Bool
  ) -> Double {
    guard inside > 0, total > 0 else { return costOfMissing > 0 ? costOfMissing : .infinity }
    let tail = total - inside
    var cost = 0.0
    for group in boundaries.indices.dropLast() {
      var (sum, filled) = (0, 0)
      for bin in boundaries[group]..<boundaries[group + 1] {
        sum += counts[bin]
        let isFilled = counts[bin] > 0 || (countsTailAsBin && bin == bins - 1 && tail > 0)
        filled += isFilled ? 1 : 0
      }
      let level = filled > 0 ? Double(sum) / Double(filled) / Double(inside) : 0
      for bin in boundaries[group]..<boundaries[group + 1] {
        let count = counts[bin] + (bin == bins - 1 ? tail : 0)
        guard count > 0 else { continue }
        let share = Double(count) / Double(total)
        let hasLevel = level > 0 && (counts[bin] > 0 || countsTailAsBin)
        cost += hasLevel ? share * log(share / level) : costOfMissing
      }
    }
    return cost
  }
}
