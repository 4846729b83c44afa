/// The table behind `dict`, `set`, instances' dicts, modules and classes: entries in the order in which they
/// came, found by hash.
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

  /// What the board's heap holds for a table (measured with `gc.mem_alloc`): 32 bytes and 16 for each of a
  /// dict's slots, 8 for a set's.
  static func tableBoardByteCount(_ kind: ObjectKind, slots: Int) -> Int {
    32 + (slots * (kind == .dict ? 16 : 8) + 31) / 32 * 32
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

  /// The value of a key, or null.
  package func get(_ table: Value, _ key: Value) throws(Raised) -> Value {
    let index = try find(table, key).place
    return index < 0 ? .null : memory[value: entryAddress(table.address, index) &+ 8]
  }

  /// Sets the value of a key.
  package func set(_ table: Value, _ key: Value, _ value: Value) throws(Raised) {
    try requireChangeable(table)
    let (index, hash) = try findKeeping(table, key, value)
    if index >= 0 {
      memory[value: entryAddress(table.address, index) &+ 8] = value
    } else {
      try append(table, key, value, hash: hash)
    }
  }

  /// Some dicts of ours are in the board's flash: TypeError for those.
  @inline(__always)
  func requireChangeable(_ table: Value) throws(Raised) {
    if memory[table.address] & Header.fixed != 0 { throw fault(.TypeError) }
  }

  /// Looks for a key; the value that is to be set stays known to the collector meanwhile.
  @inline(__always)
  private func findKeeping(_ table: Value, _ key: Value, _ value: Value) throws(Raised) -> (
    place: Int, hash: UInt32
  ) {
    if key.isSmall || isKind(key, .str) { return try find(table, key) }
    let mark = keep(value)
    defer { release(to: mark) }
    return try find(table, key)
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

  /// Removes a key; its value, or null if it was not there.
  package func remove(_ table: Value, _ key: Value) throws(Raised) -> Value {
    try requireChangeable(table)
    let (index, hash) = try find(table, key)
    guard index >= 0 else { return .null }
    let value = memory[value: entryAddress(table.address, index) &+ 8]
    removeEntry(table, index, hash: hash)
    return value
  }

  /// Removes a name, an interned string; whether it was there.
  func remove(_ table: Value, name: Value) -> Bool {
    let index = findName(table.address, name)
    guard index >= 0 else { return false }
    removeEntry(table, index, hash: StringLayout.hash(memory, name.address))
    return true
  }
}

extension Header {
  /// Set for tables with keys that are strings but not interned.
  static var plainStrings: UInt64 { 1 &<< 12 }
}
