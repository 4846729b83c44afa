/// Calls, names and exceptions, as the run loop asks for them.
extension Interpreter {
  // MARK: Calls

  @inline(never)
  func callOrNull(_ callee: Value, _ start: Int, _ count: Int, _ keywordCount: Int, _ base: Int) -> Value {
    memory[HeapLayout.callerBase] = UInt64(truncatingIfNeeded: base)
    memory[HeapLayout.directCall] = UInt64(truncatingIfNeeded: start)
    // Registers above the arguments are the callee's; what they hold is left over from earlier instructions.
    let top = memory[HeapLayout.top]
    memory[HeapLayout.top] = UInt64(start + (count + keywordCount * 2) * 8)
    defer { memory[HeapLayout.top] = top }
    do {
      let result = try call(callee, start: start, count: count, keywordCount: keywordCount)
      return result
    } catch {
      raised = error.value
      return .null
    }
  }

  /// Arranges the arguments of a call: true if the frame can be entered, a generator if that is all, null for
  /// an exception.
  @inline(never)
  func arrangeOrNull(_ function: Value, _ start: Int, _ count: Int, _ keywordCount: Int) -> Value {
    orNull { () throws(Raised) in
      if try arrange(function, start: start, count: count, keywordCount: keywordCount) { return .true }
      return try newGenerator(function, start: start)
    }
  }

  /// Gets room for a frame; RuntimeError if there is none.
  @inline(never)
  func growStack(_ top: Int, _ frame: Int) -> Bool {
    orFalse { () throws(Raised) in
      guard frame <= Int(memory[HeapLayout.frameLimit]) else { throw recursionError() }
      try reserve(top, 0)
    }
  }

  @inline(never)
  func callSpread(_ address: Int) -> Value {
    orNull { () throws(Raised) in
      let callee = memory[value: address]
      let object = memory[value: address + 8]
      let (start, count) = sequenceItems(memory[value: address + 16])
      var arguments: [Value] = object.isNull ? [] : [object]
      for index in 0..<count { arguments.append(memory[value: start + index * 8]) }
      let dict = memory[value: address + 24]
      var keywords: [(name: Value, value: Value)] = []
      var index = 0
      while let found = nextEntry(dict, from: index) {
        let pair = entry(dict, found)
        guard isKind(pair.key, .str) else { throw implicitConversion(pair.key, to: "str") }
        keywords.append((try intern(pair.key), pair.value))
        index = found + 1
      }
      return try call(callee, arguments, keywords: keywords)
    }
  }

  @inline(never)
  func makeFunction(_ word: Instruction, _ constants: Int, _ base: Int, _ function: Int) -> Value {
    orNull { () throws(Raised) in
      let codeValue = memory[value: constants + word.b * 8]
      var cells: [Value] = []
      for capture in code(codeValue)?.unit.captures ?? [] {
        switch capture {
        case .register(let register): cells.append(memory[value: base + register * 8])
        case .free(let index): cells.append(memory[value: function + FunctionLayout.cells + index * 8])
        }
      }
      return try newFunction(
        codeValue, globals: memory[value: function + FunctionLayout.globals],
        defaults: word.x & 1 != 0 ? memory[value: base + word.c * 8] : .null,
        keywordDefaults: word.x & 2 != 0 ? memory[value: base + word.c * 8 + 8] : .null, cells: cells)
    }
  }

  @inline(never)
  func newCell(_ value: Value) -> Value {
    orNull { () throws(Raised) in
      let address = try allocate(.closureCell, byteCount: 16, boardByteCount: 16)
      memory[value: address + 8] = value
      return Value(address: address)
    }
  }

  // MARK: Names

  @inline(never)
  func unboundLocal(_ code: Int, _ register: Int?) {
    raised = fault(.NameError, "local variable referenced before assignment").value
  }

  @inline(never)
  func getGlobal(_ globals: Int, _ cache: Int) -> Value {
    let name = memory[value: cache + CacheLayout.name]
    let place = findName(globals, name)
    if place >= 0 {
      memory[cache + CacheLayout.key] = UInt64(place)
      return memory[value: entryAddress(globals, place) + 8]
    }
    let builtin = findName(builtins.address, name)
    if builtin >= 0 {
      memory[cache + CacheLayout.epoch] = memory[globals + TableLayout.version]
      memory[cache + CacheLayout.slot] = UInt64(globals)
      memory[cache + CacheLayout.target] = UInt64(builtin)
      return memory[value: entryAddress(builtins.address, builtin) + 8]
    }
    raised = fault(.NameError, "name '\(text(name))' isn't defined").value
    return .null
  }

  @inline(never)
  func setGlobal(_ globals: Int, _ cache: Int, _ value: Value) -> Bool {
    let name = memory[value: cache + CacheLayout.name]
    return orFalse { () throws(Raised) in
      try set(Value(address: globals), name: name, value)
      memory[cache + CacheLayout.key] = UInt64(max(findName(globals, name), 0))
    }
  }

  @inline(never)
  func deleteGlobal(_ function: Int, _ cache: Int) -> Bool {
    deleteName(memory[value: function + FunctionLayout.globals], memory[value: cache + CacheLayout.name])
  }

  @inline(never)
  func getName(_ dict: Value, _ name: Value, _ function: Int) -> Value {
    let own = lookup(dict, name: name)
    if !own.isNull { return own }
    let global = lookup(memory[value: function + FunctionLayout.globals], name: name)
    if !global.isNull { return global }
    let builtin = lookup(builtins, name: name)
    if !builtin.isNull { return builtin }
    raised = fault(.NameError, "name '\(text(name))' isn't defined").value
    return .null
  }

  @inline(never)
  func setName(_ dict: Value, _ name: Value, _ value: Value) -> Bool {
    orFalse { () throws(Raised) in try set(dict, name: name, value) }
  }

  @inline(never)
  func deleteName(_ dict: Value, _ name: Value) -> Bool {
    if remove(dict, name: name) { return true }
    raised = fault(.NameError, "name '\(text(name))' isn't defined").value
    return false
  }

  // MARK: Exceptions

  /// `raise value`: a class is made an exception first.
  @inline(never)
  func raiseValue(_ value: Value) {
    do {
      raised = try exception(from: value)
    } catch {
      raised = error.value
    }
  }

  /// The exception that `raise value` raises.
  func exception(from value: Value) throws(Raised) -> Value {
    if isExceptionClass(value) { return try call(value, []) }
    if isException(value) { return value }
    throw typeError("exceptions must derive from BaseException")
  }

  /// Whether a value is an exception.
  func isException(_ value: Value) -> Bool { isKind(nativeValue(value), .exception) }

  /// Whether a value is a class of exceptions.
  func isExceptionClass(_ value: Value) -> Bool {
    isKind(value, .type) && isSubclass(value, of: exceptionType(.BaseException))
  }

  @inline(never)
  func matchesOrNull(_ exception: Value, _ types: Value) -> Value {
    if isKind(types, .type) { return Value(isInstance(exception, of: types)) }
    if isKind(types, .tuple) {
      var isMatch = false
      for index in 0..<tupleCount(types) {
        guard isKind(tupleItem(types, index), .type) else {
          return noMatch(exception, tupleItem(types, index))
        }
        if isInstance(exception, of: tupleItem(types, index)) {
          isMatch = true
          break
        }
      }
      return Value(isMatch)
    }
    return noMatch(exception, types)
  }

  /// `except` with something that is no class.
  private func noMatch(_ exception: Value, _ type: Value) -> Value {
    raised = typeError("unsupported types for : '\(typeName(exception))', '\(typeName(type))'").value
    return .null
  }

  @inline(never)
  func printResult(_ value: Value) -> Bool {
    if value == .none { return true }
    return orFalse { () throws(Raised) in
      host.write(try printed(value, .repr) + [10])
      try set(
        memory[value: Int(memory[HeapLayout.function]) + FunctionLayout.globals], name: name(.underscore),
        value)
    }
  }
}
