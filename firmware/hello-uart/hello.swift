// The smallest useful program: it greets, counts, and echoes what is typed until that is a `q`.

/// Where `start.S` goes once the stack is there.
@_cdecl("firmware_main")
func main() {
  UARTHS.start(baud: 115_200)

  UARTHS.write("hello from the K210, hart ")
  UARTHS.write(decimal: read_mhartid())
  UARTHS.write(" at ")
  UARTHS.write(decimal: SYSCTL.cpuHertz / 1_000_000)
  UARTHS.writeLine(" MHz")

  for count: UInt64 in 1...3 {
    Delay.microseconds(100_000)
    UARTHS.write("line ")
    UARTHS.write(decimal: count)
    UARTHS.endLine()
  }

  UARTHS.writeLine("type something, q ends")
  while true {
    guard let byte = UARTHS.take() else {
      sleepUntilTyped()
      continue
    }
    if byte == UInt8(ascii: "q") { break }
    if byte == 13 { UARTHS.endLine() } else { UARTHS.put(byte) }
  }
  UARTHS.endLine()
  UARTHS.writeLine("bye")
}

/// Sleeps until the UART has a byte.
///
/// An interrupt that is enabled in `mie` ends the sleep; since `mstatus.MIE` is off, it is not taken.
private func sleepUntilTyped() {
  UARTHS.ie.value = 0b10
  PLIC.enable(PLIC.Source.uarths, priority: 1, hart: 0)
  set_mie(Interrupt.external)
  wait_for_interrupt()
  // Claim and complete, or the interrupt stays pending.
  let source = PLIC.claim(hart: 0).value
  UARTHS.ie.value = 0
  if source != 0 { PLIC.claim(hart: 0).value = source }
}
