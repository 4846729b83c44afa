/// Module `ure` (extmod/modure.c).
extension Interpreter {
  func installExpressionsModule() {
    addModule("ure") { vm, module throws(Raised) in
      try module.set("DEBUG", Value(small: Interpreter.expressionDebugFlag))
      try module.define("compile", 1, 2) { vm, args throws(Raised) in
        let flags = args.count > 1 ? try vm.integerArgument(args[1]) : 0
        let expression = try vm.compiledExpression(args[0])
        if flags & Interpreter.expressionDebugFlag != 0 { vm.host.write(expression.expression.listing) }
        let type = try vm.expressionType()
        let value = try vm.newHost(
          expression, type: type, boardByteCount: 32 + expression.expression.code.count)
        expression.address = value.address
        return value
      }
      for (name, isAnchored) in [("match", true), ("search", false)] {
        try module.define(name, 2, 4) { vm, args throws(Raised) in
          try vm.find(try vm.compiledExpression(args[0]), args[1], isAnchored: isAnchored)
        }
      }
      try module.define("sub", 3, 5) { vm, args throws(Raised) in
        try vm.substitute(try vm.compiledExpression(args[0]), args)
      }
    }
  }

  private static let expressionDebugFlag = 0x1000

  private func compiledExpression(_ pattern: Value) throws(Raised) -> CompiledExpression {
    let text = try givenText(nativeValue(pattern))
    return CompiledExpression(try computed { () throws(EngineFault) in try RegularExpression(text) })
  }

  /// The class of compiled expressions.
  private func expressionType() throws(Raised) -> Value {
    try moduleClass("ure") { () throws(Raised) in
      let type = try newBuiltinType("ure", kind: .host)
      for (name, isAnchored) in [("match", true), ("search", false)] {
        try define(type, name, 1, 3) { vm, args throws(Raised) in
          guard let expression = vm.hostObject(args[0], as: CompiledExpression.self) else { return .none }
          return try vm.find(expression, args[1], isAnchored: isAnchored)
        }
      }
      try define(type, "split", 1, 2) { vm, args throws(Raised) in try vm.splitByExpression(args) }
      try define(type, "sub", 2, 4) { vm, args throws(Raised) in
        guard let expression = vm.hostObject(args[0], as: CompiledExpression.self) else { return .none }
        return try vm.substitute(expression, args)
      }
      return type
    }
  }

  /// A `str` or `bytes` in which is searched.
  private func subject(_ value: Value) throws(Raised) -> Value {
    let native = nativeValue(value)
    guard isKind(native, .str) || isKind(native, .bytes) else { throw implicitConversion(native) }
    return native
  }

  /// Has an engine look at a subject's bytes, again with more steps if those that it may take are not enough,
  /// while the host lets it.
  private func matched<Answer>(
    _ subject: Value, _ body: (Span<UInt8>, inout Int) throws(EngineFault) -> Answer
  ) throws(Raised) -> Answer {
    var limit = 1 << 22
    while true {
      var steps = limit
      do throws(EngineFault) {
        return try memory.withBytes(subject.address + StringLayout.start, count: byteCount(subject)) {
          bytes throws(EngineFault) in try body(bytes, &steps)
        }
      } catch {
        guard error == .stepLimit else { throw fault(error) }
      }
      try checkStop()
      // So long would take days on the device.
      guard limit < 1 << 32 else { throw recursionError() }
      limit *= 4
    }
  }

  private func find(
    _ expression: CompiledExpression, _ text: Value, isAnchored: Bool
  ) throws(Raised) -> Value {
    let subject = try subject(text)
    let found = try matched(subject) { bytes, steps throws(EngineFault) in
      isAnchored
        ? try expression.expression.match(bytes, steps: &steps)
        : try expression.expression.search(bytes, steps: &steps)
    }
    guard let found else { return .none }
    return try newMatch(subject, found)
  }

  private func splitByExpression(_ args: Arguments) throws(Raised) -> Value {
    guard let expression = hostObject(args[0], as: CompiledExpression.self) else { return .none }
    let subject = try subject(args[1])
    let limit = args.count > 2 ? try integerArgument(args[2]) : 0
    let pieces = try matched(subject) { bytes, steps throws(EngineFault) in
      try expression.expression.split(bytes, limit: limit, steps: &steps)
    }
    let list = try newList([])
    for piece in pieces { try listAppend(list, try part(of: subject, piece)) }
    return list
  }

  /// Bytes of a subject as a text of its kind.
  func part(of subject: Value, _ range: Range<Int>) throws(Raised) -> Value {
    try newText(
      memory.kind(subject.address), from: subject.address + StringLayout.start + range.lowerBound,
      count: range.count)
  }

  // MARK: Replacing

  /// `sub(replacement, subject, count)`; the first argument is the expression.
  private func substitute(_ expression: CompiledExpression, _ args: Arguments) throws(Raised) -> Value {
    let subject = try subject(args[2])
    let limit = args.count > 3 ? try integerArgument(args[3]) : 0
    if isCallable(args[1]) { return try substitute(expression, subject, by: args[1], limit: limit) }
    let replacement = try givenText(nativeValue(args[1]))
    let byteLimit = heap.capacity
    let text = try matched(subject) { bytes, steps throws(EngineFault) in
      try expression.expression.substitute(
        replacement.span, in: bytes, limit: limit, byteLimit: byteLimit, steps: &steps)
    }
    guard let text else { return args[2] }
    return try newText(memory.kind(subject.address), text[...])
  }

  /// The same with a function that gets each match and gives what takes its place.
  private func substitute(
    _ expression: CompiledExpression, _ subject: Value, by function: Value, limit: Int
  ) throws(Raised) -> Value {
    let whole = bytes(subject)
    var text: [UInt8] = []
    var (begin, count) = (0, 0)
    while limit <= 0 || count < limit {
      let found = try matched(subject) { bytes, steps throws(EngineFault) in
        try expression.expression.nextNonemptyMatch(bytes, from: begin, steps: &steps)
      }
      guard let found else { break }
      text += whole[begin..<found.whole.lowerBound]
      let replacement = try givenText(nativeValue(try call(function, [try newMatch(subject, found)])))
      try computed { () throws(EngineFault) in
        try RegularExpression.expand(replacement.span, found, whole.span, into: &text)
      }
      try checkStreamByteCount(text.count)
      begin = found.whole.upperBound
      count += 1
    }
    if count == 0 { return subject }
    return try newText(memory.kind(subject.address), (text + whole[begin...])[...])
  }
}

/// A compiled expression as scripts hold it.
private final class CompiledExpression: ScriptObject {
  let expression: RegularExpression
  var address = 0

  init(_ expression: RegularExpression) { self.expression = expression }

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    Array("<re \(String(address, radix: 16))>".utf8)
  }
}
