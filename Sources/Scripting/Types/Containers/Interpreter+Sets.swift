/// Sets and frozen sets: tables whose values are null.
extension Interpreter {
  /// `{…}` of values that lie one after another; `kind` is set or frozenset.
  func newSet(_ kind: ObjectKind, from start: Int, count: Int) throws(Raised) -> Value {
    let set = try newTable(kind, capacity: count)
    let mark = keep(set)
    defer { release(to: mark) }
    for index in 0..<count { try setAdd(set, memory[value: start + index * 8]) }
    return set
  }

  /// `set(iterable)` or `frozenset(iterable)`.
  func setOf(_ kind: ObjectKind, _ iterable: Value) throws(Raised) -> Value {
    let set = try newTable(kind)
    try addAll(set, iterable)
    return set
  }

  /// `set.add`.
  func setAdd(_ set: Value, _ item: Value) throws(Raised) {
    let (place, hash) = try find(set, item)
    if place < 0 { try append(set, item, .null, hash: hash) }
  }

  /// Whether a value is a set or a frozen one.
  @inline(__always)
  func isSet(_ value: Value) -> Bool { isKind(value, .set) || isKind(value, .frozenset) }

  /// Adds all that an iterable gives.
  func addAll(_ set: Value, _ iterable: Value) throws(Raised) {
    let mark = keep(set)
    defer { release(to: mark) }
    let iterator = try iterator(of: iterable)
    _ = keep(iterator)
    while true {
      let item = try next(iterator)
      if item.isNull { return }
      try setAdd(set, item)
    }
  }

  /// Takes all out that an iterable gives.
  func removeAll(_ set: Value, _ iterable: Value) throws(Raised) {
    if set == iterable { return clearTable(set) }
    let mark = keep(set)
    defer { release(to: mark) }
    try forEach(iterable) { item throws(Raised) in
      let (place, hash) = try find(set, item)
      if place >= 0 { removeEntry(set, place, hash: hash) }
    }
  }

  /// Adds what an iterable gives and is not there, takes out what is.
  func toggleAll(_ set: Value, _ iterable: Value) throws(Raised) {
    let mark = keep(set)
    defer { release(to: mark) }
    // A set that is toggled by itself ends up empty.
    if set == iterable { return clearTable(set) }
    try forEach(iterable) { item throws(Raised) in
      let (place, hash) = try find(set, item)
      if place >= 0 { removeEntry(set, place, hash: hash) } else { try append(set, item, .null, hash: hash) }
    }
  }

  /// What is in both, as a new set; never a frozen one, as in MicroPython.
  func intersection(_ set: Value, _ iterable: Value) throws(Raised) -> Value {
    if set == iterable { return try copyTable(set) }
    let result = try newTable(.set)
    let mark = keep(result)
    defer { release(to: mark) }
    _ = keep(set)
    try forEach(iterable) { item throws(Raised) in
      if try find(set, item).place >= 0 { try setAdd(result, item) }
    }
    return result
  }

  /// Has a set hold what another one holds.
  func takeContent(_ set: Value, of other: Value) {
    for offset in [TableLayout.entries, TableLayout.index, TableLayout.used, TableLayout.live] {
      memory[set.address + offset] = memory[other.address + offset]
    }
    memory[set.address + TableLayout.version] &+= 1
    memory[set.address] |= memory[other.address] & Header.plainStrings
    // The other one must not change the storage that both have now.
    clearTable(other)
  }

  /// Whether all of one iterable is in another; `isProper` demands that the other has more.
  func isSubset(_ first: Value, of second: Value, isProper: Bool = false) throws(Raised) -> Bool {
    let set = isSet(first) ? first : try setOf(.set, first)
    let mark = keep(set)
    defer { release(to: mark) }
    let other = isSet(second) ? second : try setOf(.set, second)
    _ = keep(other)
    if isProper ? tableCount(set) >= tableCount(other) : tableCount(set) > tableCount(other) { return false }
    try enterNested()
    defer { leaveNested() }
    var place = 0
    while let found = nextEntry(set, from: place) {
      let item = keep(entry(set, found).key)
      if try find(other, kept[item]).place < 0 { return false }
      release(to: item)
      place = found + 1
    }
    return true
  }

  /// Whether two sets have nothing in common.
  func isDisjoint(_ set: Value, _ iterable: Value) throws(Raised) -> Bool {
    let mark = keep(set)
    defer { release(to: mark) }
    let iterator = keep(try iterator(of: iterable))
    while true {
      let item = try next(kept[iterator])
      if item.isNull { return true }
      if try find(set, item).place >= 0 { return false }
    }
  }

  /// Operators between sets; nil for those that sets do not know.
  func binaryOfSets(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) throws(Raised) -> Value? {
    guard isSet(right) else { return nil }
    switch operation {
    case .and: return try intersection(left, right)
    case .or, .xor, .subtract: return try changedInPlace(operation, try copyTable(left), right)
    default: return nil
    }
  }

  /// `set op= right`; nil for operators that sets do not know.
  func inPlaceOfSets(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) throws(Raised) -> Value?
  {
    guard isSet(right) else { return nil }
    if operation == .and {
      if left != right { takeContent(left, of: try intersection(left, right)) }
      return left
    }
    return try changedInPlace(operation, left, right)
  }

  private func changedInPlace(_ operation: ArithmeticOperator, _ set: Value, _ right: Value) throws(Raised)
    -> Value?
  {
    switch operation {
    case .or: try addAll(set, right)
    case .xor: try toggleAll(set, right)
    case .subtract: try removeAll(set, right)
    default: return nil
    }
    return set
  }

  /// `left op right` for the comparisons of sets.
  func orderSets(_ operation: ComparisonKind, _ left: Value, _ right: Value) throws(Raised) -> Bool? {
    guard isSet(right) else { return nil }
    switch operation {
    case .less: return try isSubset(left, of: right, isProper: true)
    case .lessEqual: return try isSubset(left, of: right)
    case .greater: return try isSubset(right, of: left, isProper: true)
    case .greaterEqual: return try isSubset(right, of: left)
    case .equal, .notEqual: return nil
    }
  }
}
