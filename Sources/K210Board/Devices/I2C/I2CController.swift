/// A DesignWare I2C controller on a bus with nothing attached: nobody acknowledges an address.
///
/// **Source**: SDK `i2c.h` and `i2c.c`, DesignWare's registers (certain). What a program writes or asks for as master ends in an abort for
/// want of an acknowledgement; until it clears that, nothing more is sent. Ours: an address takes no time. As a slave, it is never
/// addressed.
package struct I2CController: RegisterBlock, Equatable {
  enum Register: Int, RegisterName {
    case con = 0x00
    case tar = 0x04
    case sar = 0x08
    case dataCmd = 0x10
    case ssSclHcnt = 0x14
    case ssSclLcnt = 0x18
    case intrStat = 0x2C
    case intrMask = 0x30
    case rawIntrStat = 0x34
    case rxTl = 0x38
    case txTl = 0x3C
    case clrIntr = 0x40
    case clrRxUnder = 0x44
    case clrRxOver = 0x48
    case clrTxOver = 0x4C
    case clrRdReq = 0x50
    case clrTxAbrt = 0x54
    case clrRxDone = 0x58
    case clrActivity = 0x5C
    case clrStopDet = 0x60
    case clrStartDet = 0x64
    case clrGenCall = 0x68
    case enable = 0x6C
    case status = 0x70
    case txflr = 0x74
    case rxflr = 0x78
    case sdaHold = 0x7C
    case txAbrtSource = 0x80
    case dmaCr = 0x88
    case dmaTdlr = 0x8C
    case dmaRdlr = 0x90
    case sdaSetup = 0x94
    case generalCall = 0x98
    case enableStatus = 0x9C
    case fsSpklen = 0xA0
    case compParam1 = 0xF4
    case compVersion = 0xF8
    case compType = 0xFC
  }

  private enum Interrupt {
    static let rxUnder: UInt32 = 1 << 0
    static let txEmpty: UInt32 = 1 << 4
    static let txAbort: UInt32 = 1 << 6
    static let activity: UInt32 = 1 << 8
    static let stopDetected: UInt32 = 1 << 9
    static let startDetected: UInt32 = 1 << 10
  }

  /// Number of the controller, 0…2.
  package let index: Int
  private var words = [UInt32](repeating: 0, count: 0x100 / 4)
  /// Interrupts that are remembered until they are cleared.
  private var latched: UInt32 = 0
  private var abortSource: UInt32 = 0

  /// Controller `index` after reset.
  package init(index: Int) {
    self.index = index
    self[.intrMask] = 0x8FF
  }

  private subscript(register: Register) -> UInt32 {
    get { words[register.rawValue / 4] }
    set { words[register.rawValue / 4] = newValue }
  }

  private var isEnabled: Bool { self[.enable] & 1 == 1 }
  private var raw: UInt32 { latched | (isEnabled ? Interrupt.txEmpty : 0) }

  /// Whether the controller asks the DMA controller for something to send.
  package var isTransmitReady: Bool { isEnabled && self[.dmaCr] & 2 != 0 }

  /// Puts everything back as after power came on.
  package mutating func reset(_ board: Backplane) {
    self = I2CController(index: index)
    settle(board)
  }

  private func settle(_ board: Backplane) {
    guard let source = InterruptSource.i2c0.advanced(by: index) else { return }
    board.setInterrupt(source, raw & self[.intrMask] != 0)
  }

  /// Sends an address, which nobody acknowledges.
  private mutating func transfer() {
    let isMaster = self[.con] & 1 == 1
    guard isEnabled, isMaster, abortSource == 0 else { return }
    let hasTenBits = self[.tar] & 1 << 12 != 0
    abortSource = hasTenBits ? 2 : 1
    latched |= Interrupt.txAbort | Interrupt.activity | Interrupt.startDetected | Interrupt.stopDetected
  }

  package mutating func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    guard let register = Register(rawValue: offset) else { return nil }
    switch register {
    case .dataCmd:
      latched |= isEnabled ? Interrupt.rxUnder : 0
    case .intrStat: return UInt64(raw & self[.intrMask])
    case .rawIntrStat: return UInt64(raw)
    case .status: return 0b110
    case .txflr, .rxflr: return 0
    case .txAbrtSource: return UInt64(abortSource)
    case .enableStatus: return isEnabled ? 1 : 0
    case .compType: return 0x4457_0140
    case .compParam1, .compVersion: return nil
    default:
      guard let cleared = Self.cleared(by: register) else { return UInt64(self[register]) }
      latched &= ~cleared
      if cleared & Interrupt.txAbort != 0 { abortSource = 0 }
    }
    board.noteEffect()
    settle(board)
    return 0
  }

  /// The interrupts that reading a register clears, nil for other registers.
  private static func cleared(by register: Register) -> UInt32? {
    switch register {
    case .clrIntr: .max
    case .clrRxUnder: 1 << 0
    case .clrRxOver: 1 << 1
    case .clrTxOver: 1 << 3
    case .clrRdReq: 1 << 5
    case .clrTxAbrt: Interrupt.txAbort
    case .clrRxDone: 1 << 7
    case .clrActivity: Interrupt.activity
    case .clrStopDet: Interrupt.stopDetected
    case .clrStartDet: Interrupt.startDetected
    case .clrGenCall: 1 << 11
    default: nil
    }
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    guard let register = Register(rawValue: offset) else { return false }
    switch register {
    case .dataCmd: transfer()
    case .intrStat, .rawIntrStat, .status, .txflr, .rxflr, .txAbrtSource, .enableStatus: break
    case .compParam1, .compVersion, .compType: return false
    case .enable:
      self[.enable] = write.merged(into: self[.enable]) & 1
      if !isEnabled { (latched, abortSource) = (0, 0) }
    default:
      if Self.cleared(by: register) == nil { self[register] = write.merged(into: self[register]) }
    }
    settle(board)
    if isTransmitReady { board.requestDMA() }
    return true
  }

  package static func registerName(at offset: Int) -> String? { Register(rawValue: offset)?.name }
}
