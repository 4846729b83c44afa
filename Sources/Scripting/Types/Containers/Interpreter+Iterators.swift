/// Going on with iterators of ours: objects of kind `iterator` whose `aux` says what their words are.
///
/// * list, tuple, string, bytes, array: container, next position as a small integer (in bytes for text);
/// * range: next number, stop, step; reversed, getItem: object, position; table: table, next place, what is
///   given;
/// * enumerate: iterator, next number; zip: tuple of iterators; map: function, tuple of iterators; filter:
///   function, iterator;
/// * callable: function, the value that ends it.
extension Interpreter {
  /// The next of an object of kind `iterator`, null at the end; the iterator is the caller's to keep.
  @inline(__always)
  func nextOfIterator(_ iterator: Value) throws(Raised) -> Value {
    switch Header(bits: memory[iterator.address]).aux {
    case IteratorForm.list.rawValue: return nextOfList(iterator.address)
    case IteratorForm.tuple.rawValue: return nextOfTuple(iterator.address)
    case IteratorForm.range.rawValue:
      try countStep()
      return nextOfRange(iterator.address)
    case IteratorForm.table.rawValue: return try nextOfTable(iterator.address)
    default: return try nextOfOther(iterator)
    }
  }

  @inline(__always)
  private func nextOfList(_ iterator: Int) -> Value {
    let list = Int(memory[iterator &+ 8])
    let place = memory[value: iterator &+ 16].small
    guard place < memory[value: list &+ ListLayout.count].small else { return .null }
    memory[value: iterator &+ 16] = Value(small: place &+ 1)
    return memory[value: Int(memory[list &+ ListLayout.storage]) &+ StorageLayout.start &+ place &* 8]
  }

  @inline(__always)
  private func nextOfTuple(_ iterator: Int) -> Value {
    let place = memory[value: iterator &+ 16].small
    let (start, count) = items(of: memory[value: iterator &+ 8])
    guard place < count else { return .null }
    memory[value: iterator &+ 16] = Value(small: place &+ 1)
    return memory[value: start &+ place &* 8]
  }

  @inline(__always)
  private func nextOfRange(_ iterator: Int) -> Value {
    let number = memory[value: iterator &+ 8].small
    let (stop, step) = (memory[value: iterator &+ 16].small, memory[value: iterator &+ 24].small)
    guard step > 0 ? number < stop : number > stop else { return .null }
    // Two small integers have no sum that an Int could not hold; one that is beyond the stop is never given.
    let sum = number &+ step
    memory[value: iterator &+ 8] = Value(
      small: step > 0 ? min(sum, Value.smallMax) : max(sum, Value.smallMin))
    return Value(small: number)
  }

  @inline(__always)
  private func nextOfTable(_ iterator: Int) throws(Raised) -> Value {
    let table = memory[value: iterator &+ 8]
    guard let place = nextEntry(table, from: memory[value: iterator &+ 16].small) else { return .null }
    memory[value: iterator &+ 16] = Value(small: place &+ 1)
    let entry = entryAddress(table.address, place)
    switch memory[value: iterator &+ 24].small {
    case 0: return memory[value: entry]
    case 1: return memory[value: entry &+ 8]
    default: return try newPair(memory[value: entry], memory[value: entry &+ 8])
    }
  }

  /// Has the host looked at now and then: ranges may be longer than anybody can wait, and native code may
  /// walk over them.
  @inline(__always)
  private func countStep() throws(Raised) {
    nativeSteps &+= 1
    if nativeSteps & 0x3FFF == 0 { try checkStop() }
  }

  @inline(never)
  private func nextOfOther(_ iterator: Value) throws(Raised) -> Value {
    try countStep()
    switch IteratorForm(rawValue: aux(iterator)) {
    case .string: return try nextOfString(iterator.address)
    case .bytes: return nextOfBytes(iterator.address)
    case .array: return try nextOfArray(iterator)
    case .reversed: return try nextOfReversed(iterator)
    case .getItem: return try nextOfGetItem(iterator)
    case .enumerate, .zip, .map, .filter, .callable:
      // Iterators of iterators are as deep as the script likes.
      try enterNested()
      defer { leaveNested() }
      return try nextOfNested(iterator)
    case .list, .tuple, .range, .table, .deque, nil: return .null
    }
  }

  private func nextOfNested(_ iterator: Value) throws(Raised) -> Value {
    switch IteratorForm(rawValue: aux(iterator)) {
    case .enumerate: return try nextOfEnumerate(iterator)
    case .zip: return try nextTuple(field(iterator, 1))
    case .map: return try nextOfMap(iterator)
    case .filter: return try nextOfFilter(iterator)
    default:
      let value = try call(field(iterator, 1), [])
      return try isEqualKeeping(value, field(iterator, 2), iterator) ? .null : value
    }
  }

  // MARK: Text, bytes and arrays

  private func nextOfString(_ iterator: Int) throws(Raised) -> Value {
    let text = Int(memory[iterator + 8])
    let place = memory[value: iterator + 16].small
    let end = StringLayout.byteCount(memory, text)
    guard place < end else { return .null }
    let start = text + StringLayout.start + place
    let lead = memory[byte: start]
    var count = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    count = min(count, end - place)
    memory[value: iterator + 16] = Value(small: place + count)
    if count == 1 { return try internedText(from: start, count: 1) }
    return try newString(memory.bytes(start, count: count))
  }

  private func nextOfBytes(_ iterator: Int) -> Value {
    let bytes = Int(memory[iterator + 8])
    let place = memory[value: iterator + 16].small
    guard place < StringLayout.byteCount(memory, bytes) else { return .null }
    memory[value: iterator + 16] = Value(small: place + 1)
    return Value(small: Int(memory[byte: bytes + StringLayout.start + place]))
  }

  private func nextOfArray(_ iterator: Value) throws(Raised) -> Value {
    let array = field(iterator, 1)
    let place = field(iterator, 2)
    guard place.small < textLength(array) else { return .null }
    memory[value: iterator.address + 16] = Value(small: place.small + 1)
    return try textItem(array, place)
  }

  // MARK: Items by position

  private func nextOfReversed(_ iterator: Value) throws(Raised) -> Value {
    let place = field(iterator, 2).small - 1
    guard place >= 0 else { return .null }
    memory[value: iterator.address + 16] = Value(small: place)
    let sequence = field(iterator, 1)
    if isKind(sequence, .list) || isTuple(sequence) {
      let (start, count) = items(of: sequence)
      if place < count { return memory[value: start + place * 8] }
    }
    return try getItem(sequence, Value(small: place))
  }

  private func nextOfGetItem(_ iterator: Value) throws(Raised) -> Value {
    let place = field(iterator, 2)
    do {
      let value = try getItem(field(iterator, 1), place)
      memory[value: iterator.address + 16] = Value(small: place.small + 1)
      return value
    } catch {
      let type = type(of: error.value)
      if type == exceptionType(.StopIteration) || type == exceptionType(.IndexError) { return .null }
      throw error
    }
  }

  // MARK: Iterators of iterators

  private func nextOfEnumerate(_ iterator: Value) throws(Raised) -> Value {
    let item = try next(field(iterator, 1))
    if item.isNull { return .null }
    let number = field(iterator, 2)
    memory[value: iterator.address + 16] =
      number.small < Value.smallMax ? Value(small: number.small + 1) : number
    return try newPair(number, item)
  }

  /// The next of each of some iterators, as a tuple; null when one of them has ended.
  private func nextTuple(_ iterators: Value) throws(Raised) -> Value {
    let count = tupleCount(iterators)
    guard count > 0 else { return .null }
    let mark = keep(try newTuple(count: count))
    defer { release(to: mark) }
    for index in 0..<count {
      let item = try next(tupleItem(iterators, index))
      if item.isNull { return .null }
      memory[value: kept[mark].address + TupleLayout.start + index * 8] = item
    }
    return kept[mark]
  }

  private func nextOfMap(_ iterator: Value) throws(Raised) -> Value {
    let iterators = field(iterator, 2)
    if tupleCount(iterators) == 1 {
      let item = try next(tupleItem(iterators, 0))
      return item.isNull ? .null : try call(field(iterator, 1), [item])
    }
    let items = try nextTuple(iterators)
    if items.isNull { return .null }
    return try call(field(iterator, 1), (0..<tupleCount(items)).map { tupleItem(items, $0) })
  }

  private func nextOfFilter(_ iterator: Value) throws(Raised) -> Value {
    while true {
      let item = try next(field(iterator, 2))
      if item.isNull { return .null }
      let function = field(iterator, 1)
      let mark = keep(item)
      defer { release(to: mark) }
      if try truth(function == .none ? item : try call(function, [item])) { return kept[mark] }
    }
  }
}
