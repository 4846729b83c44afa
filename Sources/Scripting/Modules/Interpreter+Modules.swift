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
    try installImport()
    try installStreamsModule()
    installSystemModule()
    installCollectorModule()
    installMicroPythonModule()
    installMathModule()
    installComplexMathModule()
    installRandomModule()
    installTimeModule()
    installFileSystemModule()
    installCollectionsModule()
    installErrorNumberModule()
    installHeapQueueModule()
    installJSONModule()
    installBinaryTextModule()
    installHashModule()
    installStructModule()
    installExpressionsModule()
    installCompressionModule()
    installThreadModule()
    installTimeQueueModule()
    installCipherModule()
  }

  /// `sys.argv` and `sys.path`.
  func setSystem(arguments: [[UInt8]], path: [[UInt8]]) throws(Raised) {
    for text in arguments { try listAppend(systemArguments, try newString(text)) }
    for text in path { try listAppend(systemPath, try newString(text)) }
  }
}
