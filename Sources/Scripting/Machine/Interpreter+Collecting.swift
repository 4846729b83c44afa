/// Safe points: collecting garbage, and what waits for its turn.
extension Interpreter {
  /// Between two instructions: the collector's, the host's and the script's other threads' turn; false if an
  /// exception came of it, or the thread's slice is over.
  ///
  /// - Parameters:
  ///   - unused: Behind the last register of the running frame that is in use; what calls left in those above
  ///     must not keep garbage.
  ///   - again: Whether the instruction has yet to do its work.
  @inline(never)
  func poll(unusedFrom unused: Int, again: Bool = false) -> Bool {
    clearRegisters(from: unused)
    let isOver = Int64(bitPattern: memory[HeapLayout.fuel]) <= 0 && !heap.wantsCollection
    if isOver, leavesSlice(again: again) { return false }
    do {
      try safePoint()
      return true
    } catch {
      raised = error.value
      return false
    }
  }

  private func safePoint() throws(Raised) {
    if isStressed { stress() }
    if heap.wantsCollection { try collectIfNeeded() }
    if memory[HeapLayout.fuel] == 0 || Int64(bitPattern: memory[HeapLayout.fuel]) < 0 {
      memory[HeapLayout.fuel] = UInt64(configuration.pollInterval)
      try checkStop()
      try ringAlarms()
      try runScheduled()
      try runThreads()
    }
  }

  /// Collects when its turn has come, without a trace in the board's account.
  func stress() {
    safePointsLeft -= 1
    guard safePointsLeft <= 0 else { return }
    safePointsLeft = configuration.collectionPeriod
    collect(countsForBoard: false)
  }

  /// Collects, and fails if what is left is still too much.
  private func collectIfNeeded() throws(Raised) {
    let limit = max(heap.boardTrigger, heap.capacity)
    heap.wantsCollection = false
    collect(countsForBoard: heap.boardBytes > limit)
    if heap.boardBytes > limit {
      let wanted = heap.wanted
      throw memoryError(wanted)
    }
  }

  /// Has the next safe point look at the host, at what is scheduled and at threads: after native work that took
  /// as long as thousands of instructions.
  package func lookSoon() { memory[HeapLayout.fuel] = 0 }

  /// Throws when the host wants the script to stop; for long work of ours.
  package func checkStop() throws(Raised) {
    if ending != nil { throw fault(.SystemExit) }
    switch host.poll() {
    case nil: return
    case .keyboardInterrupt: throw fault(.KeyboardInterrupt)
    case .stop:
      ending = .stopped
      throw fault(.SystemExit)
    }
  }

  /// Calls the functions that are due.
  func runScheduled() throws(Raised) {
    // Those that are scheduled meanwhile wait for the next time.
    let due = scheduled
    scheduled.removeAll()
    for (index, item) in due.enumerated() {
      let mark = keep(item.function)
      for later in due[index...] {
        _ = keep(later.function)
        _ = keep(later.argument)
      }
      defer { release(to: mark) }
      _ = try call(item.function, [item.argument])
    }
  }

  /// Empties registers of the running frame from one on.
  func clearRegisters(from start: Int) {
    let top = Int(memory[HeapLayout.top])
    if start < top { memory.fill(start, wordCount: (top - start) / 8, with: 0) }
  }

  /// How many registers hold arguments when a code object begins to run.
  @inline(never)
  func parameterCount(_ code: Int) -> Int { self.code(Value(address: code))?.parameters.count ?? 0 }

  /// Runs the collector now; only when nothing but kept values, registers and arguments is in use.
  func collect() { collect(countsForBoard: true) }

  /// Collects garbage.
  ///
  /// - Parameter countsForBoard: Whether the board's heap would collect now, too; otherwise garbage stays in
  ///   its account.
  func collect(countsForBoard: Bool) {
    heap.floatBytes = 0
    markRoots()
    heap.drain()
    heap.sweep()
    // Shapes and methods that caches name may be gone.
    epoch &+= 1
    guard countsForBoard else { return }
    // A float that lies in several places is one object on the board and cannot be told from equal ones here:
    // at most what there was.
    heap.boardBytes = min(heap.boardBytes, heap.boardLive + heap.floatBytes)
    guard heap.lockDepth == 0 else { return }
    // What made the board's heap too full was not refused but made, and may still be in use: the script that
    // catches the exception needs as much room as it would have had without.
    heap.boardTrigger = max(heap.capacity, heap.boardBytes)
  }

  private func markRoots() {
    for value in kindTypes { heap.mark(value) }
    for value in exceptionTypes { heap.mark(value) }
    for value in builtinClasses.values { heap.mark(value) }
    kept.forEach { heap.mark($0) }
    for value in [
      builtins, modules, raised, pendingException, stopValue, delegated, classBuilder, nativeInitializer,
      builtinNext, mainGlobals,
      systemPath, systemArguments, lastResort,
    ] { heap.mark(value) }
    for item in scheduled {
      heap.mark(item.function)
      heap.mark(item.argument)
    }
    for state in moduleStates.values { (state as? any ScriptReferences)?.visit { heap.mark($0) } }
    heap.mark(memory[value: HeapLayout.function])
    markFibre(
      fibre, frame: Int(memory[HeapLayout.frame]), top: Int(memory[HeapLayout.top]),
      limit: Int(memory[HeapLayout.registerLimit]))
    for waiting in waiting {
      heap.mark(waiting.function)
      heap.mark(waiting.entry)
      if let beginning = waiting.beginning {
        for value in [beginning.function, beginning.arguments, beginning.keywords] { heap.mark(value) }
      }
      markFibre(waiting, frame: waiting.frame, top: waiting.top, limit: waiting.registerLimit)
    }
    heap.mark(fibre.entry)
  }

  /// Registers in use are roots; those above are emptied, so that none of them ever names an object that is
  /// gone.
  private func markFibre(_ fibre: Fibre, frame: Int, top: Int, limit: Int) {
    var place = fibre.start
    while place < frame {
      heap.mark(memory[value: place + FrameLayout.function])
      heap.mark(memory[value: place + FrameLayout.subject])
      place += FrameLayout.byteCount
    }
    heap.markRun(fibre.registers, count: (top - fibre.registers) / 8)
    let end = min(limit, fibre.end)
    if end > top { memory.fill(top, wordCount: (end - top) / 8, with: 0) }
  }
}
