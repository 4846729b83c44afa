/// `delattr`, `dir`, `getattr`, `globals`, `hasattr`, `id`, `locals`, `setattr`.
extension Interpreter {
  func installAttributeFunctions() throws(Raised) {
    try defineBuiltin("delattr", 2, 2) { vm, args throws(Raised) in
      try vm.deleteAttribute(args[0], try vm.attributeName(args[1]))
      return .none
    }
    try defineBuiltin("dir", 0, 1) { vm, args throws(Raised) in try vm.dir(args) }
    try defineBuiltin("getattr", 2, 3) { vm, args throws(Raised) in
      let name = try vm.attributeName(args[1])
      if args.count == 2 { return try vm.attribute(args[0], name) }
      let found = try vm.optionalAttribute(args[0], name)
      return found.isNull ? args[2] : found
    }
    try defineBuiltin("globals", 0, 0) { vm, _ throws(Raised) in vm.currentGlobals }
    try defineBuiltin("hasattr", 2, 2) { vm, args throws(Raised) in
      let name = try vm.attributeName(args[1])
      do throws(Raised) {
        return Value(!(try vm.optionalAttribute(args[0], name)).isNull)
      } catch {
        if vm.isInstance(error.value, of: vm.exceptionType(.AttributeError)) { return .false }
        throw error
      }
    }
    try defineBuiltin("id", 1, 1) { vm, args throws(Raised) in
      try vm.newInteger(args[0].isObject ? args[0].address : Int(truncatingIfNeeded: args[0].bits))
    }
    try defineBuiltin("locals", 0, 0) { vm, _ throws(Raised) in vm.currentLocals }
    try defineBuiltin("setattr", 3, 3) { vm, args throws(Raised) in
      try vm.setAttribute(args[0], try vm.attributeName(args[1]), args[2])
      return .none
    }
  }

  private func dir(_ args: Arguments) throws(Raised) -> Value {
    if args.count == 1 {
      let method =
        isKind(args[0], .instance) ? lookup(inClass: field(args[0], 1), try intern("__dir__")) : .null
      if !method.isNull { return try callMethod(method, args[0]) }
      return try newList(try attributeNames(args[0]))
    }
    let names = try newList([])
    let table = currentLocals
    var index = 0
    while isKind(table, .dict), let place = nextEntry(table, from: index) {
      try listAppend(names, entry(table, place).key)
      index = place + 1
    }
    return names
  }
}
