/// The table behind `dict`, `set`, instances' dicts, modules and classes: entries in the order in which they came, found by hash.
///
/// A set is a table whose values are null.
extension Interpreter {
  /// An empty `dict`, `set` or `frozenset` with room for some entries.
  func newTable(_ kind: ObjectKind = .dict, capacity: Int = 0) throws(Raised) -> Value {
    let address = try allocate(
      kind, byteCount: TableLayout.byteCount, boardByteCount: Interpreter.tableBoardByteCount(kind, slots: 0))
    memory.fill(address + 8, wordCount: 5, with: 0)
    if capacity > 0 { try resizeTable(address, capacity: capacity) }
    return Value(address: address)
  }

  /// A new `dict`.
  package func newDict() throws(Raised) -> Value { try newTable(.dict) }

  /// What the board's heap holds for a table (maixpy-memory.md §5): 40 bytes and 16 for each of a dict's slots, 8 for a set's.
  static func tableBoardByteCount(_ kind: ObjectKind, slots: Int) -> Int {
    (40 + 31) / 32 * 32 + (slots * (kind == .dict ? 16 : 8) + 31) / 32 * 32
  }

  /// How many entries live.
  @inline(__always)
  package func tableCount(_ table: Value) -> Int { Int(memory[table.address &+ TableLayout.live]) }

  /// How many places of entries are used, removed ones with them.
  @inline(__always)
  func tableUsed(_ table: Int) -> Int { Int(memory[table &+ TableLayout.used]) }

  /// Address of the key of an entry; the value follows.
  @inline(__always)
  func entryAddress(_ table: Int, _ index: Int) -> Int {
    Int(memory[table &+ TableLayout.entries]) &+ StorageLayout.start &+ index &* 16
  }

  /// Key and value of an entry; null keys are removed entries.
  @inline(__always)
  func entry(_ table: Value, _ index: Int) -> (key: Value, value: Value) {
    let address = entryAddress(table.address, index)
    return (memory[value: address], memory[value: address &+ 8])
  }

  /// The first living entry at or behind an index, or nil.
  @inline(__always)
  func nextEntry(_ table: Value, from index: Int) -> Int? {
    var index = index
    let used = tableUsed(table.address)
    while index < used {
      if memory[entryAddress(table.address, index)] != 0 { return index }
      index &+= 1
    }
    return nil
  }

  /// The value of a key that is an interned string, or null; nothing of the script runs.
  @inline(__always)
  func lookup(_ table: Value, name: Value) -> Value {
    let index = findName(table.address, name)
    return index < 0 ? .null : memory[value: entryAddress(table.address, index) &+ 8]
  }

  /// The entry whose key is an interned string, or -1.
  @inline(__always)
  func findName(_ table: Int, _ name: Value) -> Int {
    let index = Int(memory[table &+ TableLayout.index])
    guard index == 0 else { return findNameByHash(table, index, name) }
    var address = entryAddress(table, 0)
    let used = tableUsed(table)
    for place in 0..<used {
      if memory[value: address] == name { return place }
      address &+= 16
    }
    return hasPlainStrings(table) ? findEqualString(table, name) : -1
  }

  /// Whether strings are among the keys that are not interned, so that a name may equal a key of another address.
  @inline(__always)
  private func hasPlainStrings(_ table: Int) -> Bool { memory[table] & Header.plainStrings != 0 }

  @inline(never)
  private func findNameByHash(_ table: Int, _ index: Int, _ name: Value) -> Int {
    let hash = StringLayout.hash(memory, name.address)
    let mask = Int(memory[index &+ 8]) &>> 3 &- 1
    var slot = Int(hash) & mask
    while true {
      let word = memory[index &+ StorageLayout.start &+ slot &* 8]
      if word == 0 { return -1 }
      if UInt32(truncatingIfNeeded: word &>> 32) == hash {
        let place = Int(UInt32(truncatingIfNeeded: word)) &- 1
        let key = memory[value: entryAddress(table, place)]
        if key == name || isEqualText(key, name) { return place }
      }
      slot = (slot &+ 1) & mask
    }
  }

  @inline(never)
  private func findEqualString(_ table: Int, _ name: Value) -> Int {
    for place in 0..<tableUsed(table) where isEqualText(memory[value: entryAddress(table, place)], name) { return place }
    return -1
  }

  /// Whether both are strings, not the same interned one, and have the same bytes.
  func isEqualText(_ first: Value, _ second: Value) -> Bool {
    guard isKind(first, .str), isKind(second, .str) else { return false }
    let count = byteCount(first)
    return StringLayout.hash(memory, first.address) == StringLayout.hash(memory, second.address) && count == byteCount(second)
      && memory.isEqual(first.address + StringLayout.start, second.address + StringLayout.start, byteCount: count)
  }

  /// The entry with a key, or -1.
  ///
  /// Hashing and comparing may run the script; the table may have changed then, and is searched again.
  func find(_ table: Value, _ key: Value, hash: UInt32) throws(Raised) -> Int {
    let address = table.address
    while true {
      let version = memory[address + TableLayout.version]
      let found = try search(address, key, hash, version)
      if let found { return found }
    }
  }

  private func search(_ table: Int, _ key: Value, _ hash: UInt32, _ version: UInt64) throws(Raised) -> Int? {
    let index = Int(memory[table + TableLayout.index])
    if index == 0 {
      for place in 0..<tableUsed(table) {
        let candidate = memory[value: entryAddress(table, place)]
        if candidate == key { return place }
        if candidate.isNull || candidate.isSmall && key.isSmall { continue }
        let isSame = try isEqualKey(candidate, key)
        if memory[table + TableLayout.version] != version { return nil }
        if isSame { return place }
      }
      return -1
    }
    let mask = Int(memory[index + 8]) / 8 - 1
    var slot = Int(hash) & mask
    while true {
      let word = memory[index &+ StorageLayout.start &+ slot &* 8]
      if word == 0 { return -1 }
      if UInt32(truncatingIfNeeded: word &>> 32) == hash {
        let place = Int(UInt32(truncatingIfNeeded: word)) &- 1
        let candidate = memory[value: entryAddress(table, place)]
        if candidate == key { return place }
        if !candidate.isNull {
          let isSame = try isEqualKey(candidate, key)
          if memory[table + TableLayout.version] != version { return nil }
          if isSame { return place }
        }
      }
      slot = (slot &+ 1) & mask
    }
  }

  @inline(__always)
  private func isEqualKey(_ first: Value, _ second: Value) throws(Raised) -> Bool {
    if isKind(first, .str) && isKind(second, .str) { return isEqualText(first, second) }
    return try isEqual(first, second)
  }

  /// The value of a key, or null.
  package func get(_ table: Value, _ key: Value) throws(Raised) -> Value {
    let index = try find(table, key, hash: try hash(key))
    return index < 0 ? .null : memory[value: entryAddress(table.address, index) + 8]
  }

  /// Sets the value of a key.
  package func set(_ table: Value, _ key: Value, _ value: Value) throws(Raised) {
    let hash = try hash(key)
    let index = try find(table, key, hash: hash)
    if index >= 0 {
      memory[value: entryAddress(table.address, index) + 8] = value
    } else {
      try append(table, key, value, hash: hash)
    }
  }

  /// Sets the value of a name, an interned string; nothing of the script runs.
  @inline(__always)
  func set(_ table: Value, name: Value, _ value: Value) throws(Raised) {
    let index = findName(table.address, name)
    if index >= 0 {
      memory[value: entryAddress(table.address, index) &+ 8] = value
    } else {
      try append(table, name, value, hash: StringLayout.hash(memory, name.address))
    }
  }

  /// Adds an entry whose key is not there yet.
  func append(_ table: Value, _ key: Value, _ value: Value, hash: UInt32) throws(Raised) {
    let address = table.address
    let capacity = Int(memory[address + TableLayout.entries]) == 0 ? 0 : tableCapacity(address)
    if tableUsed(address) == capacity {
      let live = tableCount(table)
      try resizeTable(address, capacity: live < 4 ? 4 : live < 8 ? 8 : live + live / 2 + 1)
    }
    let used = tableUsed(address)
    let place = entryAddress(address, used)
    memory[value: place] = key
    memory[value: place + 8] = value
    memory[address + TableLayout.used] = UInt64(used + 1)
    memory[address + TableLayout.live] &+= 1
    memory[address + TableLayout.version] &+= 1
    if isKind(key, .str), memory[key.address] & Header.interned == 0 { memory[address] |= Header.plainStrings }
    let index = Int(memory[address + TableLayout.index])
    if index != 0 { link(index, hash, used) }
  }

  /// Entries for which there is room.
  func tableCapacity(_ table: Int) -> Int {
    let entries = Int(memory[table + TableLayout.entries])
    return entries == 0 ? 0 : Int(memory[entries + 8]) / 2
  }

  /// Removes the entry at an index.
  func removeEntry(_ table: Value, _ index: Int) {
    let address = table.address
    // The index keeps its word: searches step over keys that are null.
    memory[entryAddress(address, index)] = 0
    memory[entryAddress(address, index) + 8] = 0
    memory[address + TableLayout.live] &-= 1
    memory[address + TableLayout.version] &+= 1
    if tableCount(table) == 0 { clearTable(table) }
    while tableUsed(address) > 0, memory[address + TableLayout.index] == 0,
      memory[entryAddress(address, tableUsed(address) - 1)] == 0
    {
      memory[address + TableLayout.used] &-= 1
    }
  }

  /// Removes a key; its value, or null if it was not there.
  func remove(_ table: Value, _ key: Value) throws(Raised) -> Value {
    let index = try find(table, key, hash: try hash(key))
    guard index >= 0 else { return .null }
    let value = memory[value: entryAddress(table.address, index) + 8]
    removeEntry(table, index)
    return value
  }

  /// Removes a name, an interned string; whether it was there.
  func remove(_ table: Value, name: Value) -> Bool {
    let index = findName(table.address, name)
    guard index >= 0 else { return false }
    removeEntry(table, index)
    return true
  }

  /// Removes all.
  func clearTable(_ table: Value) {
    let address = table.address
    memory[address + TableLayout.entries] = 0
    memory[address + TableLayout.index] = 0
    memory[address + TableLayout.used] = 0
    memory[address + TableLayout.live] = 0
    memory[address + TableLayout.version] &+= 1
    memory[address] &= ~Header.plainStrings
    try? heap.setBoardByteCount(address, Interpreter.tableBoardByteCount(memory.kind(address), slots: 0))
  }

  /// Gives a table room for more entries, and drops the removed ones.
  func resizeTable(_ table: Int, capacity: Int) throws(Raised) {
    let kind = memory.kind(table)
    // First, for it may run the script.
    let hashes = try oldHashes(table, needed: capacity > TableLayout.linearLimit)
    do {
      try heap.setBoardByteCount(table, Interpreter.tableBoardByteCount(kind, slots: capacity))
    } catch {
      throw memoryError(capacity * (kind == .dict ? 16 : 8))
    }
    let entries = try newValueStorage(capacity * 2, boardByteCount: 0)
    var index = 0
    if capacity > TableLayout.linearLimit {
      var slots = 16
      while slots < capacity * 2 { slots *= 2 }
      index = try newByteStorage(slots * 8, boardByteCount: 0)
    }
    let used = index == 0 ? tableUsed(table) : min(tableUsed(table), hashes.count)
    var kept = 0
    for place in 0..<used {
      let source = entryAddress(table, place)
      if memory[source] == 0 { continue }
      memory.copy(from: source, to: entries + StorageLayout.start + kept * 16, byteCount: 16)
      if index != 0 { link(index, hashes[place], kept) }
      kept += 1
    }
    memory[table + TableLayout.entries] = UInt64(entries)
    memory[table + TableLayout.index] = UInt64(index)
    memory[table + TableLayout.used] = UInt64(kept)
    memory[table + TableLayout.version] &+= 1
  }

  /// The hashes of all entries by place: from the index, or made anew while there is none.
  private func oldHashes(_ table: Int, needed: Bool) throws(Raised) -> [UInt32] {
    guard needed else { return [] }
    let used = tableUsed(table)
    var hashes = [UInt32](repeating: 0, count: used)
    let index = Int(memory[table + TableLayout.index])
    if index == 0 {
      for place in 0..<used {
        let key = memory[value: entryAddress(table, place)]
        if !key.isNull { hashes[place] = try hash(key) }
      }
    } else {
      for slot in 0..<Int(memory[index + 8]) / 8 {
        let word = memory[index + StorageLayout.start + slot * 8]
        if word != 0 { hashes[Int(UInt32(truncatingIfNeeded: word)) - 1] = UInt32(truncatingIfNeeded: word >> 32) }
      }
    }
    return hashes
  }

  /// Has the index find an entry.
  private func link(_ index: Int, _ hash: UInt32, _ place: Int) {
    let mask = Int(memory[index + 8]) / 8 - 1
    var slot = Int(hash) & mask
    while memory[index &+ StorageLayout.start &+ slot &* 8] != 0 { slot = (slot &+ 1) & mask }
    memory[index &+ StorageLayout.start &+ slot &* 8] = UInt64(hash) &<< 32 | UInt64(place &+ 1)
  }
}

extension Header {
  /// Set for tables with keys that are strings but not interned.
  static var plainStrings: UInt64 { 1 &<< 12 }
}
