import _Volatile

/// A register of 32 bits at a fixed address; every read and write happens, in the order of the program.
///
/// **Invariant**: addresses are those of the chip's memory map, or of RAM that the caller owns.
struct Register {
  let address: UInt

  /// The register at `address`.
  init(_ address: UInt) { self.address = address }

  /// What the register holds.
  var value: UInt32 {
    get { unsafe VolatileMappedRegister<UInt32>(unsafeBitPattern: address).load() }
    nonmutating set { unsafe VolatileMappedRegister<UInt32>(unsafeBitPattern: address).store(newValue) }
  }

  /// The register `index` words further on.
  subscript(index: Int) -> Register { Register(address &+ UInt(bitPattern: index) &* 4) }

  /// Sets bits and leaves the others.
  func set(_ bits: UInt32) { value |= bits }

  /// Clears bits and leaves the others.
  func clear(_ bits: UInt32) { value &= ~bits }

  /// Replaces `width` bits from bit `low` on.
  func setField(_ low: UInt32, width: UInt32, to field: UInt32) {
    let mask = (1 &<< width &- 1) as UInt32
    value = value & ~(mask &<< low) | (field & mask) &<< low
  }

  /// Reads `width` bits from bit `low` on.
  func field(_ low: UInt32, width: UInt32) -> UInt32 { value &>> low & (1 &<< width &- 1) }
}

/// A register of 64 bits at a fixed address; every read and write happens, in the order of the program.
///
/// **Invariant**: as of ``Register``.
struct Register64 {
  let address: UInt

  /// The register at `address`.
  init(_ address: UInt) { self.address = address }

  /// What the register holds.
  var value: UInt64 {
    get { unsafe VolatileMappedRegister<UInt64>(unsafeBitPattern: address).load() }
    nonmutating set { unsafe VolatileMappedRegister<UInt64>(unsafeBitPattern: address).store(newValue) }
  }

  /// The register `index` double words further on.
  subscript(index: Int) -> Register64 { Register64(address &+ UInt(bitPattern: index) &* 8) }
}

/// A byte of memory at a fixed address.
///
/// **Invariant**: as of ``Register``.
struct MemoryByte {
  let address: UInt

  /// The byte at `address`.
  init(_ address: UInt) { self.address = address }

  /// What the byte holds.
  var value: UInt8 {
    get { unsafe VolatileMappedRegister<UInt8>(unsafeBitPattern: address).load() }
    nonmutating set { unsafe VolatileMappedRegister<UInt8>(unsafeBitPattern: address).store(newValue) }
  }
}
