/// System control: PLLs, clock dividers, resets, and what else concerns the whole chip.
///
/// PLLs are locked at once. Enabling and disabling clocks has no effect beyond being read back. **Source**: SDK `sysctl.h` and
/// `sysctl.c` (certain), reset values such that their arithmetic gives the divisors that boot code is known to use.
package struct SYSCTL: RegisterBlock, Equatable {
  private var words: [UInt32]
  /// Why the chip was reset, as bits of `reset_status`.
  private var resetStatus: UInt32

  /// The registers after a reset.
  package init(cause: ResetCause = .pin) {
    words = [UInt32](repeating: 0, count: Register.powerSelect / 4 + 1)
    // clkr 0, clkf 59, clkod 1, bwadj 59, on, output enabled: 26 MHz · 60 / 2.
    for offset in [Register.pll0, Register.pll1, Register.pll2] {
      words[offset / 4] = 59 << 4 | 1 << 10 | 59 << 14 | 1 << 21 | 1 << 25
    }
    words[Register.clockFrequency / 4] = UInt32(ClockTree.crystalHertz)
    // aclk from PLL0 / 2; APB0, 1, 2 divided by 2, 2, 3; SPI3 from PLL0.
    words[Register.clockSelect0 / 4] = 1 | 1 << 3 | 1 << 6 | 2 << 9 | 1 << 12
    words[Register.clockEnableCentral / 4] = 0x3F
    words[Register.clockEnablePeripheral / 4] = 0x2FFF_FFFF
    resetStatus =
      switch cause {
      case .pin: 1 << 1
      case .watchdog(let number): number == 0 ? 1 << 2 : 1 << 3
      case .software: 1 << 4
      }
  }

  /// Offsets of the registers that do something.
  enum Register {
    static let clockFrequency = 0x04
    static let (pll0, pll1, pll2) = (0x08, 0x0C, 0x10)
    static let pllLock = 0x18
    static let clockSelect0 = 0x20
    static let clockEnableCentral = 0x28
    static let clockEnablePeripheral = 0x2C
    static let softReset = 0x30
    static let peripheralReset = 0x34
    static let (threshold0, threshold1, threshold2) = (0x38, 0x3C, 0x40)
    static let threshold6 = 0x50
    static let misc = 0x54
    static let peripheral = 0x58
    static let resetStatus = 0x60
    static let (dmaSelect0, dmaSelect1) = (0x64, 0x68)
    static let powerSelect = 0x6C
  }

  /// Names by register number; empty for gaps.
  private static let names = [
    "git_id", "clk_freq", "pll0", "pll1", "pll2", "", "pll_lock", "rom_error", "clk_sel0", "clk_sel1",
    "clk_en_cent", "clk_en_peri", "soft_reset", "peri_reset", "clk_th0", "clk_th1", "clk_th2", "clk_th3",
    "clk_th4", "clk_th5", "clk_th6", "misc", "peri", "spi_sleep", "reset_status", "dma_sel0", "dma_sel1",
    "power_sel",
  ]

  package static func registerName(at offset: Int) -> String? {
    let index = offset / 4
    return names.indices.contains(index) && !names[index].isEmpty ? names[index] : nil
  }

  package func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    guard Self.registerName(at: offset) != nil else { return nil }
    return switch offset {
    // Both bits of PLL0 and one of the others say "locked"; all known loops are content with this.
    case Register.pllLock: 0x0003_0303
    case Register.resetStatus: UInt64(resetStatus)
    default: UInt64(words[offset / 4])
    }
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    guard Self.registerName(at: offset) != nil else { return false }
    switch offset {
    case 0, Register.clockFrequency, Register.pllLock: return true
    case Register.softReset:
      if write.word & 1 == 1 { board.requestReset(.software) }
      return true
    case Register.resetStatus:
      if write.word & 1 == 1 { resetStatus = 0 }
      return true
    case Register.peripheralReset:
      let old = words[offset / 4]
      words[offset / 4] = write.merged(into: old)
      board.resetPeripherals(words[offset / 4] & ~old)
    default:
      words[offset / 4] = write.merged(into: words[offset / 4])
      if Register.pll0...Register.threshold6 ~= offset { updateClocks(board) }
    }
    return true
  }

  // MARK: What other blocks ask

  /// The handshake number that a DMA channel (0…5) listens to.
  package func dmaRequest(ofChannel channel: Int) -> Int {
    let word = words[(channel < 5 ? Register.dmaSelect0 : Register.dmaSelect1) / 4]
    return Int(word >> UInt32(channel % 5 * 6) & 0x3F)
  }

  /// Whether flash reads through the address window of an SPI controller are on.
  @inline(__always) package func isXIPEnabled(spi number: Int) -> Bool {
    words[Register.peripheral / 4] >> UInt32(12 + number) & 1 == 1
  }

  // MARK: Clocks

  private func updateClocks(_ board: Backplane) {
    let tree = clocks
    if tree != board.clocks { board.setClocks(tree) }
  }

  /// The clocks that the registers describe.
  package var clocks: ClockTree {
    var tree = ClockTree()
    let crystal = ClockTree.crystalHertz
    tree.pllHertz[0] = pllOutput(Register.pll0, input: crystal)
    tree.pllHertz[1] = pllOutput(Register.pll1, input: crystal)
    let source = bits(Register.pll2, 26, 2)
    tree.pllHertz[2] = pllOutput(
      Register.pll2, input: source == 0 ? crystal : tree.pllHertz[source == 1 ? 0 : 1])
    let select = Register.clockSelect0
    let fast = tree.pllHertz[0]
    tree.cpuHertz = max(1, bits(select, 0, 1) == 0 ? crystal : fast / (2 << bits(select, 1, 2)))
    tree.apb0Hertz = tree.cpuHertz / (bits(select, 3, 3) + 1)
    tree.apb1Hertz = tree.cpuHertz / (bits(select, 6, 3) + 1)
    tree.apb2Hertz = tree.cpuHertz / (bits(select, 9, 3) + 1)
    for number in 0..<4 {
      let input = number == 3 && bits(select, 12, 1) == 0 ? crystal : fast
      tree.spiHertz[number] = input / ((bits(Register.threshold1, 8 * number, 8) + 1) * 2)
    }
    for number in 0..<3 {
      let input = bits(select, 13 + number, 1) == 0 ? crystal : fast
      tree.timerHertz[number] = input / ((bits(Register.threshold2, 8 * number, 8) + 1) * 2)
    }
    for number in 0..<2 {
      tree.watchdogHertz[number] = crystal / ((bits(Register.threshold6, 8 * number, 8) + 1) * 2)
    }
    tree.kpuHertz = tree.pllHertz[1] / (bits(Register.threshold0, 8, 4) + 1)
    return tree
  }

  /// What a PLL gives; 0 while it is off.
  private func pllOutput(_ offset: Int, input: UInt64) -> UInt64 {
    if bits(offset, 23, 1) == 1 { return input }
    guard bits(offset, 21, 1) == 1 else { return 0 }
    return input * (bits(offset, 4, 6) + 1) / ((bits(offset, 0, 4) + 1) * (bits(offset, 10, 4) + 1))
  }

  private func bits(_ offset: Int, _ low: Int, _ count: Int) -> UInt64 {
    UInt64(words[offset / 4] >> UInt32(low) & (1 << UInt32(count) - 1))
  }
}
