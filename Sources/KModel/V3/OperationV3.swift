/// What a layer of a kmodel v3 does; addresses are byte offsets in main memory unless they say otherwise.
///
/// All tensors are planar CHW with one batch. The names and numbers are those of the SDK's `kpu.h`.
public enum OperationV3: Sendable, Equatable {
  case add(Addition)
  case quantizedAdd(QuantizedAddition)
  case globalAveragePool2D(GlobalAveragePool)
  /// Has a layout but no public runtime; read and written, never run.
  case maxPool2D(Pool2D, activation: UInt32)
  case quantizedMaxPool2D(Pool2D)
  /// The activation field is stored but not applied by the SDK.
  case averagePool2D(Pool2D, activation: UInt32)
  case quantize(Quantization)
  case dequantize(Quantization)
  case requantize(Requantization)
  case l2Normalization(Elementwise)
  case softmax(Elementwise)
  case concat(Concatenation)
  case quantizedConcat(Concatenation)
  case fullyConnected(FullyConnected)
  case tensorFlowFlatten(Flatten)
  case resizeNearestNeighbor(Resize)
  case quantizedResizeNearestNeighbor(Resize)
  case channelwiseDequantize(ChannelwiseDequantization)
  case logistic(Elementwise)
  case k210Conv(Convolution)
  case k210AddPadding(Padding)
  case k210RemovePadding(RemovePadding)
  case k210Upload(Upload)
}

extension OperationV3 {
  /// `out[i] = a[i] + b[i]` on f32.
  public struct Addition: Sendable, Equatable {
    public var a: UInt32
    public var b: UInt32
    public var output: UInt32
    /// Elements.
    public var count: UInt32
  }

  /// Addition of u8 tensors of different scales.
  public struct QuantizedAddition: Sendable, Equatable {
    public var addition: Addition
    public var a: Operand
    public var b: Operand
    public var output: Operand

    /// Offset, multiplier and right shift of one operand or of the result.
    public struct Operand: Sendable, Equatable {
      public var offset: Int32
      public var multiplier: Int32
      public var shift: Int32
    }
  }

  /// Mean over each channel's `kernelSize` pixels, f32.
  public struct GlobalAveragePool: Sendable, Equatable {
    public var input: UInt32
    public var output: UInt32
    /// Pixels per channel (H × W).
    public var kernelSize: UInt32
    public var channels: UInt32
  }

  /// A pooling window over a planar tensor.
  public struct Pool2D: Sendable, Equatable {
    public var input: UInt32
    public var output: UInt32
    public var inputShape: MapShape
    public var outputShape: MapShape
    public var kernelWidth: UInt32
    public var kernelHeight: UInt32
    public var strideWidth: UInt32
    public var strideHeight: UInt32
    public var paddingWidth: UInt32
    public var paddingHeight: UInt32
  }

  /// Width, height and channels, in the order of the file.
  public struct MapShape: Sendable, Equatable {
    public var width: UInt32
    public var height: UInt32
    public var channels: UInt32
  }

  /// Between f32 and u8 with one scale and bias.
  public struct Quantization: Sendable, Equatable {
    public var input: UInt32
    public var output: UInt32
    /// Elements.
    public var count: UInt32
    public var scale: Float
    public var bias: Float
  }

  /// `out[i] = table[in[i]]` on u8.
  public struct Requantization: Sendable, Equatable {
    public var input: UInt32
    public var output: UInt32
    /// Elements.
    public var count: UInt32
    /// 256 bytes.
    public var table: ArraySlice<UInt8>
  }

  /// A function of `count` f32 elements as one group.
  public struct Elementwise: Sendable, Equatable {
    public var input: UInt32
    public var output: UInt32
    /// Elements (the file calls them channels).
    public var count: UInt32
  }

  /// Byte ranges of main memory copied one after another.
  public struct Concatenation: Sendable, Equatable {
    public var output: UInt32
    public var inputs: [MemoryRange]

    /// A byte range of main memory.
    public struct MemoryRange: Sendable, Equatable {
      public var start: UInt32
      public var byteCount: UInt32
    }
  }

  /// f32 matrix-vector product with bias and activation.
  public struct FullyConnected: Sendable, Equatable {
    public var input: UInt32
    public var output: UInt32
    public var inputChannels: UInt32
    public var outputChannels: UInt32
    /// 0 linear, 1 relu, 2 relu6.
    public var activation: UInt32
    /// f32 `[output][input]`, little endian.
    public var weights: ArraySlice<UInt8>
    /// f32 `[output]`, little endian.
    public var bias: ArraySlice<UInt8>
  }

  /// CHW to HWC order, f32.
  public struct Flatten: Sendable, Equatable {
    public var input: UInt32
    public var output: UInt32
    public var shape: MapShape
  }

  /// Nearest-neighbour resize of a planar tensor.
  public struct Resize: Sendable, Equatable {
    public var input: UInt32
    public var output: UInt32
    public var inputShape: MapShape
    public var outputWidth: UInt32
    public var outputHeight: UInt32
    /// Stored, ignored by the SDK.
    public var alignCorners: UInt32
  }

  /// u8 to f32 with one scale and bias per channel.
  public struct ChannelwiseDequantization: Sendable, Equatable {
    public var input: UInt32
    public var output: UInt32
    public var channels: UInt32
    /// Elements per channel.
    public var channelSize: UInt32
    /// Little-endian pairs {scale f32, bias f32}, one per channel.
    public var parameters: ArraySlice<UInt8>
  }

  /// One KPU run.
  public struct Convolution: Sendable, Equatable {
    /// Where the planar u8 result goes in main memory when the layer's flag 0 is set.
    public var mainMemoryOutput: UInt32
    /// The KPU's words; the address fields are 0 in the file.
    public var argument: KPULayerArgument
    public var parameters: KPUParameters
  }

  /// One byte per channel into pixel (0, 0) of a 4×4 map in KPU RAM.
  public struct Padding: Sendable, Equatable {
    public var input: UInt32
    /// KPU RAM row.
    public var kpuOutput: UInt32
    public var channels: UInt32
  }

  /// Pixel (0, 0) of each planar 4×4 map to one byte per channel.
  public struct RemovePadding: Sendable, Equatable {
    public var input: UInt32
    public var output: UInt32
    public var channels: UInt32
  }

  /// Planar u8 from main memory into the KPU RAM layout.
  public struct Upload: Sendable, Equatable {
    public var input: UInt32
    /// KPU RAM row.
    public var kpuOutput: UInt32
    public var shape: MapShape
  }
}
