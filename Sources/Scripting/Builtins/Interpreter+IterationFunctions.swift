/// `all`, `any`, `iter`, `len`, `max`, `min`, `next`, `sorted`.
extension Interpreter {
  func installIterationFunctions() throws(Raised) {
    try defineBuiltin("all", 1, 1) { vm, args throws(Raised) in
      Value(try !vm.hasItem(in: args[0], whoseTruth: false))
    }
    try defineBuiltin("any", 1, 1) { vm, args throws(Raised) in
      Value(try vm.hasItem(in: args[0], whoseTruth: true))
    }
    try defineBuiltin("iter", 1, 1) { vm, args throws(Raised) in try vm.iterator(of: args[0]) }
    try defineBuiltin("len", 1, 1) { vm, args throws(Raised) in try vm.newInteger(try vm.length(args[0])) }
    try defineBuiltin("max", 1, nil, keywords: true) { vm, args throws(Raised) in
      try vm.extreme(args, .greater)
    }
    try defineBuiltin("min", 1, nil, keywords: true) { vm, args throws(Raised) in try vm.extreme(args, .less)
    }
    try defineBuiltin("next", 1, 2) { vm, args throws(Raised) in try vm.nextItem(args) }
    try defineBuiltin("sorted", 1, nil, keywords: true) { vm, args throws(Raised) in try vm.sorted(args) }
  }

  private func hasItem(in iterable: Value, whoseTruth wanted: Bool) throws(Raised) -> Bool {
    let mark = keep(try iterator(of: iterable))
    defer { release(to: mark) }
    while true {
      let item = try next(kept[mark])
      if item.isNull { return false }
      let inner = keep(item)
      if try truth(item) == wanted { return true }
      release(to: inner)
    }
  }

  private func nextItem(_ args: Arguments) throws(Raised) -> Value {
    let method = specialMethod(args[0], .next)
    // What the script's own __next__ raises goes on as it is.
    if args.count == 1, !method.isNull { return try callMethod(method, args[0]) }
    let item = try next(args[0])
    if !item.isNull { return item }
    if args.count == 2 { return args[1] }
    throw stopIteration(isKind(args[0], .generator) ? stopValue : .none)
  }

  /// `max` and `min` of an iterable or of several arguments, by the `key` of each.
  private func extreme(_ args: Arguments, _ operation: ComparisonKind) throws(Raised) -> Value {
    let function = args.named(name(.key))
    let mark = keep(.null)
    _ = keep(.null)
    defer { release(to: mark) }
    if args.count == 1 {
      try forEach(args[0]) { item throws(Raised) in try offer(item, to: mark, by: function, operation) }
    } else {
      for index in 0..<args.count { try offer(args[index], to: mark, by: function, operation) }
    }
    let best = kept[mark]
    if !best.isNull { return best }
    let fallback = args.named(name(.default))
    if fallback.isNull { throw valueError("arg is an empty sequence") }
    return fallback
  }

  /// Has an item take the place of the best one so far in `kept[mark]`, whose key is next to it, if it is
  /// better.
  private func offer(
    _ item: Value, to mark: Int, by function: Value, _ operation: ComparisonKind
  ) throws(Raised) {
    let key = function.isNull ? item : try call(function, [item])
    let best = kept[mark + 1]
    if !kept[mark].isNull {
      if key.isSmall, best.isSmall {
        guard operation == .less ? key.small < best.small : key.small > best.small else { return }
      } else {
        let inner = keep(key)
        defer { release(to: inner) }
        guard try compare(operation, key, best) == .true else { return }
      }
    }
    kept[mark] = item
    kept[mark + 1] = key
  }

  private func sorted(_ args: Arguments) throws(Raised) -> Value {
    if args.count > 1 { throw typeError("must use keyword argument for key function") }
    let mark = keep(try listOf(args[0]))
    defer { release(to: mark) }
    let (key, isReversed) = try sortArguments(args)
    try sortList(kept[mark], key: key, isReversed: isReversed)
    return kept[mark]
  }
}
