extension Picture {
  /// Scales a part of the picture; `crop` lies inside and neither size is empty.
  ///
  /// Work: rows are resampled horizontally once each and kept two at a time, so memory is a few rows of sums.
  func scaled(_ crop: Rectangle, to target: Size) -> Picture {
    let columns = ResamplingAxis(source: crop.width, target: target.width)
    let rows = ResamplingAxis(source: crop.height, target: target.height)
    let channels = format.channelCount
    let rowCount = target.width * channels
    var kept = [RowSums(count: rowCount), RowSums(count: rowCount)]
    var sums = [UInt64](repeating: 0, count: rowCount)
    var result = [UInt8](repeating: 0, count: rowCount * target.height)
    // Weights of both axes multiply: at most 255 * (2 * 2^15)^2 = 2^40, far inside 64 bits.
    let divisor = UInt64(columns.denominator) * UInt64(rows.denominator)
    for row in 0..<target.height {
      var weightIndex = rows.starts[row]
      var sample = rows.firsts[row]
      for index in 0..<rowCount { sums[index] = divisor / 2 }
      while weightIndex < rows.starts[row + 1] {
        // Neighbouring rows differ in their last bit, so a row shared by two targets is still there.
        let slot = sample & 1
        if kept[slot].row != sample {
          let start = ((crop.y + sample) * width + crop.x) * channels
          kept[slot].row = sample
          Self.resample(
            pixels.span.extracting(start..<(start + crop.width * channels)), by: columns, channels: channels,
            into: &kept[slot].sums)
        }
        Self.add(kept[slot].sums, times: UInt64(rows.weights[weightIndex]), to: &sums)
        weightIndex += 1
        sample += 1
      }
      let start = row * rowCount
      for index in 0..<rowCount {
        result[start + index] = UInt8(truncatingIfNeeded: sums[index] / divisor)
      }
    }
    return Picture(trustedWidth: target.width, height: target.height, format: format, pixels: result)
  }

  private struct RowSums {
    var row = -1
    var sums: [UInt64]

    init(count: Int) { sums = [UInt64](repeating: 0, count: count) }
  }

  private static func resample(
    _ source: Span<UInt8>, by axis: ResamplingAxis, channels: Int, into target: inout [UInt64]
  ) {
    let weights = axis.weights.span
    let starts = axis.starts.span
    let firsts = axis.firsts.span
    var output = target.mutableSpan
    for index in firsts.indices {
      for channel in 0..<channels {
        var position = firsts[index] &* channels &+ channel
        var sum: UInt64 = 0
        for weightIndex in starts[index]..<starts[index &+ 1] {
          sum &+= UInt64(truncatingIfNeeded: weights[weightIndex]) &* UInt64(source[position])
          position &+= channels
        }
        output[index &* channels &+ channel] = sum
      }
    }
  }

  private static func add(_ source: [UInt64], times weight: UInt64, to sums: inout [UInt64]) {
    let row = source.span
    var output = sums.mutableSpan
    for index in row.indices { output[index] &+= row[index] &* weight }
  }
}
