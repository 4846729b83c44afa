/// A kmodel version 3: a list of layers over one block of main memory and the KPU's RAM.
public struct KModelV3: Sendable, Equatable {
  /// Header flags; bit 0 set means 8-bit weights, clear 16-bit ones.
  public var flags: UInt32
  /// Header field `arch`; 0 is the K210.
  public var architecture: UInt32
  /// Lowest KPU RAM row that the model uses, 32768 for none; informative.
  public var maxStartAddress: UInt32
  /// Bytes of main memory that the layers work in.
  public var mainMemoryByteCount: UInt32
  /// Where the outputs lie in main memory after the last layer.
  public var outputs: [Output]
  /// The layers in the order of execution.
  public var layers: [Layer]
  /// Whether the file lacks the zero bytes that pad the last body to a multiple of 8.
  public var omitsFinalPadding: Bool
  /// Bytes after the last body; ignored by every runtime, kept for writing.
  public var trailingBytes: ArraySlice<UInt8>

  /// One output: a range of main memory, f32 in every known file.
  public struct Output: Sendable, Equatable {
    /// Byte offset in main memory.
    public var address: UInt32
    /// Size in bytes.
    public var byteCount: UInt32

    /// An output of `byteCount` bytes at `address`.
    public init(address: UInt32, byteCount: UInt32) {
      self.address = address
      self.byteCount = byteCount
    }
  }

  /// One layer: its body's flags word and what it does.
  public struct Layer: Sendable, Equatable {
    /// First word of the body; bit 0 is MAIN_MEM_OUT, which only the KPU convolution acts on.
    public var flags: UInt32
    /// What the layer does.
    public var operation: OperationV3
    /// Index of the layer's body in the file it was read from; nil when it was made in memory.
    public var bodyOffset: Int?

    /// A layer made in memory or read from a body at `bodyOffset`.
    public init(flags: UInt32 = 0, operation: OperationV3, bodyOffset: Int? = nil) {
      self.flags = flags
      self.operation = operation
      self.bodyOffset = bodyOffset
    }

    /// Compares what the layers do, not where they were read from.
    public static func == (left: Self, right: Self) -> Bool {
      left.flags == right.flags && left.operation == right.operation
    }
  }

  /// A model of the given layers; `eightBitWeights` sets header flag 0.
  public init(
    mainMemoryByteCount: UInt32, outputs: [Output], layers: [Layer], eightBitWeights: Bool = true,
    maxStartAddress: UInt32 = 32768
  ) {
    flags = eightBitWeights ? 1 : 0
    architecture = 0
    self.maxStartAddress = maxStartAddress
    self.mainMemoryByteCount = mainMemoryByteCount
    self.outputs = outputs
    self.layers = layers
    omitsFinalPadding = false
    trailingBytes = []
  }

  /// Whether weights are one byte each (header flag 0).
  public var hasEightBitWeights: Bool { flags & 1 == 1 }
}
