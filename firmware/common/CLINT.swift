/// The core-local interruptor: software interrupts between the harts, and the timer.
///
/// **Source**: the SiFive layout; `mtime` counts a fiftieth of the harts' clock on the K210.
enum CLINT {
  /// Software interrupts, a word per hart.
  static var msip: Register { Register(0x0200_0000) }
  /// Timer interrupts when `mtime` reaches it, a double word per hart.
  static var mtimecmp: Register64 { Register64(0x0200_4000) }
  /// The time.
  static var mtime: Register64 { Register64(0x0200_BFF8) }
}

/// Bits of `mip` and `mie`.
enum Interrupt {
  static let software: UInt64 = 1 << 3
  static let timer: UInt64 = 1 << 7
  static let external: UInt64 = 1 << 11
  /// `mstatus.MIE`: interrupts are taken.
  static let globalEnable: UInt64 = 1 << 3
}
