extension Reference {
  /// A folding function; raw values are those of kmodel v4.
  public enum Reduction: UInt32, Sendable, CaseIterable {
    case mean = 0
    case minimum = 1
    case maximum = 2
    case sum = 3

    /// Folds one more element into a running value.
    @inlinable
    func fold(_ value: Float, _ element: Float) -> Float {
      switch self {
      case .mean, .sum: value + element
      case .minimum: Reference.minimum(value, element)
      case .maximum: Reference.maximum(value, element)
      }
    }
  }

  /// Mean of each channel's `channelSize` elements: sum from 0 in order, divided by their number.
  public static func globalAveragePool(
    input: Span<Float>, channelSize: Int, output: inout MutableSpan<Float>
  ) {
    precondition(channelSize >= 0 && input.count == output.count * channelSize)
    for channel in 0..<output.count {
      var sum: Float = 0
      for index in (channel * channelSize)..<((channel + 1) * channelSize) { sum += input[index] }
      output[channel] = sum / Float(channelSize)
    }
  }

  /// Mean of each window's in-image pixels, planar; 0 / 0 where a window holds none.
  ///
  /// The SDK stores an activation with this layer but never applies it. **Source**: specification of
  /// kmodel v3, section 4.
  public static func averagePool2D(
    input: Span<Float>, window: Window2D, output: inout MutableSpan<Float>
  ) {
    reduceWindow2D(
      .mean, input: input, window: window, layout: .planar, initialValue: 0, range: nil, output: &output)
  }

  /// Folds each window's in-image pixels in the order rows, columns, from `initialValue`.
  ///
  /// The mean divides by the number of those pixels. One batch. **Source**: specification of kmodel v4,
  /// section 4.
  public static func reduceWindow2D(
    _ reduction: Reduction, input: Span<Float>, window: Window2D, layout: TensorLayout,
    initialValue: Float, range: FloatRange?, output: inout MutableSpan<Float>
  ) {
    precondition(window.isValid && window.inputChannels == window.outputChannels)
    precondition(input.count == window.inputCount && output.count == window.outputCount)
    let isPlanar = layout == .planar
    let pixelStride = isPlanar ? 1 : window.inputChannels
    let inputPlane = isPlanar ? window.inputHeight * window.inputWidth : 1
    let outputPlane = isPlanar ? window.outputHeight * window.outputWidth : 1
    for channel in 0..<window.outputChannels {
      for row in 0..<window.outputHeight {
        let rowTaps = window.rowTaps(at: row)
        for column in 0..<window.outputWidth {
          let columnTaps = window.columnTaps(at: column)
          var value = initialValue
          for rowTap in rowTaps {
            let start = window.inputRow(row: row, tap: rowTap) * window.inputWidth
            for tap in columnTaps {
              let pixel = start + window.inputColumn(column: column, tap: tap)
              value = reduction.fold(value, input[channel * inputPlane + pixel * pixelStride])
            }
          }
          if reduction == .mean { value /= Float(rowTaps.count * columnTaps.count) }
          let index = channel * outputPlane + (row * window.outputWidth + column) * pixelStride
          output[index] = range?.clamp(value) ?? value
        }
      }
    }
  }

  /// Folds all elements over the axes whose output extent is 1, in NCHW order, from `initialValue`.
  ///
  /// The mean multiplies the sum by `outputCount / inputCount`. A coordinate at or beyond the output's
  /// extent folds into coordinate 0. **Source**: specification of kmodel v4, section 4.
  public static func reduce(
    _ reduction: Reduction, input: Span<Float>, shape: InlineArray<4, Int>,
    outputShape: InlineArray<4, Int>, initialValue: Float, output: inout MutableSpan<Float>
  ) {
    precondition(input.count == elementCount(shape) && output.count == elementCount(outputShape))
    precondition(output.count > 0)
    for index in 0..<output.count { output[index] = initialValue }
    if input.count == 0 { return }
    let width = shape[3]
    for row in 0..<(input.count / width) {
      let target = broadcastRow(row, of: outputShape, in: shape)
      for column in 0..<width {
        let index = target + (column < outputShape[3] ? column : 0)
        output[index] = reduction.fold(output[index], input[row * width + column])
      }
    }
    if reduction == .mean {
      let factor = Float(output.count) / Float(input.count)
      for index in 0..<output.count { output[index] *= factor }
    }
  }
}
