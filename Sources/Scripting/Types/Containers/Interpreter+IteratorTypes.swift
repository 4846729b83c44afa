/// Making iterators of ours, and their classes.
extension Interpreter {
  func installIteratorTypes() throws(Raised) {
    kindTypes[Int(ObjectKind.iterator.rawValue)] = try newBuiltinType("iterator", kind: .iterator)
    try defineIterator("enumerate", .enumerate) { vm, args throws(Raised) in try vm.newEnumerate(args) }
    try defineIterator("filter", .filter) { vm, args throws(Raised) in
      try vm.checkPositional(args, 2, 2)
      return try vm.newObject(
        .iterator, aux: IteratorForm.filter.rawValue, args[0], try vm.iterator(of: args[1]))
    }
    try defineIterator("map", .map) { vm, args throws(Raised) in
      try vm.checkPositional(args, 2, Int(Int16.max))
      return try vm.newObject(
        .iterator, aux: IteratorForm.map.rawValue, args[0], try vm.iterators(of: args, from: 1))
    }
    try defineIterator("reversed", .reversed) { vm, args throws(Raised) in
      try vm.checkPositional(args, 1, 1)
      let method = try vm.optionalAttribute(args[0], vm.name(.reversed))
      if !method.isNull { return try vm.call(method, []) }
      let count = Value(small: min(max(try vm.length(args[0]), 0), Value.smallMax))
      return try vm.newObject(.iterator, aux: IteratorForm.reversed.rawValue, args[0], count)
    }
    try defineIterator("zip", .zip) { vm, args throws(Raised) in
      try vm.checkPositional(args, 0, Int(Int16.max))
      return try vm.newObject(.iterator, aux: IteratorForm.zip.rawValue, try vm.iterators(of: args, from: 0))
    }
  }

  private func defineIterator(_ name: String, _ form: IteratorForm, _ constructor: @escaping NativeBody)
    throws(Raised)
  {
    let type = try newBuiltinType(name, kind: .iterator, constructor: constructor)
    builtinClasses[.iterator(form)] = type
    try defineBuiltin(name, type)
  }

  /// `enumerate(iterable, start=0)`.
  private func newEnumerate(_ args: Arguments) throws(Raised) -> Value {
    let given = args.count > 0 ? Value.null : args.named(try intern("iterable"))
    let start = args.count > 1 ? Value.null : args.named(name(.start))
    guard args.count > 0 || !given.isNull else { throw typeError("'iterable' argument required") }
    guard args.count <= 2 else { throw typeError("extra positional arguments given") }
    guard args.keywordCount == (given.isNull ? 0 : 1) + (start.isNull ? 0 : 1) else {
      throw typeError("extra keyword arguments given")
    }
    let first = args.count > 1 ? args[1] : start
    let number = first.isNull ? 0 : min(max(try integerArgument(first), Value.smallMin), Value.smallMax)
    let iterator = try iterator(of: args.count > 0 ? args[0] : given)
    return try newObject(.iterator, aux: IteratorForm.enumerate.rawValue, iterator, Value(small: number))
  }

  /// Iterators of all arguments from one on, as a tuple.
  private func iterators(of args: Arguments, from first: Int) throws(Raised) -> Value {
    let mark = keep(try newTuple(count: args.count - first))
    defer { release(to: mark) }
    for index in first..<args.count {
      let iterator = try iterator(of: args[index])
      memory[value: kept[mark].address + TupleLayout.start + (index - first) * 8] = iterator
    }
    return kept[mark]
  }

  /// Iterator over any built-in that can be iterated, text and bytes included; nil if it cannot.
  func containerIterator(_ value: Value) throws(Raised) -> Value? {
    switch kind(value) {
    case .list: return try newIterator(.list, value)
    case .tuple, .namedTuple: return try newIterator(.tuple, value)
    case .range: return try newRangeIterator(value)
    case .dict, .set, .frozenset: return try newTableIterator(value, giving: 0)
    case .dictView: return try newTableIterator(field(value, 1), giving: Int(aux(value)))
    case .str: return try newIterator(.string, value)
    case .bytes: return try newIterator(.bytes, value)
    case .byteArray, .array, .memoryView: return try newIterator(.array, value)
    case .iterator: return value
    default: return nil
    }
  }

  @inline(__always)
  private func newIterator(_ form: IteratorForm, _ value: Value) throws(Raised) -> Value {
    try newObject(.iterator, aux: form.rawValue, value, Value(small: 0))
  }

  private func newTableIterator(_ table: Value, giving what: Int) throws(Raised) -> Value {
    try newObject(.iterator, aux: IteratorForm.table.rawValue, table, Value(small: 0), Value(small: what))
  }

  private func newRangeIterator(_ range: Value) throws(Raised) -> Value {
    let (start, stop, step) = rangeNumbers(range)
    return try newObject(
      .iterator, aux: IteratorForm.range.rawValue, clamped(start), clamped(stop), clamped(step))
  }

  /// The small integer nearest to a number.
  private func clamped(_ number: Int) -> Value {
    Value(small: min(max(number, Value.smallMin), Value.smallMax))
  }
}
