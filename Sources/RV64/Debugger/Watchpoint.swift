/// A range of addresses whose accesses stop a hart, before they are made.
public struct Watchpoint: Sendable, Hashable {
  /// Which accesses count; an atomic that reads and writes counts as either.
  public enum Kind: Sendable, Hashable {
    /// Writes, of the same value too.
    case write
    /// Reads.
    case read
    /// Both.
    case access

    /// Whether an access, or a watchpoint, of one kind is one of another.
    func meets(_ other: Kind) -> Bool { self == other || self == .access || other == .access }
  }

  /// Which accesses count.
  public let kind: Kind
  /// The first address; in RAM, its other places count as well.
  public let address: UInt32
  /// Bytes from there on.
  public let byteCount: Int

  /// A watchpoint.
  public init(_ kind: Kind, at address: UInt32, byteCount: Int) {
    self.kind = kind
    self.address = address
    self.byteCount = byteCount
  }
}

/// A watchpoint and what it covers.
struct Watch {
  let watchpoint: Watchpoint
  /// Offsets in RAM, or ``place(ofBus:)`` of addresses on the bus.
  let places: Range<Int>

  /// One number line for both: addresses on the bus come behind all RAM.
  static func place(ofBus address: UInt32) -> Int { 1 << 32 | Int(address) }

  /// Nil for ranges that are empty, leave the 32 bits of addresses, or lie in RAM in part only.
  init?(_ watchpoint: Watchpoint, in memory: GuestMemory) {
    let (address, byteCount) = (watchpoint.address, watchpoint.byteCount)
    guard byteCount > 0, byteCount <= (1 << 32) - Int(address) else { return nil }
    self.watchpoint = watchpoint
    if let offset = memory.offset(of: address, size: byteCount) {
      places = offset..<offset + byteCount
    } else {
      let end = address + UInt32(byteCount - 1)
      let isApart = memory.bases.allSatisfy { base in
        end < base || UInt64(address) >= UInt64(base) + UInt64(memory.byteCount)
      }
      guard isApart else { return nil }
      let place = Self.place(ofBus: address)
      places = place..<place + byteCount
    }
  }
}
