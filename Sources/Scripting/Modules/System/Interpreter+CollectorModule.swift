/// Module `gc` over the board's account (py/modgc.c).
extension Interpreter {
  func installCollectorModule() {
    addModule("gc") { vm, module throws(Raised) in
      let state = CollectorState()
      try module.define("collect", 0, 0) { vm, args throws(Raised) in
        vm.clearRegisters(from: args.start)
        vm.collect()
        return .none
      }
      for (name, isEnabled) in [("enable", true), ("disable", false)] {
        try module.define(name, 0, 0) { _, _ throws(Raised) in
          state.isEnabled = isEnabled
          return .none
        }
      }
      try module.define("isenabled", 0, 0) { _, _ throws(Raised) in Value(state.isEnabled) }
      try module.define("mem_alloc", 0, 0) { vm, _ throws(Raised) in Value(small: vm.boardUsage().used) }
      try module.define("mem_free", 0, 0) { vm, _ throws(Raised) in
        let usage = vm.boardUsage()
        return Value(small: usage.total - usage.used)
      }
      try module.define("threshold", 0, 1) { vm, args throws(Raised) in
        if args.count == 0 { return try vm.newInteger(state.threshold) }
        let threshold = try vm.integerArgument(args[0])
        state.threshold = threshold < 0 ? -1 : threshold / Heap.blockByteCount * Heap.blockByteCount
        return .none
      }
    }
  }

  /// What the board's heap holds and could hold, in bytes.
  ///
  /// The account may be overdrawn until the next safe point; the board would have collected by then.
  func boardUsage() -> (used: Int, total: Int) {
    let total = heap.capacity / Heap.blockByteCount * Heap.blockByteCount
    if heap.boardBytes > total { collect() }
    return (min(max(heap.boardBytes, 0), total), total)
  }
}

/// What `gc` was told; the collector of ours needs none of it.
private final class CollectorState {
  var isEnabled = true
  var threshold = -1
}
