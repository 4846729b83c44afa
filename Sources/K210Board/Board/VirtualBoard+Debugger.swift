package import RV64

/// The board as a debugger sees it.
extension VirtualBoard: DebugTarget {
  package var debugHarts: [Hart] { harts }

  package func debuggerAttached() {
    isDebugged = true
    for hart in harts { hart.stopsAtBreakInstructions = true }
    wakeAll()
  }

  package func debuggerDetached() {
    (isDebugged, debugResume) = (false, nil)
    memory.removeBreakpoints()
    for hart in harts {
      hart.removeWatchpoints()
      hart.stopsAtBreakInstructions = false
    }
    wakeAll()
  }

  /// Whether a debugger wants a hart to stay where it is.
  func isHeldByDebugger(_ hart: Int) -> Bool { debugResume?.modes[hart] == .still }

  /// Has harts go on that a debugger has let go, and those that sleep look again, since it may have sent them elsewhere.
  func releaseHarts(heldBy old: DebugResume?) {
    for hart in harts {
      if old?.modes[hart.id] == .still, !isHeldByDebugger(hart.id) { catchUp(hart) }
      let steps = debugResume?.modes[hart.id].isStep ?? false
      if activities[hart.id] == .spinning || activities[hart.id] == .waiting && (steps || !hart.isWaiting) {
        activities[hart.id] = .running
      }
    }
  }

  /// Harts that were taken for waiting look again, since a debugger may change what they wait for.
  private func wakeAll() {
    for index in activities.indices where activities[index] == .spinning { activities[index] = .running }
  }

  package var monitorCommands: [MonitorCommand] {
    [
      MonitorCommand("reset", help: "presses RESET and stops at the first instruction"),
      MonitorCommand("time", help: "the board's time, cycles and instructions"),
    ]
  }

  package func runMonitorCommand(_ name: String, arguments: [String]) -> String {
    guard name == "reset" else {
      return "\(now.seconds) s, cycle \(cycle), \(instructionCount) instructions\n"
    }
    setReset(isLow: true)
    setReset(isLow: false)
    finishReset()
    return phase == .running
      ? "reset; the program starts anew\n" : "reset; the mask ROM has not started a program\n"
  }

}
