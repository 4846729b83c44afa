/// A range of one of the three memories of a kmodel v4, `memory_range` in nncase.
public struct MemoryRange: Sendable, Hashable {
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
