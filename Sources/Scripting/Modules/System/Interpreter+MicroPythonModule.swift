/// Module `micropython` (py/modmicropython.c).
extension Interpreter {
  func installMicroPythonModule() {
    addModule("micropython") { vm, module throws(Raised) in
      try module.define("const", 1, 1) { _, args throws(Raised) in args[0] }
      try module.define("opt_level", 0, 1) { vm, args throws(Raised) in
        if args.count == 0 { return try vm.newInteger(vm.machineState.optimizationLevel) }
        vm.machineState.optimizationLevel = try vm.integerArgument(args[0])
        return .none
      }
      try module.define("heap_lock", 0, 0) { vm, _ throws(Raised) in
        vm.heap.lock()
        return .none
      }
      try module.define("heap_unlock", 0, 0) { vm, _ throws(Raised) in
        vm.heap.unlock()
        return .none
      }
      for name in ["kbd_intr", "alloc_emergency_exception_buf"] {
        try module.define(name, 1, 1) { vm, args throws(Raised) in
          _ = try vm.integerArgument(args[0])
          return .none
        }
      }
      try module.define("schedule", 2, 2) { vm, args throws(Raised) in
        guard try vm.schedule(args[0], args[1]) else { throw vm.fault(.RuntimeError, "schedule stack full") }
        return .none
      }
      try vm.fillMemoryReports(module)
    }
  }

  /// What `micropython` was told.
  var machineState: MachineState {
    if let state = moduleStates["micropython"] as? MachineState { return state }
    let state = MachineState()
    moduleStates["micropython"] = state
    return state
  }

  // MARK: Scheduling

  /// How many functions may wait for their turn (MICROPY_SCHEDULER_DEPTH of MaixPy's mpconfigport.h).
  private static let scheduleLimit = 8

  /// Has a function of the script called with an argument at the next safe point; false if too many wait
  /// already.
  ///
  /// Functions called so do not interrupt each other, as on the device; for timers and interrupts, too.
  package func schedule(_ function: Value, _ argument: Value) throws(Raised) -> Bool {
    guard scheduled.count < Interpreter.scheduleLimit else { return false }
    let mark = keep(function)
    defer { release(to: mark) }
    _ = keep(argument)
    scheduled.append((try scheduledCall(), try newTuple([function, argument])))
    // Inside of another one's call it waits until that has ended.
    if !machineState.isCallingScheduled { memory[HeapLayout.fuel] = 0 }
    return true
  }

  /// What the machine calls for a function that is due.
  private func scheduledCall() throws(Raised) -> Value {
    if let known = machineState.scheduledCall { return known }
    let call = try newNative("schedule", 1, 1) { vm, args throws(Raised) in
      let state = vm.machineState
      if state.isCallingScheduled {
        vm.scheduled.append((try vm.scheduledCall(), args[0]))
        return .none
      }
      state.isCallingScheduled = true
      defer {
        state.isCallingScheduled = false
        if !vm.scheduled.isEmpty { vm.memory[HeapLayout.fuel] = 0 }
      }
      do throws(Raised) {
        return try vm.call(vm.tupleItem(args[0], 0), [vm.tupleItem(args[0], 1)])
      } catch {
        try vm.survive(error)
        return .none
      }
    }
    machineState.scheduledCall = call
    return call
  }

  // MARK: Reports

  private func fillMemoryReports(_ module: ModuleBuilder) throws(Raised) {
    try module.define("mem_total", 0, 0) { vm, _ throws(Raised) in Value(small: vm.notedMemory().peak) }
    try module.define("mem_current", 0, 0) { vm, _ throws(Raised) in Value(small: vm.notedMemory().current) }
    try module.define("mem_peak", 0, 0) { vm, _ throws(Raised) in Value(small: vm.notedMemory().peak) }
    try module.define("stack_use", 0, 0) { vm, _ throws(Raised) in Value(small: vm.stackUse) }
    try module.define("mem_info", 0, 1) { vm, args throws(Raised) in
      vm.host.write(Array(vm.memoryReport(withMap: args.count == 1).utf8))
      return .none
    }
    try module.define("qstr_info", 0, 1) { vm, args throws(Raised) in
      vm.host.write(Array(vm.internedReport(withNames: args.count == 1).utf8))
      return .none
    }
  }

  /// Bytes of the board's heap now, and the most that anyone saw.
  private func notedMemory() -> (current: Int, peak: Int) {
    let current = boardUsage().used
    machineState.peakByteCount = max(machineState.peakByteCount, current)
    return (current, machineState.peakByteCount)
  }

  /// What calls within calls take of the stack.
  private var stackUse: Int {
    let frames = Int(memory[HeapLayout.frame]) - fibre.start
    return frames + Int(memory[HeapLayout.top]) - fibre.registers
  }

  private func memoryReport(withMap: Bool) -> String {
    let memory = notedMemory()
    let (used, total) = boardUsage()
    let blocks = heap.boardBlocks()
    var text = "mem: total=\(memory.peak), current=\(memory.current), peak=\(memory.peak)\n"
    text += "stack: \(stackUse) out of \(fibre.end - fibre.registers)\n"
    text += "GC: total: \(total), used: \(used), free: \(total - used)\n"
    text += " No. of 1-blocks: \(blocks.ones), 2-blocks: \(blocks.twos), max blk sz: \(blocks.largest), "
    text += "max free sz: \((total - used) / Heap.blockByteCount)\n"
    // Where objects lie on the board is not known.
    if withMap {
      text += "GC memory layout; from 0:\n       (\(total / Heap.blockByteCount / 64) lines not shown)\n"
    }
    return text
  }

  /// The script's own names; those of ours are in the board's flash.
  private func internedReport(withNames: Bool) -> String {
    var names: [String] = []
    var (count, byteCount) = (0, 0)
    for address in heap.interned.slots where address != 0 && Header(bits: memory[address]).blocks > 0 {
      count += 1
      byteCount += self.byteCount(Value(address: address))
      if withNames { names.append("Q(\(text(Value(address: address))))\n") }
    }
    // Each has a hash, its length and a final zero besides its bytes, and a pointer in the pool.
    let total = byteCount + count * 12
    return "qstr pool: n_pool=1, n_qstr=\(count), n_str_data_bytes=\(byteCount), n_total_bytes=\(total)\n"
      + names.sorted().joined()
  }
}

/// What scripts told the machine by `micropython`.
final class MachineState: ScriptReferences {
  /// `opt_level`.
  var optimizationLevel = 0
  /// Whether a scheduled function is being called.
  var isCallingScheduled = false
  var scheduledCall: Value?
  var peakByteCount = 0

  func visit(_ mark: (Value) -> Void) {
    if let scheduledCall { mark(scheduledCall) }
  }
}

extension Heap {
  /// Has allocations fail until `unlock`; what the board would have on its stack or in flash is still made.
  func lock() {
    lockDepth += 1
    boardTrigger = -1
  }

  /// Takes back a `lock`.
  func unlock() {
    if lockDepth > 0 { lockDepth -= 1 }
    if lockDepth == 0 { boardTrigger = capacity }
  }

  /// How many objects take one block and two, and the blocks of the largest.
  func boardBlocks() -> (ones: Int, twos: Int, largest: Int) {
    var (ones, twos, largest) = (0, 0, 0)
    func count(_ address: Int) {
      let header = Header(bits: memory[address])
      if header.blocks == 1 { ones += 1 }
      if header.blocks == 2 { twos += 1 }
      largest = max(largest, header.blocks)
    }
    granules.forEach { granule, use, info in
      switch use {
      case .none, .more: break
      case .cells:
        let size = HeapLayout.cellByteCount(Int(info))
        let start = granule * HeapLayout.granule
        for index in 0..<(HeapLayout.blockGranules * HeapLayout.granule / size) {
          count(start + index * size)
        }
      case .run: count(granule * HeapLayout.granule)
      }
    }
    return (ones, twos, largest)
  }
}
