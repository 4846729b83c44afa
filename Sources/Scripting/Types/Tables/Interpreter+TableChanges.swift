/// Adding and removing entries of tables, and making room for them.
extension Interpreter {
  /// Adds an entry whose key is not there yet.
  func append(_ table: Value, _ key: Value, _ value: Value, hash: UInt32) throws(Raised) {
    let address = table.address
    if tableUsed(address) == tableCapacity(address) { try makeRoom(table, key, value) }
    let used = tableUsed(address)
    let place = entryAddress(address, used)
    memory[value: place] = key
    memory[value: place &+ 8] = value
    memory[address &+ TableLayout.used] = UInt64(used &+ 1)
    memory[address &+ TableLayout.live] &+= 1
    memory[address &+ TableLayout.version] &+= 1
    if isKind(key, .str), memory[key.address] & Header.interned == 0 {
      memory[address] |= Header.plainStrings
    }
    let index = Int(memory[address &+ TableLayout.index])
    if index != 0 { link(index, hash, used) }
  }

  /// Entries for which there is room.
  @inline(__always)
  func tableCapacity(_ table: Int) -> Int {
    let entries = Int(memory[table &+ TableLayout.entries])
    return entries == 0 ? 0 : Int(memory[entries &+ 8]) &>> 1
  }

  /// Gives a full table room for one more entry; what is to go there stays known to the collector.
  @inline(never)
  private func makeRoom(_ table: Value, _ key: Value, _ value: Value) throws(Raised) {
    let mark = keep(table)
    defer { release(to: mark) }
    _ = keep(key)
    _ = keep(value)
    // Making hashes of the keys for an index may run the script, which may fill the table again.
    while tableUsed(table.address) == tableCapacity(table.address) {
      let live = tableCount(table)
      if live < tableUsed(table.address), memory[table.address + TableLayout.index] == 0 {
        closeGaps(table.address)
      } else {
        try resizeTable(table.address, capacity: live < 4 ? 4 : live < 8 ? 8 : live + live / 2 + 1)
      }
    }
  }

  /// Moves the entries of a table without an index over the removed ones.
  private func closeGaps(_ table: Int) {
    var kept = 0
    for place in 0..<tableUsed(table) {
      let source = entryAddress(table, place)
      if memory[source] == 0 { continue }
      if kept != place { memory.copy(from: source, to: entryAddress(table, kept), byteCount: 16) }
      kept += 1
    }
    memory.fill(entryAddress(table, kept), wordCount: (tableUsed(table) - kept) * 2, with: 0)
    memory[table + TableLayout.used] = UInt64(kept)
    memory[table + TableLayout.version] &+= 1
  }

  /// Removes the entry at an index.
  func removeEntry(_ table: Value, _ index: Int) {
    removeEntry(table, index, hash: plainHash(entry(table, index).key) ?? 0)
  }

  /// Removes the entry at an index whose key has a hash.
  func removeEntry(_ table: Value, _ index: Int, hash: UInt32) {
    let address = table.address
    let words = Int(memory[address + TableLayout.index])
    if words != 0 { unlink(words, hash, index) }
    memory[entryAddress(address, index)] = 0
    memory[entryAddress(address, index) + 8] = 0
    memory[address + TableLayout.live] &-= 1
    memory[address + TableLayout.version] &+= 1
    while tableUsed(address) > 0, memory[entryAddress(address, tableUsed(address) - 1)] == 0 {
      memory[address + TableLayout.used] &-= 1
    }
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

  /// Gives a table room for so many entries, and drops the removed ones; does nothing when the script changed
  /// it meanwhile.
  func resizeTable(_ table: Int, capacity: Int) throws(Raised) {
    let kind = memory.kind(table)
    let capacity = max(capacity, Int(memory[table + TableLayout.live]))
    guard capacity < 1 << 31 else { throw memoryError(Int(Int32.max)) }
    let needsIndex = capacity > TableLayout.linearLimit
    var hashes: [UInt32] = []
    if needsIndex, memory[table + TableLayout.index] == 0, tableUsed(table) > 0 {
      let version = memory[table + TableLayout.version]
      hashes = try newHashes(table)
      if memory[table + TableLayout.version] != version { return }
    }
    do {
      try heap.setBoardByteCount(table, Interpreter.tableBoardByteCount(kind, slots: capacity))
    } catch {
      throw memoryError(capacity * (kind == .dict ? 16 : 8))
    }
    let entries = try newValueStorage(capacity * 2, boardByteCount: 0)
    let index = needsIndex ? try newIndex(capacity) : 0
    var kept = 0
    for place in 0..<tableUsed(table) {
      let source = entryAddress(table, place)
      if memory[source] == 0 { continue }
      memory.copy(from: source, to: entries &+ StorageLayout.start &+ kept &* 16, byteCount: 16)
      // The old storage is garbage; its key says where the entry went.
      memory[value: source] = Value(small: kept)
      if !hashes.isEmpty { link(index, hashes[place], kept) }
      kept &+= 1
    }
    if index != 0 { relink(table, to: index) }
    memory[table + TableLayout.entries] = UInt64(entries)
    memory[table + TableLayout.index] = UInt64(index)
    memory[table + TableLayout.used] = UInt64(kept)
    memory[table + TableLayout.version] &+= 1
  }

  private func newIndex(_ capacity: Int) throws(Raised) -> Int {
    var slots = 16
    while slots < capacity * 2 { slots *= 2 }
    return try newByteStorage(slots * 8, boardByteCount: 0)
  }

  /// Has a new index find what a table's old one finds; the entries' old keys say where they are now.
  private func relink(_ table: Int, to index: Int) {
    let old = Int(memory[table + TableLayout.index])
    guard old != 0 else { return }
    let end = old + StorageLayout.start + Int(memory[old + 8])
    var address = old + StorageLayout.start
    while address < end {
      let word = memory[address]
      if word != 0 {
        let place = Int(UInt32(truncatingIfNeeded: word)) &- 1
        link(index, UInt32(truncatingIfNeeded: word &>> 32), memory[value: entryAddress(table, place)].small)
      }
      address &+= 8
    }
  }

  /// The hashes of all entries by place; stops early when the script changes the table.
  private func newHashes(_ table: Int) throws(Raised) -> [UInt32] {
    let used = tableUsed(table)
    let version = memory[table + TableLayout.version]
    let mark = keep(Value(address: table))
    defer { release(to: mark) }
    var hashes = [UInt32](repeating: 0, count: used)
    for place in 0..<used {
      let key = memory[value: entryAddress(table, place)]
      if key.isNull { continue }
      if let hash = plainHash(key) { hashes[place] = hash } else { hashes[place] = try hash(key) }
      if memory[table + TableLayout.version] != version { break }
    }
    return hashes
  }

  /// Has the index find an entry.
  @inline(__always)
  private func link(_ index: Int, _ hash: UInt32, _ place: Int) {
    let mask = Int(memory[index &+ 8]) &>> 3 &- 1
    let start = index &+ StorageLayout.start
    var slot = Int(hash) & mask
    while memory[start &+ slot &* 8] != 0 { slot = (slot &+ 1) & mask }
    memory[start &+ slot &* 8] = UInt64(hash) &<< 32 | UInt64(place &+ 1)
  }

  /// Has the index forget an entry, and moves up the words that it kept from their slots.
  private func unlink(_ index: Int, _ hash: UInt32, _ place: Int) {
    let mask = Int(memory[index + 8]) / 8 - 1
    let start = index + StorageLayout.start
    var hole = Int(hash) & mask
    var steps = 0
    // From the slot of a hash that is not the entry's the search passes empty slots; it ends, for the entry
    // is there.
    while Int(UInt32(truncatingIfNeeded: memory[start + hole * 8])) != place + 1 {
      hole = (hole + 1) & mask
      steps += 1
      if steps > mask { return }
    }
    var slot = (hole + 1) & mask
    while memory[start + slot * 8] != 0 {
      let home = Int(UInt32(truncatingIfNeeded: memory[start + slot * 8] >> 32)) & mask
      if (slot &- home) & mask >= (slot &- hole) & mask {
        memory[start + hole * 8] = memory[start + slot * 8]
        hole = slot
      }
      slot = (slot + 1) & mask
    }
    memory[start + hole * 8] = 0
  }
}
