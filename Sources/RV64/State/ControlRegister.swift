/// Control and status registers by number.
///
/// **Source**: privileged architecture 1.9.1; which ones K210 firmware uses was seen by running it.
enum ControlRegister {
  static let fflags = 0x001
  static let frm = 0x002
  static let fcsr = 0x003
  static let sptbr = 0x180
  static let mstatus = 0x300
  static let misa = 0x301
  static let medeleg = 0x302
  static let mideleg = 0x303
  static let mie = 0x304
  static let mtvec = 0x305
  static let mucounteren = 0x320
  static let mscounteren = 0x321
  static let mscratch = 0x340
  static let mepc = 0x341
  static let mcause = 0x342
  static let mbadaddr = 0x343
  static let mip = 0x344
  static let mcycle = 0xB00
  static let minstret = 0xB02
  static let cycle = 0xC00
  static let time = 0xC01
  static let instret = 0xC02
  static let mvendorid = 0xF11
  static let marchid = 0xF12
  static let mimpid = 0xF13
  static let mhartid = 0xF14

  /// Counters and events that count nothing: `mhpmcounter3…31`, `mhpmevent3…31`, their user aliases, and the
  /// physical memory protection registers, which have no effect here.
  static func readsAsZero(_ number: Int) -> Bool {
    switch number {
    case 0xB03...0xB1F, 0xC03...0xC1F, 0x323...0x33F, 0x3A0...0x3BF, 0x7A0...0x7A3: true
    default: false
    }
  }
}

/// Bits of `mstatus`.
enum MachineStatus {
  static let mie: UInt64 = 1 << 3
  static let mpie: UInt64 = 1 << 7
  /// Previous mode: 0 user, 3 machine.
  static let mpp: UInt64 = 3 << 11
  /// State of the float unit: 0 off, 1 initial, 2 clean, 3 dirty.
  static let fs: UInt64 = 3 << 13
  static let mprv: UInt64 = 1 << 17
  /// Translation of 1.9.1, which is not there: a write that asks for it is an illegal instruction.
  static let vm: UInt64 = 0x1F << 24
  /// What a write changes.
  static let writable: UInt64 = mie | mpie | mpp | fs | mprv | 1 << 18
  /// Set when FS is dirty.
  static let sd: UInt64 = 1 << 63
}

/// Interrupt lines of a hart, as bits of `mip` and `mie`.
public enum InterruptLine: UInt64, Sendable, CaseIterable {
  /// From the other hart by CLINT `msip`.
  case software = 3
  /// CLINT `mtime` reached `mtimecmp`.
  case timer = 7
  /// From the PLIC.
  case external = 11

  /// The line's bit.
  public var mask: UInt64 { 1 << rawValue }
}
