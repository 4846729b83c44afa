// The arithmetic of float networks: each step of a sum is one multiply-add that rounds once.

extension Reference {
  /// f32 convolution of one batch, planar, weights `[oc][ic / groups][kh][kw]`.
  ///
  /// Each sum runs from the bias over input channels, kernel rows, kernel columns; every step is one fused
  /// multiply-add. Taps outside of the image are zeros, which are multiplied and added, too: a sum of -0 may become
  /// +0 by them, and infinite weights make NaN.
  public static func fusedConv2D(
    input: Span<Float>, weights: Span<Float>, bias: Span<Float>, window: Window2D,
    output: inout MutableSpan<Float>
  ) {
    precondition(window.isValid && input.count == window.inputCount && output.count == window.outputCount)
    precondition(weights.count == window.weightCount && bias.count == window.outputChannels)
    var index = 0
    for channel in 0..<window.outputChannels {
      for row in 0..<window.outputHeight {
        for column in 0..<window.outputWidth {
          var sum = bias[channel]
          forEachWeight(of: channel, window) { place, plane, rowTap, tap in
            let value = pixel(
              of: input, plane, row: window.inputRow(row: row, tap: rowTap),
              column: window.inputColumn(column: column, tap: tap), window)
            sum = sum.addingProduct(value, weights[place])
          }
          output[index] = sum
          index += 1
        }
      }
    }
  }

  /// f32 transposed convolution of one batch, planar, weights `[oc][ic / groups][kh][kw]`.
  ///
  /// `window` has the sizes of this operation's own input and output; tap (ky, kx) of input pixel (iy, ix) lands on
  /// output row `iy * stride - paddingTop + ky * dilation`. Each output runs from the bias over input channels, and of
  /// the kernel's rows and columns those that land on it, where input pixels outside of the image are zeros; every
  /// step is one fused multiply-add.
  public static func fusedConv2DTranspose(
    input: Span<Float>, weights: Span<Float>, bias: Span<Float>, window: Window2D,
    output: inout MutableSpan<Float>
  ) {
    precondition(window.isValid && input.count == window.inputCount && output.count == window.outputCount)
    precondition(weights.count == window.weightCount && bias.count == window.outputChannels)
    var index = 0
    for channel in 0..<window.outputChannels {
      for row in 0..<window.outputHeight {
        for column in 0..<window.outputWidth {
          var sum = bias[channel]
          forEachWeight(of: channel, window) { place, plane, rowTap, tap in
            let y = row + window.paddingTop - rowTap * window.dilationHeight
            let x = column + window.paddingLeft - tap * window.dilationWidth
            if y % window.strideHeight != 0 || x % window.strideWidth != 0 { return }
            let value = pixel(
              of: input, plane, row: y / window.strideHeight, column: x / window.strideWidth, window)
            sum = sum.addingProduct(value, weights[place])
          }
          output[index] = sum
          index += 1
        }
      }
    }
  }

  /// f32 matrix product `[rows][depth] × [depth][columns]`, or with `transposesB` a `b` of `[columns][depth]`.
  ///
  /// Each sum runs from the column's bias, or +0, in the order of `depth`; every step is one fused multiply-add.
  public static func fusedMatrixMultiply(
    a: Span<Float>, b: Span<Float>, bias: Span<Float>?, rows: Int, depth: Int, columns: Int,
    transposesB: Bool = false, output: inout MutableSpan<Float>
  ) {
    precondition(rows >= 0 && depth >= 0 && columns >= 0)
    precondition(a.count == rows * depth && b.count == depth * columns && output.count == rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        var sum: Float = 0
        if let bias { sum = bias[column] }
        for step in 0..<depth {
          let right = b[transposesB ? column * depth + step : step * columns + column]
          sum = sum.addingProduct(a[row * depth + step], right)
        }
        output[row * columns + column] = sum
      }
    }
  }

  /// Calls `body` with each weight of an output channel in the order of its sum: its place among all, its input
  /// channel and its taps.
  private static func forEachWeight(
    of channel: Int, _ window: Window2D,
    _ body: (_ place: Int, _ plane: Int, _ rowTap: Int, _ tap: Int) -> Void
  ) {
    let firstInput = channel / window.outputChannelsPerGroup * window.inputChannelsPerGroup
    var place = channel * window.inputChannelsPerGroup * window.kernelHeight * window.kernelWidth
    for offset in 0..<window.inputChannelsPerGroup {
      for rowTap in 0..<window.kernelHeight {
        for tap in 0..<window.kernelWidth {
          body(place, firstInput + offset, rowTap, tap)
          place += 1
        }
      }
    }
  }

  /// A pixel of the input, 0 outside of the image.
  private static func pixel(of input: Span<Float>, _ plane: Int, row: Int, column: Int, _ window: Window2D)
    -> Float
  {
    guard row >= 0, row < window.inputHeight, column >= 0, column < window.inputWidth else { return 0 }
    return input[(plane * window.inputHeight + row) * window.inputWidth + column]
  }
}
