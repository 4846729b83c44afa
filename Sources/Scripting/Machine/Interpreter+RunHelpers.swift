/// What the run loop leaves to functions: they answer null (or false) when an exception is in `raised`.
extension Interpreter {
  /// Runs something that may raise.
  @inline(__always)
  private func orNull(_ body: () throws(Raised) -> Value) -> Value {
    do {
      return try body()
    } catch {
      raised = error.value
      return .null
    }
  }

  @inline(__always)
  private func orFalse(_ body: () throws(Raised) -> Void) -> Bool {
    do {
      try body()
      return true
    } catch {
      raised = error.value
      return false
    }
  }

  // MARK: Numbers

  /// The number in an immediate float.
  @inline(__always)
  func immediate(_ value: Value, _ isSingle: Bool) -> Double {
    if isSingle { return Double(Float(bitPattern: UInt32(truncatingIfNeeded: value.bits &>> 32))) }
    if value.bits == 0x8000_0000_0000_0002 { return 0 }
    let word = (2 &- value.bits &>> 63) | (value.bits & ~3)
    return Double(bitPattern: word &>> 3 | word &<< 61)
  }

  /// A float; null if memory is out.
  @inline(__always)
  func makeFloat(_ number: Double, _ isSingle: Bool, _ heap: Heap) -> Value {
    heap.chargeFloat()
    if isSingle { return Value(bits: UInt64(Float(number).bitPattern) &<< 32 | 2) }
    let bits = number.bitPattern
    let exponent = bits &>> 60 & 7
    if (exponent == 3 || exponent == 4) && bits != 0x3000_0000_0000_0000 {
      return Value(bits: (bits &<< 3 | bits &>> 61) & ~3 | 2)
    }
    if bits == 0 { return Value(bits: 0x8000_0000_0000_0002) }
    return orNull { () throws(Raised) in try newFloat(number) }
  }

  /// Quotient towards minus infinity; the divisor is positive.
  @inline(__always)
  func floorQuotient(_ number: Int, _ divisor: Int) -> Int {
    let quotient = number / divisor
    return number < 0 && quotient &* divisor != number ? quotient &- 1 : quotient
  }

  /// Remainder with the divisor's sign; the divisor is positive.
  @inline(__always)
  func floorRemainder(_ number: Int, _ divisor: Int) -> Int {
    let remainder = number % divisor
    return remainder < 0 ? remainder &+ divisor : remainder
  }

  /// `number << count` if it is a small integer.
  @inline(__always)
  func shiftedLeft(_ number: Int, _ count: Int) -> Int? {
    guard UInt(bitPattern: count) < 62 else { return nil }
    let shifted = number &<< count
    return shifted &>> count == number && Value.fitsSmall(shifted) ? shifted : nil
  }

  /// Arithmetic beyond the loop's short ways.
  @inline(never)
  func arithmetic(_ operation: BinaryOperator, _ left: Value, _ right: Value) -> Value {
    // A float and a small integer is common enough.
    if left.isImmediateFloat && right.isSmall || left.isSmall && right.isImmediateFloat {
      let first = left.isSmall ? Double(left.small) : immediateFloat(left)
      let second = right.isSmall ? Double(right.small) : immediateFloat(right)
      if !isSingle || abs(first) < 16_777_216 && abs(second) < 16_777_216 {
        switch operation {
        case .add: return makeFloat(first + second, isSingle, heap)
        case .subtract: return makeFloat(first - second, isSingle, heap)
        case .multiply: return makeFloat(first * second, isSingle, heap)
        case .divide where second != 0: return makeFloat(first / second, isSingle, heap)
        default: break
        }
      }
    }
    if operation == .divide, left.isSmall, right.isSmall, right.small != 0, !isSingle, abs(left.small) < 1 << 53,
      abs(right.small) < 1 << 53
    {
      return makeFloat(Double(left.small) / Double(right.small), isSingle, heap)
    }
    return orNull { () throws(Raised) in try binary(operation, left, right) }
  }

  /// Arithmetic with a number in the instruction.
  @inline(never)
  func arithmeticNumber(_ operation: BinaryOperator, _ left: Value, _ word: Instruction) -> Value {
    let right = Value(small: word.signedC)
    return word.x == 0 ? arithmetic(operation, left, right) : inPlace(Int(operation.rawValue), left, right)
  }

  /// `op=`.
  @inline(never)
  func inPlace(_ operation: Int, _ left: Value, _ right: Value) -> Value {
    let operation = BinaryOperator(rawValue: UInt8(operation)) ?? .add
    if !left.isObject, !right.isObject {
      if left.isSmall, right.isSmall, let result = smallInPlace(operation, left.small, right.small) { return result }
      if left.isImmediateFloat, right.isImmediateFloat {
        switch operation {
        case .add: return makeFloat(immediateFloat(left) + immediateFloat(right), isSingle, heap)
        case .subtract: return makeFloat(immediateFloat(left) - immediateFloat(right), isSingle, heap)
        case .multiply: return makeFloat(immediateFloat(left) * immediateFloat(right), isSingle, heap)
        default: break
        }
      }
      return arithmetic(operation, left, right)
    }
    return orNull { () throws(Raised) in try binaryInPlace(operation, left, right) }
  }

  private func smallInPlace(_ operation: BinaryOperator, _ left: Int, _ right: Int) -> Value? {
    switch operation {
    case .subtract: return Value.fitsSmall(left - right) ? Value(small: left - right) : nil
    case .multiply:
      let (product, overflow) = left.multipliedReportingOverflow(by: right)
      return !overflow && Value.fitsSmall(product) ? Value(small: product) : nil
    case .and: return Value(small: left & right)
    case .or: return Value(small: left | right)
    case .xor: return Value(small: left ^ right)
    case .shiftRight: return right >= 0 ? Value(small: left >> right) : nil
    case .shiftLeft: return shiftedLeft(left, right).map { Value(small: $0) }
    case .floorDivide: return right > 0 ? Value(small: floorQuotient(left, right)) : nil
    case .modulo: return right > 0 ? Value(small: floorRemainder(left, right)) : nil
    default: return nil
    }
  }

  @inline(never)
  func unaryOrNull(_ operation: Int, _ value: Value) -> Value {
    let operation = UnaryOperator(rawValue: UInt8(operation)) ?? .plus
    if value.isSmall {
      switch operation {
      case .minus where value.small != Value.smallMin: return Value(small: -value.small)
      case .plus: return value
      case .invert: return Value(small: ~value.small)
      default: break
      }
    } else if value.isImmediateFloat, operation == .minus {
      return makeFloat(-immediateFloat(value), isSingle, heap)
    }
    return orNull { () throws(Raised) in try unary(operation, value) }
  }

  /// A comparison of values that are not both small integers.
  @inline(never)
  func comparison(_ kind: ComparisonKind, _ left: Value, _ right: Value, _ isSingle: Bool) -> Value {
    if left.isImmediateFloat || right.isImmediateFloat, left.isImmediateFloat || left.isSmall && abs(left.small) < 1 << 53,
      right.isImmediateFloat || right.isSmall && abs(right.small) < 1 << 53
    {
      let first = left.isSmall ? Double(left.small) : immediateFloat(left)
      let second = right.isSmall ? Double(right.small) : immediateFloat(right)
      switch kind {
      case .less: return Value(first < second)
      case .greater: return Value(first > second)
      case .equal: return Value(first == second)
      case .lessEqual: return Value(first <= second)
      case .greaterEqual: return Value(first >= second)
      case .notEqual: return Value(first != second)
      }
    }
    if kind == .equal || kind == .notEqual, self.kind(left) == .str, self.kind(right) == .str {
      return Value((left == right || isEqualText(left, right)) == (kind == .equal))
    }
    let result = orNull { () throws(Raised) in try compare(kind, left, right) }
    if result.isNull || result == .true || result == .false { return result }
    return truthOrNull(result)
  }

  @inline(never)
  func compareOrNull(_ kind: Int, _ left: Value, _ right: Value) -> Value {
    let kind = ComparisonKind(rawValue: UInt8(kind)) ?? .equal
    if left.isSmall, right.isSmall {
      switch kind {
      case .less: return Value(left.small < right.small)
      case .greater: return Value(left.small > right.small)
      case .equal: return Value(left == right)
      case .lessEqual: return Value(left.small <= right.small)
      case .greaterEqual: return Value(left.small >= right.small)
      case .notEqual: return Value(left != right)
      }
    }
    return orNull { () throws(Raised) in try compare(kind, left, right) }
  }

  /// `is`: floats are objects on the board, and big integers may be equal without being the same.
  @inline(__always)
  func isSame(_ left: Value, _ right: Value) -> Bool { left == right }

  @inline(never)
  func truthOrNull(_ value: Value) -> Value {
    do {
      return Value(try truth(value))
    } catch {
      raised = error.value
      return .null
    }
  }

  @inline(never)
  func containsOrNull(_ container: Value, _ item: Value) -> Value {
    do {
      return Value(try contains(container, item))
    } catch {
      raised = error.value
      return .null
    }
  }

  // MARK: Items and iteration

  @inline(never)
  func getItemOrNull(_ object: Value, _ index: Value) -> Value { orNull { () throws(Raised) in try getItem(object, index) } }

  @inline(never)
  func setItemOrFalse(_ object: Value, _ index: Value, _ item: Value) -> Bool {
    orFalse { () throws(Raised) in try setItem(object, index, item) }
  }

  @inline(never)
  func deleteItemOrFalse(_ object: Value, _ index: Value) -> Bool {
    orFalse { () throws(Raised) in try deleteItem(object, index) }
  }

  @inline(never)
  func iteratorOrNull(_ value: Value) -> Value { orNull { () throws(Raised) in try iterator(of: value) } }

  /// The next value; null at the end as well: `hasRaised` tells.
  @inline(never)
  func nextOrNull(_ iterator: Value) -> Value {
    do {
      return try next(iterator)
    } catch {
      // An iterator of ours may have met the end of a generator that returned something: a `for` takes that as the end.
      if !isInstance(error.value, of: exceptionType(.StopIteration)) { raised = error.value }
      return .null
    }
  }

  /// Whether an exception is under way.
  @inline(__always)
  var hasRaised: Bool { !raised.isNull }

  /// The next number of a `for` over `range(…)` whose numbers are not all small; null at the end and for an exception.
  ///
  /// The device counts with the operators, so that floats do, which `range` itself refuses.
  @inline(never)
  func nextOddNumber(_ address: Int) -> Value {
    let (number, step) = (memory[value: address], memory[value: address + 16])
    let kind: ComparisonKind = step.small >= 0 ? .less : .greater
    let isBefore = comparison(kind, number, memory[value: address + 8], isSingle)
    guard isBefore == .true else { return .null }
    let sum = inPlace(Int(BinaryOperator.add.rawValue), number, step)
    if sum.isNull { return .null }
    memory[value: address] = sum
    return number
  }

  // MARK: Building

  @inline(never)
  func buildTuple(_ start: Int, _ count: Int) -> Value { orNull { () throws(Raised) in try newTuple(from: start, count: count) } }

  @inline(never)
  func buildList(_ start: Int, _ count: Int) -> Value { orNull { () throws(Raised) in try newList(from: start, count: count) } }

  @inline(never)
  func buildSet(_ start: Int, _ count: Int) -> Value {
    orNull { () throws(Raised) in try newSet(.set, from: start, count: count) }
  }

  @inline(never)
  func buildDict(_ start: Int, _ count: Int) -> Value {
    orNull { () throws(Raised) in
      let mark = keep(try newTable(.dict, capacity: count))
      defer { release(to: mark) }
      for index in 0..<count {
        try set(kept[mark], memory[value: start + index * 16], memory[value: start + index * 16 + 8])
      }
      return kept[mark]
    }
  }

  @inline(never)
  func buildSlice(_ start: Value, _ stop: Value, _ step: Value) -> Value {
    orNull { () throws(Raised) in try newSlice(start, stop, step) }
  }

  @inline(never)
  func appendOrFalse(_ list: Value, _ item: Value) -> Bool { orFalse { () throws(Raised) in try listAppend(list, item) } }

  @inline(never)
  func addOrFalse(_ set: Value, _ item: Value) -> Bool { orFalse { () throws(Raised) in try setAdd(set, item) } }

  @inline(never)
  func extendOrFalse(_ list: Value, _ iterable: Value) -> Bool {
    orFalse { () throws(Raised) in
      try forEach(iterable) { (item) throws(Raised) in try self.listAppend(list, item) }
    }
  }

  /// `**mapping` of a call.
  @inline(never)
  func mergeOrFalse(_ dict: Value, _ mapping: Value) -> Bool {
    orFalse { () throws(Raised) in
      let source = nativeValue(mapping)
      if isKind(source, .dict) {
        var index = 0
        while let found = nextEntry(source, from: index) {
          let pair = entry(source, found)
          try addKeyword(dict, pair.key, pair.value)
          index = found + 1
        }
        return
      }
      let keys = keep(try call(try attribute(mapping, try intern("keys")), []))
      defer { release(to: keys) }
      try forEach(kept[keys]) { (key) throws(Raised) in
        try self.addKeyword(dict, key, try self.getItem(mapping, key))
      }
    }
  }

  private func addKeyword(_ dict: Value, _ name: Value, _ value: Value) throws(Raised) {
    guard isKind(name, .str) else { throw implicitConversion(name, to: "str") }
    let key = try intern(name)
    guard lookup(dict, name: key).isNull else {
      throw typeError("function got multiple values for argument '\(text(key))'")
    }
    try set(dict, name: key, value)
  }

  @inline(never)
  func unpack(_ source: Value, _ target: Int, _ count: Int) -> Bool {
    orFalse { () throws(Raised) in
      let mark = keep(isKind(source, .tuple) || isKind(source, .list) ? source : try listOf(source, atMost: count + 1))
      defer { release(to: mark) }
      let (start, available) = sequenceItems(kept[mark])
      guard available == count else {
        throw valueError(
          available < count ? "need more than \(available) values to unpack" : "too many values to unpack (expected \(count))")
      }
      for index in 0..<count { memory[value: target + index * 8] = memory[value: start + index * 8] }
    }
  }

  @inline(never)
  func unpackStar(_ source: Value, _ target: Int, _ count: Int, behind: Int) -> Bool {
    orFalse { () throws(Raised) in
      let mark = keep(try listOf(source))
      defer { release(to: mark) }
      let (start, available) = sequenceItems(kept[mark])
      guard available >= count - 1 else { throw valueError("need more than \(available) values to unpack") }
      let before = count - 1 - behind
      let rest = try newList(from: start + before * 8, count: available - count + 1)
      for index in 0..<before { memory[value: target + index * 8] = memory[value: start + index * 8] }
      memory[value: target + before * 8] = rest
      for index in 0..<behind {
        memory[value: target + (before + 1 + index) * 8] = memory[value: start + (available - behind + index) * 8]
      }
    }
  }

  /// Where the items of a list or tuple are, and how many.
  func sequenceItems(_ value: Value) -> (start: Int, count: Int) {
    if isKind(value, .list) {
      let storage = Int(memory[value.address + ListLayout.storage])
      return (storage + StorageLayout.start, memory[value: value.address + ListLayout.count].small)
    }
    return (value.address + TupleLayout.start, tupleCount(value))
  }

  /// A list of at most so many items of an iterable.
  private func listOf(_ iterable: Value, atMost limit: Int) throws(Raised) -> Value {
    let marks = keep(try newList([]))
    defer { release(to: marks) }
    let iterator = keep(try iterator(of: iterable))
    for _ in 0..<limit {
      let item = try next(kept[iterator])
      if item.isNull { break }
      try listAppend(kept[marks], item)
    }
    return kept[marks]
  }

  // MARK: Calls

  @inline(never)
  func callOrNull(_ callee: Value, _ start: Int, _ count: Int, _ keywordCount: Int, _ base: Int) -> Value {
    memory[HeapLayout.callerBase] = UInt64(truncatingIfNeeded: base)
    memory[HeapLayout.directCall] = UInt64(truncatingIfNeeded: start)
    // Registers above the arguments are the callee's; what they hold is left over from earlier instructions.
    let top = memory[HeapLayout.top]
    memory[HeapLayout.top] = UInt64(start + (count + keywordCount * 2) * 8)
    defer { memory[HeapLayout.top] = top }
    do {
      let result = try call(callee, start: start, count: count, keywordCount: keywordCount)
      return result
    } catch {
      raised = error.value
      return .null
    }
  }

  /// Arranges the arguments of a call: true if the frame can be entered, a generator if that is all, null for an exception.
  @inline(never)
  func arrangeOrNull(_ function: Value, _ start: Int, _ count: Int, _ keywordCount: Int) -> Value {
    orNull { () throws(Raised) in
      if try arrange(function, start: start, count: count, keywordCount: keywordCount) { return .true }
      return try newGenerator(function, start: start)
    }
  }

  /// Gets room for a frame; RuntimeError if there is none.
  @inline(never)
  func growStack(_ top: Int, _ frame: Int) -> Bool {
    orFalse { () throws(Raised) in
      guard frame <= Int(memory[HeapLayout.frameLimit]) else { throw recursionError() }
      try reserve(top, 0)
    }
  }

  @inline(never)
  func callSpread(_ address: Int) -> Value {
    orNull { () throws(Raised) in
      let callee = memory[value: address]
      let object = memory[value: address + 8]
      let (start, count) = sequenceItems(memory[value: address + 16])
      var arguments: [Value] = object.isNull ? [] : [object]
      for index in 0..<count { arguments.append(memory[value: start + index * 8]) }
      let dict = memory[value: address + 24]
      var keywords: [(name: Value, value: Value)] = []
      var index = 0
      while let found = nextEntry(dict, from: index) {
        let pair = entry(dict, found)
        guard isKind(pair.key, .str) else { throw implicitConversion(pair.key, to: "str") }
        keywords.append((try intern(pair.key), pair.value))
        index = found + 1
      }
      return try call(callee, arguments, keywords: keywords)
    }
  }

  @inline(never)
  func makeFunction(_ word: Instruction, _ constants: Int, _ base: Int, _ function: Int) -> Value {
    orNull { () throws(Raised) in
      let codeValue = memory[value: constants + word.b * 8]
      var cells: [Value] = []
      for capture in code(codeValue)?.unit.captures ?? [] {
        switch capture {
        case .register(let register): cells.append(memory[value: base + register * 8])
        case .free(let index): cells.append(memory[value: function + FunctionLayout.cells + index * 8])
        }
      }
      return try newFunction(
        codeValue, globals: memory[value: function + FunctionLayout.globals],
        defaults: word.x & 1 != 0 ? memory[value: base + word.c * 8] : .null,
        keywordDefaults: word.x & 2 != 0 ? memory[value: base + word.c * 8 + 8] : .null, cells: cells)
    }
  }

  @inline(never)
  func newCell(_ value: Value) -> Value {
    orNull { () throws(Raised) in
      let address = try allocate(.closureCell, byteCount: 16, boardByteCount: 16)
      memory[value: address + 8] = value
      return Value(address: address)
    }
  }

  // MARK: Names

  @inline(never)
  func unboundLocal(_ code: Int, _ register: Int?) {
    raised = fault(.NameError, "local variable referenced before assignment").value
  }

  @inline(never)
  func getGlobal(_ globals: Int, _ cache: Int) -> Value {
    let name = memory[value: cache + CacheLayout.name]
    let place = findName(globals, name)
    if place >= 0 {
      memory[cache + CacheLayout.key] = UInt64(place)
      return memory[value: entryAddress(globals, place) + 8]
    }
    let builtin = findName(builtins.address, name)
    if builtin >= 0 {
      memory[cache + CacheLayout.epoch] = memory[globals + TableLayout.version]
      memory[cache + CacheLayout.slot] = UInt64(globals)
      memory[cache + CacheLayout.target] = UInt64(builtin)
      return memory[value: entryAddress(builtins.address, builtin) + 8]
    }
    raised = fault(.NameError, "name '\(text(name))' isn't defined").value
    return .null
  }

  @inline(never)
  func setGlobal(_ globals: Int, _ cache: Int, _ value: Value) -> Bool {
    let name = memory[value: cache + CacheLayout.name]
    return orFalse { () throws(Raised) in
      try set(Value(address: globals), name: name, value)
      memory[cache + CacheLayout.key] = UInt64(max(findName(globals, name), 0))
    }
  }

  @inline(never)
  func deleteGlobal(_ function: Int, _ cache: Int) -> Bool {
    deleteName(memory[value: function + FunctionLayout.globals], memory[value: cache + CacheLayout.name])
  }

  @inline(never)
  func getName(_ dict: Value, _ name: Value, _ function: Int) -> Value {
    let own = lookup(dict, name: name)
    if !own.isNull { return own }
    let global = lookup(memory[value: function + FunctionLayout.globals], name: name)
    if !global.isNull { return global }
    let builtin = lookup(builtins, name: name)
    if !builtin.isNull { return builtin }
    raised = fault(.NameError, "name '\(text(name))' isn't defined").value
    return .null
  }

  @inline(never)
  func setName(_ dict: Value, _ name: Value, _ value: Value) -> Bool { orFalse { () throws(Raised) in try set(dict, name: name, value) } }

  @inline(never)
  func deleteName(_ dict: Value, _ name: Value) -> Bool {
    if remove(dict, name: name) { return true }
    raised = fault(.NameError, "name '\(text(name))' isn't defined").value
    return false
  }

  // MARK: Exceptions

  /// `raise value`: a class is made an exception first.
  @inline(never)
  func raiseValue(_ value: Value) {
    do {
      raised = try exception(from: value)
    } catch {
      raised = error.value
    }
  }

  /// The exception that `raise value` raises.
  func exception(from value: Value) throws(Raised) -> Value {
    if isExceptionClass(value) { return try call(value, []) }
    if isException(value) { return value }
    throw typeError("exceptions must derive from BaseException")
  }

  /// Whether a value is an exception.
  func isException(_ value: Value) -> Bool { isKind(nativeValue(value), .exception) }

  /// Whether a value is a class of exceptions.
  func isExceptionClass(_ value: Value) -> Bool {
    isKind(value, .type) && isSubclass(value, of: exceptionType(.BaseException))
  }

  @inline(never)
  func matchesOrNull(_ exception: Value, _ types: Value) -> Value {
    if isKind(types, .type) { return Value(isInstance(exception, of: types)) }
    if isKind(types, .tuple) {
      var isMatch = false
      for index in 0..<tupleCount(types) {
        guard isKind(tupleItem(types, index), .type) else { return noMatch(exception, tupleItem(types, index)) }
        if isInstance(exception, of: tupleItem(types, index)) {
          isMatch = true
          break
        }
      }
      return Value(isMatch)
    }
    return noMatch(exception, types)
  }

  /// `except` with something that is no class.
  private func noMatch(_ exception: Value, _ type: Value) -> Value {
    raised = typeError("unsupported types for : '\(typeName(exception))', '\(typeName(type))'").value
    return .null
  }

  @inline(never)
  func printResult(_ value: Value) -> Bool {
    if value == .none { return true }
    return orFalse { () throws(Raised) in
      host.write(try printed(value, .repr) + [10])
      try set(memory[value: Int(memory[HeapLayout.function]) + FunctionLayout.globals], name: name(.underscore), value)
    }
  }
}
