/// Generators: frames that wait in the heap.
extension Interpreter {
  /// A generator that has not begun; its arguments lie in registers.
  func newGenerator(_ function: Value, start: Int) throws(Raised) -> Value {
    let code = Int(memory[function.address + FunctionLayout.code])
    let count = Int(memory[code + CodeLayout.registerCount])
    let address = try allocate(
      .generator, aux: UInt16(count), byteCount: GeneratorLayout.registers + count * 8, boardByteCount: 56 + count * 8)
    memory[value: address + GeneratorLayout.function] = function
    memory[address + GeneratorLayout.state] = 0
    memory[address + GeneratorLayout.instruction] = UInt64(firstInstruction(function))
    memory.fill(address + GeneratorLayout.registers, wordCount: count, with: 0)
    let parameters = self.code(Value(address: code))?.parameters.count ?? 0
    if parameters > 0 {
      memory.copy(from: start, to: address + GeneratorLayout.registers, byteCount: parameters * 8)
    }
    return Value(address: address)
  }

  /// Resumes a generator; null when it has ended, its value being in `stopValue` then.
  func resume(_ generator: Value, sending value: Value) throws(Raised) -> Value {
    try resume(generator, sending: value, throwing: .null)
  }

  /// Resumes a generator with a value, or with an exception if that is not null.
  func resume(_ generator: Value, sending value: Value, throwing exception: Value) throws(Raised) -> Value {
    let address = generator.address
    stopValue = .none
    switch memory[address + GeneratorLayout.state] {
    case 0:
      if !exception.isNull {
        memory[address + GeneratorLayout.state] = 3
        throw Raised(try self.exception(from: exception))
      }
      guard value == .none else { throw typeError("can't send non-None value to a just-started generator") }
    case 1: break
    case 2: throw valueError("generator already executing")
    default:
      if !exception.isNull { throw Raised(try self.exception(from: exception)) }
      return .null
    }
    let isBegun = memory[address + GeneratorLayout.state] == 1
    let function = memory[value: address + GeneratorLayout.function]
    let count = GeneratorLayout.registerCount(memory, address)
    let base = Int(memory[HeapLayout.top])
    try reserve(base, count)
    var instruction = Int(memory[address + GeneratorLayout.instruction])
    let mark = keep(generator)
    defer { release(to: mark) }
    _ = keep(exception)
    // What it waits for uses the registers above, too, so that its own may only come there afterwards.
    let item = isBegun && !exception.isNull ? try throwIntoDelegate(generator, instruction, exception) : nil
    if let item, !item.isNull { return item }
    if isBegun, item == nil, !exception.isNull, pendingException.isNull {
      let made = try self.exception(from: exception)
      pendingException = made
    }
    memory.copy(from: address + GeneratorLayout.registers, to: base, byteCount: count * 8)
    if item != nil {
      // What it waited for has ended: on with its value.
      setDelegated(instruction, base, delegated)
      instruction += 8
    } else if isBegun, exception.isNull {
      setSent(instruction, base, value)
    }
    memory[address + GeneratorLayout.state] = 2
    // An exception comes in at the place where the generator waits.
    let result: Value
    do {
      result = try enter(function, base: base, mode: FrameMode.resumed, subject: generator, instruction: instruction)
    } catch {
      memory[address + GeneratorLayout.state] = 3
      // It never came in when there was no frame left for the generator.
      pendingException = .null
      throw error
    }
    if memory[address + GeneratorLayout.state] == 3 { return .null }
    return result
  }

  /// Puts what was sent where the generator's `yield` wants it.
  func setSent(_ instruction: Int, _ base: Int, _ value: Value) {
    let before = Instruction(bits: memory[instruction - 8])
    if before.opcode == .yield {
      memory[value: base + before.a * 8] = value
    } else {
      memory[value: base + Instruction(bits: memory[instruction]).c * 8] = value
    }
  }

  /// Gives the `yield from` at an instruction its result.
  private func setDelegated(_ instruction: Int, _ base: Int, _ value: Value) {
    memory[value: base + Instruction(bits: memory[instruction]).a * 8] = value
  }

  /// Hands an exception to what a generator waits for with `yield from`; nil if it does not, null if that has ended.
  private func throwIntoDelegate(
    _ generator: Value, _ instruction: Int, _ exception: Value
  ) throws(Raised) -> Value? {
    guard Instruction(bits: memory[instruction - 8]).opcode != .yield else { return nil }
    let word = Instruction(bits: memory[instruction])
    guard word.opcode == .yieldFrom else { return nil }
    let inner = memory[value: generator.address + GeneratorLayout.registers + word.b * 8]
    memory[generator.address + GeneratorLayout.state] = 2
    defer { memory[generator.address + GeneratorLayout.state] = 1 }
    if exception == exceptionType(.GeneratorExit) || isInstance(exception, of: exceptionType(.GeneratorExit)) {
      if isKind(inner, .generator) {
        try closeGenerator(inner)
      } else {
        let close = try optionalAttribute(inner, name(.close))
        if !close.isNull { _ = try call(close, []) }
      }
      return nil
    }
    do {
      if isKind(inner, .generator) {
        let item = try resume(inner, sending: .none, throwing: exception)
        if item.isNull { delegated = stopValue }
        return item
      }
      let method = try optionalAttribute(inner, name(.throw))
      if method.isNull { return nil }
      return try call(method, [exception])
    } catch {
      guard isInstance(error.value, of: exceptionType(.StopIteration)) else {
        // It goes on in this generator, at its `yield from`.
        pendingException = error.value
        return nil
      }
      delegated = stopIterationValue(error.value)
      return .null
    }
  }

  /// The value of a StopIteration.
  func stopIterationValue(_ exception: Value) -> Value {
    let arguments = field(nativeValue(exception), 2)
    return tupleCount(arguments) == 0 ? .none : tupleItem(arguments, 0)
  }

  /// One step of `yield from`: what the inner iterator gives; null at its end, its value being in `delegated` then.
  @inline(never)
  func delegate(_ iterator: Value, _ sent: Value) -> Value {
    do {
      if isKind(iterator, .generator) {
        let item = try resume(iterator, sending: sent)
        if item.isNull { delegated = stopValue }
        return item
      }
      if sent == .none {
        if isKind(iterator, .instance) {
          let method = lookup(inClass: field(iterator, 1), name(.next))
          if !method.isNull { return try callMethod(method, iterator) }
        }
        let item = try next(iterator)
        if item.isNull { delegated = .none }
        return item
      }
      return try call(try attribute(iterator, name(.send)), [sent])
    } catch {
      if isInstance(error.value, of: exceptionType(.StopIteration)) {
        delegated = stopIterationValue(error.value)
        return .null
      }
      raised = error.value
      return .null
    }
  }

  /// A generator that native code resumed returned.
  @inline(never)
  func finishGenerator(_ frame: Int, _ result: Value) {
    memory[memory[value: frame + FrameLayout.subject].address + GeneratorLayout.state] = 3
    stopValue = result
  }

  /// `generator.close()`.
  func closeGenerator(_ generator: Value) throws(Raised) {
    guard memory[generator.address + GeneratorLayout.state] < 3 else { return }
    if memory[generator.address + GeneratorLayout.state] == 0 {
      memory[generator.address + GeneratorLayout.state] = 3
      return
    }
    do throws(Raised) {
      let item = try resume(generator, sending: .none, throwing: fault(.GeneratorExit).value)
      if !item.isNull { throw fault(.RuntimeError, "generator ignored GeneratorExit") }
    } catch {
      if isInstance(error.value, of: exceptionType(.GeneratorExit)) || isInstance(error.value, of: exceptionType(.StopIteration)) {
        return
      }
      throw error
    }
  }
}
