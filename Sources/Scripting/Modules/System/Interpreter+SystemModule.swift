/// Module `sys` (py/modsys.c).
extension Interpreter {
  func installSystemModule() {
    addModule("sys") { vm, module throws(Raised) in
      try module.set("path", vm.systemPath)
      try module.set("argv", vm.systemArguments)
      try module.set("modules", vm.modules)
      try module.set("version", try vm.intern("3.4.0"))
      try module.set("version_info", try vm.newTuple([3, 4, 0].map { Value(small: $0) }))
      let implementation = try vm.newAttributeTuple([
        "name": try vm.intern("micropython"),
        "version": try vm.newTuple(Firmware.version.map { Value(small: $0) }),
      ])
      try module.set("implementation", implementation)
      try module.set("platform", try vm.intern(Firmware.system))
      try module.set("byteorder", try vm.intern("little"))
      try module.set("maxsize", try vm.newInteger(Int.max))
      let type = try vm.fileType(isText: true)
      for (number, name) in ["stdin", "stdout", "stderr"].enumerated() {
        try module.set(name, try vm.newHost(StandardStream(number), type: type, boardByteCount: 0))
      }
      try module.define("exit", 0, 1) { vm, args throws(Raised) in
        throw args.count == 0 ? vm.fault(.SystemExit) : vm.fault(.SystemExit, value: args[0])
      }
      try module.define("print_exception", 1, 2) { vm, args throws(Raised) in
        let text = vm.traceback(args[0])
        if args.count == 1 {
          vm.host.write(text)
        } else {
          _ = try vm.write(text[...], to: try vm.stream(args[1], for: .writes))
        }
        return .none
      }
    }
  }
}
