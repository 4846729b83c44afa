// One layer of the KPU: two maps of 16 × 4 in, two out, kernels of 1 × 1, neither batch norm nor activation change it.

private enum KPU {
  static var arguments: Register64 { Register64(0x4080_0000) }
  static var interruptRaw: Register64 { Register64(0x4080_0010) }
  static var interruptMask: Register64 { Register64(0x4080_0018) }
  static var interruptClear: Register64 { Register64(0x4080_0020) }
  static var fifoThreshold: Register64 { Register64(0x4080_0028) }
  static var eightBitMode: Register64 { Register64(0x4080_0040) }
  static let ram: UInt = 0x4060_0000
}

private let (width, height) = (16, 4)
/// Rows of 64 bytes: up to four maps of 16 pixels share one.
private let outputRow: UInt = 16

/// Where parameters lie in the uncached memory of the checks.
private enum Offset {
  static let weights: UInt = 0x800
  static let batchNorm: UInt = 0x880
  static let activation: UInt = 0x900
  static let result: UInt = 0xA00
}

/// Gives the KPU its clock: PLL1 at 390 MHz.
private func startKPU() -> Bool {
  // Reference divisor 1, feedback 60, output divisor 4 — of a crystal of 26 MHz.
  SYSCTL.pll1.value = 59 &<< 4 | 3 &<< 10 | 59 &<< 14 | 1 &<< 21
  SYSCTL.pll1.set(1 &<< 20)
  Delay.microseconds(1)
  SYSCTL.pll1.clear(1 &<< 20)
  let isLocked = Delay.until(microseconds: 10_000) {
    SYSCTL.pllLock.set(1 &<< 10)
    return SYSCTL.pllLock.field(8, width: 1) == 1
  }
  SYSCTL.pll1.set(1 &<< 25)
  SYSCTL.threshold0.setField(8, width: 4, to: 0)
  SYSCTL.start(.kpu)
  return isLocked
}

/// The pixel of an input map.
private func pixel(_ map: Int, _ index: Int) -> UInt8 {
  UInt8(truncatingIfNeeded: index &* (map &+ 1) &+ map)
}

/// Output map 0 is x₀ + 2 x₁, output map 1 is 3 x₀, neither above 255.
private func expectedPixel(_ map: Int, _ index: Int) -> UInt64 {
  let (x0, x1) = (UInt64(pixel(0, index)), UInt64(pixel(1, index)))
  return min(255, map == 0 ? x0 &+ 2 &* x1 : 3 &* x0)
}

/// Writes weights, batch norm and activation.
private func writeParameters(at base: UInt) {
  // [output][input]: 1, 2; 3, 0.
  Register(base + Offset.weights).value = 0x0003_0201
  // Factor 1, nothing added, no shift.
  for map in 0..<2 { Register64(base + Offset.batchNorm)[map].value = 1 }
  let table = Register64(base + Offset.activation)
  let lowest: UInt64 = 0x8_0000_0000
  table[0].value = lowest &<< 24
  // From 0 on, the value itself.
  table[1].value = 1 &<< 8
  for segment in 2..<16 { table[segment].value = (0x7_FFFF_FF00 &+ UInt64(segment)) &<< 24 }
  table[16].value = 0
  table[17].value = 0
}

/// Sends the layer; `sendsOut` has its result go out through the FIFO, too.
private func sendLayer(parameters base: UInt, sendsOut: Bool) {
  let size = UInt64(width - 1) | UInt64(height - 1) &<< 10
  let rows = UInt64(height) | 1 &<< 16
  let send = KPU.arguments
  send.value = 1
  send.value = UInt64(outputRow) &<< 32
  send.value = 1 | 1 &<< 32 | 1 &<< 48
  send.value = size | size &<< 32
  send.value = 1 &<< 10 | 15 &<< 16 | UInt64(base + Offset.batchNorm) &<< 32
  send.value = 1 | 4 &<< 15 | UInt64(base + Offset.weights) &<< 32
  send.value = 0
  send.value = rows | 4 &<< 28 | 1 &<< 31 | UInt64(base + Offset.activation) &<< 32
  send.value = rows | 4 &<< 20
  send.value = 0
  send.value = 0
  let channelBytes = UInt64(width * height)
  send.value = (sendsOut ? 1 : 0) | (channelBytes &- 1) &<< 16 | (2 &* channelBytes &- 1) &<< 32
}

func checkLayer() {
  expect("PLL1 locks", startKPU())
  let base = UInt(dma_address()) - 0x4000_0000
  writeParameters(at: base)
  for map in 0..<2 {
    for index in 0..<width * height {
      // Row by row, four maps to a row, 16 bytes each.
      let address = UInt(index / width * 64 + map * 16 + index % width)
      MemoryByte(KPU.ram + address).value = pixel(map, index)
    }
  }
  KPU.eightBitMode.value = 1
  KPU.interruptClear.value = 7
  KPU.fifoThreshold.value = 10 | 1 &<< 4
  // Only the end of the calculation shows.
  KPU.interruptMask.value = 0b110
  sendLayer(parameters: base, sendsOut: false)
  let ended = Delay.until(microseconds: 10_000) { KPU.interruptRaw.value & 1 == 1 }
  expect("the calculation ends", ended)
  KPU.interruptClear.value = 7
  guard ended else { return }
  for map in 0..<2 {
    for index in 0..<width * height {
      let address = outputRow * 64 + UInt(index / width * 64 + map * 16 + index % width)
      expect("a pixel in KPU RAM", UInt64(MemoryByte(KPU.ram + address).value), expectedPixel(map, index))
    }
  }
}

/// Needs what ``checkLayer()`` has set up.
func checkLayerByDMA() {
  let base = UInt(dma_address()) - 0x4000_0000
  let (result, byteCount) = (base + Offset.result, width * height * 2)
  for index in 0..<byteCount { MemoryByte(result + UInt(index)).value = 0xEE }
  let fifo = DMAC.End.device(0x4080_0030, DMAC.Handshake.kpu)
  KPU.interruptClear.value = 7
  KPU.interruptMask.value = 0b111
  DMAC.start(
    channel: 2, from: fifo, to: .memory(UInt64(result)),
    DMAC.Items(count: UInt64(byteCount / 8), widthExponent: 3, burst: 1))
  sendLayer(parameters: base, sendsOut: true)
  let ended = Delay.until(microseconds: 10_000) { !DMAC.isBusy(channel: 2) }
  expect("the transfer ends", ended)
  guard ended else { return DMAC.stop(channel: 2) }
  for index in 0..<byteCount {
    let expected = expectedPixel(index / (width * height), index % (width * height))
    expect("a byte that came", UInt64(MemoryByte(result + UInt(index)).value), expected)
  }
}
