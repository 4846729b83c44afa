/// The classes `dict` and `OrderedDict`, and the views of dicts.
extension Interpreter {
  func installDictTypes() throws(Raised) {
    let type = try newBuiltinType("dict", kind: .dict) { vm, args throws(Raised) in
      let dict = try vm.newDict()
      try vm.updateDict(dict, args)
      return dict
    }
    kindTypes[Int(ObjectKind.dict.rawValue)] = type
    try defineBuiltin("dict", type)
    builtinClasses[.other("OrderedDict")] = try newBuiltinType("OrderedDict", kind: .dict, bases: [type]) {
      vm, args throws(Raised) in
      let dict = try vm.newOrderedDict()
      try vm.updateDict(dict, args)
      return dict
    }
    kindTypes[Int(ObjectKind.dictView.rawValue)] = try newBuiltinType("dict_view", kind: .dictView)
    try defineDictReading(type)
    try defineDictChanges(type)
    let fromKeys = try newNative("fromkeys", 2, 3) { vm, args throws(Raised) in try vm.dictFromKeys(args) }
    try defineValue(type, "fromkeys", try newObject(.classMethod, fromKeys))
  }

  private func dictFromKeys(_ args: Arguments) throws(Raised) -> Value {
    let dict = try newDict()
    let value = args.count > 2 ? args[2] : Value.none
    let mark = keep(dict)
    defer { release(to: mark) }
    try forEach(args[1]) { key throws(Raised) in try set(dict, key, value) }
    return dict
  }

  private func defineDictReading(_ type: Value) throws(Raised) {
    try define(type, "get", 1, 2) { vm, args throws(Raised) in
      let place = try vm.find(args[0], args[1]).place
      if place >= 0 { return vm.entry(args[0], place).value }
      return args.count > 2 ? args[2] : .none
    }
    try define(type, "copy") { vm, args throws(Raised) in try vm.copyTable(args[0]) }
    try define(type, "keys") { vm, args throws(Raised) in try vm.newObject(.dictView, aux: 0, args[0]) }
    try define(type, "values") { vm, args throws(Raised) in try vm.newObject(.dictView, aux: 1, args[0]) }
    try define(type, "items") { vm, args throws(Raised) in try vm.newObject(.dictView, aux: 2, args[0]) }
    try define(type, "__getitem__", 1, 1) { vm, args throws(Raised) in try vm.dictItem(args[0], args[1]) }
  }

  private func defineDictChanges(_ type: Value) throws(Raised) {
    try define(type, "clear") { vm, args throws(Raised) in
      try vm.requireChangeable(args[0])
      vm.clearTable(args[0])
      return .none
    }
    try define(type, "pop", 1, 2) { vm, args throws(Raised) in
      let value = try vm.remove(args[0], args[1])
      if !value.isNull { return value }
      guard args.count > 2 else { throw vm.fault(.KeyError, value: args[1]) }
      return args[2]
    }
    try define(type, "popitem") { vm, args throws(Raised) in
      guard let (key, value) = try vm.popEntry(args[0]) else {
        throw vm.fault(.KeyError, "popitem(): dictionary is empty")
      }
      return try vm.newPair(key, value)
    }
    try define(type, "setdefault", 1, 2) { vm, args throws(Raised) in
      try vm.requireChangeable(args[0])
      let (place, hash) = try vm.find(args[0], args[1])
      if place >= 0 { return vm.entry(args[0], place).value }
      let value = args.count > 2 ? args[2] : Value.none
      try vm.append(args[0], args[1], value, hash: hash)
      return value
    }
    try define(type, "update", 0, nil, keywords: true) { vm, args throws(Raised) in
      try vm.updateDict(args[0], args.dropFirst(1))
      return .none
    }
    try define(type, "__setitem__", 2, 2) { vm, args throws(Raised) in
      try vm.set(args[0], args[1], args[2])
      return .none
    }
    try define(type, "__delitem__", 1, 1) { vm, args throws(Raised) in
      if try vm.remove(args[0], args[1]).isNull { throw vm.fault(.KeyError, value: args[1]) }
      return .none
    }
  }
}
