extension GuestMemory {
  /// The 32 bits from an address on that an instruction is made of, nil when no instruction of 16 bits fits there.
  ///
  /// Of the address, the low 32 bits count, as for a hart. Behind the end of RAM, bits are 0.
  public func instructionBits(at address: UInt64) -> UInt32? {
    guard let offset = offset(of: UInt32(truncatingIfNeeded: address), size: 2) else { return nil }
    let size = offset <= byteCount - 4 ? 4 : 2
    return UInt32(truncatingIfNeeded: load(offset, size))
  }
}
