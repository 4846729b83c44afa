extension StagedRequantization {
  /// Whether doubles hold every intermediate value of the given sums exactly: products stay below 2^51.
  ///
  /// - Parameter sumMagnitudes: for each channel, what no sum of it exceeds.
  func isExactInDoubles(sumMagnitudes: [Double]) -> Bool {
    let limit = 0x1p51
    return sumMagnitudes.enumerated().allSatisfy { channel, magnitude in
      guard let one = first.magnitude(after: magnitude, channel: channel, limit: limit),
        let two = second.magnitude(after: one, channel: channel, limit: limit),
        let three = magnitudeBehindStages(two, limit: limit)
      else { return false }
      let bound = min(three, max(abs(Double(bounds.lowerBound)), abs(Double(bounds.upperBound))))
      return bound * abs(Double(factor)) < limit
    }
  }

  /// The same after table and operand, nil when something may exceed the limit.
  private func magnitudeBehindStages(_ magnitude: Double, limit: Double) -> Double? {
    var magnitude = magnitude
    if let table {
      let slope = max(
        abs(Double(table.below.factor)) * Double.half(toThe: table.below.shift),
        abs(Double(table.above.factor)) * Double.half(toThe: table.above.shift))
      magnitude = 32768 + magnitude * slope + 1
    }
    if let operand {
      let product = (128 + abs(Double(operand.offset))) * abs(Double(operand.factor))
      guard product < limit else { return nil }
      let other = product * Double.half(toThe: Int64(operand.shift)) + 1
      magnitude = operand.function == .add ? magnitude + other : magnitude * other
    }
    return magnitude < limit ? magnitude : nil
  }
}

extension StagedRequantization.Stage {
  /// What no result exceeds for values that do not exceed `magnitude`; nil when a product may exceed the limit.
  fileprivate func magnitude(after magnitude: Double, channel: Int, limit: Double) -> Double? {
    guard magnitude < limit else { return nil }
    var result = magnitude
    if !factors.isEmpty {
      let factor = abs(Double(factors.count == 1 ? factors[0] : factors[channel]))
      let product = magnitude * factor
      guard product < limit else { return nil }
      let scaled = product * Double.half(toThe: Int64(min(shift, negativeShift))) + 1
      result = scalesNegativeOnly ? max(magnitude, scaled) : scaled
    }
    // Bounds away from zero may enlarge a value, but not beyond themselves.
    if lowest > 0 { result = max(result, Double(lowest)) }
    if highest < 0 { result = max(result, -Double(highest)) }
    if lowest == 0, highest < .max { return min(result, Double(highest)) }
    return result
  }
}

extension Double {
  /// A power of one half.
  fileprivate static func half(toThe exponent: Int64) -> Double {
    Double(sign: .plus, exponent: -Int(exponent), significand: 1)
  }
}
