/// What operators, indices and `len` do with containers, by kind.
extension Interpreter {
  func installContainerTypes() throws(Raised) {
    try installListType()
    try installTupleType()
    try installDictTypes()
    try installSetTypes()
    try installRangeTypes()
    try installDequeType()
    try installIteratorTypes()
  }

  /// list, tuple, sets; `left * right` with an integer right; nil if unknown.
  func binaryOfContainers(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) throws(Raised)
    -> Value?
  {
    switch kind(left) {
    case .list:
      if operation == .add, isKind(right, .list) { return try joinLists(left, right) }
      return operation == .multiply ? try repeatSequence(left, right) : nil
    case .tuple, .namedTuple:
      if operation == .add, isTuple(right) { return try joinTuples(left, right) }
      return operation == .multiply ? try repeatSequence(left, right) : nil
    case .set, .frozenset: return try binaryOfSets(operation, left, right)
    case .str, .bytes, .byteArray, .array: return try binaryOfText(operation, left, right)
    default: return nil
    }
  }

  /// `op=` that changes `left`; nil if unknown.
  func inPlaceOfContainers(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) throws(Raised)
    -> Value?
  {
    switch kind(left) {
    case .list:
      guard operation == .add else { return nil }
      try listExtend(left, right)
      return left
    case .set: return try inPlaceOfSets(operation, left, right)
    default: return nil
    }
  }

  func equalContainers(_ left: Value, _ right: Value) throws(Raised) -> Bool {
    if left == right { return true }
    switch kind(left) {
    case .list: return isKind(right, .list) ? try equalSequences(left, right) : false
    case .tuple, .namedTuple: return isTuple(right) ? try equalSequences(left, right) : false
    case .dict: return isKind(right, .dict) ? try equalDicts(left, right) : false
    case .set, .frozenset:
      return isSet(right) && tableCount(left) == tableCount(right) ? try isSubset(left, of: right) : false
    case .range: return isKind(right, .range) && equalRanges(left, right)
    default: return false
    }
  }

  func orderContainers(_ operation: ComparisonKind, _ left: Value, _ right: Value) throws(Raised) -> Bool? {
    switch kind(left) {
    case .list: return isKind(right, .list) ? try orderSequences(operation, left, right) : nil
    case .tuple, .namedTuple: return isTuple(right) ? try orderSequences(operation, left, right) : nil
    case .set, .frozenset: return try orderSets(operation, left, right)
    default: return nil
    }
  }

  /// How many items a container has; nil for what has no length.
  func containerLength(_ value: Value) -> Int? {
    switch kind(value) {
    case .list, .tuple, .namedTuple: return items(of: value).count
    case .dict, .set, .frozenset: return tableCount(value)
    case .range: return rangeCount(value)
    case .deque: return dequeCount(value)
    default: return nil
    }
  }

  func hashOfContainer(_ value: Value) throws(Raised) -> Int {
    var sum = Interpreter.tupleHashStart
    try enterNested()
    defer { leaveNested() }
    let mark = keep(value)
    defer { release(to: mark) }
    switch kind(value) {
    case .tuple, .namedTuple:
      let (start, count) = items(of: value)
      for index in 0..<count {
        sum = Interpreter.addHash(try hashNumber(memory[value: start &+ index &* 8]), to: sum)
      }
    case .frozenset:
      var place = 0
      while let found = nextEntry(value, from: place) {
        sum = sum &+ (try hashNumber(entry(value, found).key)) &* 1_000_003
        place = found + 1
      }
    case .slice: return value.address >> 3
    default: throw typeError("unsupported type for __hash__: '\(typeName(value))'")
    }
    return (sum &<< 1) &>> 1
  }

  func containerItem(_ value: Value, _ index: Value) throws(Raised) -> Value? {
    switch kind(value) {
    case .list:
      if !index.isSmall, isKind(index, .slice) { return try listSlice(value, index) }
      let (start, count) = items(of: value)
      return memory[value: start &+ (try position(index, count: count, of: value)) &* 8]
    case .tuple, .namedTuple:
      if !index.isSmall, isKind(index, .slice) { return try tupleSlice(value, index) }
      let (start, count) = items(of: value)
      return memory[value: start &+ (try position(index, count: count, of: value)) &* 8]
    case .dict: return try dictItem(value, index)
    case .range: return try rangeItem(value, index)
    default: return nil
    }
  }

  func setContainerItem(_ value: Value, _ index: Value, _ item: Value) throws(Raised) -> Bool {
    switch kind(value) {
    case .list:
      if !index.isSmall, isKind(index, .slice) {
        try setListSlice(value, index, item)
      } else {
        let (start, count) = items(of: value)
        memory[value: start &+ (try position(index, count: count, of: value)) &* 8] = item
      }
      return true
    case .dict:
      try set(value, index, item)
      return true
    default: return false
    }
  }

  func deleteContainerItem(_ value: Value, _ index: Value) throws(Raised) -> Bool {
    switch kind(value) {
    case .list:
      if isKind(index, .slice) {
        try setListSlice(value, index, nil)
      } else {
        guard listCount(value) > 0 else { throw indexError("pop from empty list") }
        _ = removeFromList(value, at: try position(index, count: listCount(value), of: value))
      }
      return true
    case .dict:
      if try remove(value, index).isNull { throw fault(.KeyError, value: index) }
      return true
    default: return false
    }
  }

  /// `item in value`; nil if that takes iterating.
  func containerContains(_ value: Value, _ item: Value) throws(Raised) -> Bool? {
    switch kind(value) {
    case .list, .tuple, .namedTuple: return try sequenceContains(value, item)
    case .dict, .set, .frozenset: return try find(value, item).place >= 0
    case .dictView: return aux(value) == 0 ? try find(field(value, 1), item).place >= 0 : nil
    case .range: return item.isSmall ? rangeContains(value, item.small) : nil
    default: return nil
    }
  }
}
