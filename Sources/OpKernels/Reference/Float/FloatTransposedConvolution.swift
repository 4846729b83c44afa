extension Reference {
  /// f32 transposed convolution of one batch, planar.
  ///
  /// `window` has the sizes of this operation's own input and output; tap (ky, kx) of input pixel (iy, ix)
  /// lands on output row `iy * stride - paddingTop + ky * dilation`. Weights are indexed
  /// `[group][oc][ic][ky][kx]`, each output sums from 0 over ic, iy, ix. The reference never adds the bias,
  /// and clamps only if the range is not "none" (nil). **Source**: specification of kmodel v4, section 4.
  public static func conv2DTranspose(
    input: Span<Float>, weights: Span<Float>, window: Window2D, range: FloatRange?,
    output: inout MutableSpan<Float>
  ) {
    precondition(window.isValid && input.count == window.inputCount && output.count == window.outputCount)
    precondition(weights.count == window.weightCount)
    for index in 0..<output.count { output[index] = 0 }
    for channel in 0..<window.outputChannels {
      let firstInput = channel / window.outputChannelsPerGroup * window.inputChannelsPerGroup
      for offset in 0..<window.inputChannelsPerGroup {
        let kernel = (channel * window.inputChannelsPerGroup + offset) * window.kernelHeight
        for row in 0..<window.inputHeight {
          for column in 0..<window.inputWidth {
            let index = ((firstInput + offset) * window.inputHeight + row) * window.inputWidth + column
            spread(
              input[index], row: row, column: column, channel: channel, kernel: kernel, weights: weights,
              window: window, output: &output)
          }
        }
      }
    }
    guard let range else { return }
    for index in 0..<output.count { output[index] = range.clamp(output[index]) }
  }

  private static func spread(
    _ value: Float, row: Int, column: Int, channel: Int, kernel: Int, weights: Span<Float>,
    window: Window2D, output: inout MutableSpan<Float>
  ) {
    let top = row * window.strideHeight - window.paddingTop
    let left = column * window.strideWidth - window.paddingLeft
    let rowTaps = Window2D.taps(
      origin: top, dilation: window.dilationHeight, kernelSize: window.kernelHeight,
      size: window.outputHeight)
    let columnTaps = Window2D.taps(
      origin: left, dilation: window.dilationWidth, kernelSize: window.kernelWidth, size: window.outputWidth)
    for rowTap in rowTaps {
      let outputRow = channel * window.outputHeight + top + rowTap * window.dilationHeight
      for tap in columnTaps {
        let weight = weights[(kernel + rowTap) * window.kernelWidth + tap]
        output[outputRow * window.outputWidth + left + tap * window.dilationWidth] += value * weight
      }
    }
  }
}
