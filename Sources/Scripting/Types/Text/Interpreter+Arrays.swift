/// `bytearray`, `array.array` and `memoryview`: making them, and their elements.
extension Interpreter {
  // MARK: Making

  /// A `bytearray` (code 1) or `array.array` whose elements are zero; `None` for objects.
  func newArray(_ code: ElementCode, count: Int, boardByteCount: Int? = nil) throws(Raised) -> Value {
    let size = code.byteCount
    guard size > 0 else { throw valueError("bad typecode") }
    let (byteCount, isTooMany) = count.multipliedReportingOverflow(by: size)
    guard !isTooMany, count >= 0, byteCount <= heap.capacity else {
      throw memoryError(isTooMany ? count : byteCount)
    }
    let kind: ObjectKind = code == .byteArray ? .byteArray : .array
    let address = try allocate(
      kind, aux: UInt16(code.letter), byteCount: ArrayLayout.byteCount,
      boardByteCount: boardByteCount ?? arrayBoardByteCount(byteCount), asked: byteCount)
    memory[address + ArrayLayout.storage] = 0
    memory[address + ArrayLayout.count] = UInt64(count)
    memory[address + ArrayLayout.spare] = 0
    memory[address + ArrayLayout.storage] = UInt64(try newArrayStorage(code, count: count))
    return Value(address: address)
  }

  /// A new `bytearray`; `boardByteCount` is what the board has for it when it shares another object's bytes.
  package func newByteArray(_ bytes: [UInt8], boardByteCount: Int? = nil) throws(Raised) -> Value {
    let array = try newArray(.byteArray, count: bytes.count, boardByteCount: boardByteCount)
    memory.write(bytes, at: arrayStart(array.address))
    return array
  }

  /// A `memoryview` of some elements of an object that has a buffer.
  func newMemoryView(_ owner: Value, _ code: ElementCode, start: Int, count: Int, isWritable: Bool)
    throws(Raised) -> Value
  {
    let aux = UInt16(code.letter) | (isWritable ? ViewLayout.isWritable : 0)
    let address = try allocate(.memoryView, aux: aux, byteCount: ViewLayout.byteCount, boardByteCount: 32)
    memory[value: address + ViewLayout.owner] = owner
    memory[value: address + ViewLayout.owner + 8] = .null
    memory[address + ViewLayout.start] = UInt64(start)
    memory[address + ViewLayout.count] = UInt64(count)
    return Value(address: address)
  }

  private func newArrayStorage(_ code: ElementCode, count: Int) throws(Raised) -> Int {
    code == .object
      ? try newValueStorage(count, boardByteCount: 0)
      : try newByteStorage(count * code.byteCount, boardByteCount: 0)
  }

  private func arrayBoardByteCount(_ byteCount: Int) -> Int { 32 + byteCount }

  // MARK: Where elements are

  /// Address of the first element of a `bytearray` or `array`.
  @inline(__always)
  func arrayStart(_ array: Int) -> Int { Int(memory[array &+ ArrayLayout.storage]) &+ StorageLayout.start }

  /// How many elements a `bytearray` or `array` has.
  @inline(__always)
  func arrayCount(_ array: Int) -> Int { Int(memory[array &+ ArrayLayout.count]) }

  /// The elements of a `bytearray`, `array` or `memoryview`, or the bytes of a `str` or `bytes`; valid until
  /// the object changes.
  func arraySpan(_ value: Value) -> ArraySpan {
    let address = value.address
    switch memory.kind(address) {
    case .byteArray, .array:
      return ArraySpan(
        address: arrayStart(address), count: arrayCount(address), code: ElementCode(aux: aux(value)),
        isWritable: true)
    case .memoryView:
      let owner = arraySpan(memory[value: address + ViewLayout.owner])
      let start = Int(memory[address + ViewLayout.start])
      let count = min(Int(memory[address + ViewLayout.count]), owner.count - start)
      let code = ElementCode(aux: aux(value))
      return ArraySpan(
        address: owner.address + (count > 0 ? start * code.byteCount : 0), count: max(count, 0), code: code,
        isWritable: aux(value) & ViewLayout.isWritable != 0)
    case .str, .bytes:
      return ArraySpan(
        address: address + StringLayout.start, count: byteCount(value), code: .byte, isWritable: false)
    default: return ArraySpan(address: address, count: 0, code: .byte, isWritable: false)
    }
  }

  // MARK: The buffer protocol

  /// Bytes of anything with the buffer protocol (bytes, str, bytearray, array, memoryview), copied; TypeError
  /// otherwise.
  package func bufferBytes(_ value: Value) throws(Raised) -> [UInt8] {
    if isKind(value, .host), let bytes = try hostBytes(value) { return bytes }
    guard let buffer = buffer(value) else { throw bufferRequired() }
    return memory.bytes(buffer.address, count: buffer.byteCount)
  }

  /// Address, byte count and whether it may be written, of anything with the buffer protocol; valid until the
  /// script runs or it is resized.
  ///
  /// Arrays of objects cannot be written through it, for their bytes are the interpreter's own.
  package func buffer(_ value: Value) -> (address: Int, byteCount: Int, isWritable: Bool)? {
    let native = nativeValue(value)
    switch kind(native) {
    case .str, .bytes: return (native.address + StringLayout.start, byteCount(native), false)
    case .byteArray: return (arrayStart(native.address), arrayCount(native.address), true)
    case .array, .memoryView:
      let span = arraySpan(native)
      return (span.address, span.count * span.code.byteCount, span.isWritable && span.code != .object)
    default: return nil
    }
  }

  package func bufferRequired() -> Raised { typeError("object with buffer protocol required") }

  // MARK: Elements

  /// The element at an address.
  func element(_ code: ElementCode, at address: Int) throws(Raised) -> Value {
    switch code.letter {
    case 1, Ascii.capitalB: return Value(small: Int(memory[byte: address]))
    case Ascii.b: return Value(small: Int(Int8(bitPattern: memory[byte: address])))
    case Ascii.h: return Value(small: Int(Int16(bitPattern: shortInteger(address))))
    case Ascii.capitalH: return Value(small: Int(shortInteger(address)))
    case Ascii.i: return Value(small: Int(Int32(bitPattern: memory[half: address])))
    case Ascii.capitalI: return Value(small: Int(memory[half: address]))
    case Ascii.l, Ascii.q, Ascii.capitalP: return try newInteger(Int(Int64(bitPattern: memory[address])))
    case Ascii.capitalL, Ascii.capitalQ: return try newInteger(unsigned: memory[address])
    case Ascii.f: return try newFloat(Double(Float(bitPattern: memory[half: address])))
    case Ascii.d: return try newFloat(Double(bitPattern: memory[address]))
    case Ascii.capitalO: return memory[address] == 0 ? .none : memory[value: address]
    default: return Value(small: 0)
    }
  }

  /// The element at an index, which must be below the count; for iterators.
  func arrayElement(_ value: Value, _ index: Int) throws(Raised) -> Value {
    let span = arraySpan(value)
    return try element(span.code, at: span.address + index * span.code.byteCount)
  }

  /// An item as an element has it, in the low bits; too large integers are cut as on the device.
  func elementBits(_ code: ElementCode, _ item: Value) throws(Raised) -> UInt64 {
    switch code.letter {
    case Ascii.f: return UInt64(Float(try floatArgument(item)).bitPattern)
    case Ascii.d: return try floatArgument(item).bitPattern
    case Ascii.capitalO: return item.bits
    default:
      if item.isSmall { return UInt64(bitPattern: Int64(item.small)) }
      if isKind(item, .bigInteger) {
        let isNegative = memory[half: item.address + 12] != 0
        let low = memory[item.address + BigIntegerLayout.start]
        return isNegative ? 0 &- low : low
      }
      return UInt64(bitPattern: Int64(try integerArgument(item)))
    }
  }

  /// Stores an element.
  func setElement(_ code: ElementCode, at address: Int, _ bits: UInt64) {
    switch code.byteCount {
    case 1: memory[byte: address] = UInt8(truncatingIfNeeded: bits)
    case 2:
      memory[byte: address] = UInt8(truncatingIfNeeded: bits)
      memory[byte: address + 1] = UInt8(truncatingIfNeeded: bits &>> 8)
    case 4: memory[half: address] = UInt32(truncatingIfNeeded: bits)
    default: if code.letter != Ascii.capitalS { memory[address] = bits }
    }
  }

  private func shortInteger(_ address: Int) -> UInt16 {
    UInt16(memory[byte: address]) | UInt16(memory[byte: address + 1]) &<< 8
  }

  /// An integer without sign.
  func newInteger(unsigned number: UInt64) throws(Raised) -> Value {
    if let small = Int(exactly: number) { return try newInteger(small) }
    let address = try allocate(.bigInteger, byteCount: BigIntegerLayout.start + 8, boardByteCount: 64)
    memory[address + 8] = 1
    memory[address + BigIntegerLayout.start] = number
    return Value(address: address)
  }

  // MARK: Growing

  /// Adds an item at the end.
  func appendToArray(_ array: Value, _ item: Value) throws(Raised) {
    let address = array.address
    let code = ElementCode(aux: aux(array))
    if memory[address + ArrayLayout.spare] == 0 { try giveSpare(address, code, 8) }
    let bits = try elementBits(code, item)
    // What the conversion ran may have used the room up.
    if memory[address + ArrayLayout.spare] == 0 { try giveSpare(address, code, 8) }
    let count = arrayCount(address)
    setElement(code, at: arrayStart(address) + count * code.byteCount, bits)
    memory[address + ArrayLayout.count] = UInt64(count + 1)
    memory[address + ArrayLayout.spare] &-= 1
  }

  /// Adds the bytes of anything with the buffer protocol at the end; bytes that make no whole element are
  /// left out.
  func extendArray(_ array: Value, _ other: Value) throws(Raised) {
    let address = array.address
    let code = ElementCode(aux: aux(array))
    guard let source = buffer(other) else { throw bufferRequired() }
    try checkSameObjects(code, other)
    let added = source.byteCount / code.byteCount
    let spare = Int(memory[address + ArrayLayout.spare])
    if spare < added { try giveSpare(address, code, added) }
    memory[address + ArrayLayout.spare] &-= UInt64(added)
    let count = arrayCount(address)
    // The source may be the array itself, which has moved.
    guard added > 0, let source = buffer(other) else { return }
    memory.copy(
      from: source.address, to: arrayStart(address) + count * code.byteCount,
      byteCount: added * code.byteCount)
    memory[address + ArrayLayout.count] = UInt64(count + added)
  }

  /// Refuses to mix objects and bytes, which the device takes as each other.
  func checkSameObjects(_ code: ElementCode, _ other: Value) throws(Raised) {
    let native = nativeValue(other)
    let isObjects =
      (isKind(native, .array) || isKind(native, .memoryView)) && ElementCode(aux: aux(native)) == .object
    if isObjects != (code == .object) { throw valueError("lhs and rhs should be compatible") }
  }

  /// Makes room for elements behind the last one, exactly so many as far as the board's heap goes.
  func giveSpare(_ address: Int, _ code: ElementCode, _ spare: Int) throws(Raised) {
    let count = arrayCount(address)
    let wanted = count + spare
    let size = code.byteCount
    do {
      try heap.setBoardByteCount(address, arrayBoardByteCount(wanted * size))
    } catch {
      throw memoryError(wanted * size)
    }
    memory[address + ArrayLayout.spare] = UInt64(spare)
    let storage = Int(memory[address + ArrayLayout.storage])
    let capacity = Int(memory[storage + 8]) / (code == .object ? 1 : size)
    guard wanted > capacity else { return }
    let larger = try newArrayStorage(code, count: max(wanted, count + count / 2))
    memory.copy(
      from: storage + StorageLayout.start, to: larger + StorageLayout.start, byteCount: count * size)
    memory[address + ArrayLayout.storage] = UInt64(larger)
  }
}
