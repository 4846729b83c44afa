/// What the checks found so far.
///
/// **Invariant**: only hart 0 touches it, and its trap handler only after the check that was running.
struct Verdicts {
  /// The verdicts of this run.
  nonisolated(unsafe) static var current = Verdicts()

  var passed: UInt64 = 0
  var failed: UInt64 = 0
  /// Comparisons in the running check, and those that went wrong.
  var compared: UInt64 = 0
  var differed: UInt64 = 0
  var name: StaticString = ""

  /// Runs one check and prints its verdict; traps that it does not expect fail it.
  @inline(never) static func run(_ name: StaticString, _ check: @convention(c) () -> Void) {
    unsafe current.name = name
    unsafe current.compared = 0
    unsafe current.differed = 0
    TrapRecord.forget()
    let cameToItsEnd = run_guarded(check) == 1
    quiet()
    if cameToItsEnd, unsafe current.compared == 0 { fail("compared nothing") }
    if unsafe current.differed == 0 {
      SerialLine.write("ok   ")
      SerialLine.writeLine(name)
      unsafe current.passed &+= 1
    } else {
      unsafe current.failed &+= 1
    }
  }

  /// No interrupt of this check reaches the next one.
  private static func quiet() {
    clear_mstatus(Interrupt.globalEnable)
    write_mie(0)
  }

  /// Counts a comparison that went wrong, and starts a line about it; false when there were enough of those.
  @inline(never) static func beginFailure(_ what: StaticString) -> Bool {
    unsafe current.differed &+= 1
    if unsafe current.differed > 4 { return false }
    SerialLine.write("FAIL ")
    SerialLine.write(unsafe current.name)
    SerialLine.write(": ")
    SerialLine.write(what)
    return true
  }

  /// Fails the check for a reason.
  @inline(never) static func fail(_ what: StaticString) {
    if beginFailure(what) { SerialLine.endLine() }
  }

  /// Counts a comparison.
  static func countComparison() { unsafe current.compared &+= 1 }

  /// Prints the sum of all checks; true when none failed.
  static func printSummary() -> Bool {
    SerialLine.write("selftest: ")
    SerialLine.write(decimal: unsafe current.passed)
    SerialLine.write(" passed, ")
    SerialLine.write(decimal: unsafe current.failed)
    SerialLine.writeLine(" failed")
    return unsafe current.failed == 0
  }
}
