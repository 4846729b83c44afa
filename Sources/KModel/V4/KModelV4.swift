/// A kmodel version 4: a list of nodes over constants, main memory and the KPU's RAM.
public struct KModelV4: Sendable, Equatable {
  /// Header field `flags`; 0 in every known file.
  public var flags: UInt32
  /// Header field `target`: 0 CPU, 1 K210; compilers always write 1.
  public var target: UInt32
  /// Header field `reserved0`; uninitialised in real files, kept for writing.
  public var reserved: UInt32
  /// Bytes of main memory that the nodes work in.
  public var mainMemoryByteCount: UInt32
  /// Where each input is put before the first node, and its shape.
  public var inputs: [Input]
  /// Where each output lies after the last node.
  public var outputs: [MemoryRange]
  /// The constants section, addressed by ranges of memory type `constant`.
  public var constants: ArraySlice<UInt8>
  /// The nodes in the order of execution.
  public var nodes: [Node]
  /// Whether the file lacks the zero bytes that pad the last body to a multiple of 8.
  public var omitsFinalPadding: Bool
  /// Bytes after the last body; ignored by every runtime, kept for writing.
  public var trailingBytes: ArraySlice<UInt8>

  /// One input: where it goes and its NCHW shape.
  public struct Input: Sendable, Equatable {
    /// Where the input is put: main memory (u8 or f32) or KPU RAM (u8 in the KPU's layout).
    public var range: MemoryRange
    /// NCHW extents.
    public var shape: ShapeV4

    /// An input of the given shape, placed in `range`.
    public init(range: MemoryRange, shape: ShapeV4) {
      self.range = range
      self.shape = shape
    }
  }

  /// One node: what it does and where it was read.
  public struct Node: Sendable, Equatable {
    /// What the node does.
    public var operation: OperationV4
    /// Index of the node's body in the file it was read from; nil when it was made in memory.
    public var bodyOffset: Int?

    /// A node made in memory or read from a body at `bodyOffset`.
    public init(operation: OperationV4, bodyOffset: Int? = nil) {
      self.operation = operation
      self.bodyOffset = bodyOffset
    }

    /// Compares what the nodes do, not where they were read from.
    public static func == (left: Self, right: Self) -> Bool { left.operation == right.operation }
  }

  /// A model of the given nodes.
  public init(
    mainMemoryByteCount: UInt32, inputs: [Input], outputs: [MemoryRange], constants: ArraySlice<UInt8> = [],
    nodes: [Node]
  ) {
    flags = 0
    target = 1
    reserved = 0
    self.mainMemoryByteCount = mainMemoryByteCount
    self.inputs = inputs
    self.outputs = outputs
    self.constants = constants
    self.nodes = nodes
    omitsFinalPadding = false
    trailingBytes = []
  }
}
