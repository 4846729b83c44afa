/// Characters and slices of `str`, bytes of `bytes`, and lengths.
extension Interpreter {
  /// `len()`.
  func textLength(_ value: Value) -> Int {
    switch kind(value) {
    case .str: StringLayout.characterCount(memory, value.address)
    case .bytes: byteCount(value)
    case .byteArray, .array: arrayCount(value.address)
    default: arraySpan(value).count
    }
  }

  /// Index or slice.
  func textItem(_ value: Value, _ index: Value) throws(Raised) -> Value {
    let address = value.address
    switch memory.kind(address) {
    case .str:
      if index.isSmall,
        StringLayout.byteCount(memory, address) == StringLayout.characterCount(memory, address)
      {
        let count = StringLayout.byteCount(memory, address)
        var place = index.small
        if place < 0 { place &+= count }
        guard place >= 0, place < count else { throw indexError("string index out of range") }
        return try internedText(from: address &+ StringLayout.start &+ place, count: 1)
      }
      return try stringItem(value, index)
    case .bytes:
      if isKind(index, .slice) {
        let range = try sliceRange(index, count: byteCount(value))
        return try newText(.bytes, from: address + StringLayout.start + range.lowerBound, count: range.count)
      }
      let count = byteCount(value)
      var place = try textIndex(index, of: value)
      if place < 0 { place += count }
      guard place >= 0, place < count else { throw indexError("bytes index out of range") }
      return Value(small: Int(memory[byte: address + StringLayout.start + place]))
    case .byteArray:
      guard index.isSmall else { return try arrayItem(value, index) }
      let count = arrayCount(address)
      var place = index.small
      if place < 0 { place &+= count }
      guard place >= 0, place < count else { throw indexError("bytearray index out of range") }
      return Value(small: Int(memory[byte: arrayStart(address) &+ place]))
    default: return try arrayItem(value, index)
    }
  }

  private func stringItem(_ value: Value, _ index: Value) throws(Raised) -> Value {
    guard isKind(index, .slice) else {
      guard let place = bytePlace(value, try textIndex(index, of: value), clamps: false) else {
        throw indexError("string index out of range")
      }
      return try stringCharacter(value, atByte: place).0
    }
    let step = field(index, 3)
    guard step == .none || step == Value(small: 1) else {
      throw fault(.NotImplementedError, "only slices with step=1 (aka None) are supported")
    }
    let first = field(index, 1)
    let last = field(index, 2)
    let start = first == .none ? 0 : try sliceBytePlace(value, first)
    let stop = last == .none ? byteCount(value) : try sliceBytePlace(value, last)
    return try newText(.str, from: value.address + StringLayout.start + start, count: max(stop - start, 0))
  }

  /// The byte at which a character begins whose index bounds a slice: within the text, whatever the index.
  func sliceBytePlace(_ value: Value, _ index: Value) throws(Raised) -> Int {
    bytePlace(value, try textIndex(index, of: value), clamps: true) ?? 0
  }

  /// The byte at which a character of a `str`, or a byte of a `bytes`, begins; nil outside unless it clamps.
  func bytePlace(_ value: Value, _ index: Int, clamps: Bool) -> Int? {
    let address = value.address
    let byteCount = self.byteCount(value)
    let count = isKind(value, .str) ? StringLayout.characterCount(memory, address) : byteCount
    var place = index < 0 ? index + count : index
    if clamps {
      place = min(max(place, 0), count)
    } else if place < 0 || place >= count {
      return nil
    }
    if count == byteCount { return place }
    if place == count { return byteCount }
    return characterStart(address + StringLayout.start, byteCount: byteCount, place, of: count)
  }

  /// Walks to a character from the end that is nearer.
  private func characterStart(_ start: Int, byteCount: Int, _ place: Int, of count: Int) -> Int {
    if place < count / 2 {
      var byte = 0
      var left = place
      while byte < byteCount {
        if memory[byte: start &+ byte] & 0xC0 != 0x80 {
          if left == 0 { return byte }
          left &-= 1
        }
        byte &+= 1
      }
      return byteCount
    }
    var byte = byteCount
    var left = count - place
    while byte > 0, left > 0 {
      byte &-= 1
      if memory[byte: start &+ byte] & 0xC0 != 0x80 { left &-= 1 }
    }
    return byte
  }

  /// The character of a `str` that begins at a byte, which must be below the count of bytes, and the byte
  /// behind it.
  func stringCharacter(_ value: Value, atByte place: Int) throws(Raised) -> (Value, nextByte: Int) {
    let start = value.address &+ StringLayout.start
    let end = byteCount(value)
    var next = place &+ 1
    while next < end, memory[byte: start &+ next] & 0xC0 == 0x80 { next &+= 1 }
    return (try internedText(from: start &+ place, count: next &- place), next)
  }

  /// How many characters begin before a byte of a `str`; the byte itself for a `bytes`.
  func characterIndex(_ value: Value, ofByte place: Int) -> Int {
    let address = value.address
    guard isKind(value, .str), StringLayout.characterCount(memory, address) != byteCount(value) else {
      return place
    }
    return characterCount(address + StringLayout.start, byteCount: place)
  }

  /// How many characters begin in bytes of the arena.
  func characterCount(_ start: Int, byteCount: Int) -> Int {
    var count = 0
    for offset in 0..<max(byteCount, 0) where memory[byte: start &+ offset] & 0xC0 != 0x80 { count &+= 1 }
    return count
  }
}
