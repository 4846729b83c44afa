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
    public var range: MemoryRange
    public var shape: ShapeV4

    /// An input of the given shape, placed in `range`.
    public init(range: MemoryRange, shape: ShapeV4) {
      self.range = range
      self.shape = shape
    }
  }

  /// One node: what it does and where it was read.
  public struct Node: Sendable, Equatable {
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

/// A range of one of the three memories of a kmodel v4, `memory_range` in nncase.
public struct MemoryRange: Sendable, Equatable {
  /// The memory that the range lies in.
  public var memory: MemoryType
  /// Type of the elements.
  public var dataType: DataTypeV4
  /// Byte offset in that memory.
  public var start: UInt32
  /// Size in bytes; in KPU RAM the size of the padded layout.
  public var byteCount: UInt32

  /// A range of `byteCount` bytes from `start` on.
  public init(memory: MemoryType, dataType: DataTypeV4, start: UInt32, byteCount: UInt32) {
    self.memory = memory
    self.dataType = dataType
    self.start = start
    self.byteCount = byteCount
  }
}

/// The memories of a kmodel v4.
public enum MemoryType: UInt32, Sendable, CaseIterable {
  /// The constants section of the file, read-only.
  case constant = 0
  /// The work area in main memory.
  case main = 1
  /// The KPU's 2 MiB.
  case kpu = 2
}

/// The element types of a kmodel v4.
public enum DataTypeV4: UInt32, Sendable, CaseIterable {
  case float32 = 0
  case uint8 = 1

  /// Bytes of one element.
  public var byteCount: Int { self == .float32 ? 4 : 1 }
}

/// Four extents or coordinates, NCHW; shorter shapes get leading ones.
public struct ShapeV4: Sendable, Equatable {
  public var n: Int32
  public var c: Int32
  public var h: Int32
  public var w: Int32

  /// The four values in NCHW order.
  public init(_ n: Int32, _ c: Int32, _ h: Int32, _ w: Int32) {
    self.n = n
    self.c = c
    self.h = h
    self.w = w
  }

  /// The values as an array, outermost first.
  public var values: [Int32] { [n, c, h, w] }
}
