/// Items, iteration and displays, as the run loop asks for them.
extension Interpreter {
  // MARK: Items and iteration

  @inline(never)
  func getItemOrNull(_ object: Value, _ index: Value) -> Value {
    orNull { () throws(Raised) in try getItem(object, index) }
  }

  @inline(never)
  func setItemOrFalse(_ object: Value, _ index: Value, _ item: Value) -> Bool {
    orFalse { () throws(Raised) in try setItem(object, index, item) }
  }

  @inline(never)
  func deleteItemOrFalse(_ object: Value, _ index: Value) -> Bool {
    orFalse { () throws(Raised) in try deleteItem(object, index) }
  }

  @inline(never)
  func iteratorOrNull(_ value: Value) -> Value { orNull { () throws(Raised) in try iterator(of: value) } }

  /// The next value; null at the end as well: `hasRaised` tells.
  @inline(never)
  func nextOrNull(_ iterator: Value) -> Value {
    do {
      return try next(iterator)
    } catch {
      // An iterator of ours may have met the end of a generator that returned something: a `for` takes that
      // as the end.
      if !isInstance(error.value, of: exceptionType(.StopIteration)) { raised = error.value }
      return .null
    }
  }

  /// Whether an exception is under way.
  @inline(__always)
  var hasRaised: Bool { !raised.isNull }

  /// The next number of a `for` over `range(…)` whose numbers are not all small; null at the end and for an
  /// exception.
  ///
  /// The device counts with the operators, so that floats do, which `range` itself refuses.
  @inline(never)
  func nextOddNumber(_ address: Int) -> Value {
    let (number, step) = (memory[value: address], memory[value: address + 16])
    let kind: ComparisonKind = step.small >= 0 ? .less : .greater
    let isBefore = comparison(kind, number, memory[value: address + 8], isSingle)
    guard isBefore == .true else { return .null }
    let sum = inPlace(Int(ArithmeticOperator.add.rawValue), number, step)
    if sum.isNull { return .null }
    memory[value: address] = sum
    return number
  }

  // MARK: Building

  @inline(never)
  func buildTuple(_ start: Int, _ count: Int) -> Value {
    orNull { () throws(Raised) in try newTuple(from: start, count: count) }
  }

  @inline(never)
  func buildList(_ start: Int, _ count: Int) -> Value {
    orNull { () throws(Raised) in try newList(from: start, count: count) }
  }

  @inline(never)
  func buildSet(_ start: Int, _ count: Int) -> Value {
    orNull { () throws(Raised) in try newSet(.set, from: start, count: count) }
  }

  @inline(never)
  func buildDict(_ start: Int, _ count: Int) -> Value {
    orNull { () throws(Raised) in
      let mark = keep(try newTable(.dict, capacity: count))
      defer { release(to: mark) }
      for index in 0..<count {
        try set(kept[mark], memory[value: start + index * 16], memory[value: start + index * 16 + 8])
      }
      return kept[mark]
    }
  }

  @inline(never)
  func buildSlice(_ start: Value, _ stop: Value, _ step: Value) -> Value {
    orNull { () throws(Raised) in try newSlice(start, stop, step) }
  }

  @inline(never)
  func appendOrFalse(_ list: Value, _ item: Value) -> Bool {
    orFalse { () throws(Raised) in try listAppend(list, item) }
  }

  @inline(never)
  func addOrFalse(_ set: Value, _ item: Value) -> Bool {
    orFalse { () throws(Raised) in try setAdd(set, item) }
  }

  @inline(never)
  func extendOrFalse(_ list: Value, _ iterable: Value) -> Bool {
    orFalse { () throws(Raised) in
      try forEach(iterable) { (item) throws(Raised) in try self.listAppend(list, item) }
    }
  }

  /// `**mapping` of a call.
  @inline(never)
  func mergeOrFalse(_ dict: Value, _ mapping: Value) -> Bool {
    orFalse { () throws(Raised) in
      let source = nativeValue(mapping)
      if isKind(source, .dict) {
        var index = 0
        while let found = nextEntry(source, from: index) {
          let pair = entry(source, found)
          try addKeyword(dict, pair.key, pair.value)
          index = found + 1
        }
        return
      }
      let keys = keep(try call(try attribute(mapping, try intern("keys")), []))
      defer { release(to: keys) }
      try forEach(kept[keys]) { (key) throws(Raised) in
        try self.addKeyword(dict, key, try self.getItem(mapping, key))
      }
    }
  }

  private func addKeyword(_ dict: Value, _ name: Value, _ value: Value) throws(Raised) {
    guard isKind(name, .str) else { throw implicitConversion(name, to: "str") }
    let key = try intern(name)
    guard lookup(dict, name: key).isNull else {
      throw typeError("function got multiple values for argument '\(text(key))'")
    }
    try set(dict, name: key, value)
  }

  @inline(never)
  func unpack(_ source: Value, _ target: Int, _ count: Int) -> Bool {
    orFalse { () throws(Raised) in
      let mark = keep(
        isKind(source, .tuple) || isKind(source, .list) ? source : try listOf(source, atMost: count + 1))
      defer { release(to: mark) }
      let (start, available) = sequenceItems(kept[mark])
      guard available == count else {
        throw valueError(
          available < count
            ? "need more than \(available) values to unpack" : "too many values to unpack (expected \(count))"
        )
      }
      for index in 0..<count { memory[value: target + index * 8] = memory[value: start + index * 8] }
    }
  }

  @inline(never)
  func unpackStar(_ source: Value, _ target: Int, _ count: Int, behind: Int) -> Bool {
    orFalse { () throws(Raised) in
      let mark = keep(try listOf(source))
      defer { release(to: mark) }
      let (start, available) = sequenceItems(kept[mark])
      guard available >= count - 1 else { throw valueError("need more than \(available) values to unpack") }
      let before = count - 1 - behind
      let rest = try newList(from: start + before * 8, count: available - count + 1)
      for index in 0..<before { memory[value: target + index * 8] = memory[value: start + index * 8] }
      memory[value: target + before * 8] = rest
      for index in 0..<behind {
        memory[value: target + (before + 1 + index) * 8] =
          memory[value: start + (available - behind + index) * 8]
      }
    }
  }

  /// Where the items of a list or tuple are, and how many.
  func sequenceItems(_ value: Value) -> (start: Int, count: Int) {
    if isKind(value, .list) {
      let storage = Int(memory[value.address + ListLayout.storage])
      return (storage + StorageLayout.start, memory[value: value.address + ListLayout.count].small)
    }
    return (value.address + TupleLayout.start, tupleCount(value))
  }

  /// A list of at most so many items of an iterable.
  private func listOf(_ iterable: Value, atMost limit: Int) throws(Raised) -> Value {
    let marks = keep(try newList([]))
    defer { release(to: marks) }
    let iterator = keep(try iterator(of: iterable))
    for _ in 0..<limit {
      let item = try next(kept[iterator])
      if item.isNull { break }
      try listAppend(kept[marks], item)
    }
    return kept[marks]
  }
}
