/// The classes `int`, `float`, `complex` and `bool`.
extension Interpreter {
  func installNumberTypes() throws(Raised) {
    let int = try installNumberType("int", .bigInteger) { vm, args throws(Raised) in try vm.makeInteger(args)
    }
    try installNumberType("float", .boxedFloat) { vm, args throws(Raised) in try vm.makeFloat(args) }
    try installNumberType("complex", .complex) { vm, args throws(Raised) in try vm.makeComplex(args) }
    try installNumberType("bool", .bool) { vm, args throws(Raised) in
      try vm.checkConstructor(args, atMost: 1)
      return args.count == 0 ? .false : Value(try vm.truth(args[0]))
    }
    let fromBytes = try newNative("from_bytes", 3, 4) { vm, args throws(Raised) in
      let bytes = try vm.bufferBytes(args[1])
      return try vm.newInteger(BigInteger(bytes: bytes, bigEndian: !vm.isLittle(args[2])))
    }
    try defineValue(int, "from_bytes", try newObject(.classMethod, fromBytes))
    try define(int, "to_bytes", 2, 3) { vm, args throws(Raised) in try vm.bytesOfInteger(args) }
  }

  @discardableResult
  private func installNumberType(
    _ name: String, _ kind: ObjectKind, _ constructor: @escaping NativeBody
  ) throws(Raised) -> Value {
    let type = try newBuiltinType(name, kind: kind, constructor: constructor)
    kindTypes[Int(kind.rawValue)] = type
    try defineBuiltin(name, type)
    return type
  }

  /// `int(…)`.
  private func makeInteger(_ args: Arguments) throws(Raised) -> Value {
    try checkConstructor(args, atMost: 2)
    if args.count == 0 { return Value(small: 0) }
    let value = args[0]
    if args.count == 2 {
      guard isKind(value, .str) || isKind(value, .bytes) else { throw notText(value) }
      return try parseInteger(bytes(value)[...], base: try integerArgument(args[1]))
    }
    if isKind(value, .str) || isKind(value, .bytes) { return try parseInteger(bytes(value)[...], base: 0) }
    if isFloat(value) { return try newInteger(truncating: float(value)) }
    return try integerValue(of: value)
  }

  /// `float(…)`.
  private func makeFloat(_ args: Arguments) throws(Raised) -> Value {
    try checkConstructor(args, atMost: 1)
    if args.count == 0 { return try newFloat(0) }
    let value = args[0]
    switch kind(value) {
    case .str, .bytes, .byteArray, .array, .memoryView:
      return try parseFloat(try bufferBytes(value)[...], allowImaginary: false)
    default: return isFloat(value) ? value : try newFloat(try floatArgument(value))
    }
  }

  /// `complex(…)`.
  private func makeComplex(_ args: Arguments) throws(Raised) -> Value {
    try checkConstructor(args, atMost: 2)
    if args.count == 0 { return try newComplex(0, 0) }
    if args.count == 1 {
      if isKind(args[0], .str) { return try parseFloat(bytes(args[0])[...], allowImaginary: true) }
      if isKind(args[0], .complex) { return args[0] }
    }
    var parts: (real: Double, imaginary: Double) =
      isKind(args[0], .complex) ? complexParts(args[0]) : (try floatArgument(args[0]), 0)
    if args.count == 2 {
      if isKind(args[1], .complex) {
        let second = complexParts(args[1])
        parts.real -= second.imaginary
        parts.imaginary += second.real
      } else {
        parts.imaginary += try floatArgument(args[1])
      }
    }
    return try newComplex(parts.real, parts.imaginary)
  }

  /// Whether a byte order's name says that the least significant byte comes first; anything but `little` says
  /// that it does not.
  private func isLittle(_ order: Value) -> Bool {
    isKind(order, .str) && bytes(order) == Array("little".utf8)
  }

  /// `value.to_bytes(count, order)`: never signed, and cut without a word, as on the device.
  private func bytesOfInteger(_ args: Arguments) throws(Raised) -> Value {
    let count = try integerArgument(args[1])
    if count < 0 { throw fault(.ValueError) }
    guard count <= heap.capacity else { throw memoryError(count + 1) }
    let number = wholeNumber(args[0])
    // Above the digits that the device has for a number it leaves zeros, whatever the sign.
    let digitBits = Interpreter.digitBits
    let held = args[0].isSmall ? 8 : (number.bitWidth + digitBits - 1) / digitBits * (digitBits / 8)
    let isBigEndian = !isLittle(args[2])
    let bytes = number.bytes(count: min(count, held), bigEndian: isBigEndian)
    let zeros = [UInt8](repeating: 0, count: count - bytes.count)
    return try newBytes(isBigEndian ? zeros + bytes : bytes + zeros)
  }
}
