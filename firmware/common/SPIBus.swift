/// A serial controller as master of a flash chip on its first chip select: commands of one to four bytes on single lines, words
/// of a page, reads on two lines.
///
/// Who uses it keeps up with the wires, so interrupts are off.
///
/// **Source**: the DesignWare SSI as the vendor's SDK headers describe it; SPI3 has the fields of `ctrlr0` elsewhere than SPI0.
struct SPIBus {
  private let base: UInt

  /// The controller that the module's own flash hangs on.
  static var spi3: SPIBus { SPIBus(base: 0x5400_0000) }
  /// The first of the general controllers.
  static var spi0: SPIBus { SPIBus(base: 0x5200_0000) }

  private var isSPI3: Bool { base == 0x5400_0000 }

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
    // The clock of SPI n is bit 6 + n, its reset too, the flash as memory is bit 12 + n; registers answer only without these.
    let number: UInt32 = isSPI3 ? 3 : 0
    SYSCTL.centralClockEnable.set(0b111 &<< 3)
    SYSCTL.clockEnable.set(0x40 &<< number)
    SYSCTL.peripheralReset.clear(0x40 &<< number)
    SYSCTL.peripheral.clear(0x1000 &<< number)
    // PLL0, halved.
    if isSPI3 { SYSCTL.clockSelect0.set(1 &<< 12) }
    SYSCTL.threshold1.clear(0xFF &<< (number &* 8))
    enable.value = 0
    slaveEnable.value = 0
    // Interrupts, DMA, a delay of what comes in, and the turning of bytes are off.
    register(0x2C).value = 0
    register(0x4C).value = 0
    register(0xF0).value = 0
    register(0x118).value = 0
    let divisor = (SYSCTL.output(of: SYSCTL.pll0) / 2 &+ hertz &- 1) / hertz
    register(0x14).value = UInt32(truncatingIfNeeded: divisor &+ 1) & ~1
  }

  /// Makes frames of `bits` for the next transaction, and empties the FIFOs.
  @inline(never) private func begin(_ mode: Mode, bits: UInt32, lines: UInt32 = 0, receive count: UInt32 = 1)
  {
    enable.value = 0
    // Where `ctrlr0` has frame size, transfer mode and number of lines.
    register(0x00).value =
      isSPI3
      ? (bits &- 1) | mode.rawValue &<< 10 | lines &<< 22
      : (bits &- 1) &<< 16 | mode.rawValue &<< 8 | lines &<< 21
    register(0x04).value = count &- 1
    enable.value = 1
  }

  /// A word with its bytes turned around; in one place, since it takes a dozen instructions.
  @inline(never) private static func swapped(_ word: UInt32) -> UInt32 { word.byteSwapped }

  private func select() { slaveEnable.value = 1 }

  @inline(never) private func deselect() {
    slaveEnable.value = 0
    enable.value = 0
  }

  /// Sends one frame of 8, 16, 24 or 32 bits.
  @inline(never) func send(_ frame: UInt32, bits: UInt32) {
    begin(.transmit, bits: bits)
    data.value = frame
    select()
    finish()
  }

  /// Sends a frame of 32 bits and then the words of memory up to `end`, the byte at the lowest address first.
  ///
  /// The FIFO never runs dry: 32 frames are in it before the chip is selected, and `pause` may take as long as 14 of them need.
  func send(_ frame: UInt32, from start: UInt, to end: UInt, pause: () -> Void) {
    begin(.transmit, bits: 32)
    data.value = frame
    var (address, room) = (start, SPIBus.depth &- 1)
    // To the end, and until so little is left that waiting for it is no waste.
    repeat {
      while room > 0, address < end {
        data.value = SPIBus.swapped(Register(address).value)
        address &+= 4
        room &-= 1
      }
      select()
      pause()
      room = SPIBus.depth &- transmitLevel.value
    } while address < end || room < 24
    finish()
  }

  /// Waits until the wires are still, then lets go of the chip.
  @inline(never) private func finish() {
    // Transmitter empty and not busy.
    while status.value & 0b101 != 0b100 {}
    deselect()
  }

  /// Sends a command of up to eight bytes (highest first), and puts up to 32 bytes that follow into memory.
  @inline(never) func answer(_ command: UInt64, bytes: UInt64, into memory: UInt, count: UInt32) {
    begin(.sendThenReceive, bits: 8, receive: count)
    var shift = bytes &* 8
    while shift > 0 {
      shift &-= 8
      data.value = UInt32(truncatingIfNeeded: command &>> shift) & 0xFF
    }
    select()
    var address = memory
    while address < memory &+ UInt(count) {
      while receiveLevel.value == 0 {}
      MemoryByte(address).value = UInt8(truncatingIfNeeded: data.value)
      address &+= 1
    }
    deselect()
  }

  /// Reads words from an address into memory up to `end` (at most 65,536) by command 3B, which has an address of 24 bits, eight idle clocks,
  /// and data on two lines.
  ///
  /// - Parameter pause: Takes at most as long as 16 words need; called when all that has come was taken.
  /// - Returns: false when some do not come, since they were not taken in time.
  func read(_ address: UInt32, to start: UInt, end: UInt, pause: () -> Void) -> Bool {
    // Instruction of 8 bits, address of 24, both on a single line; 8 wait cycles.
    register(0xF4).value = 6 &<< 2 | 2 &<< 8 | 8 &<< 11
    begin(.receive, bits: 32, lines: 1, receive: UInt32(truncatingIfNeeded: (end &- start) / 4))
    data.value = 0x3B
    data.value = address
    select()
    var (target, looks) = (start, 0)
    while target < end, looks < 0x10000 {
      var level = receiveLevel.value
      while level > 0, target < end {
        Register(target).value = SPIBus.swapped(data.value)
        target &+= 4
        level &-= 1
      }
      pause()
      looks &+= 1
    }
    deselect()
    return target == end
  }
}
