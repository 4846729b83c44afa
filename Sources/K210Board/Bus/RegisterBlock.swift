/// A peripheral as programs see it: registers at offsets from a base address.
///
/// Blocks are values, so that the state of a board can be kept and compared. They do what they do in the two calls below and
/// in calls of their own that the board makes for events; what they need of the rest of the board is in ``Backplane``.
package protocol RegisterBlock: Sendable {
  /// Bytes of a register, a power of two: 4 for most blocks, 8 for KPU, FFT and DMAC.
  static var registerByteCount: Int { get }

  /// Reads the register at `offset`, a multiple of ``registerByteCount``; nil when nothing is modelled there.
  ///
  /// A read that changes something, or whose result depends on the time without an event in the ``Timeline``, calls
  /// ``Backplane/noteEffect()``: loops that poll anything else may be skipped up to the next event.
  mutating func read(_ offset: Int, _ board: Backplane) -> UInt64?

  /// Writes the register at `offset`; false when nothing is modelled there.
  mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool

  /// What the data sheet calls the register at `offset`, also of those that are not modelled.
  static func registerName(at offset: Int) -> String?
}

extension RegisterBlock {
  package static var registerByteCount: Int { 4 }
}

/// A write to one register; ``mask`` has ones where the access carries bits.
package struct RegisterWrite: Sendable, Equatable {
  /// The bits, in the place where the register has them.
  package let value: UInt64
  /// Which of them were written: all of the register, except for accesses that are narrower.
  package let mask: UInt64

  /// A write of a whole register.
  package init(_ value: UInt64, mask: UInt64 = .max) { (self.value, self.mask) = (value, mask) }

  /// The low 32 bits.
  package var word: UInt32 { UInt32(truncatingIfNeeded: value) }

  /// `old` with the written bits replaced.
  package func merged(into old: UInt64) -> UInt64 { old & ~mask | value & mask }

  /// `old` with the written bits replaced.
  package func merged(into old: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: merged(into: UInt64(old)))
  }
}

/// Which bits of a register an access touches, and how its value gets there.
package struct RegisterAccess: Sendable, Equatable {
  /// Offset of the register.
  package let offset: Int
  /// Bits that the access is away from the register's lowest.
  package let shift: UInt64
  /// The touched bits, in the register's place.
  package let mask: UInt64

  /// An access of `size` bytes at `offset` of a block; nil when it crosses a register's end.
  @inline(__always) package init?(offset: Int, size: Int, registerByteCount: Int) {
    let within = offset & (registerByteCount - 1)
    guard within + size <= registerByteCount else { return nil }
    self.offset = offset - within
    shift = UInt64(within) * 8
    mask = (size == 8 ? UInt64.max : (1 << UInt64(size * 8)) - 1) << shift
  }
}

extension RegisterBlock {
  /// Reads any aligned part of a register; one that crosses registers reads them one after the other.
  package mutating func read(_ offset: Int, size: Int, _ board: Backplane) -> UInt64? {
    let width = Self.registerByteCount
    if let access = RegisterAccess(offset: offset, size: size, registerByteCount: width) {
      return read(access.offset, board).map { ($0 & access.mask) >> access.shift }
    }
    guard offset & (width - 1) == 0, width == 4, size == 8, let low = read(offset, board),
      let high = read(offset + 4, board)
    else { return nil }
    return low & 0xFFFF_FFFF | high << 32
  }

  /// Writes any aligned part of a register.
  package mutating func write(_ offset: Int, size: Int, value: UInt64, _ board: Backplane) -> Bool {
    let width = Self.registerByteCount
    if let access = RegisterAccess(offset: offset, size: size, registerByteCount: width) {
      return write(access.offset, RegisterWrite(value << access.shift, mask: access.mask), board)
    }
    guard offset & (width - 1) == 0, width == 4, size == 8 else { return false }
    let mask: UInt64 = 0xFFFF_FFFF
    return write(offset, RegisterWrite(value & mask, mask: mask), board)
      && write(offset + 4, RegisterWrite(value >> 32, mask: mask), board)
  }
}
