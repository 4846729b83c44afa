/// The platform-level interrupt controller, as the machine mode of a hart sees it.
///
/// **Source**: the SiFive layout with 65 sources; hart h in machine mode is context 2h.
enum PLIC {
  /// Sources that the programs here use.
  enum Source {
    static let timer0A: UInt32 = 14
    static let kpu: UInt32 = 25
    static let uarths: UInt32 = 33
  }

  /// A word per source, 0 (never) … 7.
  static var priority: Register { Register(0x0C00_0000) }

  /// A bit per source: the hart is interrupted by it.
  static func enables(hart: UInt64) -> Register { Register(0x0C00_2000 &+ UInt(hart) &* 0x100) }

  /// Priorities up to this one are held back.
  static func threshold(hart: UInt64) -> Register { Register(0x0C20_0000 &+ UInt(hart) &* 0x2000) }

  /// Read: claims the source to serve, 0 for none; written: it is served.
  static func claim(hart: UInt64) -> Register { Register(0x0C20_0004 &+ UInt(hart) &* 0x2000) }

  /// Switches a source on for a hart.
  static func enable(_ source: UInt32, priority level: UInt32, hart: UInt64) {
    priority[Int(source)].value = level
    enables(hart: hart)[Int(source / 32)].set(1 &<< (source % 32))
  }

  /// Switches a source off for a hart.
  static func disable(_ source: UInt32, hart: UInt64) {
    enables(hart: hart)[Int(source / 32)].clear(1 &<< (source % 32))
  }

  /// Forgets what a loader left: nothing enabled, nothing claimed, threshold 0.
  static func reset(hart: UInt64) {
    for word in 0..<3 { enables(hart: hart)[word].value = 0 }
    threshold(hart: hart).value = 0
    for _ in 0..<100 {
      let source = claim(hart: hart).value
      if source == 0 { break }
      claim(hart: hart).value = source
    }
  }
}
