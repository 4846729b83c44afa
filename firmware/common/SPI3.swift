/// The SPI controller that the flash hangs on.
///
/// **Source**: the DesignWare SSI as the vendor's SDK headers describe it.
enum SPI3 {
  /// Frame size 4:0 (bits less one), transfer mode 11:10, frame format 23:22.
  static var control0: Register { Register(0x5400_0000) }
  /// Frames to receive, less one.
  static var control1: Register { Register(0x5400_0004) }
  static var enable: Register { Register(0x5400_0008) }
  static var slaveEnable: Register { Register(0x5400_0010) }
  static var baud: Register { Register(0x5400_0014) }
  static var receiveLevel: Register { Register(0x5400_0024) }
  static var status: Register { Register(0x5400_0028) }
  static var interruptMask: Register { Register(0x5400_002C) }
  static var dmaControl: Register { Register(0x5400_004C) }
  static var data: Register { Register(0x5400_0060) }
  static var enhancedControl: Register { Register(0x5400_00F4) }
  static var endian: Register { Register(0x5400_0118) }

  /// Sets the controller up for plain SPI at a slow clock.
  static func start() {
    SYSCTL.enableClock(.spi3)
    // Bit 15: the flash as memory; the registers answer only without it.
    SYSCTL.peripheral.clear(1 &<< 15)
    enable.value = 0
    interruptMask.value = 0
    dmaControl.value = 0
    slaveEnable.value = 0
    enhancedControl.value = 0
    endian.value = 0
    baud.value = 64
  }

  /// Sends a command of up to four bytes (highest first), then receives up to 32 bytes, and gives the first eight of
  /// them as a number, the first byte highest; nil when the bytes do not come.
  ///
  /// More than the FIFO's 32 frames would need the hart to keep up with the clock of the bus.
  static func read(command: UInt32, bytes: UInt32, skip: UInt32 = 0, receive count: UInt32) -> UInt64? {
    enable.value = 0
    // 8 bits, transfer mode 3: send what is queued, then receive.
    control0.value = 7 | 3 &<< 10
    control1.value = skip &+ count &- 1
    enable.value = 1
    var index = bytes
    while index > 0 {
      index &-= 1
      data.value = command &>> (index &* 8) & 0xFF
    }
    slaveEnable.value = 1
    var (result, isComplete) = (0 as UInt64, true)
    for frame in 0..<skip &+ count {
      isComplete = isComplete && Delay.until(microseconds: 10_000) { receiveLevel.value > 0 }
      if !isComplete { break }
      let byte = data.value & 0xFF
      if frame >= skip, frame < skip &+ 8 { result = result &<< 8 | UInt64(byte) }
    }
    slaveEnable.value = 0
    enable.value = 0
    return isComplete ? result : nil
  }
}
