/// The extents of one KPU layer as the fast kernels see it.
///
/// Maps are interleaved, `[y][x][channel]` (NHWC), u8, with the channels of a pixel padded to a multiple of 4.
public struct LayerShapeK210: Sendable, Equatable {
  /// Channels of the input.
  public var inputChannels: Int
  /// Channels of the output; those of the input when depthwise.
  public var outputChannels: Int
  /// Height of the input, and of the convolution's result.
  public var height: Int
  /// Width of the input, and of the convolution's result.
  public var width: Int
  /// Side of the kernel, 1 or 3.
  public var kernelSize: Int
  /// Whether each channel is convolved alone.
  public var isDepthwise: Bool
  /// What follows the activation.
  public var pooling: PoolingK210

  /// A layer of the given extents; `isValid` tells whether they make sense.
  public init(
    inputChannels: Int, outputChannels: Int, height: Int, width: Int, kernelSize: Int,
    isDepthwise: Bool = false, pooling: PoolingK210 = .bypass
  ) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.height = height
    self.width = width
    self.kernelSize = kernelSize
    self.isDepthwise = isDepthwise
    self.pooling = pooling
  }

  /// Whether the extents are what the KPU's words can hold: up to 1024 channels of 1024 × 512 pixels.
  public var isValid: Bool {
    isComputable && kernelSize != 5
  }

  /// Whether the kernels can take the extents: what is valid, and dense 5×5, which the KPU does not have.
  package var isComputable: Bool {
    let channels = 1...1024
    return channels.contains(inputChannels) && channels.contains(outputChannels)
      && (1...512).contains(height) && (1...1024).contains(width)
      && (kernelSize == 1 || kernelSize == 3 || kernelSize == 5 && !isDepthwise)
      && (!isDepthwise || inputChannels == outputChannels)
  }

  /// Channels of a pixel with its padding.
  public static func padded(_ channels: Int) -> Int { channels.roundedUp(to: 4) }

  /// Bytes of the interleaved input map.
  public var inputByteCount: Int { height * width * Self.padded(inputChannels) }
  /// Height of the pooled output.
  public var outputHeight: Int { pooling.outputSize(of: height) }
  /// Width of the pooled output.
  public var outputWidth: Int { pooling.outputSize(of: width) }
  /// Bytes of the interleaved output map.
  public var outputByteCount: Int { outputHeight * outputWidth * Self.padded(outputChannels) }
  /// Weights of one output channel.
  public var weightsPerChannel: Int { (isDepthwise ? 1 : inputChannels) * kernelSize * kernelSize }
  /// Weights of the layer.
  public var weightCount: Int { outputChannels * weightsPerChannel }

  /// Padding pixels on each side.
  private var ring: Int { kernelSize / 2 }

  /// Input pixels from one computed pixel to the next: pools that keep one pixel of each window have the
  /// others never computed.
  private var step: Int {
    switch pooling {
    case .leftTop2Stride2, .rightTop2Stride2, .leftTop4Stride4: pooling.stride
    default: 1
    }
  }
  /// Column of the first pixel that is computed.
  private var firstColumn: Int { pooling == .rightTop2Stride2 ? 1 : 0 }
  /// Whether finished pixels are combined afterwards.
  var poolsPixels: Bool { step == 1 && pooling != .bypass }
  /// Products of the pixels that are computed.
  package var productCount: Int { window.productCount }
  /// The convolution of the pixels that are computed.
  package var window: Window2D {
    Window2D(
      inputChannels: inputChannels, inputHeight: height, inputWidth: width, outputChannels: outputChannels,
      outputHeight: step == 1 ? height : outputHeight, outputWidth: step == 1 ? width : outputWidth,
      groups: isDepthwise ? inputChannels : 1, kernelHeight: kernelSize, kernelWidth: kernelSize,
      strideHeight: step, strideWidth: step, paddingTop: ring, paddingLeft: ring - firstColumn)
  }

  /// Threads worth waking for this layer.
  package func workers(threads: Int, set: KernelSet) -> Int { window.workers(threads: threads, set: set) }

  /// Computed rows that the given output rows need.
  package func computedRows(of rows: Range<Int>) -> Range<Int> {
    if !poolsPixels { return rows }
    // Windows of stride 1 reach into the next row, or read the last one again at the edge.
    if pooling.stride == 1 { return rows.lowerBound..<min(rows.upperBound + 1, height) }
    return (rows.lowerBound * pooling.stride)..<(rows.upperBound * pooling.stride)
  }
}

extension Int {
  /// The least multiple of `unit` that is not below; for sizes far from overflow.
  func roundedUp(to unit: Int) -> Int { (self + unit - 1) / unit * unit }
}
