extension TensorKernels {
  /// Folds each window's in-image pixels; see `Reference.reduceWindow2D`.
  public func reduceWindow2D(
    _ reduction: Reference.Reduction, input: Span<Float>, window: Window2D, layout: TensorLayout,
    initialValue: Float, range: FloatRange?, output: inout MutableSpan<Float>
  ) {
    guard !isReference, window.kernelWidth <= window.outputWidth else {
      return Reference.reduceWindow2D(
        reduction, input: input, window: window, layout: layout, initialValue: initialValue, range: range,
        output: &output)
    }
    precondition(window.isValid && window.inputChannels == window.outputChannels)
    precondition(input.count == window.inputCount && output.count == window.outputCount)
    output.update(repeating: initialValue)
    switch reduction {
    case .mean, .sum: Self.foldWindows(input, window, layout, &output) { $0 + $1 }
    case .minimum: Self.foldWindows(input, window, layout, &output) { Reference.minimum($0, $1) }
    case .maximum: Self.foldWindows(input, window, layout, &output) { Reference.maximum($0, $1) }
    }
    if reduction == .mean { Self.divideByWindow(window, layout, &output) }
    guard let range else { return }
    for index in 0..<output.count { output[index] = range.clamp(output[index]) }
  }

  /// Mean of each window's in-image pixels; see `Reference.averagePool2D`.
  public func averagePool2D(input: Span<Float>, window: Window2D, output: inout MutableSpan<Float>) {
    reduceWindow2D(
      .mean, input: input, window: window, layout: .planar, initialValue: 0, range: nil, output: &output)
  }

  /// Largest in-image pixel of each window, planar u8; see `Reference.quantizedMaxPool2D`.
  public func quantizedMaxPool2D(input: Span<UInt8>, window: Window2D, output: inout MutableSpan<UInt8>) {
    guard !isReference, window.kernelWidth <= window.outputWidth else {
      return Reference.quantizedMaxPool2D(input: input, window: window, output: &output)
    }
    precondition(window.isValid && window.inputChannels == window.outputChannels)
    precondition(input.count == window.inputCount && output.count == window.outputCount)
    if window.tilesWithPairs { return poolPairs(input, window, &output) }
    output.update(repeating: 0)
    Self.foldWindows(input, window, .planar, &output) { max($0, $1) }
  }

  /// Folds tap after tap into whole rows of the output, which keeps each pixel's order: rows, then columns.
  @inline(__always)
  private static func foldWindows<Element: BitwiseCopyable>(
    _ input: Span<Element>, _ window: Window2D, _ layout: TensorLayout, _ output: inout MutableSpan<Element>,
    _ fold: (Element, Element) -> Element
  ) {
    // Interleaved channels lie side by side, so that all of them are one plane of wider pixels.
    let planes = layout == .planar ? window.outputChannels : 1
    let pixelSize = layout == .planar ? 1 : window.outputChannels
    for plane in 0..<planes {
      for row in 0..<window.outputHeight {
        let target = (plane * window.outputHeight + row) * window.outputWidth * pixelSize
        var results = output._mutatingExtracting(target..<(target + window.outputWidth * pixelSize))
        for rowTap in window.rowTaps(at: row) {
          let inputRow = plane * window.inputHeight + window.inputRow(row: row, tap: rowTap)
          let source = inputRow * window.inputWidth * pixelSize
          let pixels = input.extracting(source..<(source + window.inputWidth * pixelSize))
          for tap in 0..<window.kernelWidth {
            foldTap(tap, pixels, window, pixelSize, &results, fold)
          }
        }
      }
    }
  }

  /// Folds the pixels that one column of the kernel sees.
  @inline(__always)
  private static func foldTap<Element: BitwiseCopyable>(
    _ tap: Int, _ pixels: Span<Element>, _ window: Window2D, _ pixelSize: Int,
    _ results: inout MutableSpan<Element>, _ fold: (Element, Element) -> Element
  ) {
    let columns = window.columns(reading: tap)
    if columns.isEmpty { return }
    let first = window.inputColumn(column: columns.lowerBound, tap: tap) * pixelSize
    if window.strideWidth == 1 {
      let source = pixels.extracting(first..<(first + columns.count * pixelSize))
      var part = results._mutatingExtracting(
        (columns.lowerBound * pixelSize)..<(columns.upperBound * pixelSize))
      let count = min(source.count, part.count)
      for index in 0..<count { part[index] = fold(part[index], source[index]) }
    } else if pixelSize == 1 {
      var part = results._mutatingExtracting(columns)
      for index in 0..<part.count {
        part[index] = fold(part[index], pixels[first &+ index &* window.strideWidth])
      }
    } else {
      for step in 0..<columns.count {
        let start = first + step * window.strideWidth * pixelSize
        let source = pixels.extracting(start..<(start + pixelSize))
        let target = (columns.lowerBound + step) * pixelSize
        var part = results._mutatingExtracting(target..<(target + pixelSize))
        let count = min(source.count, part.count)
        for index in 0..<count { part[index] = fold(part[index], source[index]) }
      }
    }
  }

  /// Divides each sum by the number of in-image pixels of its window.
  private static func divideByWindow(
    _ window: Window2D, _ layout: TensorLayout, _ output: inout MutableSpan<Float>
  ) {
    let planes = layout == .planar ? window.outputChannels : 1
    let pixelSize = layout == .planar ? 1 : window.outputChannels
    let columnCounts = (0..<window.outputWidth).map { window.columnTaps(at: $0).count }
    for plane in 0..<planes {
      for row in 0..<window.outputHeight {
        let rowCount = window.rowTaps(at: row).count
        let start = (plane * window.outputHeight + row) * window.outputWidth
        for column in 0..<window.outputWidth {
          let count = Float(rowCount * columnCounts[column])
          let pixel = (start + column) * pixelSize
          for index in pixel..<(pixel + pixelSize) { output[index] /= count }
        }
      }
    }
  }
}
