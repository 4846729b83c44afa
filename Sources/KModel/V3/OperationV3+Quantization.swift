extension OperationV3 {
  /// Between f32 and u8 with one scale and bias.
  public struct Quantization: Sendable, Equatable {
    /// Byte offset of the input in main memory.
    public var input: UInt32
    /// Byte offset of the output in main memory.
    public var output: UInt32
    /// Elements.
    public var count: UInt32
    /// Real value of one step.
    public var scale: Float
    /// Real value of code 0.
    public var bias: Float

    /// A conversion of `count` elements.
    public init(input: UInt32, output: UInt32, count: UInt32, scale: Float, bias: Float) {
      self.input = input
      self.output = output
      self.count = count
      self.scale = scale
      self.bias = bias
    }
  }

  /// `out[i] = table[in[i]]` on u8.
  public struct Requantization: Sendable, Equatable {
    /// Byte offset of the input in main memory.
    public var input: UInt32
    /// Byte offset of the output in main memory.
    public var output: UInt32
    /// Elements.
    public var count: UInt32
    /// 256 bytes.
    public var table: ArraySlice<UInt8>

    /// A lookup of `count` elements in `table`, which has 256 bytes.
    public init(input: UInt32, output: UInt32, count: UInt32, table: ArraySlice<UInt8>) {
      self.input = input
      self.output = output
      self.count = count
      self.table = table
    }

    /// Bytes of the table.
    public static let tableByteCount = 256
  }

  /// u8 to f32 with one scale and bias per channel.
  public struct ChannelwiseDequantization: Sendable, Equatable {
    /// Byte offset of the input in main memory.
    public var input: UInt32
    /// Byte offset of the output in main memory.
    public var output: UInt32
    /// Channels.
    public var channels: UInt32
    /// Elements per channel.
    public var channelSize: UInt32
    /// Little-endian pairs {scale f32, bias f32}, one per channel.
    public var parameters: ArraySlice<UInt8>

    /// A conversion of `channels` × `channelSize` elements.
    public init(
      input: UInt32, output: UInt32, channels: UInt32, channelSize: UInt32, parameters: ArraySlice<UInt8>
    ) {
      self.input = input
      self.output = output
      self.channels = channels
      self.channelSize = channelSize
      self.parameters = parameters
    }
  }
}
