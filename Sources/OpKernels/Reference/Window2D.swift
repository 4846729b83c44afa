/// A sliding window over one batch of a two-dimensional tensor.
///
/// All numbers fit 32 bits signed. Paddings may be negative, which crops; an output pixel's window starts at
/// `output * stride - padding`.
public struct Window2D: Sendable, Equatable {
  /// Channels of the input.
  public var inputChannels: Int
  /// Height of the input.
  public var inputHeight: Int
  /// Width of the input.
  public var inputWidth: Int
  /// Channels of the output.
  public var outputChannels: Int
  /// Height of the output.
  public var outputHeight: Int
  /// Width of the output.
  public var outputWidth: Int
  /// Groups that both channel counts are divided into.
  public var groups: Int
  /// Rows of the kernel.
  public var kernelHeight: Int
  /// Columns of the kernel.
  public var kernelWidth: Int
  /// Input rows from one output row to the next.
  public var strideHeight: Int
  /// Input columns from one output column to the next.
  public var strideWidth: Int
  /// Input rows from one tap to the next.
  public var dilationHeight: Int
  /// Input columns from one tap to the next.
  public var dilationWidth: Int
  /// Rows before the image.
  public var paddingTop: Int
  /// Columns before the image.
  public var paddingLeft: Int

  /// A window of stride and dilation 1 without groups or padding, unless told otherwise.
  public init(
    inputChannels: Int, inputHeight: Int, inputWidth: Int, outputChannels: Int, outputHeight: Int,
    outputWidth: Int, groups: Int = 1, kernelHeight: Int, kernelWidth: Int, strideHeight: Int = 1,
    strideWidth: Int = 1, dilationHeight: Int = 1, dilationWidth: Int = 1, paddingTop: Int = 0,
    paddingLeft: Int = 0
  ) {
    self.inputChannels = inputChannels
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.outputChannels = outputChannels
    self.outputHeight = outputHeight
    self.outputWidth = outputWidth
    self.groups = groups
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.dilationHeight = dilationHeight
    self.dilationWidth = dilationWidth
    self.paddingTop = paddingTop
    self.paddingLeft = paddingLeft
  }

  /// Whether every size is positive, fits 32 bits, and the groups divide the channels.
  public var isValid: Bool {
    let limit = 1 << 31
    let isPositive =
      inputChannels > 0 && inputHeight > 0 && inputWidth > 0 && outputChannels > 0 && outputHeight > 0
      && outputWidth > 0 && groups > 0 && kernelHeight > 0 && kernelWidth > 0 && strideHeight > 0
      && strideWidth > 0 && dilationHeight > 0 && dilationWidth > 0
    let isSmall =
      max(inputChannels, inputHeight, inputWidth, outputChannels) < limit
      && max(outputHeight, outputWidth, kernelHeight, kernelWidth) < limit
      && max(strideHeight, strideWidth, dilationHeight, dilationWidth) < limit
      && (-limit...limit).contains(paddingTop) && (-limit...limit).contains(paddingLeft)
    return isPositive && isSmall && inputChannels % groups == 0 && outputChannels % groups == 0
  }

  /// Input channels that one output channel sees.
  @inlinable public var inputChannelsPerGroup: Int { inputChannels / groups }
  /// Output channels of one group.
  @inlinable public var outputChannelsPerGroup: Int { outputChannels / groups }
  /// Elements of the input.
  public var inputCount: Int { inputChannels * inputHeight * inputWidth }
  /// Elements of the output.
  public var outputCount: Int { outputChannels * outputHeight * outputWidth }
  /// Elements of the kernels: `[outputChannels][inputChannels / groups][kernelHeight][kernelWidth]`.
  public var weightCount: Int { outputChannels * inputChannelsPerGroup * kernelHeight * kernelWidth }

  /// Kernel rows that lie in the image for output row `row`.
  @inlinable
  public func rowTaps(at row: Int) -> Range<Int> {
    Self.taps(
      origin: row &* strideHeight &- paddingTop, dilation: dilationHeight, kernelSize: kernelHeight,
      size: inputHeight)
  }

  /// Kernel columns that lie in the image for output column `column`.
  @inlinable
  public func columnTaps(at column: Int) -> Range<Int> {
    Self.taps(
      origin: column &* strideWidth &- paddingLeft, dilation: dilationWidth, kernelSize: kernelWidth,
      size: inputWidth)
  }

  /// Input row that tap `tap` of output row `row` reads.
  @inlinable
  public func inputRow(row: Int, tap: Int) -> Int {
    row &* strideHeight &- paddingTop &+ tap &* dilationHeight
  }

  /// Input column that tap `tap` of output column `column` reads.
  @inlinable
  public func inputColumn(column: Int, tap: Int) -> Int {
    column &* strideWidth &- paddingLeft &+ tap &* dilationWidth
  }

  /// Output columns for which kernel column `tap` lies in the image.
  @inlinable
  public func columns(reading tap: Int) -> Range<Int> {
    Self.taps(
      origin: tap &* dilationWidth &- paddingLeft, dilation: strideWidth, kernelSize: outputWidth,
      size: inputWidth)
  }

  /// The `k` in `0..<kernelSize` with `0 <= origin + k * dilation < size`; costs nothing however many there are.
  @inlinable
  public static func taps(origin: Int, dilation: Int, kernelSize: Int, size: Int) -> Range<Int> {
    let first = origin >= 0 ? 0 : (dilation &- 1 &- origin) / dilation
    let end = size <= origin ? 0 : (size &- origin &+ dilation &- 1) / dilation
    let lower = min(first, kernelSize)
    return lower..<max(lower, min(end, kernelSize))
  }
}

/// The order of a batch's axes in memory.
public enum TensorLayout: Sendable {
  /// `[channel][row][column]`, NCHW.
  case planar
  /// `[row][column][channel]`, NHWC.
  case interleaved
}
