/// `callable`, `isinstance`, `issubclass`.
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
}
