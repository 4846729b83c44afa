import Bytes

extension OperationV3 {
  /// Mean over each channel's `kernelSize` pixels, f32.
  public struct GlobalAveragePool: Sendable, Equatable {
    /// Byte offset of the input in main memory.
    public var input: UInt32
    /// Byte offset of the output in main memory.
    public var output: UInt32
    /// Pixels per channel (H × W).
    public var kernelSize: UInt32
    /// Channels; the output has one element for each.
    public var channels: UInt32

    /// A mean over `kernelSize` pixels of each channel.
    public init(input: UInt32, output: UInt32, kernelSize: UInt32, channels: UInt32) {
      self.input = input
      self.output = output
      self.kernelSize = kernelSize
      self.channels = channels
    }
  }

  /// A pooling window over a planar tensor.
  public struct Pool2D: Sendable, Equatable {
    /// Byte offset of the input in main memory.
    public var input: UInt32
    /// Byte offset of the output in main memory.
    public var output: UInt32
    /// Extents of the input.
    public var inputShape: MapShape
    /// Extents of the output.
    public var outputShape: MapShape
    /// Width of the window.
    public var kernelWidth: UInt32
    /// Height of the window.
    public var kernelHeight: UInt32
    /// Pixels from one window to the next along a row.
    public var strideWidth: UInt32
    /// Pixels from one window to the next along a column.
    public var strideHeight: UInt32
    /// Pixels by which the first window begins left of the image.
    public var paddingWidth: UInt32
    /// Pixels by which the first window begins above the image.
    public var paddingHeight: UInt32

    /// A pooling from `inputShape` to `outputShape`.
    public init(
      input: UInt32, output: UInt32, inputShape: MapShape, outputShape: MapShape, kernelWidth: UInt32,
      kernelHeight: UInt32, strideWidth: UInt32, strideHeight: UInt32, paddingWidth: UInt32 = 0,
      paddingHeight: UInt32 = 0
    ) {
      self.input = input
      self.output = output
      self.inputShape = inputShape
      self.outputShape = outputShape
      self.kernelWidth = kernelWidth
      self.kernelHeight = kernelHeight
      self.strideWidth = strideWidth
      self.strideHeight = strideHeight
      self.paddingWidth = paddingWidth
      self.paddingHeight = paddingHeight
    }
  }

  /// Width, height and channels, in the order of the file.
  public struct MapShape: Sendable, Equatable {
    /// Pixels per row.
    public var width: UInt32
    /// Rows.
    public var height: UInt32
    /// Channels.
    public var channels: UInt32

    /// A map of `width` × `height` × `channels` elements.
    public init(width: UInt32, height: UInt32, channels: UInt32) {
      self.width = width
      self.height = height
      self.channels = channels
    }

    /// Elements of the map, or nil when they do not fit an `Int`.
    public var elementCount: Int? { Int.product(Int(width), Int(height), Int(channels)) }
  }
}
