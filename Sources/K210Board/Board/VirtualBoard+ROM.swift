internal import Bytes
internal import K210Flash
internal import RV64

/// What the mask ROM does to the board.
extension VirtualBoard {
  /// Lets a reset come to its end: until harts are about to run, or the ROM has decided otherwise.
  ///
  /// No instruction is run.
  package func finishReset() {
    while phase == .starting {
      _ = run(until: backplane.timeline.deadline(of: .bootSample), instructionLimit: instructionCount)
    }
  }

  /// Starts what lies at the beginning of flash, or says that nothing does.
  func bootFromFlash() {
    do throws(FirmwareError) {
      let image = try FirmwareImage(bus.spi3.peripheral.contents)
      let key = bus.peripherals.otp.aesKey.flatMap { AES128(key: $0) }
      let program = try image.program(key: key)
      memory.write(program, at: 0)
      startHarts(at: 0x8000_0000)
    } catch {
      phase = .bootFailed
      backplane.notices.add(.bootFailed("\(error)"))
      say(Array("\r\n\(MaskROM.failureText)\r\n".utf8))
    }
  }

  /// Has the ROM say bytes.
  private func say(_ bytes: [UInt8]) {
    rom.say(bytes)
    if backplane.timeline.deadline(of: .romByte) == .never { scheduleROMByte() }
  }

  private func scheduleROMByte() {
    guard !rom.waiting.isEmpty else { return }
    backplane.schedule(.romByte, after: .ticks(10, of: rom.baud))
  }

  /// A byte of the ROM has left.
  func sendROMByte() {
    let baud = rom.baud
    if let byte = rom.nextByte() { line.send(byte, baud: baud) }
    scheduleROMByte()
  }

  /// Gives a byte from the host to the ROM.
  func receiveByROM(_ byte: UInt8) {
    switch rom.receive(byte) {
    case nil: break
    case .say(let bytes): say(bytes)
    case .write(let data, let address, let reply):
      // What lies outside of memory is lost without a word, as it would be on the bus.
      if let offset = memory.offset(of: address, size: max(1, data.count)) { memory.write(data, at: offset) }
      say(reply.wire)
    case .boot(let address): startHarts(at: address)
    }
  }
}
