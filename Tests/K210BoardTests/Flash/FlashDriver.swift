import K210Board

/// A flash chip on plain wires, as a program would drive it byte by byte.
struct FlashDriver {
  var chip: NORFlash
  var now = BoardTime(picoseconds: 1_000_000)

  init(_ type: NORChip = .w25q32, profile: NORTiming.Profile = .typical, faults: NORFaults = NORFaults()) {
    chip = NORFlash(type, profile: profile, faults: faults)
  }

  /// One transaction on single lines: bytes out, then bytes in.
  @discardableResult
  mutating func send(_ bytes: [UInt8], read count: Int = 0) -> [UInt8] {
    chip.select(1, at: now)
    for byte in bytes { _ = chip.exchange(SPIFrame(UInt32(byte), bitCount: 8), at: now) }
    let answer = (0..<count).map { _ in
      UInt8(truncatingIfNeeded: chip.exchange(SPIFrame(nil, bitCount: 8), at: now))
    }
    chip.deselect(at: now)
    return answer
  }

  /// An instruction with an address, and bytes behind it.
  @discardableResult
  mutating func send(_ opcode: UInt8, at address: Int, _ bytes: [UInt8] = [], read count: Int = 0) -> [UInt8]
  {
    let place = [16, 8, 0].map { UInt8(truncatingIfNeeded: address >> $0) }
    return send([opcode] + place + bytes, read: count)
  }

  /// Enables writes, sends, and lets the longest operation pass.
  mutating func write(_ opcode: UInt8, at address: Int, _ bytes: [UInt8] = []) {
    send([0x06])
    send(opcode, at: address, bytes)
    wait(.seconds(1000))
  }

  /// Enables writes, writes status registers, and lets the time pass.
  mutating func writeStatus(_ bytes: [UInt8]) {
    send([0x06])
    send(bytes)
    wait(.seconds(1))
  }

  mutating func wait(_ duration: Duration) { now = now + duration }

  /// Status registers 1 to 3.
  mutating func status() -> [UInt8] { [0x05, 0x35, 0x15].map { send([$0], read: 1)[0] } }
}
