extension Reference {
  /// f32 convolution of one batch; padding contributes nothing, the fused activation ends it.
  ///
  /// Planar: weights `[oc][ic / groups][kh][kw]`, each sum runs from the bias over channels, rows, columns.
  /// Interleaved: weights `[oc][kh][kw][ic / groups]`, over rows, columns, channels; a depthwise convolution
  /// has as many groups as channels. Never fused or reordered. **Source**: specification of kmodel v4,
  /// section 4.
  public static func conv2D(
    input: Span<Float>, weights: Span<Float>, bias: Span<Float>, window: Window2D, layout: TensorLayout,
    range: FloatRange, output: inout MutableSpan<Float>
  ) {
    precondition(window.isValid && input.count == window.inputCount && output.count == window.outputCount)
    precondition(weights.count == window.weightCount && bias.count == window.outputChannels)
    switch layout {
    case .planar:
      for channel in 0..<window.outputChannels {
        for row in 0..<window.outputHeight {
          let start = (channel * window.outputHeight + row) * window.outputWidth
          for column in 0..<window.outputWidth { output[start + column] = bias[channel] }
          addPlanarRow(
            input: input, weights: weights, window: window, channel: channel, row: row, start: start,
            output: &output)
        }
      }
    case .interleaved:
      for row in 0..<window.outputHeight {
        for column in 0..<window.outputWidth {
          let start = (row * window.outputWidth + column) * window.outputChannels
          for channel in 0..<window.outputChannels {
            output[start + channel] = interleavedSum(
              from: bias[channel], input: input, weights: weights, window: window, channel: channel,
              row: row, column: column)
          }
        }
      }
    }
    for index in 0..<output.count { output[index] = range.clamp(output[index]) }
  }

  /// Adds all products of one output row in the order channel, kernel row, kernel column for each pixel.
  private static func addPlanarRow(
    input: Span<Float>, weights: Span<Float>, window: Window2D, channel: Int, row: Int, start: Int,
    output: inout MutableSpan<Float>
  ) {
    let firstInput = channel / window.outputChannelsPerGroup * window.inputChannelsPerGroup
    for offset in 0..<window.inputChannelsPerGroup {
      for rowTap in window.rowTaps(at: row) {
        let inputRow = window.inputRow(row: row, tap: rowTap)
        let source = ((firstInput + offset) * window.inputHeight + inputRow) * window.inputWidth
        let pixels = input.extracting(source..<(source + window.inputWidth))
        let kernelRow = (channel * window.inputChannelsPerGroup + offset) * window.kernelHeight + rowTap
        let firstTap = kernelRow * window.kernelWidth
        let taps = weights.extracting(firstTap..<(firstTap + window.kernelWidth))
        addRow(pixels: pixels, taps: taps, window: window, start: start, output: &output)
      }
    }
  }

  private static func addRow(
    pixels: Span<Float>, taps: Span<Float>, window: Window2D, start: Int, output: inout MutableSpan<Float>
  ) {
    // A kernel wider than the output would visit more taps outside than there are pixels.
    if window.kernelWidth > window.outputWidth {
      for column in 0..<window.outputWidth {
        for tap in window.columnTaps(at: column) {
          output[start + column] += pixels[window.inputColumn(column: column, tap: tap)] * taps[tap]
        }
      }
      return
    }
    for tap in 0..<window.kernelWidth {
      let columns = window.columns(reading: tap)
      if columns.isEmpty { continue }
      let weight = taps[tap]
      let first = window.inputColumn(column: columns.lowerBound, tap: tap)
      let target = start + columns.lowerBound
      if window.strideWidth == 1 {
        let source = pixels.extracting(first..<(first + columns.count))
        // A sub-span instead of an offset into the whole: bounds are checked once, the loop vectorises.
        var part = output._mutatingExtracting(target..<(target + columns.count))
        for step in 0..<source.count { part[step] += source[step] * weight }
      } else {
        for step in 0..<columns.count {
          output[target &+ step] += pixels[first &+ step &* window.strideWidth] * weight
        }
      }
    }
  }

  private static func interleavedSum(
    from bias: Float, input: Span<Float>, weights: Span<Float>, window: Window2D, channel: Int, row: Int,
    column: Int
  ) -> Float {
    let depth = window.inputChannelsPerGroup
    let firstInput = channel / window.outputChannelsPerGroup * depth
    let columnTaps = window.columnTaps(at: column)
    var sum = bias
    for rowTap in window.rowTaps(at: row) {
      let inputRow = window.inputRow(row: row, tap: rowTap) * window.inputWidth
      let kernelRow = (channel * window.kernelHeight + rowTap) * window.kernelWidth
      for tap in columnTaps {
        let pixel =
          (inputRow + window.inputColumn(column: column, tap: tap)) * window.inputChannels + firstInput
        let values = input.extracting(pixel..<(pixel + depth))
        let taps = weights.extracting(((kernelRow + tap) * depth)..<((kernelRow + tap + 1) * depth))
        for index in 0..<depth { sum += values[index] * taps[index] }
      }
    }
    return sum
  }
}
