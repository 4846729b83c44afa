extension Reference {
  /// The sums of an 8-bit convolution of one interleaved batch, in 32 bits, wrapping.
  ///
  /// `sums[y][x][oc] = bias[oc] + sum of (x - inputZeroPoint) * w` over the taps inside the image: padding has
  /// the value of the zero point and adds nothing. Input `[y][x][channel]`; weights `[oc][ic / groups][ky][kx]`
  /// without a zero point. Each operand is s8 or u8.
  @inlinable
  public static func windowSums<Input: FixedWidthInteger, Weight: FixedWidthInteger>(
    input: Span<Input>, inputZeroPoint: Int32, weights: Span<Weight>, bias: Span<Int32>, window: Window2D,
    into sums: inout MutableSpan<Int32>
  ) {
    precondition(Input.bitWidth == 8 && Weight.bitWidth == 8)
    precondition(window.isValid && input.count == window.inputCount && sums.count == window.outputCount)
    precondition(weights.count == window.weightCount && bias.count == window.outputChannels)
    let depth = window.inputChannelsPerGroup
    var index = 0
    for row in 0..<window.outputHeight {
      for column in 0..<window.outputWidth {
        for channel in 0..<window.outputChannels {
          let firstInput = channel / window.outputChannelsPerGroup * depth
          var sum = bias[channel]
          for rowTap in window.rowTaps(at: row) {
            let inputRow = window.inputRow(row: row, tap: rowTap) * window.inputWidth
            for columnTap in window.columnTaps(at: column) {
              let pixel = inputRow + window.inputColumn(column: column, tap: columnTap)
              for offset in 0..<depth {
                let plane = (channel * depth + offset) * window.kernelHeight + rowTap
                let weight = Int32(truncatingIfNeeded: weights[plane * window.kernelWidth + columnTap])
                let value = Int32(
                  truncatingIfNeeded: input[pixel * window.inputChannels + firstInput + offset])
                sum &+= (value &- inputZeroPoint) &* weight
              }
            }
          }
          sums[index] = sum
          index += 1
        }
      }
    }
  }
}
