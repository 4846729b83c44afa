/// The class `list`.
extension Interpreter {
  func installListType() throws(Raised) {
    let type = try newBuiltinType("list", kind: .list) { vm, args throws(Raised) in
      try vm.checkPositional(args, 0, 1)
      return args.count == 0 ? try vm.newList(count: 0) : try vm.listOf(args[0])
    }
    kindTypes[Int(ObjectKind.list.rawValue)] = type
    try defineBuiltin("list", type)
    try defineListChanges(type)
    try define(type, "count", 1, 1) { vm, args throws(Raised) in try vm.sequenceCount(args[0], args[1]) }
    try define(type, "index", 1, 3) { vm, args throws(Raised) in try vm.sequenceIndex(args) }
    try define(type, "copy") { vm, args throws(Raised) in
      let (start, count) = vm.items(of: args[0])
      return try vm.newList(from: start, count: count)
    }
    try define(type, "sort", 0, nil, keywords: true) { vm, args throws(Raised) in
      let (key, isReversed) = try vm.sortArguments(args)
      try vm.sortList(args[0], key: key, isReversed: isReversed)
      return .none
    }
  }

  private func defineListChanges(_ type: Value) throws(Raised) {
    try define(type, "append", 1, 1) { vm, args throws(Raised) in
      try vm.listAppend(args[0], args[1])
      return .none
    }
    try define(type, "extend", 1, 1) { vm, args throws(Raised) in
      try vm.listExtend(args[0], args[1])
      return .none
    }
    try define(type, "insert", 2, 2) { vm, args throws(Raised) in
      try vm.listInsert(
        args[0], min(max(try vm.integerArgument(args[1]), Value.smallMin), Value.smallMax), args[2])
      return .none
    }
    try define(type, "pop", 0, 1) { vm, args throws(Raised) in
      let count = vm.listCount(args[0])
      guard count > 0 else { throw vm.indexError("pop from empty list") }
      let place = args.count > 1 ? try vm.position(args[1], count: count, of: args[0]) : count - 1
      return vm.removeFromList(args[0], at: place)
    }
    try define(type, "remove", 1, 1) { vm, args throws(Raised) in
      guard let place = try vm.firstPosition(args[0], args[1], from: 0, to: Int.max) else {
        throw vm.valueError("object not in sequence")
      }
      // The comparison may have taken items out.
      if place < vm.listCount(args[0]) { _ = vm.removeFromList(args[0], at: place) }
      return .none
    }
    try define(type, "clear") { vm, args throws(Raised) in
      try vm.listClear(args[0])
      return .none
    }
    try define(type, "reverse") { vm, args throws(Raised) in
      vm.reverseList(args[0])
      return .none
    }
  }

  private func reverseList(_ list: Value) {
    let (start, count) = items(of: list)
    var low = start
    var high = start &+ (count &- 1) &* 8
    while low < high {
      let word = memory[low]
      memory[low] = memory[high]
      memory[high] = word
      low &+= 8
      high &-= 8
    }
  }

  /// Checks how many arguments a class of ours was called with, none of them named (py/argcheck.c).
  package func checkPositional(_ args: Arguments, _ minimum: Int, _ maximum: Int) throws(Raised) {
    if args.keywordCount > 0 { throw typeError("function doesn't take keyword arguments") }
    if minimum == maximum, args.count != minimum {
      throw typeError("function takes \(minimum) positional arguments but \(args.count) were given")
    }
    if args.count < minimum {
      throw typeError("function missing \(minimum - args.count) required positional arguments")
    }
    if args.count > maximum {
      throw typeError("function expected at most \(maximum) arguments, got \(args.count)")
    }
  }

  /// `key` and `reverse` of `sort` and `sorted`; the first argument is what is sorted, `key` is null when
  /// there is none.
  func sortArguments(_ args: Arguments) throws(Raised) -> (key: Value, isReversed: Bool) {
    guard args.count == 1 else { throw typeError("extra positional arguments given") }
    let key = args.named(name(.key))
    let reverse = args.named(name(.reverse))
    guard args.keywordCount == (key.isNull ? 0 : 1) + (reverse.isNull ? 0 : 1) else {
      throw typeError("extra keyword arguments given")
    }
    return (key == .none ? .null : key, reverse.isNull ? false : try truth(reverse))
  }
}
