/// How the fast kernels lay out the input that a window slides over: rows with their padding, pixels of
/// interleaved channels that are padded to a multiple of 4.
extension Window2D {
  /// Elements from one pixel of the input to the next.
  var inputPixelStride: Int { LayerShapeK210.padded(inputChannels) }
  /// Elements from one pixel of the output to the next.
  var outputPixelStride: Int { LayerShapeK210.padded(outputChannels) }
  /// Pixels of a prepared row: from the first column of the first window to the last column of the last one.
  var preparedWidth: Int {
    // A pooled map may have no pixel left.
    max(outputWidth - 1, 0) * strideWidth + (kernelWidth - 1) * dilationWidth + 1
  }
  /// Elements of a prepared row.
  var preparedRowElements: Int { preparedWidth * inputPixelStride }
  /// Pixels of a prepared row that lie in the image; the others are padding.
  var imageColumns: Range<Int> {
    let first = min(max(0, paddingLeft), preparedWidth)
    return first..<max(first, min(preparedWidth, inputWidth + paddingLeft))
  }
  /// Input row of the first prepared row of some output rows, which may lie outside the image.
  func firstInputRow(of rows: Range<Int>) -> Int { rows.lowerBound * strideHeight - paddingTop }
  /// Prepared rows that so many output rows read.
  func preparedRowCount(_ rows: Int) -> Int {
    (rows - 1) * strideHeight + (kernelHeight - 1) * dilationHeight + 1
  }
  /// Tiles of Winograd's form that cover so many output rows.
  func tileCount(_ rows: Int) -> Int {
    let side = WinogradPlan.tileSide
    return rows.roundedUp(to: side) / side * (outputWidth.roundedUp(to: side) / side)
  }
  /// Prepared elements that tiles of so many output rows read behind the last row: rows and pixels that no output sees.
  func elementsBehind(_ rows: Int) -> Int {
    let side = WinogradPlan.tileSide
    return (rows.roundedUp(to: side) - rows) * preparedRowElements + (side - 1) * inputPixelStride
  }
  /// Taps of the kernel.
  var tapCount: Int { kernelHeight * kernelWidth }
  /// Where each tap lies in prepared rows, from the window's first element, kernel row by kernel row.
  var tapOffsets: [Int] {
    (0..<tapCount).map { tap in
      let row = tap / kernelWidth * dilationHeight
      return row * preparedRowElements + tap % kernelWidth * dilationWidth * inputPixelStride
    }
  }
  /// Products of the whole layer, at most: a kernel larger than the image never lies inside with all its taps.
  var productCount: Int {
    outputHeight * outputWidth * outputChannels * inputChannelsPerGroup * min(kernelHeight, inputHeight)
      * min(kernelWidth, inputWidth)
  }

  /// Threads worth waking for this layer.
  func workers(threads: Int, set: KernelSet) -> Int {
    // Depthwise layers reach about a sixth of the dense rate; finishing an output takes about 2 ns.
    let products = groups > 1 ? 6 * productCount : productCount
    let microseconds = products / set.expectedProductsPerMicrosecond + outputCount / 500
    return WorkerTeam.workers(microseconds: microseconds, threads: threads)
  }
}
