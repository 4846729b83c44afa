/// The first channel of TIMER0.
///
/// **Source**: the DesignWare timer as the vendor's SDK headers describe it.
enum Timer0 {
  static var load: Register { Register(0x502D_0000) }
  /// Counts down from `load`, and again.
  static var current: Register { Register(0x502D_0004) }
  /// Bit 0 runs, bit 1 starts again from `load` (else from all ones), bit 2 masks the interrupt.
  static var control: Register { Register(0x502D_0008) }
  /// Reading it clears the interrupt.
  static var endOfInterrupt: Register { Register(0x502D_000C) }
  static var interruptStatus: Register { Register(0x502D_0010) }

  /// Has the channel count down from a number, again and again.
  static func start(from count: UInt32, interrupts: Bool) {
    control.value = 0
    load.value = count
    control.value = interrupts ? 0b011 : 0b111
  }

  /// Stops the channel and forgets its interrupt.
  static func stop() {
    control.value = 0b100
    _ = endOfInterrupt.value
  }
}
