extension WordConvolution {
  /// A window that the kernels for 16-bit words can take, and how its input lies once it is widened.
  ///
  /// The words are `x + inputOffset`, interleaved, inside a frame of zeros as large as the windows reach: what
  /// lies outside the image then adds nothing.
  struct Shape: Sendable {
    let window: Window2D
    let layout: TensorLayout
    let product: QuantizedProduct
    /// Whether each output channel has one input channel of its own.
    let isDepthwise: Bool
    /// Channels from one pixel to the next.
    let channelStride: Int
    /// Rows and columns of the frame.
    let frameHeight: Int
    let frameWidth: Int

    /// The shape, or nil when the plain kernel has to do it: offsets beyond 16 bits, windows that are mostly
    /// outside, so few pixels that packing costs more than it saves, groups of interleaved channels.
    init?(_ window: Window2D, layout: TensorLayout, product: QuantizedProduct) {
      let words = Int(Int16.min)...Int(Int16.max) - 255
      guard words.contains(Int(product.inputOffset)), words.contains(Int(product.weightOffset)),
        window.isValid, window.outputHeight * window.outputWidth >= 8,
        layout == .planar || window.groups == 1 || window.isDepthwise
      else { return nil }
      self.window = window
      self.layout = layout
      self.product = product
      isDepthwise = window.isDepthwise && window.inputChannels > 1
      channelStride = window.inputChannels.roundedUp(to: isDepthwise ? 16 : 4)
      // Below 2^31 each, so that nothing overflows before it is compared.
      let (rows, columns) = (
        (window.outputHeight - 1, window.kernelHeight - 1), (window.outputWidth - 1, window.kernelWidth - 1)
      )
      guard max(rows.0, rows.1, columns.0, columns.1) < 1 << 15,
        max(window.strideHeight, window.strideWidth, window.dilationHeight, window.dilationWidth) < 1 << 15
      else { return nil }
      frameHeight = rows.0 * window.strideHeight + rows.1 * window.dilationHeight + 1
      frameWidth = columns.0 * window.strideWidth + columns.1 * window.dilationWidth + 1
      // Memory in proportion to the input's, whatever the file says.
      let pixelLimit = (8 * window.inputCount + (1 << 16)) / channelStride
      guard frameHeight * frameWidth <= pixelLimit, rowElements * frameHeight <= Int(Int32.max) else {
        return nil
      }
    }

    /// Input channels that one output channel sees, and output channels that see the same.
    var depth: Int { window.inputChannelsPerGroup }
    var channels: Int { window.outputChannelsPerGroup }
    var taps: Int { window.kernelHeight * window.kernelWidth }
    var rowElements: Int { frameWidth * channelStride }
    /// Words of the frame, with room for kernels that read whole blocks of channels.
    var frameCount: Int { frameHeight * rowElements + 16 }

    /// The part of the frame that lies over the image, as rows or columns of the frame.
    var coveredRows: Range<Int> { covered(window.paddingTop, window.inputHeight, frameHeight) }
    var coveredColumns: Range<Int> { covered(window.paddingLeft, window.inputWidth, frameWidth) }

    private func covered(_ padding: Int, _ size: Int, _ frame: Int) -> Range<Int> {
      let lower = min(max(0, padding), frame)
      return lower..<max(lower, min(padding + size, frame))
    }

    /// Elements from a pixel's first tap to each tap.
    var tapOffsets: [Int] {
      (0..<taps).map {
        $0 / window.kernelWidth * window.dilationHeight * rowElements
          + $0 % window.kernelWidth * window.dilationWidth * channelStride
      }
    }

    /// Rough time of the sums on one thread.
    func microseconds(_ set: KernelSet) -> Int {
      window.productCount * (isDepthwise ? 6 : 1) / set.expectedProductsPerMicrosecond
        + window.outputCount / 500
    }
  }
}
