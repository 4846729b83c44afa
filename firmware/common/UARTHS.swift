/// The high-speed UART, which the mask ROM and this firmware use as the line to the host.
///
/// **Source**: the UART of the SiFive FE310 manual; offsets as in the vendor's SDK headers.
enum UARTHS: TextOutput {
  /// Written: sends a byte; read: bit 31 says that the FIFO is full.
  static var txdata: Register { Register(0x3800_0000) }
  /// Read: takes a byte, or bit 31 when there is none.
  static var rxdata: Register { Register(0x3800_0004) }
  /// Bit 0 enables; bits 18…16 are the level below which `txwm` is raised.
  static var txctrl: Register { Register(0x3800_0008) }
  /// Bit 0 enables; bits 18…16 are the level above which `rxwm` is raised.
  static var rxctrl: Register { Register(0x3800_000C) }
  /// Interrupts that are let through: bit 0 `txwm`, bit 1 `rxwm`.
  static var ie: Register { Register(0x3800_0010) }
  /// Interrupts that are raised, same bits.
  static var ip: Register { Register(0x3800_0014) }
  /// Clocks of the harts per bit, less one.
  static var div: Register { Register(0x3800_0018) }

  /// Connects the line to pins 4 and 5 (where every board has its USB bridge) and sets its speed.
  static func start(baud: UInt64) {
    SYSCTL.enableClock(.fpioa)
    FPIOA.connect(pin: 4, to: .uarthsReceive)
    FPIOA.connect(pin: 5, to: .uarthsTransmit)
    div.value = UInt32(truncatingIfNeeded: SYSCTL.cpuHertz / baud &- 1)
    ie.value = 0
    txctrl.value = 1
    rxctrl.value = 1
  }

  static func put(_ byte: UInt8) {
    while txdata.value &>> 31 == 1 {}
    txdata.value = UInt32(byte)
  }

  /// Takes a byte that has come, nil when there is none.
  static func take() -> UInt8? {
    let value = rxdata.value
    return value &>> 31 == 1 ? nil : UInt8(truncatingIfNeeded: value)
  }
}
