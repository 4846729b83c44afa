/// From the cached alias of the SRAM to the other.
private let uncached: UInt = 0x4000_0000

func checkAliases() {
  let address = UInt(dma_address())
  // Only this alias touches these bytes before, so no cache holds them.
  let (word, alias) = (Register64(address), Register64(address - uncached))
  alias.value = 0x0123_4567_89AB_CDEF
  expect("the uncached alias keeps what is written", alias.value, 0x0123_4567_89AB_CDEF)
  expect("the cached alias sees it", word.value, 0x0123_4567_89AB_CDEF)
  word.value = 0xFEDC_BA98_7654_3210
  // The line leaves the cache when much else is read.
  for offset in 0..<8192 { _ = Register64(0x8020_0000 &+ UInt(offset) &* 64).value }
  expect("and the other way round", alias.value, 0xFEDC_BA98_7654_3210)
}

func checkUpperAddressBits() {
  let address = UInt(scratch_address())
  Register64(address).value = 0x5555
  expect(
    "the upper 32 bits of an address do not count", Register64(address | 0xFFFF_FFFF << 32).value, 0x5555)
}

func checkDMA() {
  let base = UInt(dma_address()) - uncached
  let (source, target, count) = (Register(base), Register(base + 1024), 64)
  for index in 0..<count {
    source[index].value = UInt32(truncatingIfNeeded: index &* 0x0101_0101) ^ 0xA5A5_5A5A
    target[index].value = 0
  }
  target[count].value = 0x600D_600D
  DMAC.start(
    channel: 0, from: .memory(UInt64(base)), to: .memory(UInt64(base + 1024)),
    DMAC.Items(count: UInt64(count), burst: 1))
  expect("the transfer ends", Delay.until(microseconds: 10_000) { !DMAC.isBusy(channel: 0) })
  expect("block and transfer are done", DMAC.status(channel: 0) & 3, 3)
  var differing: UInt64 = 0
  for index in 0..<count where target[index].value != source[index].value { differing &+= 1 }
  expect("words that differ", differing, 0)
  expect("the word behind", UInt64(target[count].value), 0x600D_600D)
}
