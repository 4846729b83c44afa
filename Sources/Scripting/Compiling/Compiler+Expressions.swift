/// Expressions.
extension Compiler {
  /// Computes a value; where it is.
  ///
  /// A local's own register is not to be changed.
  mutating func value(_ id: ExpressionID) throws(SyntaxFault) -> Int {
    if case .name(let name) = tree[id].kind { return load(name, into: nil) }
    let target = emitter.allocate()
    try value(id, into: target)
    return target
  }

  /// Computes a value into a register.
  mutating func value(_ id: ExpressionID, into target: Int) throws(SyntaxFault) {
    let node = tree[id]
    let base = emitter.nextRegister
    defer { emitter.free(to: base) }
    if isNode(node.kind) { mark(node.offset) }
    switch node.kind {
    case .name(let name): _ = load(name, into: target)
    case .none: none(into: target)
    case .true: emitter.emit(.fixed, target, wide: Int(Value.true.bits))
    case .false: emitter.emit(.fixed, target, wide: Int(Value.false.bits))
    case .debug: emitter.emit(.fixed, target, wide: Int(Value(context.optimizationLevel == 0).bits))
    case .ellipsis: emitter.emit(.fixed, target, wide: Int(Value.ellipsis.bits))
    case .integer(let literal): integer(literal, into: target)
    case .float(let digits):
      emitter.emit(.constant, target, wide: emitter.constant(float: Array(tree[digits])))
    case .imaginary(let digits):
      emitter.emit(.constant, target, wide: emitter.add(.imaginary(Array(tree[digits]))))
    case .string(let text): emitter.emit(.constant, target, wide: emitter.constant(string: Array(tree[text])))
    case .bytes(let text): emitter.emit(.constant, target, wide: emitter.constant(bytes: Array(tree[text])))
    case .tuple(let items): try build(.buildTuple, tree[items], into: target)
    case .list(let items): try build(.buildList, tree[items], into: target)
    case .set(let items): try build(.buildSet, tree[items], into: target)
    case .dictionary(let items): try dictionary(tree[items], into: target)
    case .and, .or, .not: try logic(id, node, into: target)
    case .comparison(let first, let steps): try comparison(first, steps, into: target)
    case .conditional(let value, let condition, let otherwise):
      try conditional(value, condition, otherwise, into: target)
    case .slice(let start, let stop, let step): try slice([start, stop, step], into: target)
    case .star: throw fault("*x must be assignment target", at: node.offset)
    default: try operation(id, node, into: target)
    }
  }

  /// Whether the device's compiler notes the line of an expression: of those that are not a single token, and
  /// of constants that do not fit its tokens.
  private func isNode(_ kind: Expression) -> Bool {
    switch kind {
    case .name, .none, .true, .false, .ellipsis, .integer(.small), .star: false
    case .string(let text): tree[text].count > 10
    case .bytes(let text): tree[text].count > 10
    default: true
    }
  }

  private mutating func operation(_ id: ExpressionID, _ node: ExpressionNode, into target: Int)
    throws(SyntaxFault)
  {
    switch node.kind {
    case .unary(let operation, let operand): try unary(operation, operand, into: target)
    case .arithmetic(let first, let steps): try arithmetic(first, tree[steps], into: target)
    case .comprehension(let kind, let element, let value, let clauses):
      try comprehension(id, kind, element, value, clauses, into: target)
    case .lambda(let parameters, let body): try lambda(id, parameters, body, into: target)
    case .postfix(let base, let trailers): try postfix(base, tree[trailers], into: target)
    case .yield(let value):
      try requireGenerator(node.offset)
      // Not in the target: an exception may come in, and a variable must keep its value then.
      let exchange = emitter.allocate()
      if let value { try self.value(value, into: exchange) } else { none(into: exchange) }
      emitter.emit(.yield, exchange)
      emitter.emit(.move, target, exchange)
    case .yieldFrom(let value):
      try requireGenerator(node.offset)
      let iterator = emitter.allocate(2)
      try self.value(value, into: iterator)
      emitter.emit(.getIterator, iterator, iterator)
      none(into: iterator + 1)
      emitter.emit(.yieldFrom, target, iterator, iterator + 1)
    default: break
    }
  }

  /// A register gets `None`.
  mutating func none(into target: Int) { emitter.emit(.fixed, target, wide: Int(Value.none.bits)) }

  private func requireGenerator(_ offset: UInt32) throws(SyntaxFault) {
    guard unit.isGenerator else { throw fault("'yield' outside function", at: offset) }
  }

  private mutating func integer(_ literal: IntegerLiteral, into target: Int) {
    switch literal {
    case .small(let number):
      if Int64(Int32(truncatingIfNeeded: number)) == number {
        emitter.emit(.small, target, wide: Int(number))
      } else {
        emitter.emit(.constant, target, wide: emitter.constant(literal, digits: []))
      }
    case .big(let digits, _):
      emitter.emit(.constant, target, wide: emitter.constant(literal, digits: Array(tree[digits])))
    }
  }

  /// Computes values into registers one after another; the first one.
  mutating func run(_ items: ArraySlice<ExpressionID>) throws(SyntaxFault) -> Int {
    let first = emitter.allocate(items.count)
    var register = first
    for item in items {
      try value(item, into: register)
      register += 1
    }
    return first
  }

  /// `{key: value, …}`: of each pair the value first, as the device has it.
  private mutating func dictionary(_ items: ArraySlice<ExpressionID>, into target: Int) throws(SyntaxFault) {
    let first = emitter.allocate(items.count)
    for pair in 0..<items.count / 2 {
      mark(tree[items[items.startIndex + pair * 2]].offset)
      try value(items[items.startIndex + pair * 2 + 1], into: first + pair * 2 + 1)
      try value(items[items.startIndex + pair * 2], into: first + pair * 2)
    }
    emitter.emit(.buildDict, target, first, items.count / 2)
  }

  private mutating func build(_ opcode: Opcode, _ items: ArraySlice<ExpressionID>, into target: Int)
    throws(SyntaxFault)
  {
    let first = try run(items)
    emitter.emit(opcode, target, first, items.count)
  }

  private mutating func slice(_ parts: [ExpressionID?], into target: Int) throws(SyntaxFault) {
    let first = emitter.allocate(3)
    for (index, part) in parts.enumerated() {
      if let part {
        try value(part, into: first + index)
      } else {
        none(into: first + index)
      }
    }
    emitter.emit(.buildSlice, target, first)
  }

  // MARK: Arithmetic

  private mutating func unary(
    _ operation: UnaryOperator, _ operand: ExpressionID, into target: Int
  ) throws(SyntaxFault) {
    // A minus before a number is part of it.
    if operation == .minus, case .integer(.small(let number)) = tree[operand].kind, number != .min,
      abs(number) < 1 << 31
    {
      return emitter.emit(.small, target, wide: Int(-number))
    }
    let register = try value(operand)
    emitter.emit(.unary, target, register, 0, x: Int(operation.rawValue))
  }

  private mutating func arithmetic(
    _ first: ExpressionID, _ steps: ArraySlice<ArithmeticStep>, into target: Int
  ) throws(SyntaxFault) {
    // The left operand may be the target's own variable, so results go through a register of ours but for the
    // last.
    var left = try value(first)
    let sum = emitter.allocate()
    for (place, step) in zip(steps.indices, steps) {
      let base = emitter.nextRegister
      let result = place == steps.endIndex - 1 ? target : sum
      if let number = smallOperand(step.operand), let opcode = Opcode(number: step.operation) {
        emitter.emit(opcode, result, left, number)
      } else {
        let right = try value(step.operand)
        emitter.emit(Opcode(step.operation), result, left, right)
      }
      left = result
      emitter.free(to: base)
    }
  }

  /// The number of an operand that fits an instruction.
  func smallOperand(_ id: ExpressionID) -> Int? {
    switch tree[id].kind {
    case .integer(.small(let number)): Int64(Int16(truncatingIfNeeded: number)) == number ? Int(number) : nil
    case .unary(.minus, let inner):
      if case .integer(.small(let number)) = tree[inner].kind, number >= 0, number < 1 << 15 {
        Int(-number)
      } else {
        nil
      }
    default: nil
    }
  }

  // MARK: Truth

  private mutating func logic(_ id: ExpressionID, _ node: ExpressionNode, into target: Int)
    throws(SyntaxFault)
  {
    switch node.kind {
    case .and(let items), .or(let items):
      var isAnd = false
      if case .and = node.kind { isAnd = true }
      // Through a register of ours: the target may be a variable that operands read.
      let result = emitter.allocate()
      let end = emitter.label()
      let all = tree[items]
      for (place, item) in zip(all.indices, all) {
        try value(item, into: result)
        if place < all.endIndex - 1 { emitter.jump(isAnd ? .jumpIfFalse : .jumpIfTrue, result, end) }
      }
      emitter.place(end)
      emitter.emit(.move, target, result)
    case .not(let operand):
      let register = try value(operand)
      emitter.emit(.not, target, register)
    default: break
    }
  }

  private mutating func conditional(
    _ value: ExpressionID, _ condition: ExpressionID, _ otherwise: ExpressionID, into target: Int
  ) throws(SyntaxFault) {
    let other = emitter.label()
    let end = emitter.label()
    try jump(condition, ifTrue: false, other)
    try self.value(value, into: target)
    emitter.jump(end)
    emitter.place(other)
    try self.value(otherwise, into: target)
    emitter.place(end)
  }

  private mutating func comparison(
    _ first: ExpressionID, _ steps: ComparisonList, into target: Int
  ) throws(SyntaxFault) {
    let all = tree[steps]
    var left = try value(first)
    let result = all.count > 1 ? emitter.allocate() : target
    let end = emitter.label()
    for (place, step) in zip(all.indices, all) {
      let right = try value(step.operand)
      compare(step.operation, left, right, into: result)
      if place < all.endIndex - 1 { emitter.jump(.jumpIfFalse, result, end) }
      left = right
    }
    emitter.place(end)
    if result != target { emitter.emit(.move, target, result) }
  }

  private mutating func compare(_ operation: ComparisonOperator, _ left: Int, _ right: Int, into target: Int)
  {
    switch operation {
    case .in: emitter.emit(.contains, target, left, right)
    case .notIn: emitter.emit(.contains, target, left, right, x: 1)
    case .is: emitter.emit(.isSame, target, left, right)
    case .isNot: emitter.emit(.isSame, target, left, right, x: 1)
    default: emitter.emit(.compare, target, left, right, x: Int(ComparisonKind(operation).rawValue))
    }
  }

  /// Jumps when a condition has this truth, else goes on.
  mutating func jump(_ id: ExpressionID, ifTrue sense: Bool, _ label: Emitter.Label) throws(SyntaxFault) {
    let base = emitter.nextRegister
    defer { emitter.free(to: base) }
    switch tree[id].kind {
    case .not(let inner): try jump(inner, ifTrue: !sense, label)
    case .true where sense, .false where !sense: emitter.jump(label)
    case .true, .false: break
    case .and(let items): try jumpChain(tree[items], isAnd: true, ifTrue: sense, label)
    case .or(let items): try jumpChain(tree[items], isAnd: false, ifTrue: sense, label)
    case .comparison(let first, let steps) where steps.count == 1:
      let step = tree[steps][tree[steps].startIndex]
      mark(tree[id].offset)
      try jumpComparison(first, step, ifTrue: sense, label)
    default:
      let register = try value(id)
      emitter.jump(sense ? .jumpIfTrue : .jumpIfFalse, register, label)
    }
  }

  private mutating func jumpChain(
    _ items: ArraySlice<ExpressionID>, isAnd: Bool, ifTrue sense: Bool, _ label: Emitter.Label
  ) throws(SyntaxFault) {
    if isAnd != sense {
      // `and` that is to jump when false, `or` that is to jump when true: each operand may.
      for item in items { try jump(item, ifTrue: sense, label) }
      return
    }
    let end = emitter.label()
    for item in items.dropLast() { try jump(item, ifTrue: !sense, end) }
    if let last = items.last { try jump(last, ifTrue: sense, label) }
    emitter.place(end)
  }

  private mutating func jumpComparison(
    _ first: ExpressionID, _ step: ComparisonStep, ifTrue sense: Bool, _ label: Emitter.Label
  ) throws(SyntaxFault) {
    let left = try value(first)
    if let pair = Opcode.jumps(step.operation) {
      if let number = smallOperand(step.operand) {
        return emitter.shortJump(pair.number, left, number, x: sense ? 1 : 0, label)
      }
      let right = try value(step.operand)
      return emitter.shortJump(pair.register, left, right, x: sense ? 1 : 0, label)
    }
    let right = try value(step.operand)
    switch step.operation {
    case .is: emitter.shortJump(.jumpSame, left, right, x: sense ? 1 : 0, label)
    case .isNot: emitter.shortJump(.jumpSame, left, right, x: sense ? 0 : 1, label)
    default:
      let result = emitter.allocate()
      compare(step.operation, left, right, into: result)
      emitter.jump(sense ? .jumpIfTrue : .jumpIfFalse, result, label)
    }
  }
}

extension ComparisonKind {
  /// The comparison of an operator that orders or equates.
  init(_ operation: ComparisonOperator) {
    switch operation {
    case .less: self = .less
    case .greater: self = .greater
    case .lessEqual: self = .lessEqual
    case .greaterEqual: self = .greaterEqual
    case .notEqual: self = .notEqual
    default: self = .equal
    }
  }
}

extension Opcode {
  /// The instruction of an operator.
  init(_ operation: ArithmeticOperator) {
    switch operation {
    case .or: self = .or
    case .xor: self = .xor
    case .and: self = .and
    case .shiftLeft: self = .shiftLeft
    case .shiftRight: self = .shiftRight
    case .add: self = .add
    case .subtract: self = .subtract
    case .multiply: self = .multiply
    case .divide: self = .divide
    case .floorDivide: self = .floorDivide
    case .modulo: self = .modulo
    case .power: self = .power
    }
  }

  /// The instruction of an operator whose right operand is a small number.
  init?(number operation: ArithmeticOperator) {
    switch operation {
    case .add: self = .addNumber
    case .subtract: self = .subtractNumber
    case .multiply: self = .multiplyNumber
    case .and: self = .andNumber
    case .shiftLeft: self = .shiftLeftNumber
    case .shiftRight: self = .shiftRightNumber
    case .floorDivide: self = .floorDivideNumber
    case .modulo: self = .moduloNumber
    case .or, .xor, .divide, .power: return nil
    }
  }

  /// The jumps of a comparison: with a register or a number on the right.
  static func jumps(_ operation: ComparisonOperator) -> (register: Opcode, number: Opcode)? {
    switch operation {
    case .less: (.jumpLess, .jumpLessNumber)
    case .greater: (.jumpGreater, .jumpGreaterNumber)
    case .equal: (.jumpEqual, .jumpEqualNumber)
    case .lessEqual: (.jumpLessEqual, .jumpLessEqualNumber)
    case .greaterEqual: (.jumpGreaterEqual, .jumpGreaterEqualNumber)
    case .notEqual: (.jumpNotEqual, .jumpNotEqualNumber)
    case .in, .notIn, .is, .isNot: nil
    }
  }
}
