/// UART1, UART2 or UART3: a DesignWare 16550 with FIFOs of 16 bytes.
///
/// **Source**: SDK `uart.h` and `uart.c`, Synopsys' register description (certain). With bit 7 of IER set, bit 5 of LSR means that the
/// transmit FIFO is full, which the SDK's driver relies on.
package struct UART16550: RegisterBlock, Equatable {
  /// Which of the three.
  package let port: SerialPort
  private var transmitted = ByteFIFO(capacity: 16)
  private var received = ByteFIFO(capacity: 16)
  private var shifting: UInt8?
  private var divisor: UInt32 = 0
  private var divisorFraction: UInt32 = 0
  private var interruptEnable: UInt32 = 0
  private var fifoControl: UInt32 = 0
  private var lineControl: UInt32 = 0
  private var modemControl: UInt32 = 0
  private var scratch: UInt32 = 0
  private var hasOverrun = false
  /// Whether bytes have waited for four characters.
  private var isQuiet = false
  /// Whether the transmitter has become empty since IIR last said so.
  private var tellsEmpty = false
  /// Registers for RS-485 and the like that are kept and do nothing.
  private var kept: [Int: UInt32] = [:]

  /// A port after a reset, without a speed.
  package init(_ port: SerialPort) { self.port = port }

  /// Whether bytes that come in are kept: once a speed is set.
  package var isReceiving: Bool { divisor > 0 && !isLoopback }

  private var isLoopback: Bool { modemControl & 0x10 != 0 }

  /// Bits per second.
  package func baud(_ clocks: ClockTree) -> UInt64 {
    max(1, clocks.apb0Hertz / max(1, 16 * UInt64(divisor) + UInt64(divisorFraction)))
  }

  /// Bits of a character on the line: start, data, parity, stop.
  private var bitsPerByte: UInt64 {
    1 + 5 + UInt64(lineControl & 3) + (lineControl & 8 != 0 ? 1 : 0) + (lineControl & 4 != 0 ? 2 : 1)
  }

  private func byteTime(_ board: Backplane) -> Duration {
    .ticks(
      bitsPerByte * (16 * UInt64(divisor) + UInt64(divisorFraction)), of: max(1, board.clocks.apb0Hertz))
  }

  /// Whether there is a byte for the DMA controller.
  package var offersByte: Bool { !received.isEmpty }

  /// Whether the DMA controller may bring a byte.
  package var hasRoom: Bool { divisor > 0 && !transmitted.isFull }

  // MARK: The line

  /// Keeps a byte from the line; false when there is no room.
  package mutating func receive(_ byte: UInt8, _ board: Backplane) -> Bool {
    let fits = received.push(byte)
    if fits { board.requestDMA() } else { hasOverrun = true }
    isQuiet = false
    board.schedule(port.quiet, after: byteTime(board) * 4)
    updateInterrupt(board)
    return fits
  }

  /// Says that four characters' time passed without a new byte.
  package mutating func quiet(_ board: Backplane) {
    isQuiet = !received.isEmpty
    updateInterrupt(board)
  }

  /// The byte that has left by now, nil when it came back by loopback; the next one follows.
  package mutating func sent(_ board: Backplane) -> UInt8? {
    let byte = shifting
    shifting = nil
    startSending(board)
    board.requestDMA()
    if transmitted.isEmpty, shifting == nil { tellsEmpty = true }
    if isLoopback, let byte {
      _ = receive(byte, board)
      return nil
    }
    updateInterrupt(board)
    return byte
  }

  private mutating func startSending(_ board: Backplane) {
    guard shifting == nil, divisor > 0, let byte = transmitted.pop() else { return }
    shifting = byte & UInt8(0xFF >> (3 - (lineControl & 3)))
    board.schedule(port.sent, after: byteTime(board))
  }

  // MARK: Registers

  private var areFIFOsOn: Bool { fifoControl & 1 == 1 }

  /// Received bytes from which on the receiver interrupts.
  private var receiveTrigger: Int { areFIFOsOn ? [1, 4, 8, 14][Int(fifoControl >> 6 & 3)] : 1 }

  /// Waiting bytes below which the transmitter interrupts in the programmable mode.
  private var transmitTrigger: Int { [0, 2, 4, 8][Int(fifoControl >> 4 & 3)] }

  private var isThresholdMode: Bool { interruptEnable & 0x80 != 0 && areFIFOsOn }

  /// The most urgent interrupt: its number in IIR, 1 for none.
  private var interrupt: UInt32 {
    if interruptEnable & 4 != 0, hasOverrun { return 6 }
    if interruptEnable & 1 != 0 {
      if received.count >= receiveTrigger { return 4 }
      if isQuiet, !received.isEmpty, areFIFOsOn { return 12 }
    }
    if interruptEnable & 2 != 0 {
      if isThresholdMode ? transmitted.count <= transmitTrigger : tellsEmpty { return 2 }
    }
    return 1
  }

  private func updateInterrupt(_ board: Backplane) { board.setInterrupt(port.interrupt, interrupt != 1) }

  private var lineStatus: UInt32 {
    let isIdle = transmitted.isEmpty && shifting == nil
    let holdingBit = isThresholdMode ? transmitted.isFull : transmitted.isEmpty
    return (received.isEmpty ? 0 : 1) | (hasOverrun ? 2 : 0) | (holdingBit ? 0x20 : 0) | (isIdle ? 0x40 : 0)
  }

  private var hasDivisorAccess: Bool { lineControl & 0x80 != 0 }

  package mutating func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    switch offset {
    case 0x00:
      guard !hasDivisorAccess else { return UInt64(divisor & 0xFF) }
      guard let byte = received.pop() else { return 0 }
      board.noteEffect()
      isQuiet = false
      if !received.isEmpty { board.schedule(port.quiet, after: byteTime(board) * 4) }
      updateInterrupt(board)
      return UInt64(byte)
    case 0x04: return UInt64(hasDivisorAccess ? divisor >> 8 : interruptEnable)
    case 0x08:
      let number = interrupt
      if number == 2, tellsEmpty {
        board.noteEffect()
        tellsEmpty = false
        updateInterrupt(board)
      }
      return UInt64(number | (areFIFOsOn ? 0xC0 : 0))
    case 0x14:
      let status = lineStatus
      if hasOverrun {
        board.noteEffect()
        hasOverrun = false
        updateInterrupt(board)
      }
      return UInt64(status)
    // CTS, DSR and DCD are given: nothing holds the line.
    case 0x18: return isLoopback ? loopbackModemStatus : 0xB0
    case 0x7C:
      let isBusy = shifting != nil || !transmitted.isEmpty
      return (isBusy ? 1 : 0) | (transmitted.isFull ? 0 : 2) | (transmitted.isEmpty ? 4 : 0)
        | (received.isEmpty ? 0 : 8) | (received.isFull ? 16 : 0)
    case 0x80: return UInt64(transmitted.count)
    case 0x84: return UInt64(received.count)
    default: return stored(offset).map { UInt64($0) }
    }
  }

  /// RTS, DTR, OUT1, OUT2 come back as CTS, DSR, RI, DCD.
  private var loopbackModemStatus: UInt64 {
    UInt64(
      (modemControl & 2) << 3 | (modemControl & 1) << 5 | (modemControl & 4) << 4 | (modemControl & 8) << 4)
  }

  /// Registers that read as they were written.
  private func stored(_ offset: Int) -> UInt32? {
    switch offset {
    case 0x0C: lineControl
    case 0x10: modemControl
    case 0x1C: scratch
    case 0x9C: fifoControl >> 6 & 3
    case 0xA0: fifoControl >> 4 & 3
    case 0xC0: divisorFraction
    default: Self.registerName(at: offset) == nil ? nil : kept[offset] ?? 0
    }
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    let byte = write.word & 0xFF
    switch offset {
    case 0x00:
      if hasDivisorAccess {
        divisor = divisor & 0xFF00 | byte
        board.noteRouteChange()
      } else {
        tellsEmpty = false
        _ = transmitted.push(UInt8(truncatingIfNeeded: byte))
        startSending(board)
      }
    case 0x04:
      if hasDivisorAccess {
        divisor = divisor & 0xFF | byte << 8
        board.noteRouteChange()
      } else {
        if byte & 2 != 0, interruptEnable & 2 == 0, transmitted.isEmpty { tellsEmpty = true }
        interruptEnable = byte & 0x8F
      }
    case 0x08: setFIFOControl(byte)
    case 0x0C: lineControl = byte
    case 0x10:
      modemControl = byte & 0x7F
      board.noteRouteChange()
    case 0x14, 0x18, 0x7C, 0x80, 0x84: break
    case 0x1C: scratch = byte
    case 0x9C: fifoControl = fifoControl & 0x3F | (byte & 3) << 6
    case 0xA0: fifoControl = fifoControl & ~0x30 | (byte & 3) << 4
    case 0xC0: divisorFraction = byte & 15
    default:
      guard Self.registerName(at: offset) != nil else { return false }
      kept[offset] = write.word
    }
    updateInterrupt(board)
    return true
  }

  private mutating func setFIFOControl(_ byte: UInt32) {
    if (byte ^ fifoControl) & 1 != 0 || byte & 2 != 0 {
      received.removeAll()
      isQuiet = false
    }
    if (byte ^ fifoControl) & 1 != 0 || byte & 4 != 0 { transmitted.removeAll() }
    fifoControl = byte & 0xF9
  }

  package static func registerName(at offset: Int) -> String? {
    let names = [
      0x00: "RBR_THR_DLL", 0x04: "IER_DLH", 0x08: "IIR_FCR", 0x0C: "LCR", 0x10: "MCR", 0x14: "LSR",
      0x18: "MSR",
      0x1C: "SCR", 0x20: "LPDLL", 0x24: "LPDLH", 0x70: "FAR", 0x74: "TFR", 0x78: "RFW", 0x7C: "USR",
      0x80: "TFL",
      0x84: "RFL", 0x88: "SRR", 0x8C: "SRTS", 0x90: "SBCR", 0x94: "SDMAM", 0x98: "SFE", 0x9C: "SRT",
      0xA0: "STET",
      0xA4: "HTX", 0xA8: "DMASA", 0xAC: "TCR", 0xB0: "DE_EN", 0xB4: "RE_EN", 0xB8: "DET", 0xBC: "TAT",
      0xC0: "DLF",
      0xC4: "RAR", 0xC8: "TAR", 0xCC: "LCR_EXT", 0xF4: "CPR", 0xF8: "UCV", 0xFC: "CTR",
    ]
    return names[offset]
  }
}
