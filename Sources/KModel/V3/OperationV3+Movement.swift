extension OperationV3 {
  /// Byte ranges of main memory copied one after another.
  public struct Concatenation: Sendable, Equatable {
    /// Byte offset of the output in main memory.
    public var output: UInt32
    /// The ranges in the order in which they are joined.
    public var inputs: [MemoryRange]

    /// A byte range of main memory.
    public struct MemoryRange: Sendable, Equatable {
      /// Byte offset in main memory.
      public var start: UInt32
      /// Size in bytes.
      public var byteCount: UInt32

      /// A range of `byteCount` bytes from `start` on.
      public init(start: UInt32, byteCount: UInt32) {
        self.start = start
        self.byteCount = byteCount
      }
    }

    /// A copy of the ranges `inputs` to `output`.
    public init(output: UInt32, inputs: [MemoryRange]) {
      self.output = output
      self.inputs = inputs
    }
  }

  /// CHW to HWC order, f32.
  public struct Flatten: Sendable, Equatable {
    /// Byte offset of the input in main memory.
    public var input: UInt32
    /// Byte offset of the output in main memory.
    public var output: UInt32
    /// Extents of the input.
    public var shape: MapShape

    /// A reordering of a map of the given shape.
    public init(input: UInt32, output: UInt32, shape: MapShape) {
      self.input = input
      self.output = output
      self.shape = shape
    }
  }

  /// Nearest-neighbour resize of a planar tensor.
  public struct Resize: Sendable, Equatable {
    /// Byte offset of the input in main memory.
    public var input: UInt32
    /// Byte offset of the output in main memory.
    public var output: UInt32
    /// Extents of the input; the output has the same channels.
    public var inputShape: MapShape
    /// Pixels per row of the output.
    public var outputWidth: UInt32
    /// Rows of the output.
    public var outputHeight: UInt32
    /// Stored, ignored by the SDK.
    public var alignCorners: UInt32

    /// A resize of `inputShape` to `outputWidth` × `outputHeight`.
    public init(
      input: UInt32, output: UInt32, inputShape: MapShape, outputWidth: UInt32, outputHeight: UInt32,
      alignCorners: UInt32 = 0
    ) {
      self.input = input
      self.output = output
      self.inputShape = inputShape
      self.outputWidth = outputWidth
      self.outputHeight = outputHeight
      self.alignCorners = alignCorners
    }
  }
}
