/// Dicts: tables whose class is `dict`, or `OrderedDict` if `aux` says so.
extension Interpreter {
  /// `aux` of an `OrderedDict`.
  static let orderedDict: UInt16 = 1

  /// Whether a dict is an `OrderedDict`.
  @inline(__always)
  func isOrdered(_ dict: Value) -> Bool { aux(dict) & Interpreter.orderedDict != 0 }

  /// A new `OrderedDict`.
  func newOrderedDict() throws(Raised) -> Value {
    let dict = try newDict()
    memory[dict.address] |= UInt64(Interpreter.orderedDict) << 16
    return dict
  }

  /// The class of a dict object: dict or OrderedDict.
  func dictType(_ value: Value) -> Value {
    isOrdered(value) ? orderedDictType : kindTypes[Int(ObjectKind.dict.rawValue)]
  }

  /// The class `OrderedDict`.
  var orderedDictType: Value {
    builtinClasses[.other("OrderedDict")] ?? kindTypes[Int(ObjectKind.dict.rawValue)]
  }

  /// A table with the same entries.
  func copyTable(_ table: Value) throws(Raised) -> Value {
    let source = table.address
    let copy = try newTable(memory.kind(source))
    let target = copy.address
    if isOrdered(table) { memory[target] |= UInt64(Interpreter.orderedDict) << 16 }
    guard tableUsed(source) > 0 else { return copy }
    let capacity = tableCapacity(source)
    do {
      try heap.setBoardByteCount(
        target, Interpreter.tableBoardByteCount(memory.kind(source), slots: capacity))
    } catch {
      throw memoryError(capacity * 16)
    }
    memory[target + TableLayout.entries] = UInt64(
      try copyStorage(Int(memory[source + TableLayout.entries]), .valueStorage))
    let index = Int(memory[source + TableLayout.index])
    if index != 0 { memory[target + TableLayout.index] = UInt64(try copyStorage(index, .byteStorage)) }
    memory[target + TableLayout.used] = memory[source + TableLayout.used]
    memory[target + TableLayout.live] = memory[source + TableLayout.live]
    memory[target] |= memory[source] & Header.plainStrings
    return copy
  }

  private func copyStorage(_ storage: Int, _ kind: ObjectKind) throws(Raised) -> Int {
    let capacity = Int(memory[storage + 8])
    let byteCount = kind == .valueStorage ? capacity * 8 : capacity
    let copy =
      kind == .valueStorage
      ? try newValueStorage(capacity, boardByteCount: 0) : try newByteStorage(capacity, boardByteCount: 0)
    memory.copy(from: storage + StorageLayout.start, to: copy + StorageLayout.start, byteCount: byteCount)
    return copy
  }

  /// `dict[key]`; KeyError if there is none.
  @inline(__always)
  func dictItem(_ dict: Value, _ key: Value) throws(Raised) -> Value {
    let place = try find(dict, key).place
    guard place >= 0 else { throw fault(.KeyError, value: key) }
    return memory[value: entryAddress(dict.address, place) &+ 8]
  }

  /// `dict.update`; the arguments behind the dict are one iterable at most and named ones.
  func updateDict(_ dict: Value, _ args: Arguments) throws(Raised) {
    if args.count > 1 { throw typeError("function expected at most 2 arguments, got \(args.count + 1)") }
    let mark = keep(dict)
    defer { release(to: mark) }
    if args.count == 1 {
      if isKind(args[0], .dict) {
        try updateDict(dict, from: args[0])
      } else {
        try updateDict(dict, fromPairs: args[0])
      }
    }
    for index in 0..<args.keywordCount {
      let (name, value) = args.keyword(at: index)
      try set(dict, name, value)
    }
  }

  /// Sets all that another dict has.
  func updateDict(_ dict: Value, from other: Value) throws(Raised) {
    guard other != dict else { return }
    var place = 0
    while let found = nextEntry(other, from: place) {
      let (key, value) = entry(other, found)
      try set(dict, key, value)
      place = found + 1
    }
  }

  private func updateDict(_ dict: Value, fromPairs pairs: Value) throws(Raised) {
    try forEach(pairs) { pair throws(Raised) in
      let (key, value) = try twoItems(pair)
      try set(dict, key, value)
    }
  }

  /// The two items of an iterable that has as many; the second is the caller's to keep, both are reachable
  /// until the script runs.
  private func twoItems(_ pair: Value) throws(Raised) -> (Value, Value) {
    if isTuple(pair) || isKind(pair, .list), items(of: pair).count == 2 {
      let start = items(of: pair).start
      return (memory[value: start], memory[value: start + 8])
    }
    let mark = keep(try iterator(of: pair))
    defer { release(to: mark) }
    let key = try next(kept[mark])
    let keyMark = keep(key)
    let value = key.isNull ? .null : try next(kept[mark])
    _ = keep(value)
    let end = value.isNull ? .null : try next(kept[mark])
    guard !kept[keyMark].isNull, !value.isNull, end.isNull else {
      throw valueError("dict update sequence has wrong length")
    }
    return (kept[keyMark], value)
  }

  /// Takes out the first entry of a set or an `OrderedDict`, the last one of a dict; nil when there is none.
  func popEntry(_ table: Value) throws(Raised) -> (key: Value, value: Value)? {
    try requireChangeable(table)
    while tableCount(table) > 0 {
      var place = tableUsed(table.address) - 1
      if !isKind(table, .dict) || isOrdered(table), let first = nextEntry(table, from: 0) {
        place = first
        // Many removed entries at the front would have to be passed each time; moving the rest costs as much
        // as it saves.
        if first * first > 16 * tableUsed(table.address) {
          try resizeTable(table.address, capacity: tableCount(table))
          place = 0
        }
      }
      let found = entry(table, place)
      if let hash = plainHash(found.key) {
        removeEntry(table, place, hash: hash)
        return found
      }
      let mark = keep(found.key)
      defer { release(to: mark) }
      let hash = try hash(found.key)
      // Hashing may have changed the table.
      guard place < tableUsed(table.address), entry(table, place).key == found.key else { continue }
      let now = entry(table, place)
      removeEntry(table, place, hash: hash)
      return now
    }
    return nil
  }

  /// Whether two dicts are equal: keys and values, for two `OrderedDict`s the order too.
  func equalDicts(_ left: Value, _ right: Value) throws(Raised) -> Bool {
    // A dict is not equal to an OrderedDict, though an OrderedDict is to a dict (py/objdict.c).
    if isOrdered(right), !isOrdered(left) { return false }
    guard tableCount(left) == tableCount(right) else { return false }
    try enterNested()
    defer { leaveNested() }
    let mark = keep(left)
    defer { release(to: mark) }
    _ = keep(right)
    var (place, other) = (0, 0)
    while let found = nextEntry(left, from: place) {
      let (key, value) = entry(left, found)
      let inner = keep(key)
      _ = keep(value)
      if isOrdered(left), isOrdered(right) {
        guard let next = nextEntry(right, from: other) else { return false }
        guard try isEqualKeeping(key, entry(right, next).key, value) else { return false }
        other = next + 1
      } else {
        other = try find(right, key).place + 1
      }
      guard other > 0, other <= tableUsed(right.address) else { return false }
      guard try isEqualKeeping(value, entry(right, other - 1).value, key) else { return false }
      release(to: inner)
      place = found + 1
    }
    return true
  }
}
