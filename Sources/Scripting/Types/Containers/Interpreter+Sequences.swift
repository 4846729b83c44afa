/// What lists, tuples and named tuples have in common: a run of values.
extension Interpreter {
  /// Address of the first item of a list, tuple or named tuple, and how many there are; stale once the script
  /// has run.
  @inline(__always)
  func items(of sequence: Value) -> (start: Int, count: Int) {
    let address = sequence.address
    switch memory.kind(address) {
    case .list:
      return (
        Int(memory[address &+ ListLayout.storage]) &+ StorageLayout.start,
        memory[value: address &+ ListLayout.count].small
      )
    case .namedTuple:
      return (address &+ NamedTupleLayout.start, Int(memory[address &+ NamedTupleLayout.count]))
    default: return (address &+ TupleLayout.start, Int(memory[address &+ 8]))
    }
  }

  /// The items of a list, tuple or named tuple, copied; nil for anything else.
  package func sequenceItems(_ value: Value) -> [Value]? {
    let native = nativeValue(value)
    guard isKind(native, .list) || isTuple(native) else { return nil }
    let place = items(of: native)
    return (0..<place.count).map { memory[value: place.start + $0 * 8] }
  }

  /// Whether a value is a tuple, named ones with them.
  @inline(__always)
  package func isTuple(_ value: Value) -> Bool {
    guard value.isObject else { return false }
    let kind = memory.kind(value.address)
    return kind == .tuple || kind == .namedTuple
  }

  // MARK: Indices

  /// The position an index means, negative ones from the end; IndexError with MicroPython's text for the
  /// type's name.
  @inline(__always)
  package func position(_ index: Value, count: Int, of value: Value) throws(Raised) -> Int {
    if index.isSmall {
      let number = index.small
      if number >= 0, number < count { return number }
      if number < 0, number >= -count { return number &+ count }
    }
    return try positionOfOther(index, count, value)
  }

  @inline(never)
  private func positionOfOther(_ index: Value, _ count: Int, _ value: Value) throws(Raised) -> Int {
    let number = try numberOfIndex(index, of: value)
    let place = number < 0 ? number + count : number
    guard place >= 0, place < count else { throw indexError("\(typeName(value)) index out of range") }
    return place
  }

  /// The number in an index, at most 2^62 in size.
  private func numberOfIndex(_ index: Value, of value: Value) throws(Raised) -> Int {
    guard index.isSmall || isKind(index, .bool) || isKind(index, .bigInteger) else {
      throw typeError("\(typeName(value)) indices must be integers, not \(typeName(index))")
    }
    return min(max(try integerArgument(index), Value.smallMin), Value.smallMax)
  }

  /// The position that a bound of a search means, from 0 to `count`.
  func bound(_ index: Value, count: Int, of value: Value) throws(Raised) -> Int {
    let number = try numberOfIndex(index, of: value)
    return min(max(number < 0 ? number + count : number, 0), count)
  }

  /// Positions that a slice takes of a sequence of `count` items, as MicroPython has it: with a positive step
  /// `start..<stop`, `start` not behind `stop`; with a negative one from `start` down to `stop`, both
  /// included.
  package func sliceBounds(_ slice: Value, count: Int) throws(Raised) -> (start: Int, stop: Int, step: Int) {
    let step = try sliceNumber(field(slice, 3)) ?? 1
    guard step != 0 else { throw valueError("slice step cannot be zero") }
    let isForward = step > 0
    var start = try sliceNumber(field(slice, 1)) ?? (isForward ? 0 : count - 1)
    var stop = isForward ? count : 0
    if let given = try sliceNumber(field(slice, 2)) { stop = given >= 0 && !isForward ? given + 1 : given }
    if start < 0 {
      start += count
      if start < 0 { start = isForward ? 0 : -1 }
    } else if start >= count {
      start = isForward ? count : count - 1
    }
    if stop < 0 {
      stop = max(stop + count, -1)
      if !isForward { stop += 1 }
    } else if stop > count {
      stop = count
    }
    if isForward, start > stop { stop = start }
    if !isForward, start < stop { stop = start + 1 }
    return (start, stop, step)
  }

  /// A bound of a slice, at most 2^62 in size; nil for None.
  @inline(__always)
  private func sliceNumber(_ value: Value) throws(Raised) -> Int? {
    if value == .none { return nil }
    if value.isSmall { return value.small }
    return min(max(try integerArgument(value), Value.smallMin), Value.smallMax)
  }

  // MARK: Searching

  /// `in`: whether an item equals a value.
  func sequenceContains(_ sequence: Value, _ value: Value) throws(Raised) -> Bool {
    try firstPosition(sequence, value, from: 0, to: Int.max) != nil
  }

  /// `.index(value, start, stop)`; the arguments are those of the method.
  func sequenceIndex(_ args: Arguments) throws(Raised) -> Value {
    let count = items(of: args[0]).count
    let start = args.count > 2 ? try bound(args[2], count: count, of: args[0]) : 0
    let stop = args.count > 3 ? try bound(args[3], count: count, of: args[0]) : count
    guard let place = try firstPosition(args[0], args[1], from: start, to: stop) else {
      throw valueError("object not in sequence")
    }
    return Value(small: place)
  }

  /// Where an item equals a value; both are kept while they are compared, and the sequence may change.
  func firstPosition(_ sequence: Value, _ value: Value, from start: Int, to stop: Int) throws(Raised) -> Int?
  {
    var index = start
    let isPlain = value.isSmall || isKind(value, .str)
    while true {
      let (first, count) = items(of: sequence)
      let end = min(count, stop)
      while index < end {
        let item = memory[value: first &+ index &* 8]
        if item == value, !isFloat(value) { return index }
        // A small integer equals no other one, nor a string; they are most of what lists hold.
        if isPlain, item.isSmall || isKind(item, .str) {
          if isEqualText(item, value) { return index }
        } else {
          break
        }
        index &+= 1
      }
      guard index < end else { return nil }
      if try isEqualKeeping(memory[value: first &+ index &* 8], value, sequence) { return index }
      index &+= 1
    }
  }

  /// `.count(value)`.
  func sequenceCount(_ sequence: Value, _ value: Value) throws(Raised) -> Value {
    var total = 0
    var index = 0
    while let found = try firstPosition(sequence, value, from: index, to: Int.max) {
      total += 1
      index = found + 1
    }
    return Value(small: total)
  }

  /// Whether two values are equal; they and a third are known to the collector meanwhile.
  func isEqualKeeping(_ first: Value, _ second: Value, _ third: Value) throws(Raised) -> Bool {
    let mark = keep(first)
    defer { release(to: mark) }
    _ = keep(second)
    _ = keep(third)
    return try isEqual(first, second)
  }

  // MARK: Comparing

  /// Whether all items of two sequences are equal.
  func equalSequences(_ left: Value, _ right: Value) throws(Raised) -> Bool {
    guard items(of: left).count == items(of: right).count else { return false }
    guard let index = try firstDifference(left, right) else {
      return items(of: left).count == items(of: right).count
    }
    return index < 0
  }

  /// The order of two sequences: that of the first items that differ, else that of the counts.
  func orderSequences(_ operation: ComparisonKind, _ left: Value, _ right: Value) throws(Raised) -> Bool {
    // As MicroPython asks: `a < b` is whether the item of b is greater than that of a.
    let isSwapped = operation == .less || operation == .lessEqual
    let (first, second) = isSwapped ? (right, left) : (left, right)
    let asked: ComparisonKind = operation == .less || operation == .greater ? .greater : .greaterEqual
    if let index = try firstDifference(first, second) {
      let (one, other) = (item(first, index), item(second, index))
      if one.isSmall, other.isSmall { return one.small > other.small }
      return try compareKeeping(asked, one, other)
    }
    let (count, otherCount) = (items(of: first).count, items(of: second).count)
    return count != otherCount ? count > otherCount : asked == .greaterEqual
  }

  /// An item that may have gone meanwhile; None then.
  private func item(_ sequence: Value, _ index: Int) -> Value {
    let (start, count) = items(of: sequence)
    return index < count ? memory[value: start &+ index &* 8] : .none
  }

  private func compareKeeping(_ operation: ComparisonKind, _ left: Value, _ right: Value) throws(Raised)
    -> Bool
  {
    let mark = keep(left)
    defer { release(to: mark) }
    _ = keep(right)
    return try compare(operation, left, right) == .true
  }

  /// The first position at which two sequences differ, up to where one of them ends.
  private func firstDifference(_ left: Value, _ right: Value) throws(Raised) -> Int? {
    var index = 0
    while true {
      let (first, count) = items(of: left)
      let (second, otherCount) = items(of: right)
      let end = min(count, otherCount)
      while index < end {
        let (one, other) = (memory[value: first &+ index &* 8], memory[value: second &+ index &* 8])
        if one.isSmall && other.isSmall || isKind(one, .str) && isKind(other, .str) {
          if one != other, !isEqualText(one, other) { return index }
        } else {
          break
        }
        index &+= 1
      }
      guard index < end else { return nil }
      if try !isEqualNested(left, right, index) { return index }
      index &+= 1
    }
  }

  private func isEqualNested(_ left: Value, _ right: Value, _ index: Int) throws(Raised) -> Bool {
    let (one, other) = (item(left, index), item(right, index))
    if one == other, !isFloat(one) { return true }
    try enterNested()
    defer { leaveNested() }
    let mark = keep(left)
    defer { release(to: mark) }
    return try isEqualKeeping(one, other, right)
  }

  // MARK: Depth

  /// Counts work within work of the same kind, such as comparing lists in lists; RuntimeError when it is too
  /// deep for the host's stack.
  func enterNested() throws(Raised) {
    guard nesting < Interpreter.nestedLimit else {
      throw fault(.RuntimeError, "maximum recursion depth exceeded")
    }
    nesting += 1
  }

  /// The work that `enterNested` counted is over.
  @inline(__always)
  func leaveNested() { nesting -= 1 }

  static let nestedLimit = 150
}

/// `namedTuple`: class, raw count, then the items.
enum NamedTupleLayout {
  static let type = 8
  static let count = 16
  static let start = 24
}
