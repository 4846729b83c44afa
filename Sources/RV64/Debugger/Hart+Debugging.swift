/// What a debugger does with a hart, between slices.
extension Hart {
  /// Watchpoints of a hart at one time, at most.
  public static var watchpointLimit: Int { 64 }

  /// Has the hart stop before an access; from then on its loads and stores take the slow path.
  ///
  /// Accesses by devices and debuggers do not count. False when the range is empty, lies in RAM in part only, or there
  /// are ``watchpointLimit`` already.
  public func setWatchpoint(_ watchpoint: Watchpoint) -> Bool {
    guard !watches.contains(where: { $0.watchpoint == watchpoint }) else { return true }
    guard watches.count < Self.watchpointLimit, let watch = Watch(watchpoint, in: memory) else {
      return false
    }
    watches.append(watch)
    return true
  }

  /// Takes a watchpoint away; false when there is none.
  @discardableResult
  public func removeWatchpoint(_ watchpoint: Watchpoint) -> Bool {
    guard let index = watches.firstIndex(where: { $0.watchpoint == watchpoint }) else { return false }
    watches.remove(at: index)
    return true
  }

  /// Takes all watchpoints away.
  public func removeWatchpoints() {
    watches.removeAll()
  }

  /// Runs one instruction, as a debugger's step does.
  ///
  /// A breakpoint on it does not stop the hart, interrupts wait, and a `wfi` does not wait: a step always ends. An
  /// exception does go to its handler, where the step ends. A watchpoint, and an `ebreak` when
  /// ``stopsAtBreakInstructions`` says so, are stops of their own; once they were reported, a step goes over them: an
  /// `ebreak` then does nothing.
  public func step() -> HartStop {
    isWaiting = false
    let stop = runReportedInstruction()
    guard stop == .waiting else { return stop }
    isWaiting = false
    return .sliceEnded
  }

  /// Runs the instruction at `pc`, whatever breakpoint lies on it; interrupts come behind it, so that it is run.
  func runReportedInstruction() -> HartStop {
    let (here, reports) = (pc, (reportedBreak, reportedWatch))
    (passesBreak, passesWatch) = (reports.0 == here, reports.1 == here)
    (reportedBreak, reportedWatch) = (nil, nil)
    holdsInterrupts = true
    memory.uncoverBreakpoint(at: here)
    let stop = hartStop(runProgram(1))
    memory.coverBreakpoint(at: here)
    (passesBreak, passesWatch, holdsInterrupts) = (false, false, false)
    needsAttention = true
    switch stop {
    case .requested: (reportedBreak, reportedWatch) = reports
    // The breakpoint before the same instruction was reported before.
    case .watchpoint: reportedBreak = reports.0
    case .sliceEnded, .waiting, .unhandled, .breakpoint: break
    }
    return stop
  }

  /// Has ``run(_:)`` return before the instruction that was to run.
  ///
  /// By way of `stops`: the loop takes it for ``stop()`` and need not know of debuggers.
  func stopBefore(_ here: UInt64, _ stop: HartStop) -> SlowOutcome {
    if case .breakpoint = stop { reportedBreak = here } else { reportedWatch = here }
    pc = here
    debugStop = stop
    stopsBesides = stops
    self.stop()
    // The loop counts the instruction all the same.
    cycles &-= 1
    retired &-= 1
    return .jumped
  }

  /// Why the loop ended, as others see it.
  @inline(__always) func hartStop(_ end: LoopEnd) -> HartStop {
    switch end {
    case .sliceEnded: .sliceEnded
    case .waiting: .waiting
    case .requested: debugStop == nil ? .requested : takeDebugStop()
    case .unhandled(let trap): .unhandled(trap)
    }
  }

  /// What ``stopBefore(_:_:)`` asked for; whoever else asked is heard in the next slice.
  private func takeDebugStop() -> HartStop {
    defer { debugStop = nil }
    stops = stopsBesides
    needsAttention = true
    return debugStop ?? .requested
  }
}
