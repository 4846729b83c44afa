/// Exceptions on their way: handlers, tracebacks.
extension Interpreter {
  /// Finds the handler of `raised`; false if it leaves the run of the loop.
  ///
  /// - Parameters:
  ///   - instruction: Behind the one that raised.
  @inline(never)
  func unwind(instruction: Int, base: Int, function: Int) -> Bool {
    if isLeaving {
      // No exception: a thread's slice is over.
      fibre.instruction = redoes ? instruction - 8 : instruction
      fibre.base = base
      fibre.function = Value(address: function)
      fibre.frame = Int(memory[HeapLayout.frame])
      fibre.top = Int(memory[HeapLayout.top])
      fibre.registerLimit = Int(memory[HeapLayout.registerLimit])
      return false
    }
    var (instruction, base, function) = (instruction, base, function)
    while true {
      let codeValue = memory[value: function + FunctionLayout.code]
      guard let code = code(codeValue) else { return false }
      let start = Int(memory[codeValue.address + CodeLayout.instructions]) + StorageLayout.start
      let index = (instruction - 8 - start) / 8
      // As there, every frame notes the line, the one that handles the exception, too, and again when it is
      // raised again.
      if index >= 0, index < code.unit.lines.count { addTraceback(code, line: Int(code.unit.lines[index])) }
      if ending == nil, let handler = code.unit.handlers.first(where: { $0.start <= index && index < $0.end })
      {
        memory[value: base + handler.register * 8] = raised
        raised = .null
        memory[HeapLayout.resumeInstruction] = UInt64(start + handler.handler * 8)
        memory[HeapLayout.resumeBase] = UInt64(base)
        memory[HeapLayout.function] = UInt64(function)
        memory[HeapLayout.top] = UInt64(base + code.unit.registerCount * 8)
        return true
      }
      let frame = Int(memory[HeapLayout.frame]) - FrameLayout.byteCount
      let mode = memory[frame + FrameLayout.mode]
      if mode == FrameMode.resumed || mode == FrameMode.loop {
        memory[memory[value: frame + FrameLayout.subject].address + GeneratorLayout.state] = 3
        // PEP 479: to those who walk over the generator it would look like its end.
        if ending == nil, isInstance(raised, of: exceptionType(.StopIteration)) {
          raised = fault(.RuntimeError, "generator raised StopIteration").value
        }
      }
      if mode == FrameMode.native || mode == FrameMode.resumed { return false }
      memory[HeapLayout.frame] = UInt64(frame)
      instruction = Int(memory[frame + FrameLayout.instruction])
      base = Int(memory[frame + FrameLayout.base])
      function = Int(memory[frame + FrameLayout.function])
      memory[HeapLayout.function] = UInt64(function)
    }
  }

  /// Notes that the exception passed a line.
  private func addTraceback(_ code: Code, line: Int) {
    let exception = raised.isNull ? .null : nativeValue(raised)
    guard isKind(exception, .exception) else { return }
    let depth = heap.enterEmergency()
    defer { heap.leaveEmergency(depth) }
    do {
      let old = Int(memory[exception.address + ExceptionLayout.traceback])
      let count = old == 0 ? 0 : Int(memory[old + 8])
      // A recursion that goes too deep would otherwise leave a line for each call, twice as many words for
      // each of its exceptions.
      guard count < Interpreter.tracebackLimit * 3 else { return }
      let storage = try newValueStorage(count + 3, boardByteCount: 0)
      if count > 0 {
        memory.copy(from: old + StorageLayout.start, to: storage + StorageLayout.start, byteCount: count * 8)
      }
      let place = storage + StorageLayout.start + count * 8
      memory[value: place] = code.file
      memory[value: place + 8] = Value(small: line)
      memory[value: place + 16] = code.name
      memory[exception.address + ExceptionLayout.traceback] = UInt64(storage)
    } catch {
      // Without memory for a line of traceback there is none.
    }
  }

  static let tracebackLimit = 1000

  /// What MicroPython prints of an exception that nobody caught (py/obj.c, `mp_obj_print_exception`).
  package func traceback(_ value: Value) -> [UInt8] {
    var text: [UInt8] = []
    let exception = nativeValue(value)
    let storage =
      isKind(exception, .exception) ? Int(memory[exception.address + ExceptionLayout.traceback]) : 0
    if storage != 0 {
      text += Array("Traceback (most recent call last):\n".utf8)
      var place = Int(memory[storage + 8]) - 3
      while place >= 0 {
        let entry = storage + StorageLayout.start + place * 8
        text += Array("  File \"".utf8) + bytes(memory[value: entry])
        text += Array("\", line \(memory[value: entry + 8].small)".utf8)
        let name = bytes(memory[value: entry + 16])
        if !name.isEmpty { text += Array(", in ".utf8) + name }
        text.append(10)
        place -= 3
      }
    }
    let mark = keep(value)
    defer { release(to: mark) }
    text += (try? printed(value, .exception)) ?? Array(typeName(value).utf8)
    text.append(10)
    return text
  }
}
