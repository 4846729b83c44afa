/// Ranges and slices: three words of values.
extension Interpreter {
  func installRangeTypes() throws(Raised) {
    let type = try newBuiltinType("range", kind: .range) { vm, args throws(Raised) in
      try vm.checkPositional(args, 1, 3)
      let first = try vm.integerArgument(args[0])
      if args.count == 1 { return try vm.newRange(0, first, 1) }
      let stop = try vm.integerArgument(args[1])
      let step = args.count > 2 ? try vm.integerArgument(args[2]) : 1
      guard step != 0 else { throw vm.valueError("zero step") }
      return try vm.newRange(first, stop, step)
    }
    kindTypes[Int(ObjectKind.range.rawValue)] = type
    try defineBuiltin("range", type)
    let slice = try newBuiltinType("slice", kind: .slice)
    kindTypes[Int(ObjectKind.slice.rawValue)] = slice
    try defineBuiltin("slice", slice)
  }

  /// A range; `step` is not 0.
  package func newRange(_ start: Int, _ stop: Int, _ step: Int) throws(Raised) -> Value {
    try newObject(.range, try newInteger(start), try newInteger(stop), try newInteger(step))
  }

  /// `slice(start, stop, step)`.
  package func newSlice(_ start: Value, _ stop: Value, _ step: Value) throws(Raised) -> Value {
    try newObject(.slice, start, stop, step)
  }

  /// A range's numbers.
  @inline(__always)
  func rangeNumbers(_ range: Value) -> (start: Int, stop: Int, step: Int) {
    let (start, stop, step) = (field(range, 1), field(range, 2), field(range, 3))
    if start.isSmall, stop.isSmall, step.isSmall { return (start.small, stop.small, step.small) }
    return (rangeNumber(start), rangeNumber(stop), rangeNumber(step))
  }

  /// A number of a range; those were made of an `Int`.
  private func rangeNumber(_ value: Value) -> Int {
    value.isSmall ? value.small : Int(truncatingIfNeeded: Int64(bitPattern: wholeNumber(value).lowBits))
  }

  /// How many numbers a range has, at most what a small integer can say.
  func rangeCount(_ range: Value) -> Int {
    let (start, stop, step) = rangeNumbers(range)
    let distance: UInt
    if step > 0 {
      distance = start < stop ? UInt(bitPattern: stop &- start) : 0
    } else {
      distance = start > stop ? UInt(bitPattern: start &- stop) : 0
    }
    guard distance > 0 else { return 0 }
    let count = (distance - 1) / step.magnitude + 1
    return count > UInt(Value.smallMax) ? Value.smallMax : Int(count)
  }

  /// `range[index]`.
  func rangeItem(_ range: Value, _ index: Value) throws(Raised) -> Value {
    let (start, _, step) = rangeNumbers(range)
    let count = rangeCount(range)
    guard isKind(index, .slice) else {
      let place = try position(index, count: count, of: range)
      return try newInteger(start &+ place &* step)
    }
    let bounds = try sliceBounds(index, count: count)
    // A negative step of a slice includes where it stops.
    let stop = start &+ bounds.stop &* step &- (bounds.step < 0 ? step : 0)
    let product = bounds.step &* step
    return try newRange(start &+ bounds.start &* step, stop, product == 0 ? 1 : product)
  }

  /// Whether two ranges give the same numbers.
  func equalRanges(_ left: Value, _ right: Value) -> Bool {
    let count = rangeCount(left)
    guard count == rangeCount(right) else { return false }
    let (first, second) = (rangeNumbers(left), rangeNumbers(right))
    return count == 0 || first.start == second.start && (count == 1 || first.step == second.step)
  }

  /// Whether a number is in a range.
  func rangeContains(_ range: Value, _ number: Int) -> Bool {
    let (start, stop, step) = rangeNumbers(range)
    guard step > 0 ? number >= start && number < stop : number <= start && number > stop else { return false }
    let distance = step > 0 ? UInt(bitPattern: number &- start) : UInt(bitPattern: start &- number)
    return distance % step.magnitude == 0
  }
}
