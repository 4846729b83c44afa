/// What of a code object is needed seldom: names, lines, handlers.
final class Code {
  let unit: CodeUnit
  /// Names of parameters, interned.
  let parameters: [Value]
  /// The file and the function, for tracebacks; interned, and among the constants.
  let file: Value
  let name: Value
  /// The text of a module, in case it is run with names in another dict.
  var source: CodeSource?

  init(_ unit: CodeUnit, parameters: [Value], file: Value, name: Value) {
    self.unit = unit
    self.parameters = parameters
    self.file = file
    self.name = name
  }
}

extension Interpreter {
  /// Makes a code object of what the compiler made.
  func link(_ unit: CodeUnit) throws(Raised) -> Value {
    // Nothing runs and so nothing is collected before it is done.
    var constants: [Value] = []
    for constant in unit.constants { constants.append(try link(constant)) }
    var parameters: [Value] = []
    for name in unit.parameterNames { parameters.append(try intern(name)) }
    let caches = try newByteStorage(unit.caches.count * CacheLayout.byteCount, boardByteCount: 0)
    for (index, cache) in unit.caches.enumerated() {
      let name = try intern(cache)
      constants.append(name)
      memory[value: caches + StorageLayout.start + index * CacheLayout.byteCount + CacheLayout.name] = name
    }
    let (file, name) = (try intern(unit.file), try intern(unit.name))
    constants += [file, name] + parameters
    // The device keeps two bytes or so for an instruction of ours, and its constants.
    let boardByteCount = 64 + unit.instructions.count * 2 + unit.constants.count * 8
    let storage = try newValueStorage(constants.count, boardByteCount: 0)
    for (index, value) in constants.enumerated() {
      memory[value: storage + StorageLayout.start + index * 8] = value
    }
    let instructions = try newByteStorage(unit.instructions.count * 8, boardByteCount: 0)
    for (index, word) in unit.instructions.enumerated() {
      memory[instructions + StorageLayout.start + index * 8] = word
    }
    let address = try allocate(.code, byteCount: CodeLayout.byteCount, boardByteCount: boardByteCount)
    memory[address + 8] = UInt64(heap.addHost(Code(unit, parameters: parameters, file: file, name: name)))
    memory[address + CodeLayout.constants] = UInt64(storage)
    memory[address + CodeLayout.instructions] = UInt64(instructions)
    memory[address + CodeLayout.caches] = UInt64(caches)
    memory[address + CodeLayout.registerCount] = UInt64(unit.registerCount)
    let isPlain = !unit.isGenerator && !unit.hasStar && !unit.hasDoubleStar && unit.keywordOnlyCount == 0
    memory[address + CodeLayout.plainArguments] = isPlain ? UInt64(unit.parameterCount) : .max
    memory[address + CodeLayout.positionalOnly] = isPlain ? UInt64(unit.parameterCount) : 1 << 32
    memory[address + CodeLayout.parameterNames] = UInt64(
      storage + StorageLayout.start + (constants.count - parameters.count) * 8)
    return Value(address: address)
  }

  private func link(_ constant: CodeUnit.Constant) throws(Raised) -> Value {
    switch constant {
    case .literal(.small(let number), _): return try newInteger(Int(number))
    case .literal(.big(_, let base), let digits): return try integerLiteral(digits[...], base: Int(base))
    case .float(let digits): return try floatLiteral(digits[...])
    case .imaginary(let digits): return try imaginaryLiteral(digits[...])
    // Short strings are names as often as not.
    case .string(let bytes): return bytes.count <= 32 ? try intern(bytes) : try newString(bytes)
    case .bytes(let bytes): return try newBytes(bytes)
    case .name(let bytes): return try intern(bytes)
    case .code(let unit): return try link(unit)
    }
  }

  /// The Swift side of a code object.
  func code(_ value: Value) -> Code? { heap.hosts[Int(memory[value.address + 8])] as? Code }

  /// The code object of a function.
  @inline(__always)
  func code(ofFunction function: Value) -> Value { memory[value: function.address &+ FunctionLayout.code] }

  /// The name of a function of any kind.
  func functionName(_ function: Value) -> Value {
    switch kind(function) {
    case .function:
      return (code(code(ofFunction: function)).flatMap { try? intern($0.unit.name) }) ?? name(.empty)
    case .nativeFunction:
      return (try? intern(nativeNames[Int(memory[function.address + NativeLayout.place])])) ?? name(.empty)
    case .boundMethod: return functionName(field(function, 1))
    default: return name(.empty)
    }
  }

  /// A function of code.
  ///
  /// - Parameters:
  ///   - cells: Addresses of the cells of its free variables.
  func newFunction(_ code: Value, globals: Value, defaults: Value, keywordDefaults: Value, cells: [Value])
    throws(Raised) -> Value
  {
    let address = try allocate(
      .function, aux: UInt16(cells.count), byteCount: FunctionLayout.cells + cells.count * 8,
      boardByteCount: 32 + cells.count * 8)
    memory[value: address + FunctionLayout.code] = code
    memory[value: address + FunctionLayout.globals] = globals
    memory[value: address + FunctionLayout.defaults] = defaults
    memory[value: address + FunctionLayout.keywordDefaults] = keywordDefaults
    for (index, cell) in cells.enumerated() {
      memory[value: address + FunctionLayout.cells + index * 8] = cell
    }
    return Value(address: address)
  }
}
