/// Threads of the script: cooperative, one at a time, in an order that is always the same.
///
/// The main thread gives each other one a slice at its safe points and when it waits. A slice is a run of the
/// loop of its own on the thread's own registers; at its end the thread is left between two instructions.
/// MaixPy's threads share one core under a lock, too.
extension Interpreter {
  /// The most threads beside the main one.
  static let threadLimit = 16

  /// Whether the main thread runs.
  var isMainThread: Bool { fibre === mainFibre }

  /// `_thread.start_new_thread(function, arguments, keywords)`; the thread's number.
  func startThread(_ function: Value, _ arguments: Value, _ keywords: Value) throws(Raised) -> Int {
    let used = Set((waiting + [fibre]).map(\.identifier))
    guard let number = (2...Interpreter.threadLimit + 1).first(where: { !used.contains($0) }) else {
      throw osError(11)
    }
    let room = HeapLayout.stacksByteCount / 4
    let byteCount = (HeapLayout.stacksByteCount - room) / Interpreter.threadLimit / 8 * 8
    let thread = Fibre(
      start: HeapLayout.stacks + room + (number - 2) * byteCount, byteCount: byteCount,
      depthLimit: configuration.callDepthLimit)
    thread.identifier = number
    thread.beginning = (function, arguments, keywords)
    waiting.append(thread)
    return number
  }

  /// Gives every other thread a slice; only the main thread does.
  func runThreads() throws(Raised) {
    guard isMainThread, !waiting.isEmpty else { return }
    for thread in waiting {
      if let wakesAt = thread.wakesAt, host.microseconds() < wakesAt { continue }
      try runSlice(thread)
    }
  }

  /// Runs a thread until its slice is over or it has ended.
  private func runSlice(_ thread: Fibre) throws(Raised) {
    let main = fibre
    let words = [
      HeapLayout.frame, HeapLayout.top, HeapLayout.registerLimit, HeapLayout.frameLimit, HeapLayout.function,
      HeapLayout.callerBase,
      HeapLayout.directCall,
    ].map { ($0, memory[$0]) }
    let nestingBefore = nesting
    main.frame = Int(memory[HeapLayout.frame])
    main.top = Int(memory[HeapLayout.top])
    main.registerLimit = Int(memory[HeapLayout.registerLimit])
    main.function = memory[value: HeapLayout.function]
    waiting.append(main)
    waiting.removeAll { $0 === thread }
    fibre = thread
    nesting += 1
    thread.nesting = nesting
    memory[HeapLayout.frame] = UInt64(thread.frame)
    memory[HeapLayout.top] = UInt64(thread.top)
    memory[HeapLayout.registerLimit] = UInt64(thread.registerLimit)
    memory[HeapLayout.frameLimit] = UInt64(thread.registers - FrameLayout.byteCount)
    memory[value: HeapLayout.function] = thread.function
    // With less it would be left at its first instruction, each time anew.
    memory[HeapLayout.fuel] = UInt64(max(configuration.pollInterval, 2))
    let failure = continueThread(thread)
    let isLeft = isLeaving
    isLeaving = false
    if isLeft { thread.function = memory[value: HeapLayout.function] }
    nesting = nestingBefore
    fibre = main
    for (word, value) in words { memory[word] = value }
    memory[HeapLayout.fuel] = UInt64(configuration.pollInterval)
    waiting.removeAll { $0 === main }
    if isLeft { waiting.append(thread) }
    waiting.sort { $0.identifier < $1.identifier }
    if let failure { try report(failure, thread) }
    if ending != nil { throw fault(.SystemExit) }
  }

  /// Goes on with a thread; the exception that left it, if one did.
  private func continueThread(_ thread: Fibre) -> Value? {
    let result: Value
    if let beginning = thread.beginning {
      thread.beginning = nil
      thread.entry = beginning.function
      do {
        guard let ready = try prepare(thread, beginning.function, beginning.arguments, beginning.keywords)
        else { return nil }
        result = run(instruction: ready.instruction, base: ready.base, function: ready.function.address)
      } catch {
        return error.value
      }
    } else {
      result = run(instruction: thread.instruction, base: thread.base, function: thread.function.address)
    }
    guard result.isNull, !isLeaving else { return nil }
    let exception = raised
    raised = .null
    return exception
  }

  /// Lays out the frame of a thread's function; nil when the call is done already, for it is no function of
  /// the script's.
  private func prepare(
    _ thread: Fibre, _ callee: Value, _ arguments: Value, _ keywords: Value
  ) throws(Raised) -> (function: Value, base: Int, instruction: Int)? {
    var (values, pairs): ([Value], [(name: Value, value: Value)]) = ([], [])
    var function = callee
    if isKind(callee, .boundMethod) {
      function = field(callee, 1)
      values.append(field(callee, 2))
    }
    let (start, count) = sequenceItems(arguments)
    for index in 0..<count { values.append(memory[value: start + index * 8]) }
    var place = 0
    while !keywords.isNull, let found = nextEntry(keywords, from: place) {
      pairs.append((try intern(entry(keywords, found).key), entry(keywords, found).value))
      place = found + 1
    }
    guard isKind(function, .function) else {
      _ = try call(function, values, keywords: pairs)
      return nil
    }
    let base = thread.registers + 8
    try reserve(base, values.count + pairs.count * 2)
    for (index, value) in (values + pairs.flatMap { [$0.name, $0.value] }).enumerated() {
      memory[value: base + index * 8] = value
    }
    guard try arrange(function, start: base, count: values.count, keywordCount: pairs.count) else {
      return nil
    }
    let registers = Int(memory[code(ofFunction: function).address + CodeLayout.registerCount])
    try reserve(base, registers)
    memory[thread.start + FrameLayout.function] = 0
    memory[thread.start + FrameLayout.subject] = 0
    memory[thread.start + FrameLayout.mode] = FrameMode.native
    memory[HeapLayout.frame] = UInt64(thread.start + FrameLayout.byteCount)
    memory[HeapLayout.top] = UInt64(base + registers * 8)
    memory[value: HeapLayout.function] = function
    return (function, base, firstInstruction(function))
  }

  /// What MicroPython prints of a thread that ended by an exception (py/modthread.c).
  private func report(_ exception: Value, _ thread: Fibre) throws(Raised) {
    if isInstance(exception, of: exceptionType(.SystemExit)) { return }
    let mark = keep(exception)
    defer { release(to: mark) }
    _ = keep(thread.entry)
    let name = try printed(thread.entry, .repr)
    host.write(Array("Unhandled exception in thread started by ".utf8) + name + [10] + traceback(kept[mark]))
  }

  // MARK: Waiting

  /// Leaves a thread at a safe point if its slice is over; true if the run of the loop is to end.
  func leavesSlice(again: Bool) -> Bool {
    guard !isMainThread, nesting == fibre.nesting else { return false }
    isLeaving = true
    redoes = again
    return true
  }

  /// Keeps a thread from going on: the main thread lets the others run, others are left and call again later.
  ///
  /// - Parameter arguments: Those of the function of ours that waits; it must have been called by the script
  ///   itself.
  func wait(_ arguments: Arguments, until time: UInt64? = nil) throws(Raised) {
    if isMainThread {
      try runThreads()
      return
    }
    guard nesting == fibre.nesting, memory[HeapLayout.directCall] == UInt64(arguments.start) else {
      // Native code of the script's thread waits for this call: nobody else can run.
      if time == nil { throw fault(.RuntimeError, "a thread cannot wait inside a built-in function") }
      return
    }
    fibre.wakesAt = time
    isLeaving = true
    redoes = true
    throw Raised(.null)
  }
}
