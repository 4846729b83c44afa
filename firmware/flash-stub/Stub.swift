// The program that flashes: hart 0 talks with the host, hart 1 works the flash chip. See docs/flash-stub.md.

/// Where `start.S` goes once the stack is there.
@_cdecl("firmware_main")
func main() {
  CRC32.prepare()
  // What a reset left in memory means nothing.
  for index in 0..<256 { Shared.queued[index].value = 0 }
  Shared.image.value = ~CRC32.sum(from: 0x8000_0000, to: UInt(image_end()))
  Shared.ticksPerSecond.value = UInt32(truncatingIfNeeded: SYSCTL.cpuHertz / 50)
  hart1_start(work)
  var line = Line()
  line.serve()
}

/// What hart 1 does, for ever.
@_cdecl("flash_stub_work")
func work() {
  var worker = Worker()
  worker.serve()
}
