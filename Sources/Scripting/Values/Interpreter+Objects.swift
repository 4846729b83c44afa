/// Making objects and looking into them.
extension Interpreter {
  /// A new object; its words beyond the header hold anything.
  @inline(__always)
  func allocate(
    _ kind: ObjectKind, aux: UInt16 = 0, byteCount: Int, boardByteCount: Int, asked: Int? = nil
  ) throws(Raised) -> Int {
    do {
      return try heap.allocate(
        kind, aux: aux, byteCount: byteCount, boardByteCount: boardByteCount, asked: asked)
    } catch {
      throw memoryError(error.byteCount)
    }
  }

  /// The kind of an object; `free` for numbers that are none and for null.
  @inline(__always)
  package func kind(_ value: Value) -> ObjectKind { value.isObject ? memory.kind(value.address) : .free }

  /// Whether a value is an object of a kind.
  @inline(__always)
  package func isKind(_ value: Value, _ kind: ObjectKind) -> Bool {
    value.isObject && memory.kind(value.address) == kind
  }

  /// 16 bits of the kind's own in the header.
  @inline(__always)
  func aux(_ value: Value) -> UInt16 { Header(bits: memory[value.address]).aux }

  // MARK: Numbers

  /// An integer.
  @inline(__always)
  package func newInteger(_ number: Int) throws(Raised) -> Value {
    if Value.fitsSmall(number) { return Value(small: number) }
    return try wideInteger(UInt64(number.magnitude), isNegative: number < 0)
  }

  /// A float, rounded to the script's width.
  @inline(__always)
  package func newFloat(_ number: Double) throws(Raised) -> Value {
    heap.chargeFloat()
    let packed = Value(float: number, isSingle: isSingle)
    return packed.isNull ? try boxFloat(number) : packed
  }

  /// An object for a double that needs one.
  @inline(never)
  func boxFloat(_ number: Double) throws(Raised) -> Value {
    let address = try allocate(.boxedFloat, byteCount: 16, boardByteCount: 0)
    memory[address + 8] = number.bitPattern
    return Value(address: address)
  }

  /// The number in an immediate float.
  @inline(__always)
  func immediateFloat(_ value: Value) -> Double { value.immediateFloat(isSingle: isSingle) }

  /// Whether a value is a float.
  @inline(__always)
  package func isFloat(_ value: Value) -> Bool { value.isImmediateFloat || isKind(value, .boxedFloat) }

  /// The number in a float.
  @inline(__always)
  package func float(_ value: Value) -> Double {
    value.isImmediateFloat ? immediateFloat(value) : Double(bitPattern: memory[value.address + 8])
  }

  /// A complex number, its parts rounded to the script's width.
  func newComplex(_ real: Double, _ imaginary: Double) throws(Raised) -> Value {
    let address = try allocate(.complex, byteCount: 24, boardByteCount: 32)
    memory[address + 8] = (isSingle ? Double(Float(real)) : real).bitPattern
    memory[address + 16] = (isSingle ? Double(Float(imaginary)) : imaginary).bitPattern
    return Value(address: address)
  }

  /// The parts of a complex number.
  func complexParts(_ value: Value) -> (real: Double, imaginary: Double) {
    (Double(bitPattern: memory[value.address + 8]), Double(bitPattern: memory[value.address + 16]))
  }

  // MARK: Tuples and storage

  /// A tuple.
  package func newTuple(_ items: [Value]) throws(Raised) -> Value {
    let tuple = try newTuple(count: items.count)
    for index in 0..<items.count {
      memory[value: tuple.address + TupleLayout.start + index * 8] = items[index]
    }
    return tuple
  }

  /// A tuple whose items are null; the empty tuple has no items to set.
  func newTuple(count: Int) throws(Raised) -> Value {
    if count == 0 { return .emptyTuple }
    let address = try allocate(
      .tuple, byteCount: TupleLayout.start + count * 8, boardByteCount: 16 + count * 8)
    memory[address + 8] = UInt64(count)
    memory.fill(address + TupleLayout.start, wordCount: count, with: 0)
    return Value(address: address)
  }

  /// A tuple of values that lie one after another.
  func newTuple(from start: Int, count: Int) throws(Raised) -> Value {
    let tuple = try newTuple(count: count)
    if count > 0 { memory.copy(from: start, to: tuple.address + TupleLayout.start, byteCount: count * 8) }
    return tuple
  }

  /// Room for values, all null; no object of the board's own.
  func newValueStorage(_ capacity: Int, boardByteCount: Int) throws(Raised) -> Int {
    let address = try allocate(
      .valueStorage, byteCount: StorageLayout.start + capacity * 8, boardByteCount: boardByteCount)
    memory[address + 8] = UInt64(capacity)
    memory.fill(address + StorageLayout.start, wordCount: capacity, with: 0)
    return address
  }

  /// Room for bytes, all zero.
  func newByteStorage(_ capacity: Int, boardByteCount: Int) throws(Raised) -> Int {
    let rounded = (capacity + 7) & ~7
    let address = try allocate(
      .byteStorage, byteCount: StorageLayout.start + rounded, boardByteCount: boardByteCount)
    memory[address + 8] = UInt64(capacity)
    memory.fill(address + StorageLayout.start, wordCount: rounded / 8, with: 0)
    return address
  }

  // MARK: Text

  /// A string; `bytes` are UTF-8.
  package func newString(_ bytes: [UInt8]) throws(Raised) -> Value { try newString(bytes[...]) }

  /// A string; `bytes` are UTF-8.
  package func newString(_ bytes: ArraySlice<UInt8>) throws(Raised) -> Value { try newText(.str, bytes) }

  /// A `bytes` object.
  package func newBytes(_ bytes: [UInt8]) throws(Raised) -> Value { try newText(.bytes, bytes[...]) }

  /// A `bytes` object.
  package func newBytes(_ bytes: ArraySlice<UInt8>) throws(Raised) -> Value { try newText(.bytes, bytes) }

  /// A `str` or `bytes` of bytes that are elsewhere.
  package func newText(_ kind: ObjectKind, _ bytes: ArraySlice<UInt8>) throws(Raised) -> Value {
    if kind == .str, bytes.count <= 1 { return try intern(Array(bytes)) }
    let address = try newTextRoom(kind, bytes.count)
    memory.write(bytes, at: address + StringLayout.start)
    finishText(address)
    return Value(address: address)
  }

  /// A `str` or `bytes` whose bytes the caller writes (from `StringLayout.start` on) before it calls
  /// `finishText`.
  func newTextRoom(_ kind: ObjectKind, _ byteCount: Int) throws(Raised) -> Int {
    guard byteCount < 1 << 31 else { throw memoryError(byteCount) }
    let address = try allocate(
      kind, byteCount: StringLayout.start + (byteCount + 7) & ~7,
      boardByteCount: StringLayout.boardByteCount(byteCount),
      asked: byteCount + 1)
    memory[address + 8] = UInt64(byteCount) | UInt64(byteCount) << 32
    return address
  }

  /// Counts characters and makes the hash of a string whose bytes are there.
  func finishText(_ address: Int) {
    let count = Int(memory[half: address + 8])
    var hash = TextHash()
    var continuations = 0
    for offset in 0..<count {
      let byte = memory[byte: address &+ StringLayout.start &+ offset]
      hash.add(byte)
      if byte & 0xC0 == 0x80 { continuations &+= 1 }
    }
    memory[address + 16] = UInt64(hash.value)
    if memory.kind(address) == .str { memory[half: address + 12] = UInt32(count - continuations) }
  }

  /// The string with these bytes of which there is only one.
  package func intern(_ bytes: [UInt8]) throws(Raised) -> Value {
    var hash = TextHash()
    for byte in bytes { hash.add(byte) }
    let found = heap.interned.find(bytes.span, hash: hash.value, memory)
    if found.address != 0 { return Value(address: found.address) }
    let address = try newTextRoom(.str, bytes.count)
    memory.write(bytes, at: address + StringLayout.start)
    finishText(address)
    memory[address] |= Header.interned
    heap.interned.insert(address, slot: found.slot, memory)
    return Value(address: address)
  }

  /// The string with these characters of which there is only one.
  package func intern(_ text: String) throws(Raised) -> Value { try intern(Array(text.utf8)) }

  /// The string of which there is only one equal to a string.
  func intern(_ value: Value) throws(Raised) -> Value {
    if memory[value.address] & Header.interned != 0 { return value }
    return try intern(bytes(value))
  }

  /// A copy of the bytes of a `str` or `bytes` object.
  package func bytes(_ value: Value) -> [UInt8] {
    memory.bytes(value.address + StringLayout.start, count: StringLayout.byteCount(memory, value.address))
  }

  /// How many bytes a `str` or `bytes` object has.
  @inline(__always)
  package func byteCount(_ value: Value) -> Int { StringLayout.byteCount(memory, value.address) }

  /// A string as Swift has it, for messages.
  package func text(_ value: Value) -> String { String(decoding: bytes(value), as: UTF8.self) }

  // MARK: Others

  /// A small object of values: the words after the header.
  func newObject(
    _ kind: ObjectKind, aux: UInt16 = 0, _ first: Value, _ second: Value = .null, _ third: Value = .null,
    _ fourth: Value = .null
  )
    throws(Raised) -> Value
  {
    let address = try allocate(kind, aux: aux, byteCount: 40, boardByteCount: 32)
    memory[value: address + 8] = first
    memory[value: address + 16] = second
    memory[value: address + 24] = third
    memory[value: address + 32] = fourth
    return Value(address: address)
  }

  /// The word of an object, 1 being the first behind the header, as a value.
  @inline(__always)
  func field(_ value: Value, _ word: Int) -> Value { memory[value: value.address &+ word &* 8] }

  /// An object for something of Swift's, of a class of ours.
  package func newHost(_ object: AnyObject, type: Value, boardByteCount: Int = 32) throws(Raised) -> Value {
    let address = try allocate(.host, byteCount: 24, boardByteCount: boardByteCount)
    memory[address + 8] = UInt64(heap.addHost(object))
    memory[value: address + 16] = type
    return Value(address: address)
  }

  /// What an object of kind `host` stands for, if it is of that Swift class.
  package func hostObject<Object: AnyObject>(_ value: Value, as type: Object.Type) -> Object? {
    let inner = nativeValue(value)
    guard isKind(inner, .host) else { return nil }
    return heap.hosts[Int(memory[inner.address + 8])] as? Object
  }

  /// A new function of ours.
  package func newNative(
    _ name: String, _ minimum: Int, _ maximum: Int?, keywords: Bool = false, _ body: @escaping NativeBody
  ) throws(Raised) -> Value {
    let address = try allocate(.nativeFunction, byteCount: NativeLayout.byteCount, boardByteCount: 0)
    memory[address + NativeLayout.place] = UInt64(bodies.append(body))
    nativeNames.append(Array(name.utf8))
    memory[address + NativeLayout.limits] = UInt64(minimum) | UInt64(maximum.map { UInt32($0) } ?? .max) << 32
    memory[address + NativeLayout.receiver] = 0
    memory[address + NativeLayout.keywords] = keywords ? 1 : 0
    return Value(address: address)
  }
}
