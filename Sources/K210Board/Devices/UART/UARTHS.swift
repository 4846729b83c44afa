/// The high-speed serial port, a SiFive UART: FIFOs of 8 bytes, speed from the CPU's clock.
///
/// **Source**: SDK `uarths.h`, SiFive's manual of the FE310 (certain).
package struct UARTHS: RegisterBlock, Equatable {
  private var transmitted = ByteFIFO(capacity: 8)
  private var received = ByteFIFO(capacity: 8)
  /// The byte on the line.
  private var shifting: UInt8?
  private var transmitControl: UInt32 = 0
  private var receiveControl: UInt32 = 0
  private var interruptEnable: UInt32 = 0
  private var divisor: UInt32 = 0

  /// The port after a reset, off.
  package init() {}

  /// Whether bytes that come in are kept.
  package var isReceiving: Bool { receiveControl & 1 == 1 }

  /// Bits per second.
  package func baud(_ clocks: ClockTree) -> UInt64 { max(1, clocks.cpuHertz / (UInt64(divisor) + 1)) }

  /// How long one byte takes: start, eight bits, one or two stop bits.
  private func byteTime(_ board: Backplane) -> Duration {
    let bits: UInt64 = transmitControl & 2 == 0 ? 10 : 11
    return .ticks(bits * (UInt64(divisor) + 1), of: board.clocks.cpuHertz)
  }

  // MARK: The line

  /// Keeps a byte from the line; false when there is no room.
  package mutating func receive(_ byte: UInt8, _ board: Backplane) -> Bool {
    let fits = received.push(byte)
    updateInterrupt(board)
    return fits
  }

  /// The byte that has left by now; the next one follows.
  package mutating func sent(_ board: Backplane) -> UInt8? {
    let byte = shifting
    shifting = nil
    startSending(board)
    updateInterrupt(board)
    return byte
  }

  private mutating func startSending(_ board: Backplane) {
    guard shifting == nil, transmitControl & 1 == 1, let byte = transmitted.pop() else { return }
    shifting = byte
    board.schedule(.uarthsSent, after: byteTime(board))
  }

  // MARK: Registers

  private var pendingInterrupts: UInt32 {
    let isLow = transmitted.count < Int(transmitControl >> 16 & 7)
    let isHigh = received.count > Int(receiveControl >> 16 & 7)
    return (isLow ? 1 : 0) | (isHigh ? 2 : 0)
  }

  private func updateInterrupt(_ board: Backplane) {
    board.setInterrupt(.uarths, pendingInterrupts & interruptEnable != 0)
  }

  package mutating func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    switch offset {
    case 0x00: return transmitted.isFull ? 1 << 31 : 0
    case 0x04:
      guard let byte = received.pop() else { return 1 << 31 }
      board.noteEffect()
      updateInterrupt(board)
      return UInt64(byte)
    case 0x08: return UInt64(transmitControl)
    case 0x0C: return UInt64(receiveControl)
    case 0x10: return UInt64(interruptEnable)
    case 0x14: return UInt64(pendingInterrupts)
    case 0x18: return UInt64(divisor)
    default: return nil
    }
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    switch offset {
    case 0x00:
      // A byte for a full FIFO is lost, as on silicon.
      _ = transmitted.push(UInt8(truncatingIfNeeded: write.value))
      startSending(board)
    case 0x04, 0x14: break
    case 0x08:
      transmitControl = write.merged(into: transmitControl) & 0x7_0003
      startSending(board)
    case 0x0C:
      receiveControl = write.merged(into: receiveControl) & 0x7_0001
      board.noteRouteChange()
    case 0x10: interruptEnable = write.merged(into: interruptEnable) & 3
    case 0x18: divisor = write.merged(into: divisor) & 0xFFFF
    default: return false
    }
    updateInterrupt(board)
    return true
  }

  package static func registerName(at offset: Int) -> String? {
    let names = ["txdata", "rxdata", "txctrl", "rxctrl", "ie", "ip", "div"]
    return names.indices.contains(offset / 4) ? names[offset / 4] : nil
  }
}
