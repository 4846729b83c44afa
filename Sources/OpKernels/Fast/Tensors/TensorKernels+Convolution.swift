extension TensorKernels {
  /// f32 convolution of one batch; see `Reference.conv2D`.
  public func conv2D(
    input: Span<Float>, weights: Span<Float>, bias: Span<Float>, window: Window2D, layout: TensorLayout,
    range: FloatRange, output: inout MutableSpan<Float>
  ) {
    guard let set, window.isWorthPacking, layout == .planar || window.groups == 1 || window.isDepthwise else {
      return Reference.conv2D(
        input: input, weights: weights, bias: bias, window: window, layout: layout, range: range,
        output: &output)
    }
    precondition(window.isValid && input.count == window.inputCount && output.count == window.outputCount)
    precondition(weights.count == window.weightCount && bias.count == window.outputChannels)
    let row = FloatRow(set: set, range: range)
    switch layout {
    case .planar:
      let rows = FloatRows(window: window, row: row)
      planarRows(rows, input, weights, bias, window, &output)
      planarEdges(rows.columns, row, input, weights, bias, window, &output)
    case .interleaved where window.isDepthwise:
      interleavedDepthwise(input, weights, bias, window, range, &output)
    case .interleaved:
      let patches = FloatPatches(
        group: 0, weights: weights, bias: bias, window: window, layout: .interleaved, row: row)
      forEachPart(
        of: &output, size: window.outputWidth * window.outputChannels,
        microseconds: window.productCount / Self.floatProductsPerMicrosecond
      ) { y, part in patches.run(input, y: y, columns: 0..<window.outputWidth, output: &part) }
    }
  }

  /// Products of floats per microsecond to reckon with.
  static let floatProductsPerMicrosecond = 8_000

  private func planarRows(
    _ rows: FloatRows, _ input: Span<Float>, _ weights: Span<Float>, _ bias: Span<Float>, _ window: Window2D,
    _ output: inout MutableSpan<Float>
  ) {
    if rows.columns.isEmpty { return }
    let whole = rows.wholeTerms()
    let sorted = rows.sorted(input)
    forEachPart(
      of: &output, size: window.outputHeight * window.outputWidth,
      microseconds: window.productCount / Self.floatProductsPerMicrosecond
    ) { channel, plane in
      if let sorted {
        rows.run(
          sorted.span, channel: channel, weights: weights, bias: bias[channel], whole: whole, plane: &plane)
      } else {
        rows.run(input, channel: channel, weights: weights, bias: bias[channel], whole: whole, plane: &plane)
      }
    }
  }

  /// The pixels beside the inner columns.
  private func planarEdges(
    _ inner: Range<Int>, _ row: FloatRow, _ input: Span<Float>, _ weights: Span<Float>, _ bias: Span<Float>,
    _ window: Window2D, _ output: inout MutableSpan<Float>
  ) {
    let edges = [0..<inner.lowerBound, inner.upperBound..<window.outputWidth].filter { !$0.isEmpty }
    if edges.isEmpty { return }
    var pixels: [Float] = []
    for group in 0..<window.groups {
      let patches = FloatPatches(
        group: group, weights: weights, bias: bias, window: window, layout: .planar, row: row)
      for y in 0..<window.outputHeight {
        for edge in edges {
          pixels = [Float](repeating: 0, count: edge.count * patches.channels)
          var span = pixels.mutableSpan
          patches.run(input, y: y, columns: edge, output: &span)
          for (index, value) in pixels.enumerated() {
            let (column, channel) = (edge.lowerBound + index / patches.channels, index % patches.channels)
            let plane = group * patches.channels + channel
            output[(plane * window.outputHeight + y) * window.outputWidth + column] = value
          }
        }
      }
    }
  }

  /// Channel by channel of each pixel, tap after tap.
  private func interleavedDepthwise(
    _ input: Span<Float>, _ weights: Span<Float>, _ bias: Span<Float>, _ window: Window2D,
    _ range: FloatRange,
    _ output: inout MutableSpan<Float>
  ) {
    let channels = window.outputChannels
    let taps = window.kernelHeight * window.kernelWidth
    var turned = [Float](repeating: 0, count: weights.count)
    for channel in 0..<channels {
      for tap in 0..<taps { turned[tap * channels + channel] = weights[channel * taps + tap] }
    }
    let kernels = turned
    forEachPart(
      of: &output, size: window.outputWidth * channels,
      microseconds: window.productCount / (Self.floatProductsPerMicrosecond / 4)
    ) { y, part in
      for column in 0..<window.outputWidth {
        var pixel = part._mutatingExtracting((column * channels)..<((column + 1) * channels))
        pixel.copy(bias)
        for rowTap in window.rowTaps(at: y) {
          let start = window.inputRow(row: y, tap: rowTap) * window.inputWidth
          for tap in window.columnTaps(at: column) {
            let first = (start + window.inputColumn(column: column, tap: tap)) * channels
            let values = input.extracting(first..<(first + channels))
            let place = (rowTap * window.kernelWidth + tap) * channels
            let factors = kernels.span.extracting(place..<(place + channels))
            let count = min(pixel.count, values.count, factors.count)
            for index in 0..<count { pixel[index] += values[index] * factors[index] }
          }
        }
        for index in 0..<pixel.count { pixel[index] = range.clamp(pixel[index]) }
      }
    }
  }
}

extension Window2D {
  /// Whether each output channel sees one input channel of its own.
  var isDepthwise: Bool { inputChannels == outputChannels && groups == inputChannels }

  /// Whether there are enough products to pay for turning weights, and no kernel that is mostly outside.
  var isWorthPacking: Bool {
    kernelHeight <= outputHeight && kernelWidth <= outputWidth && strideWidth <= inputWidth
      && outputHeight * outputWidth >= 8
  }
}
