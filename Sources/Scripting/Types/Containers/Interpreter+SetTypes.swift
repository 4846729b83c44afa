/// The classes `set` and `frozenset`.
extension Interpreter {
  func installSetTypes() throws(Raised) {
    let type = try newBuiltinType("set", kind: .set) { vm, args throws(Raised) in
      try vm.checkPositional(args, 0, 1)
      return args.count == 0 ? try vm.newTable(.set) : try vm.setOf(.set, args[0])
    }
    kindTypes[Int(ObjectKind.set.rawValue)] = type
    try defineBuiltin("set", type)
    let frozen = try newBuiltinType("frozenset", kind: .frozenset) { vm, args throws(Raised) in
      try vm.checkPositional(args, 0, 1)
      return args.count == 0 ? try vm.newTable(.frozenset) : try vm.setOf(.frozenset, args[0])
    }
    kindTypes[Int(ObjectKind.frozenset.rawValue)] = frozen
    try defineBuiltin("frozenset", frozen)
    try defineSetReading(type)
    try defineSetReading(frozen)
    try defineSetChanges(type)
    try defineSetUpdates(type)
  }

  private func defineSetReading(_ type: Value) throws(Raised) {
    try define(type, "copy") { vm, args throws(Raised) in try vm.copyTable(args[0]) }
    try define(type, "difference", 0, nil) { vm, args throws(Raised) in
      let result = try vm.copyTable(args[0])
      let mark = vm.keep(result)
      defer { vm.release(to: mark) }
      for index in 1..<args.count { try vm.removeAll(result, args[index]) }
      return result
    }
    try define(type, "intersection", 1, 1) { vm, args throws(Raised) in try vm.intersection(args[0], args[1])
    }
    try define(type, "isdisjoint", 1, 1) { vm, args throws(Raised) in
      Value(try vm.isDisjoint(args[0], args[1]))
    }
    try define(type, "issubset", 1, 1) { vm, args throws(Raised) in
      Value(try vm.isSubset(args[0], of: args[1]))
    }
    try define(type, "issuperset", 1, 1) { vm, args throws(Raised) in
      Value(try vm.isSubset(args[1], of: args[0]))
    }
    try define(type, "symmetric_difference", 1, 1) { vm, args throws(Raised) in
      let result = try vm.copyTable(args[0])
      try vm.toggleAll(result, args[1])
      return result
    }
    try define(type, "union", 1, 1) { vm, args throws(Raised) in
      let result = try vm.copyTable(args[0])
      try vm.addAll(result, args[1])
      return result
    }
    try define(type, "__contains__", 1, 1) { vm, args throws(Raised) in
      Value(try vm.find(args[0], args[1]).place >= 0)
    }
  }

  private func defineSetChanges(_ type: Value) throws(Raised) {
    try define(type, "add", 1, 1) { vm, args throws(Raised) in
      try vm.setAdd(args[0], args[1])
      return .none
    }
    try define(type, "clear") { vm, args in
      vm.clearTable(args[0])
      return .none
    }
    try define(type, "discard", 1, 1) { vm, args throws(Raised) in
      let (place, hash) = try vm.find(args[0], args[1])
      if place >= 0 { vm.removeEntry(args[0], place, hash: hash) }
      return .none
    }
    try define(type, "remove", 1, 1) { vm, args throws(Raised) in
      let (place, hash) = try vm.find(args[0], args[1])
      guard place >= 0 else { throw vm.fault(.KeyError, value: args[1]) }
      vm.removeEntry(args[0], place, hash: hash)
      return .none
    }
    try define(type, "pop") { vm, args throws(Raised) in
      guard let found = try vm.popEntry(args[0]) else { throw vm.fault(.KeyError, "pop from an empty set") }
      return found.key
    }
  }

  private func defineSetUpdates(_ type: Value) throws(Raised) {
    try define(type, "update", 0, nil) { vm, args throws(Raised) in
      for index in 1..<args.count { try vm.addAll(args[0], args[index]) }
      return .none
    }
    try define(type, "difference_update", 0, nil) { vm, args throws(Raised) in
      for index in 1..<args.count { try vm.removeAll(args[0], args[index]) }
      return .none
    }
    try define(type, "intersection_update", 1, 1) { vm, args throws(Raised) in
      if args[0] != args[1] { vm.takeContent(args[0], of: try vm.intersection(args[0], args[1])) }
      return .none
    }
    try define(type, "symmetric_difference_update", 1, 1) { vm, args throws(Raised) in
      try vm.toggleAll(args[0], args[1])
      return .none
    }
  }
}
