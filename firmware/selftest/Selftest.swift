// Checks the processor and what is around it, and says so on the serial line: a verdict a line, then the sum.

/// Where `start.S` goes once the stack is there.
@_cdecl("firmware_main")
func main() {
  #if !QEMU
  UARTHS.start(baud: 115_200)
  #endif
  SerialLine.writeLine("selftest of the K210")
  note("marchid", hexadecimal: read_marchid())
  note("mimpid", hexadecimal: read_mimpid())
  checkProcessor()
  #if !QEMU
  checkBoard()
  #endif
  let passed = Verdicts.printSummary()
  SerialLine.writeLine(passed ? "selftest: PASS" : "selftest: FAIL")
  #if QEMU
  // The machine's finisher: exit code 0 or 1.
  Register(0x10_0000).value = passed ? 0x5555 : 0x1_3333
  #endif
}

/// Instructions, control registers, traps and the interrupts between the harts.
private func checkProcessor() {
  Verdicts.run("rv64i addition", checkAddition)
  Verdicts.run("rv64i comparison", checkComparison)
  Verdicts.run("rv64i logic", checkLogic)
  Verdicts.run("rv64i shifts", checkShifts)
  Verdicts.run("rv64i words", checkWords)
  Verdicts.run("rv64i branches", checkBranches)
  Verdicts.run("rv64i jumps and constants", checkJumps)
  Verdicts.run("rv64i loads and stores", checkMemory)
  Verdicts.run("rv64m multiplication", checkMultiplication)
  Verdicts.run("rv64m division", checkDivision)
  Verdicts.run("rv64m division of words", checkWordDivision)
  Verdicts.run("rv64c arithmetic", checkCompressedArithmetic)
  Verdicts.run("rv64c branches and jumps", checkCompressedControl)
  Verdicts.run("rv64c loads and stores", checkCompressedMemory)
  Verdicts.run("rv64a words", checkAtomicWords)
  Verdicts.run("rv64a double words", checkAtomicDoubleWords)
  Verdicts.run("rv64a reservations", checkReservations)
  Verdicts.run("rv64f rounding", checkRounding)
  Verdicts.run("rv64f overflow and underflow", checkOverflow)
  Verdicts.run("rv64f division and root", checkDivisionAndRoot)
  Verdicts.run("rv64f fused", checkFused)
  Verdicts.run("rv64f minimum and maximum", checkMinimumAndMaximum)
  Verdicts.run("rv64f comparison", checkComparisons)
  Verdicts.run("rv64f saturation", checkSaturation)
  Verdicts.run("rv64f integers", checkIntegerRounding)
  Verdicts.run("rv64f formats", checkFormats)
  Verdicts.run("rv64f boxing", checkBoxing)
  Verdicts.run("rv64f signs and classes", checkSignsAndClasses)
  Verdicts.run("rv64f control", checkFloatControl)
  Verdicts.run("rv64f open questions", noteOpenQuestions)
  Verdicts.run("control registers", checkControlRegisters)
  Verdicts.run("counters", checkCounters)
  Verdicts.run("exceptions", checkExceptions)
  Verdicts.run("mret", checkReturn)
  Verdicts.run("misaligned accesses", checkMisaligned)
  Verdicts.run("clint time", checkTime)
  Verdicts.run("clint timer interrupt", checkTimerInterrupt)
  Verdicts.run("clint wfi", checkWait)
  Verdicts.run("clint priority", checkInterruptPriority)
  Verdicts.run("clint both harts", checkHarts)
  Verdicts.run("rv64a both harts", checkSharedCounter)
}
