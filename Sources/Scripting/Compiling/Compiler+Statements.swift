/// Statements.
extension Compiler {
  mutating func statements(_ block: Block) throws(SyntaxFault) {
    for id in tree[block] { try statement(tree[id]) }
  }

  private mutating func statement(_ node: StatementNode) throws(SyntaxFault) {
    mark(node.offset)
    let base = emitter.nextRegister
    defer { emitter.free(to: base) }
    switch node.kind {
    case .expression(let value):
      if context.isPrompt, scope.kind == .module {
        emitter.emit(.printResult, try self.value(value))
      } else if case .postfix = tree[value].kind {
        _ = try self.value(value)
        emitter.discardMoved()
      } else {
        _ = try self.value(value)
      }
    case .assign(let targets, let value): try assign(tree[targets], value)
    case .augmentedAssign(let target, let operation, let value): try augment(target, operation, value)
    case .delete(let targets): for target in tree[targets] { try delete(target) }
    case .pass: break
    case .break: try leaveLoop(.breaks, at: node.offset)
    case .continue: try leaveLoop(.continues, at: node.offset)
    case .return(let value): try returnStatement(value, at: node.offset)
    case .raise(let value, let cause): try raise(value, cause)
    case .global, .nonlocal: break
    case .assert(let condition, let message): try assertion(condition, message)
    case .importModules, .importFrom, .importAll: try importStatement(node)
    case .if(let branches, let otherwise): try ifStatement(tree[branches], otherwise)
    case .while(let condition, let body, let otherwise): try whileLoop(condition, body, otherwise)
    case .for(let target, let iterable, let body, let otherwise):
      try forLoop(target, iterable, body, otherwise)
    case .try(let body, let handlers, let otherwise, let finally):
      try tryStatement(body, handlers, otherwise, finally)
    case .with(let items, let body): try with(tree[items], body)
    case .function(let id): try function(id)
    case .class(let id): try type(id)
    }
  }

  private mutating func assign(_ targets: ArraySlice<ExpressionID>, _ given: ExpressionID) throws(SyntaxFault)
  {
    let value = constantValue(of: given, for: targets) ?? given
    if targets.count == 1, let target = targets.first {
      if case .name(let name) = tree[target].kind, let own = ownRegister(name) {
        try self.value(value, into: own)
        noteAssigned(own)
        return
      }
      // `a, b = b, a` needs no tuple.
      if case .tuple(let items) = tree[target].kind, case .tuple(let values) = tree[value].kind,
        items.count == values.count,
        items.count <= 3,
        !tree[items].contains(where: { if case .star = tree[$0].kind { true } else { false } })
      {
        let first = try run(tree[values])
        for (place, item) in tree[items].enumerated() { try store(item, from: first + place) }
        return
      }
    }
    let register = try self.value(value)
    for target in targets { try store(target, from: register) }
  }

  private mutating func augment(
    _ target: ExpressionID, _ operation: ArithmeticOperator, _ value: ExpressionID
  ) throws(SyntaxFault) {
    let node = tree[target]
    switch node.kind {
    case .name(let name):
      let own = ownRegister(name)
      let current = load(name, into: nil)
      let result = own ?? emitter.allocate()
      try combine(operation, current, value, into: result)
      store(name, from: result)
    case .postfix(let object, let trailers):
      let all = tree[trailers]
      guard let last = all.last else { return }
      let owner = try prefix(object, all.dropLast())
      let current = emitter.allocate()
      switch last.kind {
      case .attribute(let name):
        emitter.emit(.getAttribute, current, owner, emitter.cache(bytes(name)))
        try combine(operation, current, value, into: current)
        emitter.emit(.setAttribute, owner, current, emitter.cache(bytes(name)))
      case .index(let key):
        let index = try self.value(key)
        emitter.emit(.getItem, current, owner, index)
        try combine(operation, current, value, into: current)
        emitter.emit(.setItem, owner, index, current)
      case .call: throw fault("can't assign to expression", at: node.offset)
      }
    default: throw fault("can't assign to expression", at: node.offset)
    }
  }

  private mutating func combine(
    _ operation: ArithmeticOperator, _ left: Int, _ value: ExpressionID, into target: Int
  ) throws(SyntaxFault) {
    // Numbers do not care whether it is in place; the instruction falls back for others.
    if let number = smallOperand(value), let opcode = Opcode(number: operation) {
      return emitter.emit(opcode, target, left, number, x: 1)
    }
    let right = try self.value(value)
    emitter.emit(.inPlace, target, left, right, x: Int(operation.rawValue))
  }

  private mutating func raise(_ value: ExpressionID?, _ cause: ExpressionID?) throws(SyntaxFault) {
    guard let value else { return raiseAgain() }
    let register = try self.value(value)
    if let cause { _ = try self.value(cause) }
    emitter.emit(.raise, register)
  }

  /// `raise` alone.
  private mutating func raiseAgain() {
    for handled in handledExceptions.reversed() {
      guard let way = handled.way else { return emitter.emit(.reraise, handled.register) }
      let next = emitter.label()
      emitter.shortJump(.jumpEqualNumber, way, -1, x: 0, next)
      emitter.emit(.reraise, handled.register)
      emitter.place(next)
    }
    emitter.emit(.raiseNothing)
  }

  private mutating func assertion(_ condition: ExpressionID, _ message: ExpressionID?) throws(SyntaxFault) {
    guard context.optimizationLevel == 0 else { return }
    let end = emitter.label()
    try jump(condition, ifTrue: true, end)
    if let message {
      let register = try value(message)
      emitter.emit(.raiseAssertion, register, 1)
    } else {
      emitter.emit(.raiseAssertion)
    }
    emitter.place(end)
  }

  // MARK: Imports

  private mutating func importStatement(_ node: StatementNode) throws(SyntaxFault) {
    switch node.kind {
    case .importModules(let imports):
      for item in tree[imports] { try importModule(item) }
    case .importFrom(let level, let module, let imports):
      let register = emitter.allocate(2)
      let names = tree[imports].compactMap { tree[$0.path].first }
      let first = emitter.allocate(names.count)
      for (place, name) in names.enumerated() {
        emitter.emit(.constant, first + place, wide: emitter.constant(name: bytes(name)))
      }
      emitter.emit(.buildTuple, register, first, names.count)
      emitter.emit(
        .importModule, register, wide: emitter.constant(name: dotted(module)), x: Int(min(level, 255)))
      for item in tree[imports] {
        guard let name = tree[item.path].first else { continue }
        emitter.emit(.importName, register + 1, register, emitter.constant(name: bytes(name)))
        store(item.alias ?? name, from: register + 1)
      }
    case .importAll(let level, let module):
      let register = emitter.allocate(2)
      emitter.emit(.constant, register + 1, wide: emitter.constant(name: [UInt8(ascii: "*")]))
      emitter.emit(.buildTuple, register, register + 1, 1)
      emitter.emit(
        .importModule, register, wide: emitter.constant(name: dotted(module)), x: Int(min(level, 255)))
      emitter.emit(.importAll, register, 0, 0, x: scope.kind == .type || context.usesNames ? 1 : 0)
    default: break
    }
  }

  private mutating func importModule(_ item: ImportItem) throws(SyntaxFault) {
    let register = emitter.allocate()
    none(into: register)
    emitter.emit(.importModule, register, wide: emitter.constant(name: dotted(item.path)), x: 0)
    if let alias = item.alias {
      // The module at the end of the path, not the one at its beginning.
      for name in tree[item.path].dropFirst() {
        emitter.emit(.getAttribute, register, register, emitter.cache(bytes(name)))
      }
      store(alias, from: register)
    } else if let name = tree[item.path].first {
      store(name, from: register)
    }
    emitter.free(to: register)
  }

  private func dotted(_ path: NameList) -> [UInt8] {
    Array(tree[path].map { bytes($0) }.joined(separator: [UInt8(ascii: ".")]))
  }

  // MARK: Branches and loops

  private mutating func ifStatement(_ branches: ArraySlice<Branch>, _ otherwise: Block) throws(SyntaxFault) {
    let end = emitter.label()
    // What all branches assign is assigned.
    var common: Set<Int>?
    for (place, branch) in zip(branches.indices, branches) {
      let next = emitter.label()
      try jump(branch.condition, ifTrue: false, next)
      let before = assigned
      try statements(branch.body)
      common = common.map { $0.intersection(assigned) } ?? assigned
      assigned = before
      if place < branches.endIndex - 1 || !otherwise.isEmpty { emitter.jump(end) }
      emitter.place(next)
    }
    try statements(otherwise)
    if let common { assigned.formIntersection(common) }
    emitter.place(end)
  }

  private mutating func whileLoop(_ condition: ExpressionID, _ body: Block, _ otherwise: Block)
    throws(SyntaxFault)
  {
    let start = emitter.label()
    let test = emitter.label()
    let end = emitter.label()
    let before = assigned
    // The test is at the end, so that each round takes one jump; and once before, for what is assigned in it.
    emitter.jump(test)
    emitter.place(start)
    surroundings.append(.loop(breaks: end, continues: test))
    try statements(body)
    surroundings.removeLast()
    emitter.place(test)
    assigned = before
    try loopBack(condition, start)
    try statements(otherwise)
    assigned = before
    emitter.place(end)
  }

  /// Jumps to the start of a loop while its condition holds, stopping for other things on the way.
  private mutating func loopBack(_ condition: ExpressionID, _ start: Emitter.Label) throws(SyntaxFault) {
    emitter.emit(.loop, emitter.nextRegister, wide: 0)
    try jump(condition, ifTrue: true, start)
  }

  private mutating func forLoop(
    _ target: ExpressionID, _ iterable: ExpressionID, _ body: Block, _ otherwise: Block
  ) throws(SyntaxFault) {
    let start = emitter.label()
    let next = emitter.label()
    let end = emitter.label()
    let range = rangeArguments(iterable)
    let source = emitter.allocate(range == nil ? 1 : 3)
    if let range {
      try prepareRange(range, source)
    } else {
      try value(iterable, into: source)
      emitter.emit(.getIterator, source, source)
    }
    let line = emitter.line
    // The variable itself, when it is a plain local.
    var item = emitter.allocate()
    var own: Int?
    if case .name(let name) = tree[target].kind, let register = ownRegister(name) {
      (item, own) = (register, register)
    }
    emitter.jump(next)
    let before = assigned
    emitter.place(start)
    if let own { noteAssigned(own) } else { try store(target, from: item) }
    surroundings.append(.loop(breaks: end, continues: next))
    try statements(body)
    surroundings.removeLast()
    emitter.place(next)
    assigned = before
    if range == nil {
      // The device asks for the next item above the body.
      let last = emitter.line
      emitter.line = line
      emitter.nextJump(.next, source, item, start)
      emitter.line = last
    } else {
      emitter.nextJump(.nextNumber, source, item, start)
    }
    try statements(otherwise)
    assigned = before
    emitter.place(end)
  }

  /// The arguments of `range(…)` in a `for`, which the device counts through without making a range.
  private func rangeArguments(_ iterable: ExpressionID) -> [ExpressionID]? {
    guard case .postfix(let base, let trailers) = tree[iterable].kind, trailers.count == 1,
      case .name(let name) = tree[base].kind, tree.names.string(name) == "range",
      scope.binding(name) == .global || scope.binding(name) == .member,
      case .call(let arguments)? = tree[trailers].first?.kind, (1...3).contains(arguments.count)
    else { return nil }
    var values: [ExpressionID] = []
    for argument in tree[arguments] {
      guard case .positional = argument.kind else { return nil }
      values.append(argument.value)
    }
    // The device does so only if the step is a number that is written there.
    if values.count == 3, smallOperand(values[2]) == nil || smallOperand(values[2]) == 0 { return nil }
    return values
  }

  private mutating func prepareRange(_ range: [ExpressionID], _ source: Int) throws(SyntaxFault) {
    // The end first, as the device has it.
    try value(range[range.count > 1 ? 1 : 0], into: source + 1)
    if range.count > 1 { try value(range[0], into: source) } else { emitter.emit(.small, source, wide: 0) }
    if range.count > 2 {
      try value(range[2], into: source + 2)
    } else {
      emitter.emit(.small, source + 2, wide: 1)
    }
  }

  // MARK: Functions and classes

  private mutating func function(_ id: FunctionID) throws(SyntaxFault) {
    let definition = tree[id]
    guard let inner = context.scopes.functions[id] else { return }
    var decorators: [ExpressionID] = []
    for decorator in tree[definition.decorators] where !(try isEmitter(decorator)) {
      decorators.append(decorator)
    }
    let first = try run(decorators[...])
    let code = try Compiler.compile(context, inner) { (compiler) throws(SyntaxFault) in
      compiler.declare(definition.parameters)
      try compiler.statements(definition.body)
      compiler.emitter.emit(.returnNone)
    }
    let result = emitter.allocate(2)
    try makeFunction(code, inner, definition.parameters, into: result)
    try decorate(first, decorators[...], result)
    store(definition.name, from: result)
  }

  /// Whether a decorator only says which of the device's compilers is wanted; only that for bytecode is
  /// there.
  private func isEmitter(_ decorator: ExpressionID) throws(SyntaxFault) -> Bool {
    guard case .postfix(let base, let trailers) = tree[decorator].kind,
      case .name(let name) = tree[base].kind,
      tree.names.string(name) == "micropython"
    else { return false }
    let all = tree[trailers]
    if all.count == 1, case .attribute(let kind)? = all.first?.kind, tree.names.string(kind) == "bytecode" {
      return true
    }
    throw fault("invalid micropython decorator", at: tree[decorator].offset)
  }

  private mutating func decorate(_ first: Int, _ decorators: ArraySlice<ExpressionID>, _ result: Int)
    throws(SyntaxFault)
  {
    for place in decorators.indices.reversed() {
      let callee = emitter.allocate(2)
      emitter.emit(.move, callee, first + place - decorators.startIndex)
      emitter.emit(.move, callee + 1, result)
      emitter.emit(.call, callee, 1)
      emitter.emit(.move, result, callee)
      emitter.free(to: callee)
    }
  }

  private mutating func type(_ id: ClassID) throws(SyntaxFault) {
    let definition = tree[id]
    guard let inner = context.scopes.classes[id] else { return }
    let first = try run(tree[definition.decorators])
    let code = try Compiler.compile(context, inner) { (compiler) throws(SyntaxFault) in
      try compiler.classBody(definition)
    }
    let callee = emitter.allocate()
    emitter.emit(.buildClass, callee)
    let arguments = emitter.allocate(2)
    makeClosure(code, inner, arguments, 0, into: arguments)
    emitter.emit(.constant, arguments + 1, wide: emitter.constant(name: bytes(definition.name)))
    var named = 0
    var positional = 2
    for argument in tree[definition.arguments] {
      if case .keyword(let name) = argument.kind {
        emitter.emit(.constant, emitter.allocate(), wide: emitter.constant(name: bytes(name)))
        named += 1
      } else {
        positional += 1
      }
      let register = emitter.allocate()
      try value(argument.value, into: register)
    }
    emitter.emit(.call, callee, positional, named)
    try decorate(first, tree[definition.decorators], callee)
    store(definition.name, from: callee)
  }

  /// The function of a class body: its argument is the class' dict, its result the cell with the class, or
  /// None.
  private mutating func classBody(_ definition: ClassDefinition) throws(SyntaxFault) {
    _ = emitter.allocate()
    unit.hasNamesInRegister = true
    unit.parameterCount = 1
    unit.parameterNames = [[]]
    unit.localNames = [[]]
    declareLocals(parameters: [])
    let register = emitter.allocate()
    emitter.emit(.getGlobal, register, wide: emitter.globalCache(Array("__name__".utf8)))
    emitter.emit(.setName, register, 0, emitter.constant(name: Array("__module__".utf8)))
    emitter.emit(.constant, register, wide: emitter.constant(string: bytes(definition.name)))
    emitter.emit(.setName, register, 0, emitter.constant(name: Array("__qualname__".utf8)))
    try statements(definition.body)
    if scope.binding(context.scopes.classCell) == .cell, let cell = registers[context.scopes.classCell] {
      emitter.emit(.returnValue, cell)
    } else {
      emitter.emit(.returnNone)
    }
  }
}
