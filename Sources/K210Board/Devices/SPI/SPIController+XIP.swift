extension SPIController {
  /// Reads bytes of the flash through the controller's window, as a load from 0x54000000 on does while SYSCTL's `peri` has `spi3_xip_en`.
  ///
  /// `xip_ctrl` says what goes before the data: `frf` 1:0, `trans_type` 3:2, `addr_l` 7:4, `inst_l` 10:9, `md_bits_en` 12, wait cycles 17:13,
  /// `inst_en` 22, mode bits 27:26 (2 to 16 of them). **Source**: the IP's databook, by the value that vendor programs write (vendor).
  /// - Returns: the bytes, the lowest address lowest; nil when the controller is off or selects nothing.
  package mutating func readXIP(offset: Int, size: Int, _ board: Backplane) -> UInt64? {
    let control = plain[0x108] ?? 0
    let chips = plain[0x10C] ?? 0
    guard isEnabled, chips != 0, (1...8).contains(size) else { return nil }
    endTransfer(board)
    let header = SPIHeader(
      transmission: control >> 2, addressNibbles: control >> 4, instructionCode: control >> 9,
      waitCycles: control >> 13)
    let lanes = 1 << Int(control & 3)
    let now = board.now
    func send(_ value: UInt32, _ bitCount: Int, usesAll: Bool) {
      guard bitCount > 0 else { return }
      _ = peripheral.exchange(SPIFrame(value, bitCount: bitCount, lanes: usesAll ? lanes : 1), at: now)
    }
    peripheral.select(chips, at: now)
    if control >> 22 & 1 == 1 {
      send(plain[0x100] ?? 0, header.instructionBitCount, usesAll: header.usesAllLanes.instruction)
    }
    send(
      UInt32(truncatingIfNeeded: offset), min(32, header.addressBitCount),
      usesAll: header.usesAllLanes.address)
    if control >> 12 & 1 == 1 {
      send(plain[0xFC] ?? 0, 2 << Int(control >> 26 & 3), usesAll: header.usesAllLanes.address)
    }
    peripheral.idle(clocks: header.waitCycles, at: now)
    var value: UInt64 = 0
    for index in 0..<size {
      let byte = peripheral.exchange(SPIFrame(nil, bitCount: 8, lanes: lanes), at: now)
      value |= UInt64(byte & 0xFF) << UInt64(8 * index)
    }
    peripheral.deselect(at: now)
    board.noteEffect()
    return value
  }
}
