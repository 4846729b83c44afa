/// Methods of functions, generators and modules.
extension Interpreter {
  func installFunctionTypes() throws(Raised) {
    let generator = try newBuiltinType("generator", kind: .generator)
    kindTypes[Int(ObjectKind.generator.rawValue)] = generator
    try define(generator, "send", 1, 1) { (vm, arguments) throws(Raised) in
      try vm.resumed(arguments[0], sending: arguments[1], throwing: .null)
    }
    try define(generator, "close") { (vm, arguments) throws(Raised) in
      try vm.closeGenerator(arguments[0])
      return .none
    }
    try define(generator, "throw", 1, 3) { (vm, arguments) throws(Raised) in
      // `throw(type, value)` throws the value, as there.
      var exception = arguments[1]
      let second = arguments.optional(2)
      if !second.isNull, second != .none {
        exception = vm.isException(second) ? second : try vm.call(exception, [second])
      }
      return try vm.resumed(arguments[0], sending: .none, throwing: exception)
    }
    builtinNext = try newNative("__next__", 1, 1) { (vm, arguments) throws(Raised) in
      let item = try vm.next(arguments[0])
      if item.isNull { throw vm.stopIteration(vm.isKind(arguments[0], .generator) ? vm.stopValue : .none) }
      return item
    }
  }

  /// `send` and `throw`: StopIteration when the generator has ended.
  private func resumed(_ generator: Value, sending value: Value, throwing exception: Value) throws(Raised)
    -> Value
  {
    let item = try resume(generator, sending: value, throwing: exception)
    if item.isNull { throw stopIteration(stopValue) }
    return item
  }
}
