/// `list.sort` and `sorted`.
extension Interpreter {
  /// Sorts a list in place by what `key`, a function or null, gives for each item.
  ///
  /// Equal items keep their order. The list is the caller's to keep. Keys and comparisons may run the script
  /// and change it: it gets the sorted items all the same, as many as it then has.
  package func sortList(_ list: Value, key: Value, isReversed: Bool) throws(Raised) {
    let count = listCount(list)
    guard count > 1 else { return }
    let mark = keep(list)
    defer { release(to: mark) }
    _ = keep(key)
    let width = key.isNull ? 8 : 16
    let work = try newValueStorage(count * width / 8, boardByteCount: 0)
    _ = keep(Value(address: work))
    let scratch = try newValueStorage(count * width / 8, boardByteCount: 0)
    _ = keep(Value(address: scratch))
    let start = work + StorageLayout.start
    if key.isNull {
      memory.copy(from: items(of: list).start, to: start, byteCount: count * 8)
    } else {
      let source = items(of: list).start
      for index in 0..<count { memory[start + index * 16 + 8] = memory[source + index * 8] }
      for index in 0..<count {
        memory[value: start + index * 16] = try call(key, [memory[value: start + index * 16 + 8]])
      }
    }
    try checkStop()
    let sorted = try sortElements(start, scratch + StorageLayout.start, count, width, isReversed)
    let (target, now) = items(of: list)
    for index in 0..<min(count, now) {
      memory[target &+ index &* 8] = memory[sorted &+ (index &+ 1) &* width &- 8]
    }
  }

  /// Sorts by the quickest order that the keys allow; where the elements are then.
  private func sortElements(_ start: Int, _ scratch: Int, _ count: Int, _ width: Int, _ isReversed: Bool)
    throws(Raised) -> Int
  {
    switch kindOfKeys(start, count, width) {
    case .small:
      return MergeSort(memory: memory, order: SmallOrder(), width: width, isReversed: isReversed)
        .sort(start, scratch: scratch, count: count)
    case .float:
      return MergeSort(memory: memory, order: FloatOrder(vm: self), width: width, isReversed: isReversed)
        .sort(start, scratch: scratch, count: count)
    case .text:
      return MergeSort(memory: memory, order: TextOrder(memory: memory), width: width, isReversed: isReversed)
        .sort(start, scratch: scratch, count: count)
    case .any:
      return try MergeSort(memory: memory, order: ScriptOrder(vm: self), width: width, isReversed: isReversed)
        .sort(start, scratch: scratch, count: count)
    }
  }

  private enum KeyKind { case small, float, text, any }

  private func kindOfKey(_ key: Value) -> KeyKind {
    if key.isSmall { return .small }
    if isFloat(key) { return .float }
    return isKind(key, .str) ? .text : .any
  }

  /// What all keys are.
  private func kindOfKeys(_ start: Int, _ count: Int, _ width: Int) -> KeyKind {
    let first = kindOfKey(memory[value: start])
    for index in 1..<count where kindOfKey(memory[value: start &+ index &* width]) != first { return .any }
    return first
  }
}
