extension OperationV3 {
  /// One KPU run.
  public struct Convolution: Sendable, Equatable {
    /// Where the planar u8 result goes in main memory when the layer's flag 0 is set.
    public var mainMemoryOutput: UInt32
    /// The KPU's words; the address fields are 0 in the file.
    public var argument: KPULayerArgument
    /// Batch norm, activation table and weights.
    public var parameters: KPUParameters

    /// A run with the given words and parameter blocks.
    public init(mainMemoryOutput: UInt32, argument: KPULayerArgument, parameters: KPUParameters) {
      self.mainMemoryOutput = mainMemoryOutput
      self.argument = argument
      self.parameters = parameters
    }
  }

  /// One byte per channel into pixel (0, 0) of a 4×4 map in KPU RAM.
  public struct Padding: Sendable, Equatable {
    /// Byte offset of the input in main memory.
    public var input: UInt32
    /// KPU RAM row.
    public var kpuOutput: UInt32
    /// Channels; the input has one byte for each.
    public var channels: UInt32

    /// A placement of `channels` bytes from KPU RAM row `kpuOutput` on.
    public init(input: UInt32, kpuOutput: UInt32, channels: UInt32) {
      self.input = input
      self.kpuOutput = kpuOutput
      self.channels = channels
    }
  }

  /// Pixel (0, 0) of each planar 4×4 map to one byte per channel.
  public struct RemovePadding: Sendable, Equatable {
    /// Byte offset of the input in main memory.
    public var input: UInt32
    /// Byte offset of the output in main memory.
    public var output: UInt32
    /// Channels; the input has 16 bytes for each, the output one.
    public var channels: UInt32

    /// A gathering of `channels` bytes.
    public init(input: UInt32, output: UInt32, channels: UInt32) {
      self.input = input
      self.output = output
      self.channels = channels
    }
  }

  /// Planar u8 from main memory into the KPU RAM layout.
  public struct Upload: Sendable, Equatable {
    /// Byte offset of the input in main memory.
    public var input: UInt32
    /// KPU RAM row.
    public var kpuOutput: UInt32
    /// Extents of the map.
    public var shape: MapShape

    /// An upload of a map of the given shape to KPU RAM row `kpuOutput`.
    public init(input: UInt32, kpuOutput: UInt32, shape: MapShape) {
      self.input = input
      self.kpuOutput = kpuOutput
      self.shape = shape
    }
  }
}
