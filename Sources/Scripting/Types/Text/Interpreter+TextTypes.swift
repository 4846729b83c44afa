/// The types `str`, `bytes`, `bytearray`, `array.array` and `memoryview`, and what calling them does.
extension Interpreter {
  func installTextTypes() throws(Raised) {
    try makeCharacters()
    try installStringType()
    try installBytesType()
    try installByteArrayType()
    try installArrayType()
    try installMemoryViewType()
  }

  private func installStringType() throws(Raised) {
    let type = try newBuiltinType("str", kind: .str) { vm, args throws(Raised) in
      try vm.refuseUnwritten(args)
      try vm.checkCount(args, 0, 3)
      return args.count == 0 ? vm.name(.empty) : try vm.makeString(args)
    }
    kindTypes[Int(ObjectKind.str.rawValue)] = type
    try installTextMethods(type)
    try define(type, "encode", 0, 2) { vm, args throws(Raised) in
      try vm.newText(.bytes, from: args[0].address + StringLayout.start, count: vm.byteCount(args[0]))
    }
    try defineBuiltin("str", type)
  }

  private func installBytesType() throws(Raised) {
    let type = try newBuiltinType("bytes", kind: .bytes) { vm, args throws(Raised) in
      try vm.refuseUnwritten(args)
      return try vm.makeBytes(args)
    }
    kindTypes[Int(ObjectKind.bytes.rawValue)] = type
    try installTextMethods(type)
    try define(type, "decode", 0, 2) { vm, args throws(Raised) in try vm.decode(args[0]) }
    try defineBuiltin("bytes", type)
  }

  private func installTextMethods(_ type: Value) throws(Raised) {
    try installTextFinding(type)
    try installTextSplitting(type)
    try installTextChanging(type)
    try define(type, "format", 0, nil, keywords: true) { vm, args throws(Raised) in try vm.formatFields(args)
    }
  }

  private func installByteArrayType() throws(Raised) {
    let type = try newBuiltinType("bytearray", kind: .byteArray) { vm, args throws(Raised) in
      try vm.checkCount(args, 0, 3)
      guard args.count > 0 else { return try vm.newArray(.byteArray, count: 0) }
      if args[0].isSmall || vm.isKind(args[0], .bigInteger) {
        return try vm.newArray(.byteArray, count: try vm.integerArgument(args[0]))
      }
      return try vm.makeArray(.byteArray, args[0])
    }
    kindTypes[Int(ObjectKind.byteArray.rawValue)] = type
    try installArrayMethods(type)
    try defineBuiltin("bytearray", type)
  }

  private func installArrayType() throws(Raised) {
    let type = try newBuiltinType("array", kind: .array) { vm, args throws(Raised) in
      try vm.checkCount(args, 1, 2)
      guard vm.isKind(args[0], .str) || vm.isKind(args[0], .bytes) else {
        throw vm.implicitConversion(args[0])
      }
      let code = ElementCode(
        letter: vm.byteCount(args[0]) == 0 ? 0 : vm.memory[byte: args[0].address + StringLayout.start])
      return args.count == 1 ? try vm.newArray(code, count: 0) : try vm.makeArray(code, args[1])
    }
    kindTypes[Int(ObjectKind.array.rawValue)] = type
    try installArrayMethods(type)
    let maker: ModuleMaker = { vm, module throws(Raised) in
      try module.set("array", vm.kindTypes[Int(ObjectKind.array.rawValue)])
    }
    moduleMakers[Array("array".utf8)] = maker
  }

  private func installArrayMethods(_ type: Value) throws(Raised) {
    try define(type, "append", 1, 1) { vm, args throws(Raised) in
      try vm.appendToArray(args[0], args[1])
      return .none
    }
    try define(type, "extend", 1, 1) { vm, args throws(Raised) in
      try vm.extendArray(args[0], args[1])
      return .none
    }
    try define(type, "decode", 0, 2) { vm, args throws(Raised) in try vm.decode(args[0]) }
  }

  private func installMemoryViewType() throws(Raised) {
    let type = try newBuiltinType("memoryview", kind: .memoryView) { vm, args throws(Raised) in
      try vm.checkCount(args, 1, 1)
      let owner = vm.nativeValue(args[0])
      guard vm.buffer(owner) != nil else { throw vm.bufferRequired() }
      let span = vm.arraySpan(owner)
      guard vm.isKind(owner, .memoryView) else {
        return try vm.newMemoryView(
          owner, span.code, start: 0, count: span.count, isWritable: span.isWritable)
      }
      // A view of a view looks into what that one looks into.
      return try vm.newMemoryView(
        vm.field(owner, 1), span.code, start: Int(vm.memory[owner.address + ViewLayout.start]),
        count: span.count,
        isWritable: span.isWritable)
    }
    kindTypes[Int(ObjectKind.memoryView.rawValue)] = type
    try defineBuiltin("memoryview", type)
  }

  // MARK: Arguments

  /// NotImplementedError for named arguments, as the device's `str` and `bytes` have it.
  private func refuseUnwritten(_ args: Arguments) throws(Raised) {
    guard args.keywordCount == 0 else {
      throw fault(.NotImplementedError, "keyword argument(s) not yet implemented - use normal args instead")
    }
  }

  /// TypeError unless there are so many positional arguments and none with names.
  private func checkCount(_ args: Arguments, _ minimum: Int, _ maximum: Int) throws(Raised) {
    if args.keywordCount > 0 { throw typeError("function doesn't take keyword arguments") }
    if minimum == maximum {
      if args.count != minimum {
        throw typeError("function takes \(minimum) positional arguments but \(args.count) were given")
      }
    } else if args.count < minimum {
      throw typeError("function missing \(minimum - args.count) required positional arguments")
    } else if args.count > maximum {
      throw typeError("function expected at most \(maximum) arguments, got \(args.count)")
    }
  }

  // MARK: Constructors

  /// `str(object)`, `str(bytes, encoding)`.
  private func makeString(_ args: Arguments) throws(Raised) -> Value {
    guard args.count == 1 else { return try decode(args[0]) }
    if isKind(args[0], .str) { return args[0] }
    return try newString(try printed(args[0], .str))
  }

  /// The characters that anything with the buffer protocol holds as UTF-8.
  private func decode(_ value: Value) throws(Raised) -> Value {
    guard let source = buffer(value) else { throw bufferRequired() }
    guard isCharacters(source.address, count: source.byteCount) else { throw fault(.UnicodeError) }
    return try newText(.str, from: source.address, count: source.byteCount)
  }

  /// `bytes()`, `bytes(str, encoding)`, `bytes(count)`, `bytes(buffer)`, `bytes(iterable)`.
  private func makeBytes(_ args: Arguments) throws(Raised) -> Value {
    guard args.count > 0 else { return try emptyText(.bytes) }
    let source = args[0]
    if isKind(source, .str) {
      guard (2...3).contains(args.count) else { throw typeError("wrong number of arguments") }
      return try newText(.bytes, from: source.address + StringLayout.start, count: byteCount(source))
    }
    guard args.count == 1 else { throw typeError("wrong number of arguments") }
    if source.isSmall {
      guard source.small >= 0 else { throw fault(.ValueError) }
      let address = try checkedTextRoom(.bytes, source.small)
      memory.fillBytes(address + StringLayout.start, byteCount: source.small, with: 0)
      return try finishedText(address)
    }
    if let other = buffer(source) { return try newText(.bytes, from: other.address, count: other.byteCount) }
    if let bytes = try ownBytes(of: source) { return try newBytes(bytes) }
    var bytes: [UInt8] = []
    try forEach(source) { item throws(Raised) in
      let number = try integerArgument(item)
      guard let byte = UInt8(exactly: number) else { throw valueError("bytes value out of range") }
      guard bytes.count < heap.capacity else { throw memoryError(bytes.count) }
      bytes.append(byte)
    }
    return try newBytes(bytes)
  }

  /// The bytes of a Swift object that has some, copied; MemoryError if the board's heap could not hold them.
  private func ownBytes(of source: Value) throws(Raised) -> [UInt8]? {
    guard isKind(source, .host), let bytes = try hostBytes(source) else { return nil }
    try checkStreamByteCount(bytes.count)
    return bytes
  }

  /// A `bytearray` or `array` of the bytes of a buffer, or of the items of an iterable.
  private func makeArray(_ code: ElementCode, _ source: Value) throws(Raised) -> Value {
    if code == .byteArray || isKind(source, .bytes) || isKind(source, .byteArray), let other = buffer(source)
    {
      guard code.byteCount > 0 else { throw valueError("bad typecode") }
      try checkSameObjects(code, source)
      let count = other.byteCount / code.byteCount
      let array = try newArray(code, count: count)
      memory.copy(from: other.address, to: arrayStart(array.address), byteCount: count * code.byteCount)
      return array
    }
    if code == .byteArray, let bytes = try ownBytes(of: source) { return try newByteArray(bytes) }
    let array = try newArray(code, count: 0)
    let mark = keep(array)
    defer { release(to: mark) }
    // As many as it says it has are made room for at once.
    if let count = try knownLength(source) {
      guard count <= heap.capacity / code.byteCount else { throw memoryError(count) }
      try giveSpare(array.address, code, count)
    }
    try forEach(source) { item throws(Raised) in try appendToArray(array, item) }
    return array
  }

  /// How many items a built-in container has.
  private func knownLength(_ value: Value) throws(Raised) -> Int? {
    switch kind(value) {
    case .list, .tuple, .dict, .set, .frozenset, .range, .str, .array, .memoryView: try length(value)
    default: nil
    }
  }
}
