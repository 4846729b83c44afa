/// Everything at an address that is not RAM: devices, read-only memory, nothing.
public protocol MemoryBus: AnyObject {
  /// Reads 1, 2, 4 or 8 bytes, little endian; nil when nothing answers.
  func load(_ access: BusAccess) -> UInt64?
  /// Writes the low bytes of `value`; false when nothing answers.
  func store(_ access: BusAccess, value: UInt64) -> Bool
}

/// One access to the bus.
public struct BusAccess: Sendable, Equatable {
  /// Physical address, 32 bits.
  public let address: UInt32
  /// Bytes: 1, 2, 4 or 8.
  public let size: Int
  /// The hart that asks.
  public let hart: Int
  /// Address of the instruction that asks.
  public let pc: UInt64

  /// An access.
  public init(address: UInt32, size: Int, hart: Int, pc: UInt64) {
    self.address = address
    self.size = size
    self.hart = hart
    self.pc = pc
  }
}
