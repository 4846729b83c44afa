/// Sends a command and demands an answer.
private func answer(
  _ what: StaticString, command: UInt32, bytes: UInt32, skip: UInt32 = 0, receive count: UInt32
) -> UInt64 {
  let found = SPI3.read(command: command, bytes: bytes, skip: skip, receive: count)
  expect(what, found != nil)
  return found ?? 0
}

func checkFlash() {
  SPI3.start()
  let identity = answer("9F answers", command: 0x9F, bytes: 1, receive: 3)
  note("flash id", hexadecimal: identity, digits: 6)
  expect("there is a manufacturer", identity &>> 16 != 0 && identity &>> 16 != 0xFF)
  expect("the exponent of its size", identity & 0xFF, from: 0x14, through: 0x1A)
  expect("the id read again", answer("9F answers", command: 0x9F, bytes: 1, receive: 3), identity)
  let status = answer("05 answers", command: 0x05, bytes: 1, receive: 1)
  note("flash status", hexadecimal: status, digits: 2)
  expect("it is not busy, nothing is about to be written", status & 3, 0)
}

func checkFlashReading() {
  SPI3.start()
  let plain = answer("03 answers", command: 0x0300_0000, bytes: 4, receive: 8)
  note("first bytes of the flash", hexadecimal: plain, digits: 16)
  // A fast read has eight idle clocks behind the address, which are received as a frame here.
  expect(
    "0B gives what 03 gives", answer("0B answers", command: 0x0B00_0000, bytes: 4, skip: 1, receive: 8), plain
  )
  let later = answer("03 answers", command: 0x0300_0004, bytes: 4, receive: 4)
  expect("bytes from address 4 on", later, plain & 0xFFFF_FFFF)
}
