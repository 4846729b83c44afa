/// Lists: values in a storage that grows as MicroPython's does, so that the board's account is right.
extension Interpreter {
  /// The room of the smallest list.
  static let listMinimum = 4

  /// A list of values.
  package func newList(_ items: [Value]) throws(Raised) -> Value {
    let list = try newList(count: items.count)
    let start = self.items(of: list).start
    for index in 0..<items.count { memory[value: start + index * 8] = items[index] }
    return list
  }

  /// A list of values that lie one after another in the arena.
  func newList(from start: Int, count: Int) throws(Raised) -> Value {
    let list = try newList(count: count)
    memory.copy(from: start, to: items(of: list).start, byteCount: count &* 8)
    return list
  }

  /// A list whose items are null, to be set before anything else happens.
  func newList(count: Int, capacity: Int = 0) throws(Raised) -> Value {
    let room = max(count, capacity, Interpreter.listMinimum)
    guard room < 1 << 40 else { throw memoryError(room &* 8) }
    let storage = try newValueStorage(room, boardByteCount: room &* 8)
    let address = try allocate(.list, byteCount: ListLayout.byteCount, boardByteCount: 32)
    memory[address &+ ListLayout.storage] = UInt64(storage)
    memory[value: address &+ ListLayout.count] = Value(small: count)
    return Value(address: address)
  }

  /// How many items a list has.
  @inline(__always)
  package func listCount(_ list: Value) -> Int { memory[value: list.address &+ ListLayout.count].small }

  /// Adds at the end of a list.
  @inline(__always)
  package func listAppend(_ list: Value, _ item: Value) throws(Raised) {
    let address = list.address
    let count = memory[value: address &+ ListLayout.count].small
    var storage = Int(memory[address &+ ListLayout.storage])
    if count == Int(memory[storage &+ 8]) {
      try resizeList(list, capacity: count &* 2)
      storage = Int(memory[address &+ ListLayout.storage])
    }
    memory[value: storage &+ StorageLayout.start &+ count &* 8] = item
    memory[value: address &+ ListLayout.count] = Value(small: count &+ 1)
  }

  /// Gives a list's storage another capacity, not below its count.
  ///
  /// A storage that shrinks stays where it is and remembers in `aux` how often it was halved, so that a list
  /// that grows and shrinks by turns is not copied each time.
  @inline(never)
  func resizeList(_ list: Value, capacity: Int) throws(Raised) {
    let storage = Int(memory[list.address + ListLayout.storage])
    let old = Int(memory[storage + 8])
    let halvings = Header(bits: memory[storage]).aux
    if capacity < old || (halvings > 0 && capacity <= old * 2) {
      do {
        try heap.setBoardByteCount(storage, capacity * 8)
      } catch {
        throw memoryError(capacity * 8)
      }
      memory[storage + 8] = UInt64(capacity)
      if capacity > old {
        memory.fill(storage + StorageLayout.start + old * 8, wordCount: capacity - old, with: 0)
      }
      let now = capacity < old ? (capacity == old / 2 ? min(halvings, 60) + 1 : 0) : halvings - 1
      memory[storage] = memory[storage] & ~0xFFFF_0000 | UInt64(now) << 16
      return
    }
    guard capacity < 1 << 40 else { throw memoryError(capacity &* 8) }
    let larger = try newValueStorage(capacity, boardByteCount: capacity * 8)
    let count = listCount(list)
    memory.copy(from: storage + StorageLayout.start, to: larger + StorageLayout.start, byteCount: count * 8)
    memory[list.address + ListLayout.storage] = UInt64(larger)
    // The board frees it at once.
    try? heap.setBoardByteCount(storage, 0)
  }

  /// Makes a list shorter; what was behind its end is forgotten.
  private func truncateList(_ list: Value, to count: Int) {
    let (start, old) = items(of: list)
    memory.fill(start + count * 8, wordCount: old - count, with: 0)
    memory[value: list.address + ListLayout.count] = Value(small: count)
  }

  /// Takes the item at a position out of a list.
  func removeFromList(_ list: Value, at index: Int) -> Value {
    let (start, count) = items(of: list)
    let place = start &+ index &* 8
    let item = memory[value: place]
    memory.copy(from: place &+ 8, to: place, byteCount: (count &- index &- 1) &* 8)
    memory[start &+ (count &- 1) &* 8] = 0
    memory[value: list.address &+ ListLayout.count] = Value(small: count &- 1)
    let capacity = Int(memory[start &- 8])
    if capacity > Interpreter.listMinimum, capacity > 2 * (count - 1) {
      try? resizeList(list, capacity: capacity / 2)
    }
    return item
  }

  /// `list.insert`: positions beyond the ends mean the ends.
  func listInsert(_ list: Value, _ index: Int, _ item: Value) throws(Raised) {
    let count = listCount(list)
    let place = min(max(index < 0 ? index + count : index, 0), count)
    try listAppend(list, item)
    let start = items(of: list).start &+ place &* 8
    memory.copy(from: start, to: start &+ 8, byteCount: (count &- place) &* 8)
    memory[value: start] = item
  }

  /// `list.extend` and `list +=`.
  func listExtend(_ list: Value, _ more: Value) throws(Raised) {
    guard isKind(more, .list) else { return try listAppendAll(list, more) }
    let (count, added) = (listCount(list), listCount(more))
    if count + added > Int(memory[items(of: list).start - 8]) {
      try resizeList(list, capacity: count + added + 4)
    }
    memory.copy(from: items(of: more).start, to: items(of: list).start + count * 8, byteCount: added * 8)
    memory[value: list.address + ListLayout.count] = Value(small: count + added)
  }

  /// Appends all that an iterable gives.
  private func listAppendAll(_ list: Value, _ iterable: Value) throws(Raised) {
    if isTuple(iterable) {
      for index in 0..<items(of: iterable).count {
        try listAppend(list, memory[value: items(of: iterable).start + index * 8])
      }
      return
    }
    let mark = keep(list)
    defer { release(to: mark) }
    let iterator = try iterator(of: iterable)
    _ = keep(iterator)
    while true {
      let item = try next(iterator)
      if item.isNull { return }
      try listAppend(list, item)
    }
  }

  /// `list.clear`.
  func listClear(_ list: Value) throws(Raised) {
    let storage = try newValueStorage(Interpreter.listMinimum, boardByteCount: Interpreter.listMinimum * 8)
    try? heap.setBoardByteCount(Int(memory[list.address + ListLayout.storage]), 0)
    memory[list.address + ListLayout.storage] = UInt64(storage)
    memory[value: list.address + ListLayout.count] = Value(small: 0)
  }

  /// `list(iterable)`, as a new list; for `tuple(iterable)` the same then `newTuple`.
  package func listOf(_ iterable: Value) throws(Raised) -> Value {
    let source = nativeIfPlain(iterable)
    switch kind(source) {
    case .list, .tuple, .namedTuple:
      let count = items(of: source).count
      let list = try newList(count: count, capacity: grownCapacity(count))
      memory.copy(from: items(of: source).start, to: items(of: list).start, byteCount: count * 8)
      return list
    case .range: return try listOfRange(source)
    default: break
    }
    let mark = keep(try newList(count: 0))
    defer { release(to: mark) }
    let list = kept[mark]
    try listAppendAll(list, iterable)
    return list
  }

  /// The object of ours inside an instance whose class has no `__iter__` of its own.
  private func nativeIfPlain(_ value: Value) -> Value {
    guard isKind(value, .instance) else { return value }
    return lookup(inClass: field(value, 1), name(.iter)).isNull ? nativeValue(value) : value
  }

  /// The capacity of a list to which so many items were appended one by one.
  private func grownCapacity(_ count: Int) -> Int {
    var capacity = Interpreter.listMinimum
    while capacity < count { capacity *= 2 }
    return capacity
  }

  private func listOfRange(_ range: Value) throws(Raised) -> Value {
    let (start, _, step) = rangeNumbers(range)
    let count = rangeCount(range)
    guard count < 1 << 40 else { throw memoryError(count) }
    let list = try newList(count: count, capacity: grownCapacity(count))
    let first = items(of: list).start
    var number = start
    for index in 0..<count {
      memory[value: first &+ index &* 8] =
        Value.fitsSmall(number) ? Value(small: number) : try newInteger(number)
      number = number &+ step
    }
    return list
  }

  // MARK: Items and slices

  /// `list[slice]`.
  func listSlice(_ list: Value, _ slice: Value) throws(Raised) -> Value {
    let (start, stop, step) = try sliceBounds(slice, count: listCount(list))
    let first = items(of: list).start
    if step == 1 { return try newList(from: first + start * 8, count: stop - start) }
    let count: Int
    if step > 0 {
      count = start < stop ? (stop - start - 1) / step + 1 : 0
    } else {
      count = start >= stop ? (start - stop) / -step + 1 : 0
    }
    let result = try newList(count: count, capacity: grownCapacity(count))
    let target = items(of: result).start
    for index in 0..<count { memory[target + index * 8] = memory[first + (start + index * step) * 8] }
    return result
  }

  /// `list[slice] = items`, or `del list[slice]` without items.
  func setListSlice(_ list: Value, _ slice: Value, _ items: Value?) throws(Raised) {
    if let items, !isKind(items, .list), !isKind(items, .tuple) {
      throw typeError("object '\(typeName(items))' isn't a tuple or list")
    }
    let (start, stop, step) = try sliceBounds(slice, count: listCount(list))
    guard step == 1 else { throw fault(.NotImplementedError) }
    // A list that is put into itself is read while it moves.
    let source = items == list ? try newList(from: self.items(of: list).start, count: listCount(list)) : items
    let added = source.map { self.items(of: $0).count } ?? 0
    let (count, change) = (listCount(list), added - (stop - start))
    if count + change > Int(memory[self.items(of: list).start - 8]) {
      try resizeList(list, capacity: count + change)
    }
    let first = self.items(of: list).start
    if change != 0 {
      memory.copy(from: first + stop * 8, to: first + (stop + change) * 8, byteCount: (count - stop) * 8)
    }
    if let source {
      memory.copy(from: self.items(of: source).start, to: first + start * 8, byteCount: added * 8)
    }
    if change < 0 { truncateList(list, to: count + change) }
    memory[value: list.address + ListLayout.count] = Value(small: count + change)
  }
}
