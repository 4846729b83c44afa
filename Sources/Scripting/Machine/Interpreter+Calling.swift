/// Calling anything from native code, and the arguments of calls that are not plain.
extension Interpreter {
  /// Calls anything with positional arguments.
  package func call(_ function: Value, _ arguments: [Value]) throws(Raised) -> Value {
    try call(function, arguments, keywords: [])
  }

  /// Calls anything with positional arguments and named ones.
  package func call(
    _ function: Value, _ arguments: [Value], keywords: [(name: Value, value: Value)]
  ) throws(Raised) -> Value {
    let start = Int(memory[HeapLayout.top])
    try reserve(start, arguments.count + keywords.count * 2 + 2)
    // A place before the arguments, where the object of a bound method goes.
    memory[value: start] = function
    var place = start + 8
    for argument in arguments {
      memory[value: place] = argument
      place += 8
    }
    for pair in keywords {
      memory[value: place] = pair.name
      memory[value: place + 8] = pair.value
      place += 16
    }
    memory[HeapLayout.top] = UInt64(place)
    defer { memory[HeapLayout.top] = UInt64(start) }
    return try call(function, start: start + 8, count: arguments.count, keywordCount: keywords.count)
  }

  /// Calls a function that was found in a class.
  @inline(__always)
  package func callMethod(_ method: Value, _ object: Value) throws(Raised) -> Value {
    try callFound(method, object, .null, .null, count: 0)
  }

  /// Calls a function that was found in a class.
  @inline(__always)
  package func callMethod(_ method: Value, _ object: Value, _ first: Value) throws(Raised) -> Value {
    try callFound(method, object, first, .null, count: 1)
  }

  /// Calls a function that was found in a class.
  @inline(__always)
  func callMethod(_ method: Value, _ object: Value, _ first: Value, _ second: Value) throws(Raised) -> Value {
    try callFound(method, object, first, second, count: 2)
  }

  @inline(never)
  private func callFound(
    _ method: Value, _ object: Value, _ first: Value, _ second: Value, count: Int
  ) throws(Raised) -> Value {
    var function = method
    var passesObject = true
    switch kind(method) {
    case .function: break
    case .nativeFunction: break
    default:
      let mark = keep(object)
      defer { release(to: mark) }
      (function, passesObject) = try bind(method, object, type(of: object))
    }
    let start = Int(memory[HeapLayout.top])
    try reserve(start, 5)
    memory[value: start] = function
    var place = start + 8
    if passesObject {
      // Methods of ours want the object of ours.
      memory[value: place] = kind(function) == .nativeFunction ? nativeReceiver(function, object) : object
      place += 8
    }
    if count > 0 {
      memory[value: place] = first
      place += 8
    }
    if count > 1 {
      memory[value: place] = second
      place += 8
    }
    memory[HeapLayout.top] = UInt64(place)
    defer { memory[HeapLayout.top] = UInt64(start) }
    return try call(function, start: start + 8, count: (place - start) / 8 - 1, keywordCount: 0)
  }

  /// What a method of ours gets as its object: of an instance the object of ours inside, if that is what it
  /// is for.
  func nativeReceiver(_ function: Value, _ object: Value) -> Value {
    guard isKind(object, .instance) else { return object }
    let receiver = memory[value: function.address + NativeLayout.receiver]
    if receiver.isNull || receiver == kindTypes[Int(ObjectKind.object.rawValue)] { return object }
    return nativeValue(object)
  }

  /// Has registers for so many words; RuntimeError if there are not.
  func reserve(_ start: Int, _ count: Int) throws(Raised) {
    guard start + count * 8 + 1024 <= fibre.end else { throw recursionError() }
    if start + count * 8 + 1024 > Int(memory[HeapLayout.registerLimit]) {
      memory[HeapLayout.registerLimit] = UInt64(min(start + count * 8 + (16 << 10), fibre.end))
    }
  }

  /// `RuntimeError: maximum recursion depth exceeded`.
  func recursionError() -> Raised { fault(.RuntimeError, "maximum recursion depth exceeded") }

  /// Calls anything; the arguments lie in registers, and before the first one is a word that may be
  /// overwritten.
  func call(_ function: Value, start: Int, count: Int, keywordCount: Int) throws(Raised) -> Value {
    switch kind(function) {
    case .function: return try runFunction(function, start: start, count: count, keywordCount: keywordCount)
    case .nativeFunction:
      return try callNative(
        function, Arguments(memory: memory, start: start, count: count, keywordCount: keywordCount))
    case .boundMethod:
      let inner = field(function, 1)
      let object = field(function, 2)
      memory[value: start - 8] = kind(inner) == .nativeFunction ? nativeReceiver(inner, object) : object
      return try call(inner, start: start - 8, count: count + 1, keywordCount: keywordCount)
    case .type:
      return try construct(
        function, Arguments(memory: memory, start: start, count: count, keywordCount: keywordCount))
    case .instance:
      let method = lookup(inClass: field(function, 1), name(.call))
      if !method.isNull {
        let bound = try bind(method, function, field(function, 1))
        if bound.passesObject {
          memory[value: start - 8] = function
          return try call(bound.function, start: start - 8, count: count + 1, keywordCount: keywordCount)
        }
        return try call(bound.function, start: start, count: count, keywordCount: keywordCount)
      }
    case .host:
      let method = lookup(inClass: type(of: function), name(.call))
      if !method.isNull {
        memory[value: start - 8] = function
        return try call(method, start: start - 8, count: count + 1, keywordCount: keywordCount)
      }
    case .staticMethod, .classMethod: break
    default: break
    }
    throw typeError("'\(typeName(function))' object isn't callable")
  }

  /// Calls a function of ours after a look at its arguments.
  @inline(__always)
  func callNative(_ function: Value, _ arguments: Arguments) throws(Raised) -> Value {
    let limits = memory[function.address &+ NativeLayout.limits]
    let count = UInt64(truncatingIfNeeded: arguments.count)
    if arguments.keywordCount > 0 && memory[function.address &+ NativeLayout.keywords] == 0
      || count < limits & 0xFFFF_FFFF
      || count > limits &>> 32
    {
      throw wrongArguments(function, arguments)
    }
    let receiver = memory[value: function.address &+ NativeLayout.receiver]
    if !receiver.isNull, kindTypes[Int(kind(arguments[0]).rawValue)] != receiver {
      try checkReceiver(receiver, arguments)
    }
    return try bodies[Int(memory[function.address &+ NativeLayout.place])](self, arguments)
  }

  @inline(never)
  private func checkReceiver(_ type: Value, _ arguments: Arguments) throws(Raised) {
    let receiver = arguments[0]
    // `object` is no base that anything notes.
    if type == kindTypes[Int(ObjectKind.object.rawValue)] { return }
    if isInstance(receiver, of: type) {
      // `list.append(instance, x)`: the list inside.
      arguments[0] = nativeValue(receiver)
      return
    }
    throw typeError("argument should be a '\(text(field(type, 1)))' not a '\(typeName(receiver))'")
  }

  @inline(never)
  private func wrongArguments(_ function: Value, _ arguments: Arguments) -> Raised {
    let count = arguments.count
    let limits = memory[function.address + NativeLayout.limits]
    let (minimum, maximum) = (Int(limits & 0xFFFF_FFFF), Int(limits >> 32))
    if arguments.keywordCount > 0, memory[function.address + NativeLayout.keywords] == 0 {
      return typeError("function doesn't take keyword arguments")
    }
    if minimum == maximum {
      return typeError("function takes \(minimum) positional arguments but \(count) were given")
    }
    if count < minimum {
      return typeError("function missing \(minimum - count) required positional arguments")
    }
    return typeError("function expected at most \(maximum) arguments, got \(count)")
  }

  // MARK: Functions of the script

  /// Runs a function of the script to its end; the arguments lie in registers.
  func runFunction(_ function: Value, start: Int, count: Int, keywordCount: Int) throws(Raised) -> Value {
    guard try arrange(function, start: start, count: count, keywordCount: keywordCount) else {
      return try newGenerator(function, start: start)
    }
    return try enter(
      function, base: start, mode: FrameMode.native, subject: .null, instruction: firstInstruction(function))
  }

  /// Address of a function's first instruction.
  @inline(__always)
  func firstInstruction(_ function: Value) -> Int {
    let code = Int(memory[function.address &+ FunctionLayout.code])
    return Int(memory[code &+ CodeLayout.instructions]) &+ StorageLayout.start
  }

  /// Runs code in a new frame until that frame ends, and leaves the machine's words as they were.
  func enter(_ function: Value, base: Int, mode: UInt64, subject: Value, instruction: Int) throws(Raised)
    -> Value
  {
    guard nesting < Interpreter.nestingLimit else { throw recursionError() }
    let registers = Int(
      memory[Int(memory[function.address + FunctionLayout.code]) + CodeLayout.registerCount])
    try reserve(base, registers)
    let frame = Int(memory[HeapLayout.frame])
    guard frame + FrameLayout.byteCount <= Int(memory[HeapLayout.frameLimit]) else { throw recursionError() }
    let top = memory[HeapLayout.top]
    let caller = memory[HeapLayout.function]
    memory[frame + FrameLayout.instruction] = 0
    memory[frame + FrameLayout.base] = 0
    memory[frame + FrameLayout.function] = caller
    memory[frame + FrameLayout.mode] = mode
    memory[value: frame + FrameLayout.subject] = subject
    memory[HeapLayout.frame] = UInt64(frame + FrameLayout.byteCount)
    memory[HeapLayout.top] = UInt64(base + registers * 8)
    memory[value: HeapLayout.function] = function
    if isStressed { stress() }
    nesting += 1
    let fuel = memory[HeapLayout.fuel] &- 1
    memory[HeapLayout.fuel] = fuel
    // Native code may call short functions for ever. An exception that waits for its generator must not meet
    // other threads.
    let goesOn = Int64(bitPattern: fuel) > 0 || !pendingException.isNull || poll(unusedFrom: .max)
    let result = goesOn ? run(instruction: instruction, base: base, function: function.address) : .null
    nesting -= 1
    memory[HeapLayout.frame] = UInt64(frame)
    memory[HeapLayout.top] = top
    memory[HeapLayout.function] = caller
    if result.isNull {
      let exception = raised
      raised = .null
      throw Raised(exception)
    }
    return result
  }

  /// Native calls within calls of the script within native calls that are allowed: they use the host's stack.
  static let nestingLimit = 60

  /// Brings the arguments of a call into the order of the parameters, from `start` on; false for a generator
  /// function.
  func arrange(_ function: Value, start: Int, count: Int, keywordCount: Int) throws(Raised) -> Bool {
    let codeValue = code(ofFunction: function)
    if keywordCount == 0, memory[codeValue.address + CodeLayout.plainArguments] == UInt64(count) {
      return true
    }
    if try arrangeQuickly(function, codeValue, start, count, keywordCount) { return true }
    guard let code = code(codeValue) else { return true }
    let unit = code.unit
    let positional = unit.parameterCount
    let named = positional + unit.keywordOnlyCount
    let arguments = Arguments(memory: memory, start: start, count: count, keywordCount: keywordCount)
    var values = [Value](repeating: .null, count: code.parameters.count)
    for index in 0..<min(count, positional) { values[index] = arguments[index] }
    if count > positional {
      guard unit.hasStar else { throw wrongPositional(function, positional, count) }
      values[named] = try newTuple(from: start + positional * 8, count: count - positional)
    } else if unit.hasStar {
      values[named] = .emptyTuple
    }
    if unit.hasDoubleStar { values[code.parameters.count - 1] = try newDict() }
    for index in 0..<keywordCount {
      let pair = arguments.keyword(at: index)
      try placeKeyword(pair.name, pair.value, code, &values)
    }
    let hasNames = keywordCount > 0 || memory[function.address + FunctionLayout.keywordDefaults] != 0
    try fillDefaults(function, code, &values, count, hasNames: hasNames)
    try reserve(start, values.count)
    for (index, value) in values.enumerated() { memory[value: start + index * 8] = value }
    return !unit.isGenerator
  }

  /// The same where no `*`, `**` or keyword-only parameter takes part, all in registers; false if it is not
  /// as simple as that.
  private func arrangeQuickly(
    _ function: Value, _ code: Value, _ start: Int, _ count: Int, _ keywordCount: Int
  ) throws(Raised) -> Bool {
    let parameters = Int(memory[code.address + CodeLayout.positionalOnly])
    guard parameters < 64, count <= parameters else { return false }
    try reserve(start, parameters + count + keywordCount * 2)
    // Names and values lie where parameters go: out of the way first.
    let moved = start + (max(parameters, count + keywordCount * 2)) * 8
    if keywordCount > 0 { memory.copy(from: start + count * 8, to: moved, byteCount: keywordCount * 16) }
    if parameters > count { memory.fill(start + count * 8, wordCount: parameters - count, with: 0) }
    let names = Int(memory[code.address + CodeLayout.parameterNames])
    for index in 0..<keywordCount {
      let keyword = memory[moved + index * 16]
      var place = 0
      while place < parameters, memory[names + place * 8] != keyword { place += 1 }
      guard place < parameters else {
        throw typeError("unexpected keyword argument '\(text(Value(bits: keyword)))'")
      }
      guard memory[start + place * 8] == 0 else {
        throw typeError("function got multiple values for argument '\(text(Value(bits: keyword)))'")
      }
      memory[start + place * 8] = memory[moved + index * 16 + 8]
    }
    let defaults = memory[value: function.address + FunctionLayout.defaults]
    let first = parameters - (defaults.isNull ? 0 : tupleCount(defaults))
    for place in count..<max(parameters, count) where memory[start + place * 8] == 0 {
      guard place >= first else {
        if keywordCount > 0 { throw typeError("function missing required positional argument #\(place)") }
        throw wrongPositional(function, first, count)
      }
      memory[value: start + place * 8] = tupleItem(defaults, place - first)
    }
    return true
  }

  private func placeKeyword(_ keyword: Value, _ value: Value, _ code: Code, _ values: inout [Value])
    throws(Raised)
  {
    let named = code.unit.parameterCount + code.unit.keywordOnlyCount
    for index in 0..<named where code.parameters[index] == keyword {
      guard values[index].isNull else {
        throw typeError("function got multiple values for argument '\(text(keyword))'")
      }
      values[index] = value
      return
    }
    guard code.unit.hasDoubleStar, let rest = values.last else {
      throw typeError("unexpected keyword argument '\(text(keyword))'")
    }
    try set(rest, keyword, value)
  }

  private func fillDefaults(
    _ function: Value, _ code: Code, _ values: inout [Value], _ count: Int, hasNames: Bool
  ) throws(Raised) {
    let unit = code.unit
    let defaults = memory[value: function.address + FunctionLayout.defaults]
    let defaultCount = defaults.isNull ? 0 : tupleCount(defaults)
    for index in 0..<unit.parameterCount where values[index].isNull {
      let place = index - (unit.parameterCount - defaultCount)
      guard place >= 0 else {
        if !hasNames { throw wrongPositional(function, unit.parameterCount - defaultCount, count) }
        throw typeError("function missing required positional argument #\(index)")
      }
      values[index] = tupleItem(defaults, place)
    }
    let keywordDefaults = memory[value: function.address + FunctionLayout.keywordDefaults]
    for index in unit.parameterCount..<(unit.parameterCount + unit.keywordOnlyCount)
    where values[index].isNull {
      let found = keywordDefaults.isNull ? .null : lookup(keywordDefaults, name: code.parameters[index])
      guard !found.isNull else {
        throw typeError(
          hasNames
            ? "function missing required keyword argument '\(text(code.parameters[index]))'"
            : "function missing keyword-only argument")
      }
      values[index] = found
    }
  }

  private func wrongPositional(_ function: Value, _ expected: Int, _ count: Int) -> Raised {
    typeError(
      "\(text(functionName(function)))() takes \(expected) positional arguments but \(count) were given")
  }

  /// Whether a value can be called.
  package func isCallable(_ value: Value) -> Bool {
    switch kind(value) {
    case .function, .nativeFunction, .boundMethod, .type: true
    case .instance, .host: !lookup(inClass: type(of: value), name(.call)).isNull
    default: false
    }
  }
}
