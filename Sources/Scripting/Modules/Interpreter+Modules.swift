/// The modules of ours, by their names without the weak links.
extension Interpreter {
  func installModules() throws(Raised) {
    systemPath = try newList([])
    systemArguments = try newList([])
    let main = try newModule(name(.main))
    mainGlobals = field(main, 2)
    try set(modules, name: name(.main), main)
    let builtinsModule = try newObject(.module, name(.builtins), builtins)
    try set(builtins, name: name(.name), name(.builtins))
    try set(modules, name: name(.builtins), builtinsModule)
    try defineBuiltin("__import__", 1, 5) { (vm, arguments) throws(Raised) in
      guard vm.isKind(arguments[0], .str) else { throw vm.implicitConversion(arguments[0], to: "str") }
      let name = try vm.intern(arguments[0])
      let from = arguments.optional(3)
      let level = arguments.count > 4 ? try vm.integerArgument(arguments[4]) : 0
      guard level >= 0 else { throw vm.fault(.ValueError) }
      return try vm.importModule(name, globals: vm.currentGlobals, from: from.isNull ? .none : from, level: level)
    }
  }

  /// `sys.argv` and `sys.path`.
  func setSystem(arguments: [[UInt8]], path: [[UInt8]]) throws(Raised) {
    for text in arguments { try listAppend(systemArguments, try newString(text)) }
    for text in path { try listAppend(systemPath, try newString(text)) }
  }
}
