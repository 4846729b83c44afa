/// What is there before a script begins.
extension Interpreter {
  func start() throws(Raised) {
    // However small the script's heap is: what is made here is not part of it, and there are no exceptions
    // yet to complain with.
    let trigger = heap.enterEmergency()
    defer { heap.leaveEmergency(trigger) }
    makeFixedObjects()
    for name in Name.allCases { names.append(try permanent(intern(Array(name.rawValue.utf8)))) }
    builtins = try newDict()
    modules = try newDict()
    try installClassTypes()
    try installExceptions()
    try installNumberTypes()
    try installTextTypes()
    try installContainerTypes()
    try installFunctionTypes()
    try installBuiltinFunctions()
    try installModules()
    // What the machine itself needs is not the script's: on the board it is in flash.
    heap.boardBytes = 0
    heap.excludeFromBoard()
    heap.spoilsGarbage = isStressed
  }

  /// `None`, `True` and their like lie at fixed addresses below the heap.
  private func makeFixedObjects() {
    let fixed: [(Value, ObjectKind)] = [
      (.none, .none), (.false, .bool), (.true, .bool), (.ellipsis, .ellipsis),
      (.notImplemented, .notImplemented),
      (.emptyTuple, .tuple), (.missing, .free), (.null, .free),
    ]
    for (value, kind) in fixed {
      memory[value.address] = Header(kind, blocks: 0).bits | Header.permanent
      memory[value.address + 8] = 0
    }
    memory[HeapLayout.fuel] = UInt64(configuration.pollInterval)
  }

  /// Has an object stay for ever.
  private func permanent(_ value: Value) -> Value {
    memory[value.address] |= Header.permanent
    return value
  }
}
