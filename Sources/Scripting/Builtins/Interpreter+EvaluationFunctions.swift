/// `compile`, `eval`, `exec`, `execfile`.
extension Interpreter {
  func installEvaluationFunctions() throws(Raised) {
    try defineBuiltin("compile", 3, 6) { vm, args throws(Raised) in
      let source = try vm.givenText(args[0])
      let name = vm.bytes(try vm.attributeName(args[1]))
      return try vm.compileSource(source, name: name, mode: try vm.sourceMode(args[2]))
    }
    try defineBuiltin("eval", 1, 3) { vm, args throws(Raised) in try vm.evaluate(args, .expression) }
    try defineBuiltin("exec", 1, 3) { vm, args throws(Raised) in try vm.evaluate(args, .module) }
    try defineBuiltin("execfile", 1, 3) { vm, args throws(Raised) in
      let scope = try vm.scope(args)
      let path = try vm.givenText(args[0])
      let source = try vm.readSource(path)
      return try vm.runSource(source, name: path, mode: .module, globals: scope.globals, locals: scope.locals)
    }
  }

  private func sourceMode(_ value: Value) throws(Raised) -> SourceMode {
    let mode = bytes(try attributeName(value))
    if mode == Array("exec".utf8) { return .module }
    if mode == Array("eval".utf8) { return .expression }
    // Only the prompt itself prints the values of expressions.
    if mode == Array("single".utf8) { return .module }
    throw valueError("bad compile mode")
  }

  /// The dicts that the second and third argument name, or those of the caller.
  private func scope(_ args: Arguments) throws(Raised) -> (globals: Value, locals: Value) {
    var scope = (globals: currentGlobals, locals: currentLocals)
    for index in 1..<3 where index < args.count && args[index] != .none {
      guard isKind(args[index], .dict) else { throw fault(.TypeError) }
      scope.locals = args[index]
      if index == 1 { scope.globals = args[index] }
    }
    return scope
  }

  private func evaluate(_ args: Arguments, _ mode: SourceMode) throws(Raised) -> Value {
    let scope = try scope(args)
    if isKind(args[0], .code) { return try runCode(args[0], globals: scope.globals, locals: scope.locals) }
    let source = try givenText(args[0])
    return try runSource(
      source, name: Array("<string>".utf8), mode: mode, globals: scope.globals, locals: scope.locals)
  }

  /// A file's whole content; OSError if it cannot be read, MemoryError if it is larger than the heap.
  func readSource(_ path: [UInt8]) throws(Raised) -> [UInt8] {
    guard let files = host.files else { throw osError(2) }
    let mode = ScriptFileMode(
      reads: true, writes: false, truncates: false, creates: false, isExclusive: false, appends: false)
    let source: [UInt8]?
    do throws(ScriptFileError) {
      let file = try files.open(path, mode)
      defer { files.close(file) }
      source = try content(of: file, in: files)
    } catch {
      throw osError(error.number)
    }
    guard let source else { throw memoryError(heap.capacity) }
    return source
  }

  /// nil when it is larger than the heap.
  private func content(of file: Int, in files: any ScriptFiles) throws(ScriptFileError) -> [UInt8]? {
    var content: [UInt8] = []
    while content.count <= heap.capacity {
      let part = try files.read(file, count: 1 << 16)
      if part.isEmpty { return content }
      content += part
    }
    return nil
  }
}
