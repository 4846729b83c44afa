/// A serial controller as master of a flash chip on its first chip select: commands of one to four bytes on single lines, words
/// of a page, reads on two lines.
///
/// **Source**: the DesignWare SSI as the vendor's SDK headers describe it; SPI3 has the fields of `ctrlr0` elsewhere than SPI0.
struct SPIBus {
  private let base: UInt
  /// Where `ctrlr0` has frame size, transfer mode and number of lines.
  private let sizeShift: UInt32
  private let modeShift: UInt32
  private let linesShift: UInt32

  /// The controller that the module's own flash hangs on.
  static var spi3: SPIBus { SPIBus(base: 0x5400_0000, sizeShift: 0, modeShift: 10, linesShift: 22) }
  /// The first of the general controllers.
  static var spi0: SPIBus { SPIBus(base: 0x5200_0000, sizeShift: 16, modeShift: 8, linesShift: 21) }

  /// Frames that its FIFOs hold.
  static var depth: UInt32 { 32 }

  private enum Mode: UInt32 {
    case transmit = 1
    case receive = 2
    /// What is queued goes out, then frames come in.
    case sendThenReceive = 3
  }

  private func register(_ offset: UInt) -> Register { Register(base &+ offset) }
  private var enable: Register { register(0x08) }
  private var slaveEnable: Register { register(0x10) }
  private var transmitLevel: Register { register(0x20) }
  private var receiveLevel: Register { register(0x24) }
  private var status: Register { register(0x28) }
  private var data: Register { register(0x60) }

  /// Sets the controller up with a clock of at most `hertz`, whatever somebody left there.
  func start(atMost hertz: UInt64) {
    let isSPI3 = sizeShift == 0
    SYSCTL.start(isSPI3 ? .spi3 : .spi0)
    // The flash as memory; the registers answer only without it.
    SYSCTL.peripheral.clear(isSPI3 ? 1 &<< 15 : 1 &<< 12)
    // PLL0, halved.
    if isSPI3 { SYSCTL.clockSelect0.set(1 &<< 12) }
    SYSCTL.threshold1.setField(isSPI3 ? 24 : 0, width: 8, to: 0)
    enable.value = 0
    slaveEnable.value = 0
    // Interrupts, DMA and the turning of bytes are off.
    register(0x2C).value = 0
    register(0x4C).value = 0
    register(0x118).value = 0
    let divisor = (SYSCTL.output(of: SYSCTL.pll0) / 2 &+ hertz &- 1) / hertz
    register(0x14).value = UInt32(truncatingIfNeeded: divisor &+ 1) & ~1
  }

  /// Makes frames of `bits` for the next transaction, and empties the FIFOs.
  private func begin(_ mode: Mode, bits: UInt32, lines: UInt32 = 0, receive count: UInt32 = 1) {
    enable.value = 0
    register(0x00).value =
      (bits &- 1) &<< sizeShift | mode.rawValue &<< modeShift | lines &<< linesShift
    register(0x04).value = count &- 1
    enable.value = 1
  }

  private func select() { slaveEnable.value = 1 }

  private func deselect() {
    slaveEnable.value = 0
    enable.value = 0
  }

  /// Sends one frame of 8, 16 or 32 bits.
  @inline(never) func send(_ frame: UInt32, bits: UInt32) {
    begin(.transmit, bits: bits)
    data.value = frame
    select()
    finish()
  }

  /// Sends a frame of 32 bits and then `count` words from memory, the byte at the lowest address first.
  ///
  /// The FIFO never runs dry: 32 frames are in it before the chip is selected, and `pause` may take as long as 16 of them need.
  func send(_ frame: UInt32, words: Register, count: Int, pause: () -> Void) {
    begin(.transmit, bits: 32)
    data.value = frame
    var index = 0
    while index < count {
      if index == 31 { select() }
      if index >= 31 { waitForHalf(pause) }
      // Half of it, or all before the start.
      let end = index == 0 ? 31 : index &+ 16
      while index < end, index < count {
        data.value = words[index].value.byteSwapped
        index &+= 1
      }
    }
    select()
    waitForHalf(pause)
    finish()
  }

  /// Waits until half of what goes out has left.
  private func waitForHalf(_ pause: () -> Void) {
    var looks = 0
    while transmitLevel.value > SPIBus.depth / 2, looks < SPIBus.patience {
      pause()
      looks &+= 1
    }
  }

  /// Waits until the wires are still, then lets go of the chip.
  private func finish() {
    // Transmitter empty and not busy; a controller without a clock would never be.
    var looks = 0
    while status.value & 0b101 != 0b100, looks < SPIBus.patience { looks &+= 1 }
    deselect()
  }

  /// Times that something is looked at before the controller counts as dead.
  private static var patience: Int { 100_000 }

  /// Sends a command of up to eight bytes (highest first), and gives the up to eight bytes that follow as a number, the first
  /// one highest; those that do not come are ones.
  @inline(never) func answer(_ command: UInt64, bytes: UInt64, receive count: UInt32) -> UInt64 {
    begin(.sendThenReceive, bits: 8, receive: count)
    var shift = bytes &* 8
    while shift > 0 {
      shift &-= 8
      data.value = UInt32(truncatingIfNeeded: command &>> shift) & 0xFF
    }
    select()
    var result: UInt64 = 0
    for _ in 0..<count {
      var looks = 0
      while receiveLevel.value == 0, looks < SPIBus.patience { looks &+= 1 }
      result = result &<< 8 | UInt64(looks < SPIBus.patience ? data.value & 0xFF : 0xFF)
    }
    deselect()
    return result
  }

  /// Reads `count` words (at most 65,536) from an address into memory by command 3B, which has an address of 24 bits, eight idle
  /// clocks, and data on two lines.
  ///
  /// - Parameter pause: Takes at most as long as 16 words need; called while few words are there.
  /// - Returns: false when the words do not come.
  func read(_ address: UInt32, into words: Register, count: Int, pause: () -> Void) -> Bool {
    // Instruction of 8 bits, address of 24, both on a single line; 8 wait cycles.
    register(0xF4).value = 6 &<< 2 | 2 &<< 8 | 8 &<< 11
    begin(.receive, bits: 32, lines: 1, receive: UInt32(truncatingIfNeeded: count))
    data.value = 0x3B
    data.value = address
    select()
    var (index, misses) = (0, 0)
    while index < count, misses < SPIBus.patience {
      let level = min(Int(receiveLevel.value), count &- index)
      for _ in 0..<level {
        words[index].value = data.value.byteSwapped
        index &+= 1
      }
      misses = level == 0 ? misses &+ 1 : 0
      if index &+ 8 < count { pause() }
    }
    deselect()
    return index == count
  }
}
