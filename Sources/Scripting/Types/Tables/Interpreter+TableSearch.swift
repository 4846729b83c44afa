/// Finding entries of tables.
extension Interpreter {
  /// The hash of a key whose hashing cannot run the script, or nil.
  @inline(__always)
  func plainHash(_ key: Value) -> UInt32? {
    if key.isSmall { return Interpreter.hash(ofSmall: key) }
    if isKind(key, .str) { return StringLayout.hash(memory, key.address) }
    return isKind(key, .tuple) ? plainHash(ofTuple: key) : nil
  }

  /// What `hash` gives for a tuple of small integers and strings; nil for other tuples.
  @inline(never)
  private func plainHash(ofTuple key: Value) -> UInt32? {
    let (start, count) = items(of: key)
    var sum = Interpreter.tupleHashStart
    for index in 0..<count {
      let item = memory[value: start &+ index &* 8]
      if item.isSmall {
        sum = Interpreter.addHash(item.small, to: sum)
      } else if isKind(item, .str) {
        sum = Interpreter.addHash(Int(StringLayout.hash(memory, item.address)), to: sum)
      } else {
        return nil
      }
    }
    return Interpreter.hash(ofSmall: Value(small: sum))
  }

  /// The hash of a tuple without items.
  static let tupleHashStart = 0x345678

  /// The hash of a tuple with one more item; order counts, unlike MicroPython's, so that small coordinates do
  /// not collide.
  @inline(__always)
  static func addHash(_ hash: Int, to sum: Int) -> Int { (sum ^ hash) &* 1_000_003 }

  /// What `hash` gives for a small integer.
  @inline(__always)
  static func hash(ofSmall key: Value) -> UInt32 {
    UInt32(truncatingIfNeeded: (UInt64(bitPattern: Int64(key.small)) &* 0x9E37_79B9_7F4A_7C15) &>> 32)
  }

  /// The entry with a key, or -1, and the key's hash.
  ///
  /// Hashing and comparing may run the script, unless the key is a small integer or a string; table and key
  /// are kept meanwhile.
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
    if let hash = plainHash(key) { return (try search(table, key, hash: hash), hash) }
    let mark = keep(table)
    defer { release(to: mark) }
    _ = keep(key)
    let hash = try hash(key)
    return (try search(table, key, hash: hash), hash)
  }

  /// The entry with a key, or -1.
  func find(_ table: Value, _ key: Value, hash: UInt32) throws(Raised) -> Int {
    isKind(key, .str) ? findText(table.address, key, hash: hash) : try search(table, key, hash: hash)
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

  /// Whether strings are among the keys that are not interned, so that a name may equal a key of another
  /// address.
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
    return hasOthers ? try search(table, key, hash: hash) : -1
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
        if !candidate.isSmall { return try search(table, key, hash: hash) }
      }
      slot = (slot &+ 1) & mask
    }
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
      let isSame = try isEqualKey(candidate, key, in: table)
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
          let isSame = try isEqualKey(candidate, key, in: table)
          if memory[table + TableLayout.version] != version { return nil }
          if isSame { return place }
        }
      }
      slot = (slot &+ 1) & mask
    }
  }

  /// Whether a table's key equals another.
  ///
  /// Comparing may run the script; the table and both keys are kept meanwhile, should it remove the entry.
  private func isEqualKey(_ first: Value, _ second: Value, in table: Int) throws(Raised) -> Bool {
    if isKind(first, .str) || isKind(second, .str) { return isEqualText(first, second) }
    if isKind(first, .tuple), isKind(second, .tuple), let isSame = isEqualPlain(first, second) {
      return isSame
    }
    let mark = keep(first)
    defer { release(to: mark) }
    return try isEqualKeeping(first, second, Value(address: table))
  }

  /// Whether two tuples are equal, or nil when telling takes more than comparing small integers and strings.
  private func isEqualPlain(_ first: Value, _ second: Value) -> Bool? {
    let (start, count) = items(of: first)
    let (other, otherCount) = items(of: second)
    guard count == otherCount else { return false }
    for index in 0..<count {
      let (item, otherItem) = (memory[value: start &+ index &* 8], memory[value: other &+ index &* 8])
      if item.isSmall, otherItem.isSmall {
        if item != otherItem { return false }
      } else if isKind(item, .str), isKind(otherItem, .str) {
        if item != otherItem, !isEqualText(item, otherItem) { return false }
      } else {
        return nil
      }
    }
    return true
  }
}
