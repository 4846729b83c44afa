/// Finding entries of tables.
extension Interpreter {
  /// The hash of a key whose hashing cannot run the script, or nil.
  @inline(__always)
  func plainHash(_ key: Value) -> UInt32? {
    if key.isSmall { return Interpreter.hash(ofSmall: key) }
    if isKind(key, .str) { return StringLayout.hash(memory, key.address) }
    return nil
  }

  /// What `hash` gives for a small integer.
  @inline(__always)
  static func hash(ofSmall key: Value) -> UInt32 {
    UInt32(truncatingIfNeeded: (UInt64(bitPattern: Int64(key.small)) &* 0x9E37_79B9_7F4A_7C15) &>> 32)
  }

  /// The entry with a key, or -1, and the key's hash.
  ///
  /// Hashing and comparing may run the script, unless the key is a small integer or a string; table and key are kept meanwhile.
  @inline(__always)
  func find(_ table: Value, _ key: Value) throws(Raised) -> (place: Int, hash: UInt32) {
    if key.isSmall {
      let hash = Interpreter.hash(ofSmall: key)
      return (try findSmall(table, key, hash: hash), hash)
    }
    if isKind(key, .str) {
      let hash = StringLayout.hash(memory, key.address)
      return (findText(table.address, key, hash: hash), hash)
    }
    return try findOther(table, key)
  }

  @inline(never)
  private func findOther(_ table: Value, _ key: Value) throws(Raised) -> (place: Int, hash: UInt32) {
    let mark = keep(table)
    defer { release(to: mark) }
    _ = keep(key)
    let hash = try hash(key)
    return (try search(table, key, hash: hash), hash)
  }

  /// The entry with a key, or -1.
  func find(_ table: Value, _ key: Value, hash: UInt32) throws(Raised) -> Int {
    if isKind(key, .str) { return findText(table.address, key, hash: hash) }
    let mark = keep(table)
    defer { release(to: mark) }
    _ = keep(key)
    return try search(table, key, hash: hash)
  }

  /// The entry whose key is an interned string, or -1.
  @inline(__always)
  func findName(_ table: Int, _ name: Value) -> Int {
    let index = Int(memory[table &+ TableLayout.index])
    guard index == 0 else {
      return findTextByHash(table, index, name, StringLayout.hash(memory, name.address))
    }
    var address = entryAddress(table, 0)
    let used = tableUsed(table)
    for place in 0..<used {
      if memory[value: address] == name { return place }
      address &+= 16
    }
    return hasPlainStrings(table) ? findEqualText(table, name) : -1
  }

  /// Whether strings are among the keys that are not interned, so that a name may equal a key of another address.
  @inline(__always)
  private func hasPlainStrings(_ table: Int) -> Bool { memory[table] & Header.plainStrings != 0 }

  /// The entry whose key is a string, or -1; strings equal nothing else, so nothing of the script runs.
  @inline(__always)
  private func findText(_ table: Int, _ key: Value, hash: UInt32) -> Int {
    let index = Int(memory[table &+ TableLayout.index])
    guard index == 0 else { return findTextByHash(table, index, key, hash) }
    var address = entryAddress(table, 0)
    let used = tableUsed(table)
    for place in 0..<used {
      if memory[value: address] == key { return place }
      address &+= 16
    }
    if memory[key.address] & Header.interned != 0, !hasPlainStrings(table) { return -1 }
    return findEqualText(table, key)
  }

  @inline(never)
  private func findTextByHash(_ table: Int, _ index: Int, _ key: Value, _ hash: UInt32) -> Int {
    let mask = Int(memory[index &+ 8]) &>> 3 &- 1
    var slot = Int(hash) & mask
    while true {
      let word = memory[index &+ StorageLayout.start &+ slot &* 8]
      if word == 0 { return -1 }
      if UInt32(truncatingIfNeeded: word &>> 32) == hash {
        let place = Int(UInt32(truncatingIfNeeded: word)) &- 1
        let candidate = memory[value: entryAddress(table, place)]
        if candidate == key || isEqualText(candidate, key) { return place }
      }
      slot = (slot &+ 1) & mask
    }
  }

  @inline(never)
  private func findEqualText(_ table: Int, _ key: Value) -> Int {
    for place in 0..<tableUsed(table) where isEqualText(memory[value: entryAddress(table, place)], key) {
      return place
    }
    return -1
  }

  /// Whether both are strings and have the same bytes.
  func isEqualText(_ first: Value, _ second: Value) -> Bool {
    guard isKind(first, .str), isKind(second, .str) else { return false }
    let count = byteCount(first)
    return StringLayout.hash(memory, first.address) == StringLayout.hash(memory, second.address)
      && count == byteCount(second)
      && memory.isEqual(
        first.address &+ StringLayout.start, second.address &+ StringLayout.start, byteCount: count)
  }

  /// The entry whose key is a small integer, or equals one, or -1.
  @inline(__always)
  private func findSmall(_ table: Value, _ key: Value, hash: UInt32) throws(Raised) -> Int {
    let address = table.address
    let index = Int(memory[address &+ TableLayout.index])
    if index != 0 { return try findSmallByHash(table, index, key, hash) }
    var hasOthers = false
    var candidate = entryAddress(address, 0)
    for place in 0..<tableUsed(address) {
      let found = memory[value: candidate]
      if found == key { return place }
      // Floats, bools and instances may equal an integer.
      if !found.isSmall, !isKind(found, .str) { hasOthers = true }
      candidate &+= 16
    }
    return hasOthers ? try searchKeeping(table, key, hash) : -1
  }

  @inline(never)
  private func findSmallByHash(_ table: Value, _ index: Int, _ key: Value, _ hash: UInt32) throws(Raised)
    -> Int
  {
    let mask = Int(memory[index &+ 8]) &>> 3 &- 1
    var slot = Int(hash) & mask
    while true {
      let word = memory[index &+ StorageLayout.start &+ slot &* 8]
      if word == 0 { return -1 }
      if UInt32(truncatingIfNeeded: word &>> 32) == hash {
        let place = Int(UInt32(truncatingIfNeeded: word)) &- 1
        let candidate = memory[value: entryAddress(table.address, place)]
        if candidate == key { return place }
        if !candidate.isSmall { return try searchKeeping(table, key, hash) }
      }
      slot = (slot &+ 1) & mask
    }
  }

  @inline(never)
  private func searchKeeping(_ table: Value, _ key: Value, _ hash: UInt32) throws(Raised) -> Int {
    let mark = keep(table)
    defer { release(to: mark) }
    return try search(table, key, hash: hash)
  }

  /// The entry with any key, or -1; when a comparison changed the table, it is searched again.
  private func search(_ table: Value, _ key: Value, hash: UInt32) throws(Raised) -> Int {
    while true {
      let version = memory[table.address + TableLayout.version]
      let index = Int(memory[table.address + TableLayout.index])
      let found =
        index == 0
        ? try searchAll(table.address, key, version)
        : try searchIndex(table.address, index, key, hash, version)
      if let found { return found }
    }
  }

  private func searchAll(_ table: Int, _ key: Value, _ version: UInt64) throws(Raised) -> Int? {
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

  private func searchIndex(_ table: Int, _ index: Int, _ key: Value, _ hash: UInt32, _ version: UInt64)
    throws(Raised) -> Int?
  {
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

  /// Whether a table's key equals another; both are reachable from what is kept.
  private func isEqualKey(_ first: Value, _ second: Value) throws(Raised) -> Bool {
    if isKind(first, .tuple), isKind(second, .tuple), tupleCount(first) != tupleCount(second) { return false }
    if isKind(first, .str) || isKind(second, .str) { return isEqualText(first, second) }
    // An entry that the comparison removes must live until it ends.
    let mark = keep(first)
    defer { release(to: mark) }
    return try isEqual(first, second)
  }
}
