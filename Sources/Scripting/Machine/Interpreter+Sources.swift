/// Running texts: files, prompts, `exec` and `eval`.
extension Interpreter {
  /// A code object of a text.
  func compileSource(_ source: [UInt8], name: [UInt8], mode: SourceMode) throws(Raised) -> Value {
    let unit = try compileUnit(source, name: name, mode: mode, usesNames: false)
    let code = try link(unit)
    self.code(code)?.source = CodeSource(bytes: source, name: name, mode: mode)
    return code
  }

  private func compileUnit(_ source: [UInt8], name: [UInt8], mode: SourceMode, usesNames: Bool) throws(Raised) -> CodeUnit {
    do {
      let text = try SourceText(source, name: String(decoding: name, as: UTF8.self))
      return try Compiler.compile(
        text, mode, usesNames: usesNames, optimizationLevel: machineState.optimizationLevel)
    } catch {
      throw syntaxError(error, source)
    }
  }

  /// The exception of a text that is no program.
  private func syntaxError(_ fault: SyntaxFault, _ source: [UInt8]) -> Raised {
    let names: [SyntaxFault.Kind: ExceptionName] = [
      .syntaxError: .SyntaxError, .indentationError: .IndentationError, .notImplementedError: .NotImplementedError,
      .runtimeError: .RuntimeError, .memoryError: .MemoryError,
    ]
    let raised = self.fault(names[fault.kind] ?? .SyntaxError, fault.message)
    lastRefusal = RefusedSource(fault: fault, bytes: source, exception: raised.value)
    if fault.kind == .syntaxError || fault.kind == .indentationError {
      let depth = heap.enterEmergency()
      defer { heap.leaveEmergency(depth) }
      if let storage = try? newValueStorage(3, boardByteCount: 0), let file = try? intern(fault.file), let scope = try? intern(fault.scope ?? "")
      {
        memory[value: storage + StorageLayout.start] = file
        memory[value: storage + StorageLayout.start + 8] = Value(small: fault.deviceLine)
        memory[value: storage + StorageLayout.start + 16] = scope
        memory[raised.value.address + ExceptionLayout.traceback] = UInt64(storage)
      }
    }
    return raised
  }

  /// Runs a code object with these dicts; its value.
  func runCode(_ code: Value, globals: Value, locals: Value) throws(Raised) -> Value {
    var code = code
    let marks = keep(code)
    defer { release(to: marks) }
    if locals != globals, let source = self.code(code)?.source {
      // Names that live in a dict of their own need code of their own.
      code = try link(try compileUnit(source.bytes, name: source.name, mode: source.mode, usesNames: true))
      kept[marks] = code
    }
    let function = keep(
      try newFunction(code, globals: globals, defaults: .null, keywordDefaults: .null, cells: []))
    let start = Int(memory[HeapLayout.top])
    try reserve(start, 2)
    memory[value: start] = locals
    return try enter(
      kept[function], base: start, mode: FrameMode.native, subject: .null, instruction: firstInstruction(kept[function]))
  }

  /// Compiles a text and runs it with these dicts; its value.
  func runSource(
    _ source: [UInt8], name: [UInt8], mode: SourceMode, globals: Value, locals: Value
  ) throws(Raised) -> Value {
    let unit = try compileUnit(source, name: name, mode: mode, usesNames: globals != locals)
    let code = keep(try link(unit))
    defer { release(to: code) }
    // Not again for other dicts: it is right already.
    return try runCode(kept[code], globals: globals, locals: locals)
  }

  /// Globals of the code that runs.
  var currentGlobals: Value {
    let function = memory[value: HeapLayout.function]
    return function.isNull ? mainGlobals : memory[value: function.address + FunctionLayout.globals]
  }

  /// What `locals()` gives: the dict of a class body or of `exec`; the globals elsewhere, as MicroPython has it in functions, too.
  var currentLocals: Value {
    let function = memory[value: HeapLayout.function]
    guard !function.isNull, code(code(ofFunction: function))?.unit.hasNamesInRegister == true else { return currentGlobals }
    return memory[value: Int(memory[HeapLayout.callerBase])]
  }
}

/// What a code object was made of, in case it must be made anew.
struct CodeSource {
  let bytes: [UInt8]
  let name: [UInt8]
  let mode: SourceMode
}

/// A text that is no program, and the exception that says so.
struct RefusedSource {
  let fault: SyntaxFault
  let bytes: [UInt8]
  /// To compare with; it does not keep the exception.
  let exception: Value
}

/// How a script ended.
package enum ScriptOutcome: Equatable, Sendable {
  /// At its end.
  case finished
  /// By `sys.exit`, with what the shell gets.
  case exited(code: Int)
  /// By an exception: MicroPython's text of it and, when a text is no program, the place in it.
  case raised(traceback: [UInt8], diagnostic: Diagnostic?)
  /// By the host.
  case stopped
}

extension Interpreter {
  /// Runs a script as `__main__`.
  ///
  /// - Parameters:
  ///   - name: The file's name in tracebacks.
  ///   - arguments: `sys.argv`.
  ///   - path: `sys.path`.
  package func run(source: [UInt8], name: [UInt8], arguments: [[UInt8]], path: [[UInt8]]) -> ScriptOutcome {
    outcome { () throws(Raised) in
      try setSystem(arguments: arguments, path: path)
      try set(mainGlobals, name: self.name(.file), try newString(name))
      _ = try runSource(source, name: name, mode: .module, globals: mainGlobals, locals: mainGlobals)
    }
  }

  /// Runs what was typed at a prompt: values of expressions are printed, names stay.
  package func runPrompt(source: [UInt8], name: [UInt8]) -> ScriptOutcome {
    runAtPrompt(source, name: name, mode: .single)
  }

  /// Runs lines that were pasted at a prompt: any number of statements, of which values are printed as well.
  ///
  /// **Source**: `pyexec_friendly_repl` of MicroPython 1.11 has them parsed as a file and compiled as for its prompt.
  package func runPasted(source: [UInt8], name: [UInt8]) -> ScriptOutcome {
    runAtPrompt(source, name: name, mode: .pasted)
  }

  /// Runs statements with the prompt's names, as a raw prompt does: nothing is printed but what they print.
  package func runStatements(source: [UInt8], name: [UInt8]) -> ScriptOutcome {
    runAtPrompt(source, name: name, mode: .module)
  }

  /// Has a prompt's imports search these folders: `sys.path`, for which nothing has to run.
  ///
  /// - Throws: `heapTooSmall` when not even the path has room.
  package func preparePrompt(path: [[UInt8]]) throws(ScriptStartError) {
    do {
      try setSystem(arguments: [], path: path)
    } catch {
      throw ScriptStartError.heapTooSmall(byteCount: configuration.heapByteCount)
    }
  }

  private func runAtPrompt(_ source: [UInt8], name: [UInt8], mode: SourceMode) -> ScriptOutcome {
    outcome { () throws(Raised) in
      _ = try runSource(source, name: name, mode: mode, globals: mainGlobals, locals: mainGlobals)
    }
  }

  private func outcome(_ body: () throws(Raised) -> Void) -> ScriptOutcome {
    lastRefusal = nil
    defer { lastRefusal = nil }
    do {
      try body()
      return .finished
    } catch {
      if ending != nil {
        ending = nil
        return .stopped
      }
      let exception = nativeValue(error.value)
      if isInstance(error.value, of: exceptionType(.SystemExit)), isKind(exception, .exception) {
        return exitOutcome(field(exception, 2))
      }
      return .raised(traceback: traceback(error.value), diagnostic: diagnostic(error.value))
    }
  }

  /// The place in a text, if it is that text's refusal which nobody caught.
  private func diagnostic(_ exception: Value) -> Diagnostic? {
    guard let refusal = lastRefusal, refusal.exception == exception,
      let text = try? SourceText(refusal.bytes, name: refusal.fault.file)
    else { return nil }
    return Diagnostic(refusal.fault, in: text)
  }

  /// What the shell gets of `sys.exit(value)` (ports/unix/main.c).
  private func exitOutcome(_ arguments: Value) -> ScriptOutcome {
    guard tupleCount(arguments) > 0 else { return .exited(code: 0) }
    let first = tupleItem(arguments, 0)
    if first == .none || first == .false { return .exited(code: 0) }
    if first.isSmall { return .exited(code: first.small & 0xFF) }
    return .exited(code: 1)
  }
}
