/// Small programs for the board, made of words.
package enum BoardPrograms {
  /// Registers by number.
  package static let (zero, t0, t1, t2, a0, a1, a2):
    (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) =
      (0, 5, 6, 7, 10, 11, 12)

  /// Sends hart 1 to sleep for good.
  package static var parkHart1: [UInt32] {
    [
      Assembler.csrrs(t0, 0xF14, 0), Assembler.branch(0, t0, zero, 12), Assembler.wfi,
      Assembler.jal(zero, -4),
    ]
  }

  /// Turns UARTHS on at 115200 baud, both ways; leaves its base in a0.
  package static var openUARTHS: [UInt32] {
    Assembler.li(a0, 0x3800_0000) + Assembler.li(t0, 3384)
      + [
        Assembler.store(2, a0, t0, 0x18), Assembler.addi(t0, zero, 1), Assembler.store(2, a0, t0, 0x08),
        Assembler.store(2, a0, t0, 0x0C),
      ]
  }

  /// Writes a character, waiting for room.
  package static func put(_ character: Character) -> [UInt32] {
    [
      Assembler.load(2, t0, a0, 0), Assembler.branch(4, t0, zero, -4),
      Assembler.addi(t0, zero, Int32(character.asciiValue ?? 63)), Assembler.store(2, a0, t0, 0),
    ]
  }

  /// Waits with `mcycle`, as the vendor's delay does.
  package static func delay(cycles: UInt32) -> [UInt32] {
    Assembler.li(a1, cycles)
      + [
        Assembler.csrrs(a2, 0xB00, 0), Assembler.csrrs(t0, 0xB00, 0), Assembler.r(0x33, 0, 0x20, t0, t0, a2),
        Assembler.branch(6, t0, a1, -8),
      ]
  }

  /// Sleeps for good.
  package static var sleep: [UInt32] { [Assembler.wfi, Assembler.jal(zero, -4)] }

  /// Says a text and sleeps.
  package static func saying(_ text: String) -> [UInt32] {
    parkHart1 + openUARTHS + text.flatMap { put($0) } + sleep
  }

  /// A command to the flash chip, by SPI3 and without an answer; leaves the controller's base in a0.
  package static func flashCommand(_ bytes: [UInt8]) -> [UInt32] {
    func put(_ offset: Int32, _ value: UInt32) -> [UInt32] {
      Assembler.li(t0, value) + [Assembler.store(2, a0, t0, offset)]
    }
    // Off, eight bits of which none come back, a speed, on, selected.
    let setUp = [(0x08, 0), (0x00, 7 | 1 << 10), (0x14, 20), (0xF4, 0), (0x08, 1), (0x10, 1)]
    let wait = [
      Assembler.load(2, t0, a0, 0x28), Assembler.i(0x13, 7, t0, t0, 5), Assembler.addi(t1, zero, 4),
      Assembler.branch(1, t0, t1, -12),
    ]
    return Assembler.li(a0, 0x5400_0000) + setUp.flatMap { put(Int32($0.0), UInt32($0.1)) }
      + bytes.flatMap { put(0x60, UInt32($0)) } + wait + put(0x10, 0)
  }

  /// Erases the flash chip's sector at 0x1000 and programs `text`, at most 16 bytes, into it, waiting as long as a chip needs.
  package static func writingFlash(_ text: String) -> [UInt32] {
    parkHart1 + flashCommand([0x06]) + flashCommand([0x20, 0, 0x10, 0]) + delay(cycles: 30_000_000)
      + flashCommand([0x06]) + flashCommand([0x02, 0, 0x10, 0] + text.utf8.prefix(16))
      + delay(cycles: 1_000_000) + sleep
  }

  /// Has hart 0 store where nothing is.
  package static var faulting: [UInt32] {
    parkHart1 + Assembler.li(t0, 0x7000_0000) + [Assembler.store(2, t0, zero, 0)]
  }

  /// Sends back what comes in, for ever.
  package static var echo: [UInt32] {
    parkHart1 + openUARTHS
      + [
        Assembler.load(2, t1, a0, 4), Assembler.branch(4, t1, zero, -4), Assembler.load(2, t0, a0, 0),
        Assembler.branch(4, t0, zero, -4), Assembler.store(2, a0, t1, 0), Assembler.jal(zero, -20),
      ]
  }
}
