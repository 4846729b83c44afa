/// `input`, `print`, `repr`, and what the prompt prints.
extension Interpreter {
  func installOutputFunctions() throws(Raised) {
    try defineBuiltin("__repl_print__", 1, 1) { vm, args throws(Raised) in
      if args[0] == .none { return .none }
      vm.host.write(try vm.printed(args[0], .repr) + [0x0A])
      try vm.set(vm.builtins, name: vm.name(.underscore), args[0])
      return .none
    }
    try defineBuiltin("help", 0, 1) { vm, args throws(Raised) in try vm.help(args) }
    try defineBuiltin("input", 0, 1) { vm, args throws(Raised) in
      let prompt = args.count == 1 ? try vm.printed(args[0], .str) : []
      let typed = vm.host.readLine(prompt: prompt)
      try vm.checkStop()
      guard let line = typed else { throw vm.fault(.EOFError) }
      return try vm.newString(line)
    }
    try defineBuiltin("print", 0, nil, keywords: true) { vm, args throws(Raised) in
      try vm.print(args)
      return .none
    }
    try defineBuiltin("repr", 1, 1) { vm, args throws(Raised) in
      try vm.newString(try vm.printed(args[0], .repr))
    }
  }

  /// What `print` puts where the script did not say: a space between, a line's end behind.
  private static let defaultSeparator: [UInt8] = [0x20]
  private static let defaultEnd: [UInt8] = [0x0A]

  private func print(_ args: Arguments) throws(Raised) {
    var (separator, end, file) = (Value.null, Value.null, Value.null)
    for index in 0..<args.keywordCount {
      let (key, value) = args.keyword(at: index)
      switch key {
      case name(.sep): separator = value
      case name(.end): end = value
      case name(.file_): file = value
      default: throw typeError("extra keyword arguments given")
      }
    }
    let between = separator.isNull ? Interpreter.defaultSeparator : try givenText(separator)
    let behind = end.isNull ? Interpreter.defaultEnd : try givenText(end)
    if !file.isNull { return try print(args, between: between, behind: behind, file: file) }
    var sink = printSink()
    do {
      for index in 0..<args.count {
        if index > 0 { sink.write(between) }
        // What an instance prints itself comes behind what was printed before it.
        if isKind(args[index], .instance) { flush(&sink) }
        try print(args[index], .str, to: &sink)
        if sink.bytes.count > 1 << 16 { flush(&sink) }
      }
    } catch {
      flush(&sink)
      throw error
    }
    sink.write(behind)
    flush(&sink)
  }

  /// The device prints piece by piece and keeps nothing, so that text may be longer than its heap.
  private func printSink() -> TextSink { TextSink(limit: heap.capacity * 16) }

  private func flush(_ sink: inout TextSink) {
    if sink.bytes.isEmpty { return }
    host.write(sink.bytes)
    sink.bytes.removeAll(keepingCapacity: true)
  }

  /// To a stream, which gets the pieces one by one.
  private func print(_ args: Arguments, between: [UInt8], behind: [UInt8], file: Value) throws(Raised) {
    let mark = keep(file)
    defer { release(to: mark) }
    let stream = try stream(file, for: .writes)
    for index in 0..<args.count {
      if index > 0 { _ = try write(between[...], to: stream) }
      var sink = printSink()
      try print(args[index], .str, to: &sink)
      _ = try write(sink.bytes[...], to: stream)
    }
    _ = try write(behind[...], to: stream)
  }
}
