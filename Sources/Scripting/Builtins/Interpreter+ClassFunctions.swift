/// `callable`, `isinstance`, `issubclass`, `type`.
extension Interpreter {
  func installClassFunctions() throws(Raised) {
    try defineBuiltin("callable", 1, 1) { vm, args throws(Raised) in Value(vm.isCallable(args[0])) }
    try defineBuiltin("isinstance", 2, 2) { vm, args throws(Raised) in
      Value(try vm.isSubclass(vm.type(of: args[0]), ofAny: args[1]))
    }
    try defineBuiltin("issubclass", 2, 2) { vm, args throws(Raised) in
      guard vm.isKind(args[0], .type) else { throw vm.typeError("issubclass() arg 1 must be a class") }
      return Value(try vm.isSubclass(args[0], ofAny: args[1]))
    }
    var type = kindTypes[Int(ObjectKind.type.rawValue)]
    if type.isNull {
      type = try newBuiltinType("type", kind: .type)
      kindTypes[Int(ObjectKind.type.rawValue)] = type
    }
    try setConstructor(type) { vm, args throws(Raised) in try vm.makeType(args) }
    try defineBuiltin("type", type)
  }

  /// Whether a class is, or derives from, a class or one of a tuple of classes; all derive from `object`.
  private func isSubclass(_ type: Value, ofAny classes: Value) throws(Raised) -> Bool {
    let object = kindTypes[Int(ObjectKind.object.rawValue)]
    if isKind(classes, .type) { return classes == object || isSubclass(type, of: classes) }
    guard isKind(classes, .tuple) else {
      throw typeError("issubclass() arg 2 must be a class or a tuple of classes")
    }
    for index in 0..<tupleCount(classes) {
      let item = tupleItem(classes, index)
      if item == object || isSubclass(type, of: item) { return true }
    }
    return false
  }

  /// `type(value)` and `type(name, bases, attributes)`.
  private func makeType(_ args: Arguments) throws(Raised) -> Value {
    try checkConstructor(args, atMost: 3)
    switch args.count {
    case 0: throw typeError("function missing 1 required positional arguments")
    case 1: return type(of: args[0])
    case 2: throw typeError("type takes 1 or 3 arguments")
    default: return try makeClass(try attributeName(args[0]), bases: args[1], locals: args[2])
    }
  }
}
