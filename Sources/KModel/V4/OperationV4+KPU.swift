extension OperationV4 {
  /// Planar u8 from main memory into the KPU RAM layout.
  public struct KPUUpload: Sendable, Equatable {
    /// Where the tensors lie.
    public var operands: UnaryOperands
    /// NCHW extents of the map.
    public var shape: ShapeV4

    /// An upload of a map of the given shape.
    public init(operands: UnaryOperands, shape: ShapeV4) {
      self.operands = operands
      self.shape = shape
    }
  }

  /// One KPU run per batch.
  public struct KPUConv2D: Sendable, Equatable {
    /// Where the planar u8 result is copied; `byteCount` 0 for nowhere.
    public var mainMemoryOutput: MemoryRange
    /// Maps that follow each other in KPU RAM, one run for each.
    public var batches: Int32
    /// Meaning unknown; kept for writing.
    public var reserved: Int32
    /// The KPU's words; the three address fields hold the sizes of the gaps between the blocks.
    public var argument: KPULayerArgument
    /// Batch norm, activation table and weights.
    public var parameters: KPUParameters

    /// A run with the given words and parameter blocks.
    public init(
      mainMemoryOutput: MemoryRange, batches: Int32 = 1, reserved: Int32 = 0, argument: KPULayerArgument,
      parameters: KPUParameters
    ) {
      self.mainMemoryOutput = mainMemoryOutput
      self.batches = batches
      self.reserved = reserved
      self.argument = argument
      self.parameters = parameters
    }

    /// Compares what the nodes do, not which gaps their blocks had in a file.
    public static func == (left: Self, right: Self) -> Bool {
      left.mainMemoryOutput == right.mainMemoryOutput && left.batches == right.batches
        && left.reserved == right.reserved && left.parameters == right.parameters
        && left.argument.withoutAddresses == right.argument.withoutAddresses
    }
  }
}
