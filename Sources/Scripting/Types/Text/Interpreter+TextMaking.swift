/// Making `str` and `bytes` of bytes that are in the arena already.
extension Interpreter {
  /// A `str` or `bytes` of bytes in the arena.
  func newText(_ kind: ObjectKind, from source: Int, count: Int) throws(Raised) -> Value {
    if kind == .str, count <= 1 { return try internedText(from: source, count: count) }
    let address = try checkedTextRoom(kind, count)
    memory.copy(from: source, to: address &+ StringLayout.start, byteCount: count)
    finishText(address)
    return Value(address: address)
  }

  /// Room for a text, which the caller fills and finishes; MemoryError at once, in the device's words, if the
  /// board could not hold it.
  func checkedTextRoom(_ kind: ObjectKind, _ count: Int) throws(Raised) -> Int {
    guard count >= 0, count < heap.capacity else { throw memoryError(count &+ 1) }
    return try newTextRoom(kind, count)
  }

  /// The `str` or `bytes` in a text room whose bytes are there: the interned string if there can be only one.
  func finishedText(_ address: Int) throws(Raised) -> Value {
    if memory.kind(address) == .str, StringLayout.byteCount(memory, address) <= 1 {
      return try internedText(
        from: address + StringLayout.start, count: StringLayout.byteCount(memory, address))
    }
    finishText(address)
    return Value(address: address)
  }

  /// The string with bytes of the arena of which there is only one.
  func internedText(from source: Int, count: Int) throws(Raised) -> Value {
    if count == 0 { return name(.empty) }
    if count == 1 {
      let byte = memory[byte: source]
      if byte &- 1 < 127 { return memory[value: HeapLayout.characters &+ Int(byte) &* 8] }
    }
    var hash = TextHash()
    for offset in 0..<count { hash.add(memory[byte: source &+ offset]) }
    let found = heap.interned.find(source, count: count, hash: hash.value, memory)
    return found != 0 ? Value(address: found) : try intern(memory.bytes(source, count: count))
  }

  /// Makes the strings of single characters, which stay.
  func makeCharacters() throws(Raised) {
    for byte in UInt8(1)...127 {
      let string = try intern([byte])
      memory[string.address] |= Header.permanent
      memory[value: HeapLayout.characters + Int(byte) * 8] = string
    }
  }

  /// An empty `str` or `bytes`.
  func emptyText(_ kind: ObjectKind) throws(Raised) -> Value {
    kind == .str ? name(.empty) : try newText(kind, [])
  }

  /// `left + right`, both of a kind; `right` are bytes of the arena.
  func joined(_ left: Value, _ right: Int, count: Int) throws(Raised) -> Value {
    let kind = memory.kind(left.address)
    let leftCount = byteCount(left)
    let address = try checkedTextRoom(kind, leftCount + count)
    let start = address &+ StringLayout.start
    memory.copy(from: left.address &+ StringLayout.start, to: start, byteCount: leftCount)
    memory.copy(from: right, to: start &+ leftCount, byteCount: count)
    guard var hash = TextHash(continuing: StringLayout.hash(memory, left.address)) else {
      return try finishedText(address)
    }
    var continuations = 0
    var offset = start &+ leftCount
    let end = offset &+ count
    while offset < end {
      let byte = memory[byte: offset]
      hash.add(byte)
      if byte & 0xC0 == 0x80 { continuations &+= 1 }
      offset &+= 1
    }
    memory[address + 16] = UInt64(hash.value)
    if kind == .str {
      memory[half: address + 12] = UInt32(
        StringLayout.characterCount(memory, left.address) + count - continuations)
    }
    return Value(address: address)
  }

  /// Whether bytes are UTF-8 as far as the device looks: leading bytes are followed by as many others as they
  /// say.
  func isCharacters(_ start: Int, count: Int) -> Bool {
    var missing = 0
    for address in start..<(start + count) {
      let byte = memory[byte: address]
      if byte & 0xC0 == 0x80 {
        if missing == 0 { return false }
        missing -= 1
      } else {
        guard missing == 0, byte < 0xF8 else { return false }
        missing = byte < 0xC0 ? 0 : byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3
      }
    }
    return missing == 0
  }

  /// A text of another type where a `str` or a `bytes` must be.
  package func implicitConversion(_ value: Value) -> Raised {
    implicitConversion(value, to: isKind(value, .str) ? "bytes" : "str")
  }

  /// A value of another type where a type must be.
  package func implicitConversion(_ value: Value, to target: String) -> Raised {
    typeError("can't convert '\(typeName(value))' object to \(target) implicitly")
  }
}

extension InternTable {
  /// The string with bytes of the arena, or 0.
  func find(_ source: Int, count: Int, hash: UInt32, _ memory: Memory) -> Int {
    let mask = slots.count &- 1
    var slot = Int(hash) & mask
    while true {
      let address = slots[slot]
      if address == 0 { return 0 }
      if StringLayout.hash(memory, address) == hash, StringLayout.byteCount(memory, address) == count,
        memory.isEqual(address &+ StringLayout.start, source, byteCount: count)
      {
        return address
      }
      slot = (slot &+ 1) & mask
    }
  }
}
