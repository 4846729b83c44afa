/// How often values occur, as parts of the area: of brightness alone, or of lightness, a and b.
///
/// **Source**: omv/img/stats.c.
package struct Histogram: Sendable, Equatable {
  /// The format of the raster it is of.
  package let format: Raster.Format
  /// Lightness 0…100, or brightness.
  package var lightness: [Float]
  /// From green to red; empty unless the raster has colours.
  package var a: [Float]
  /// From blue to yellow; empty unless the raster has colours.
  package var b: [Float]

  /// Bins that are already known.
  package init(format: Raster.Format, lightness: [Float], a: [Float], b: [Float]) {
    self.format = format
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  /// The device's usual numbers of bins: one for each value.
  package static func binCounts(_ format: Raster.Format) -> [Int] {
    ranges(format).map { $0.count }
  }

  /// What values the parts of a pixel have.
  static func ranges(_ format: Raster.Format) -> [ClosedRange<Int>] {
    switch format {
    case .binary: [0...1]
    case .grayscale: [0...255]
    case .rgb565: [0...100, -128...127, -128...127]
    }
  }

  /// The bins beside the values that they stand for.
  private var channels: [(bins: [Float], range: ClosedRange<Int>)] {
    Array(zip([lightness, a, b], Self.ranges(format)))
  }
}

extension Histogram {
  /// One number for each part of a pixel; 0 for those that the raster has not.
  package struct Value: Sendable, Equatable {
    /// Of lightness or brightness.
    package var lightness = 0
    /// From green to red.
    package var a = 0
    /// From blue to yellow.
    package var b = 0

    fileprivate init(_ numbers: [Int]) {
      if numbers.count > 0 { lightness = Int(UInt8(truncatingIfNeeded: numbers[0])) }
      if numbers.count > 1 { a = Int(Int8(truncatingIfNeeded: numbers[1])) }
      if numbers.count > 2 { b = Int(Int8(truncatingIfNeeded: numbers[2])) }
    }
  }

  /// The values that a part of the pixels does not exceed.
  package func percentile(_ part: Float) -> Value {
    Value(channels.map { Self.value(at: part, $0.bins, $0.range) })
  }

  private static func value(at part: Float, _ bins: [Float], _ range: ClosedRange<Int>) -> Int {
    let scale = Float(range.count - 1) / Float(bins.count - 1)
    var sum: Float = 0
    for (place, bin) in bins.enumerated() {
      if sum < part, part <= sum + bin {
        return BoardMath.whole(Float(place) * scale + Float(range.lowerBound))
      }
      sum += bin
    }
    return 0
  }

  /// The values that divide the pixels best in two (Otsu); for a and b counted from the lowest, as the device has it.
  package var threshold: Value {
    Value(
      channels.map { channel in
        guard channel.bins.count > 1 else { return 0 }
        return Self.division(channel.bins) * (channel.range.count - 1) / (channel.bins.count - 1)
      })
  }

  private static func division(_ bins: [Float]) -> Int {
    var sums: [Float] = [bins[0]]
    var weighted: [Float] = [0]
    for place in 1..<bins.count {
      sums.append(sums[place - 1] + bins[place])
      weighted.append(weighted[place - 1] + Float(place) * bins[place])
    }
    let all = weighted[bins.count - 1]
    var best: (variance: Float, place: Int) = (0, 0)
    for place in 0..<(bins.count - 1) where sums[place] != 0 && sums[place] != 1 {
      let difference = sums[place] * all - weighted[place]
      let variance = difference * difference / (sums[place] * (1 - sums[place]))
      if variance > best.variance { best = (variance, place) }
    }
    return best.place
  }
}

extension Histogram {
  /// Mean, median, mode, deviation, least, greatest, lower and upper quartile of one part of the pixels.
  package struct Statistics: Sendable, Equatable {
    /// In the order in which the device gives them.
    package var numbers = [Int](repeating: 0, count: 8)
  }

  /// Of lightness or brightness, a, b; zeros for parts that the raster has not.
  package var statistics: [Statistics] {
    var result = [Statistics](repeating: Statistics(), count: 3)
    for (place, channel) in channels.enumerated() {
      let numbers = Self.statistics(channel.bins, channel.range)
      result[place].numbers = numbers.map {
        place == 0 ? Int(UInt8(truncatingIfNeeded: $0)) : Int(Int8(truncatingIfNeeded: $0))
      }
    }
    return result
  }

  private static func statistics(_ bins: [Float], _ range: ClosedRange<Int>) -> [Int] {
    let scale = Float(range.count - 1) / Float(bins.count - 1)
    var (mean, squares, sum, highest): (Float, Float, Float, Float) = (0, 0, 0, 0)
    var (median, mode, lower, upper, greatest) = (0, 0, 0, 0, 0)
    var least: Int?
    for (place, bin) in bins.enumerated() {
      let number = Float(place) * scale + Float(range.lowerBound)
      let value = BoardMath.whole(number)
      mean += number * bin
      squares += number * number * bin
      if sum < 0.25, 0.25 <= sum + bin { lower = value }
      if sum < 0.5, 0.5 <= sum + bin { median = value }
      if sum < 0.75, 0.75 <= sum + bin { upper = value }
      if bin > highest {
        highest = bin
        mode = value
      }
      if bin > 0 {
        if least == nil { least = value }
        greatest = value
      }
      sum += bin
    }
    let deviation = (squares - mean * mean).squareRoot()
    return [
      BoardMath.whole(mean), median, mode, BoardMath.whole(deviation), least ?? 0, greatest, lower, upper,
    ]
  }
}

extension Raster {
  /// Counts the values in an area inside the raster; with thresholds only pixels within them, once for each.
  ///
  /// - Parameter binCounts: Bins for each part of a pixel (``Histogram/binCounts(_:)``); at least 2 each.
  package func histogram(
    in area: Rectangle, binCounts: [Int], thresholds: [ColorThreshold] = [], inverted: Bool = false,
    _ tables: ColorTables = .exact
  ) -> Histogram {
    let counts = valueCounts(in: area, thresholds, inverted, tables)
    let all = 1 / Float(area.width * area.height)
    var bins = zip(Histogram.ranges(format), binCounts).map { range, count in
      (
        scale: Float(count - 1) / Float(range.count - 1), lowest: range.lowerBound,
        counts: [Int](repeating: 0, count: count)
      )
    }
    for place in bins.indices {
      let part = [tables.lightness, tables.a, tables.b][place]
      let (scale, lowest, last) = (bins[place].scale, bins[place].lowest, bins[place].counts.count - 1)
      for (value, count) in counts.enumerated() where count > 0 {
        let number = format == .rgb565 ? Int(part[value]) : value
        let bin = BoardMath.whole(Float(number - lowest) * scale)
        bins[place].counts[min(max(bin, 0), last)] += count
      }
    }
    let parts = bins.map { $0.counts.map { Float(UInt32(truncatingIfNeeded: $0)) * all } }
    return Histogram(
      format: format, lightness: parts[0], a: parts.count > 1 ? parts[1] : [],
      b: parts.count > 2 ? parts[2] : [])
  }

  /// How often each stored value occurs.
  private func valueCounts(
    in area: Rectangle, _ thresholds: [ColorThreshold], _ inverted: Bool, _ tables: ColorTables
  ) -> [Int] {
    var counts = [Int](repeating: 0, count: format == .rgb565 ? 65_536 : 256)
    let values = pixelValues
    let source = values.span
    var target = counts.mutableSpan
    for y in area.y..<area.endY {
      for index in (y &* width &+ area.x)..<(y &* width &+ area.endX) { target[Int(source[index])] &+= 1 }
    }
    guard !thresholds.isEmpty else { return counts }
    var weights = [Int](repeating: 0, count: counts.count)
    for threshold in thresholds {
      let members = threshold.members(of: format, inverted: inverted, tables)
      for value in counts.indices { weights[value] += Int(members[value]) }
    }
    return zip(counts, weights).map { $0 * $1 }
  }
}
