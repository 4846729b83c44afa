/// Tuples and the class `tuple`.
extension Interpreter {
  func installTupleType() throws(Raised) {
    let type = try newBuiltinType("tuple", kind: .tuple) { vm, args throws(Raised) in
      try vm.checkPositional(args, 0, 1)
      return args.count == 0 ? .emptyTuple : try vm.tupleOf(args[0])
    }
    kindTypes[Int(ObjectKind.tuple.rawValue)] = type
    try defineBuiltin("tuple", type)
    try define(type, "count", 1, 1) { vm, args throws(Raised) in try vm.sequenceCount(args[0], args[1]) }
    try define(type, "index", 1, 3) { vm, args throws(Raised) in try vm.sequenceIndex(args) }
  }

  /// `tuple(iterable)`.
  func tupleOf(_ iterable: Value) throws(Raised) -> Value {
    if isKind(iterable, .tuple) { return iterable }
    if !isKind(iterable, .namedTuple), !isKind(iterable, .list) {
      let (start, count) = items(of: try listOf(iterable))
      return try newTuple(from: start, count: count)
    }
    let (start, count) = items(of: iterable)
    return try newTuple(from: start, count: count)
  }

  /// A tuple of two.
  @inline(__always)
  package func newPair(_ first: Value, _ second: Value) throws(Raised) -> Value {
    let address = try allocate(.tuple, byteCount: TupleLayout.start &+ 16, boardByteCount: 32)
    memory[address &+ 8] = 2
    memory[value: address &+ TupleLayout.start] = first
    memory[value: address &+ (TupleLayout.start &+ 8)] = second
    return Value(address: address)
  }

  /// `tuple[slice]`.
  func tupleSlice(_ tuple: Value, _ slice: Value) throws(Raised) -> Value {
    let (first, count) = items(of: tuple)
    let (start, stop, step) = try sliceBounds(slice, count: count)
    guard step == 1 else {
      throw fault(.NotImplementedError, "only slices with step=1 (aka None) are supported")
    }
    return try newTuple(from: first + start * 8, count: stop - start)
  }

  /// `left + right`.
  func joinTuples(_ left: Value, _ right: Value) throws(Raised) -> Value {
    let (first, count) = items(of: left)
    let (second, added) = items(of: right)
    let result = try newTuple(count: count + added)
    guard result != .emptyTuple else { return result }
    let target = result.address + TupleLayout.start
    memory.copy(from: first, to: target, byteCount: count * 8)
    memory.copy(from: second, to: target + count * 8, byteCount: added * 8)
    return result
  }

  /// `left + right` of lists.
  func joinLists(_ left: Value, _ right: Value) throws(Raised) -> Value {
    let (first, count) = items(of: left)
    let (second, added) = items(of: right)
    let result = try newList(count: count + added)
    let target = items(of: result).start
    memory.copy(from: first, to: target, byteCount: count * 8)
    memory.copy(from: second, to: target + count * 8, byteCount: added * 8)
    return result
  }

  /// `sequence * times`; nil when `times` is no integer.
  func repeatSequence(_ sequence: Value, _ times: Value) throws(Raised) -> Value? {
    guard times.isSmall || isKind(times, .bool) || isKind(times, .bigInteger) else { return nil }
    let times = max(try integerArgument(times), 0)
    let (start, count) = items(of: sequence)
    let (total, isTooMuch) = count.multipliedReportingOverflow(by: times)
    guard !isTooMuch, total < 1 << 40 else { throw memoryError(total &* 8) }
    let isList = isKind(sequence, .list)
    let result = isList ? try newList(count: total) : try newTuple(count: total)
    guard total > 0 else { return result }
    let target = items(of: result).start
    // What is there is doubled until all is there.
    memory.copy(from: start, to: target, byteCount: count &* 8)
    var done = count
    while done < total {
      let more = min(done, total &- done)
      memory.copy(from: target, to: target &+ done &* 8, byteCount: more &* 8)
      done &+= more
    }
    return result
  }
}
