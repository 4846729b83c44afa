extension Binary32 {
  /// The 64 bits of a register that holds a single: the upper half is ones.
  ///
  /// Source: RISC-V unprivileged specification 20191213, section 12.2.
  @inline(__always)
  package static func boxed(_ bits: UInt32) -> UInt64 { 0xFFFF_FFFF_0000_0000 | UInt64(bits) }

  /// The single in a register, or `quietNaN` when the upper half is not all ones.
  @inline(__always)
  package static func unboxed(_ register: UInt64) -> UInt32 {
    register >= 0xFFFF_FFFF_0000_0000 ? UInt32(truncatingIfNeeded: register) : quietNaN
  }
}
