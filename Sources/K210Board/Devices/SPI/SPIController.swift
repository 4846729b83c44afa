/// A serial controller (DesignWare SSI) as master, and what hangs on its wires.
///
/// **Time**: bits reach the peripheral when a frame starts to be sent; the FIFO levels, BUSY and interrupts tell when the wires are done with
/// them. Frames that only come in are fetched when they are read: a program sees up to 32 of them at a time, and the next when the wires would
/// have brought those that it took. DMA moves ahead of the wires; ``settledAt`` says when they are done.
///
/// **Source**: SDK `spi.c` and the Linux driver of the same IP (vendor) for registers; what drivers depend on was seen by running them.
/// Not modelled: slave mode, other protocols than SPI, DDR, hyperbus.
package struct SPIController<Peripheral: SPIPeripheral>: RegisterBlock {
  /// Which one it is.
  package let unit: SPIUnit
  /// What hangs on its wires.
  package var peripheral: Peripheral
  /// Whether programs must keep what the silicon demands.
  ///
  /// The peripheral is deselected when the FIFO runs dry while sending, frames for a full FIFO are lost, and nothing can be read early. Harts
  /// here may be slower or faster than silicon, so this is off.
  package var isStrict = false

  /// When the wires are done with all that was sent or fetched.
  package internal(set) var settledAt = BoardTime.zero
  /// How long the latest frame took on the wires.
  var frameTime = FrameTime(FrameTime.Key(ticks: 0, hertz: 1))

  var control0: UInt32 = 0
  var control1: UInt32 = 0
  var isEnabled = false
  var chipSelects: UInt32 = 0
  var baud: UInt32 = 0
  var transmitThreshold: UInt32 = 0
  var receiveThreshold: UInt32 = 0
  var interruptMask: UInt32 = 0x3F
  var stickyInterrupts: UInt32 = 0
  var dmaControl: UInt32 = 0
  var dmaTransmitLevel: UInt32 = 0
  var dmaReceiveLevel: UInt32 = 0
  var headerControl: UInt32 = 0
  var isBigEndian = false
  /// Registers that are kept and do nothing but XIP reads.
  var plain: [Int: UInt32] = [:]

  /// Frames that wait for a chip select, or for those before them.
  var queue: [UInt32] = []
  /// Frames that came in while others went out.
  var received: [UInt32] = []
  var transfer: Transfer?
  /// Frames that a program was told of and has not taken: it may take them one after the other, also when it must be strict.
  var toldFrames = 0

  /// Frames that a FIFO holds.
  package static var fifoDepth: Int { 32 }

  /// What goes on between the selection of a peripheral and its end.
  struct Transfer: Sendable, Equatable {
    /// Words of the instruction and address that are still to come.
    var headerWords: Int
    /// Frames that are still to be received.
    var toReceive = 0
    var hasReceived = false
  }

  /// A controller without power on its wires yet.
  package init(_ unit: SPIUnit, _ peripheral: Peripheral) {
    (self.unit, self.peripheral) = (unit, peripheral)
  }

  /// Goes back to the state after reset; the peripheral stays, deselected.
  package mutating func reset(_ board: Backplane) {
    endTransfer(board)
    let kept = (peripheral, isStrict)
    self = SPIController(unit, peripheral)
    (peripheral, isStrict) = kept
    board.cancel(unit.event)
    board.setInterrupt(unit.interrupt, false)
  }

  /// Does what is due at the controller's event in the timeline.
  package mutating func handleEvent(_ board: Backplane) { update(board) }

  var control: SPIUnit.Control { unit.control(control0) }
  var header: SPIHeader { SPIHeader(headerControl) }

  // MARK: Registers

  package mutating func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    let word: UInt32? =
      switch offset {
      case 0x00: control0
      case 0x04: control1
      case 0x08: isEnabled ? 1 : 0
      case 0x10: chipSelects
      case 0x14: baud
      case 0x18: transmitThreshold
      case 0x1C: receiveThreshold
      case 0x20...0x34: observe(offset, board)
      case 0x38...0x48: clearInterrupts(offset, board)
      case 0x4C: dmaControl
      case 0x50: dmaTransmitLevel
      case 0x54: dmaReceiveLevel
      case 0x60..<0xF0: readData(board)
      case 0xF4: headerControl
      case 0x118: isBigEndian ? 1 : 0
      case 0x0C, 0xF0, 0xFC...0x114: plain[offset] ?? 0
      // `idr` and `version`: what the silicon has there is not known.
      case 0x58, 0x5C: 0
      default: nil
      }
    return word.map(UInt64.init)
  }

  /// Reads what changes with the time while frames are on the wires.
  private mutating func observe(_ offset: Int, _ board: Backplane) -> UInt32 {
    let now = board.now
    let inFlight = framesInFlight(now)
    notePolling(inFlight: inFlight, now, board)
    toldFrames = receiveLevel(inFlight: inFlight)
    return switch offset {
    case 0x20: UInt32(transmitLevel(inFlight: inFlight))
    case 0x24: UInt32(toldFrames)
    case 0x28:
      Self.status(
        inFlight: inFlight, sending: transmitLevel(inFlight: inFlight),
        receiving: toldFrames)
    case 0x2C: interruptMask
    case 0x30: rawInterrupts(inFlight: inFlight) & interruptMask
    default: rawInterrupts(inFlight: inFlight)
    }
  }

  /// `sr`: BUSY 0, TFNF 1, TFE 2, RFNE 3, RFF 4.
  private static func status(inFlight: Int, sending: Int, receiving: Int) -> UInt32 {
    (inFlight > 0 ? 1 : 0) | (sending < fifoDepth ? 2 : 0) | (sending == 0 ? 4 : 0)
      | (receiving > 0 ? 8 : 0) | (receiving >= fifoDepth ? 16 : 0)
  }

  /// Clears what a read of 38 to 48 clears, and tells whether it was set.
  private mutating func clearInterrupts(_ offset: Int, _ board: Backplane) -> UInt32? {
    let mask: UInt32
    switch offset {
    case 0x38: mask = 2
    case 0x3C: mask = 8
    case 0x40: mask = 4
    case 0x44: mask = 0x20
    case 0x48: mask = 0x2E
    default: return nil
    }
    let wasSet = stickyInterrupts & mask != 0
    stickyInterrupts &= ~mask
    board.noteEffect()
    update(board)
    return wasSet ? 1 : 0
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    func merged(_ old: UInt32, _ mask: UInt32 = .max) -> UInt32 { write.merged(into: old) & mask }
    switch offset {
    case 0x00: control0 = merged(control0)
    case 0x04: control1 = merged(control1, 0xFFFF)
    case 0x08: enable(merged(isEnabled ? 1 : 0) & 1 == 1, board)
    case 0x10: select(merged(chipSelects, 0xF), board)
    case 0x14: baud = merged(baud, 0xFFFE)
    case 0x18: transmitThreshold = merged(transmitThreshold, 0x1F)
    case 0x1C: receiveThreshold = merged(receiveThreshold, 0x1F)
    case 0x2C: interruptMask = merged(interruptMask, 0x7F)
    case 0x4C: dmaControl = merged(dmaControl, 3)
    case 0x50: dmaTransmitLevel = merged(dmaTransmitLevel, 0x1F)
    case 0x54: dmaReceiveLevel = merged(dmaReceiveLevel, 0x1F)
    case 0x60..<0xF0: writeData(write.word, board)
    case 0xF4: headerControl = merged(headerControl)
    case 0x118: isBigEndian = merged(0) & 1 == 1
    case 0x0C, 0xF0, 0xFC...0x114: plain[offset] = merged(plain[offset] ?? 0)
    // Registers that can only be read.
    case 0x20, 0x24, 0x28, 0x30...0x48, 0x58, 0x5C: break
    default: return false
    }
    pump(board)
    update(board)
    return true
  }

  package static func registerName(at offset: Int) -> String? {
    let names = [
      0x00: "ctrlr0", 0x04: "ctrlr1", 0x08: "ssienr", 0x0C: "mwcr", 0x10: "ser", 0x14: "baudr",
      0x18: "txftlr", 0x1C: "rxftlr", 0x20: "txflr", 0x24: "rxflr", 0x28: "sr", 0x2C: "imr", 0x30: "isr",
      0x34: "risr", 0x38: "txoicr", 0x3C: "rxoicr", 0x40: "rxuicr", 0x44: "msticr", 0x48: "icr",
      0x4C: "dmacr", 0x50: "dmatdlr", 0x54: "dmardlr", 0x58: "idr", 0x5C: "ssic_version_id",
      0xF0: "rx_sample_delay", 0xF4: "spi_ctrlr0", 0xFC: "xip_mode_bits", 0x100: "xip_incr_inst",
      0x104: "xip_wrap_inst", 0x108: "xip_ctrl", 0x10C: "xip_ser", 0x110: "xrxoicr",
      0x114: "xip_cnt_time_out", 0x118: "endian",
    ]
    return (0x60..<0xF0).contains(offset) ? "dr\((offset - 0x60) / 4)" : names[offset]
  }
}
