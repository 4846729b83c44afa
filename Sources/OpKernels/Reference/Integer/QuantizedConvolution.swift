/// What a quantised product adds to its operands and how it is made a byte again.
public struct QuantizedProduct: Sendable, Equatable {
  /// Added to each input (negative where a format subtracts it).
  public var inputOffset: Int32
  /// Added to each weight (negative where a format subtracts it).
  public var weightOffset: Int32
  /// From the 32-bit sum to the output byte.
  public var output: Rescaling

  /// The given offsets and rescaling.
  public init(inputOffset: Int32, weightOffset: Int32, output: Rescaling) {
    self.inputOffset = inputOffset
    self.weightOffset = weightOffset
    self.output = output
  }

  /// One product, in 32 bits, wrapping.
  @inlinable
  @inline(__always)
  func product(_ input: UInt8, _ weight: UInt8) -> Int32 {
    (Int32(input) &+ inputOffset) &* (Int32(weight) &+ weightOffset)
  }
}

extension Reference {
  /// u8 convolution of one batch: sums from the bias in 32 bits, wrapping; padding contributes nothing.
  ///
  /// Planar: weights `[oc][ic / groups][kh][kw]`. Interleaved: `[oc][kh][kw][ic / groups]`; a depthwise
  /// convolution has as many groups as channels. `sums` is scratch of at least `outputWidth` elements
  /// (planar only). **Source**: specification of kmodel v4, section 4.
  public static func quantizedConv2D(
    input: Span<UInt8>, weights: Span<UInt8>, bias: Span<Int32>, window: Window2D, layout: TensorLayout,
    product: QuantizedProduct, sums: inout MutableSpan<Int32>, output: inout MutableSpan<UInt8>
  ) {
    precondition(window.isValid && input.count == window.inputCount && output.count == window.outputCount)
    precondition(weights.count == window.weightCount && bias.count == window.outputChannels)
    switch layout {
    case .planar:
      precondition(sums.count >= window.outputWidth)
      for channel in 0..<window.outputChannels {
        for row in 0..<window.outputHeight {
          for column in 0..<window.outputWidth { sums[column] = bias[channel] }
          addPlanarRow(
            input: input, weights: weights, window: window, product: product, channel: channel, row: row,
            sums: &sums)
          let start = (channel * window.outputHeight + row) * window.outputWidth
          for column in 0..<window.outputWidth {
            output[start &+ column] = product.output.result(sums[column])
          }
        }
      }
    case .interleaved:
      for row in 0..<window.outputHeight {
        for column in 0..<window.outputWidth {
          let start = (row * window.outputWidth + column) * window.outputChannels
          for channel in 0..<window.outputChannels {
            let sum = interleavedSum(
              input: input, weights: weights, window: window, product: product, channel: channel, row: row,
              column: column)
            output[start + channel] = product.output.result(bias[channel] &+ sum)
          }
        }
      }
    }
  }

  /// Adds all products of one output row; pixels of the row are independent, so that taps go outside.
  private static func addPlanarRow(
    input: Span<UInt8>, weights: Span<UInt8>, window: Window2D, product: QuantizedProduct, channel: Int,
    row: Int, sums: inout MutableSpan<Int32>
  ) {
    let firstInput = channel / window.outputChannelsPerGroup * window.inputChannelsPerGroup
    for offset in 0..<window.inputChannelsPerGroup {
      for rowTap in window.rowTaps(at: row) {
        let inputRow = window.inputRow(row: row, tap: rowTap)
        let start = ((firstInput + offset) * window.inputHeight + inputRow) * window.inputWidth
        let pixels = input.extracting(start..<(start + window.inputWidth))
        let kernelRow = (channel * window.inputChannelsPerGroup + offset) * window.kernelHeight + rowTap
        let firstTap = kernelRow * window.kernelWidth
        let taps = weights.extracting(firstTap..<(firstTap + window.kernelWidth))
        addRow(pixels: pixels, taps: taps, window: window, product: product, sums: &sums)
      }
    }
  }

  private static func addRow(
    pixels: Span<UInt8>, taps: Span<UInt8>, window: Window2D, product: QuantizedProduct,
    sums: inout MutableSpan<Int32>
  ) {
    // A kernel wider than the output would visit more taps outside than there are pixels.
    if window.kernelWidth > window.outputWidth {
      for column in 0..<window.outputWidth {
        for tap in window.columnTaps(at: column) {
          sums[column] &+= product.product(pixels[window.inputColumn(column: column, tap: tap)], taps[tap])
        }
      }
      return
    }
    for tap in 0..<window.kernelWidth {
      let columns = window.columns(reading: tap)
      if columns.isEmpty { continue }
      let weight = Int32(taps[tap]) &+ product.weightOffset
      let first = window.inputColumn(column: columns.lowerBound, tap: tap)
      let target = columns.lowerBound
      if window.strideWidth == 1 {
        let source = pixels.extracting(first..<(first + columns.count))
        // A sub-span instead of an offset into the whole: bounds are checked once, the loop vectorises.
        var part = sums._mutatingExtracting(target..<(target + columns.count))
        for step in 0..<source.count {
          part[step] &+= (Int32(source[step]) &+ product.inputOffset) &* weight
        }
      } else {
        for step in 0..<columns.count {
          let pixel = Int32(pixels[first &+ step &* window.strideWidth]) &+ product.inputOffset
          sums[target &+ step] &+= pixel &* weight
        }
      }
    }
  }

  private static func interleavedSum(
    input: Span<UInt8>, weights: Span<UInt8>, window: Window2D, product: QuantizedProduct, channel: Int,
    row: Int, column: Int
  ) -> Int32 {
    let depth = window.inputChannelsPerGroup
    let firstInput = channel / window.outputChannelsPerGroup * depth
    let columnTaps = window.columnTaps(at: column)
    var sum: Int32 = 0
    for rowTap in window.rowTaps(at: row) {
      let inputRow = window.inputRow(row: row, tap: rowTap) * window.inputWidth
      let kernelRow = (channel * window.kernelHeight + rowTap) * window.kernelWidth
      for tap in columnTaps {
        let pixel =
          (inputRow + window.inputColumn(column: column, tap: tap)) * window.inputChannels + firstInput
        let values = input.extracting(pixel..<(pixel + depth))
        let taps = weights.extracting(((kernelRow + tap) * depth)..<((kernelRow + tap + 1) * depth))
        for index in 0..<depth { sum &+= product.product(values[index], taps[index]) }
      }
    }
    return sum
  }
}
