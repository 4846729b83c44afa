/// `try`, `with`, and the ways out of them: `break`, `continue`, `return`.
///
/// A cleanup (`finally`, or the end of `with`) exists once in the code. Whoever goes through it notes in a register where to go on.
extension Compiler {
  /// `break` or `continue`.
  mutating func leaveLoop(_ way: Way, at offset: UInt32) throws(SyntaxFault) {
    for index in surroundings.indices.reversed() {
      switch surroundings[index] {
      case .loop(let breaks, let continues):
        emitter.jump(way == .breaks ? breaks : continues)
        return
      case .cleanup(let place):
        leave(through: place, way)
        return
      }
    }
    throw fault(way == .breaks ? "'break' outside loop" : "'continue' outside loop", at: offset)
  }

  mutating func returnStatement(_ value: ExpressionID?, at offset: UInt32) throws(SyntaxFault) {
    guard scope.kind == .function else { throw fault("'return' outside function", at: offset) }
    let register = emitter.allocate()
    if let value {
      if !surroundings.contains(where: { if case .cleanup = $0 { true } else { false } }) {
        let result = try self.value(value)
        return emitter.emit(.returnValue, result)
      }
      try self.value(value, into: register)
    } else {
      none(into: register)
    }
    leaveFunction(register)
  }

  /// Returns what a register holds, through the innermost cleanup if there is one.
  private mutating func leaveFunction(_ register: Int) {
    for index in surroundings.indices.reversed() {
      if case .cleanup(let place) = surroundings[index] {
        emitter.emit(.move, exits[place].value, register)
        return leave(through: place, .returns)
      }
    }
    emitter.emit(.returnValue, register)
  }

  private mutating func leave(through place: Int, _ way: Way) {
    let number: Int
    if let known = exits[place].ways.firstIndex(where: { $0 == way }) {
      number = known + 1
    } else {
      exits[place].ways.append(way)
      number = exits[place].ways.count
    }
    emitter.emit(.small, exits[place].way, wide: number)
    emitter.jump(exits[place].start)
  }

  /// Code whose ways out go through a cleanup, then the cleanup, then on to where each one wanted.
  ///
  /// - Parameters:
  ///   - body: What is protected; exceptions in it run the cleanup, too.
  ///   - cleanup: Gets the registers of the way (-1: an exception) and of the exception.
  private mutating func protected(
    at offset: UInt32, _ body: (inout Compiler) throws(SyntaxFault) -> Void,
    cleanup: (inout Compiler, _ way: Int, _ value: Int) throws(SyntaxFault) -> Void
  ) throws(SyntaxFault) {
    let pair = emitter.allocate(2)
    let start = emitter.label()
    exits.append(CleanupExits(way: pair, value: pair + 1, start: start))
    let place = exits.count - 1
    surroundings.append(.cleanup(place))
    let first = emitter.here
    let before = assigned
    try body(&self)
    let last = emitter.here
    surroundings.removeLast()
    let after = assigned
    emitter.emit(.small, pair, wide: 0)
    emitter.jump(start)
    unit.handlers.append(CodeUnit.Handler(start: first, end: last, handler: emitter.here, register: pair + 1))
    emitter.emit(.small, pair, wide: -1)
    emitter.place(start)
    assigned = before.intersection(after)
    handledExceptions.append(HandledException(register: pair + 1, way: pair))
    try cleanup(&self, pair, pair + 1)
    handledExceptions.removeLast()
    let wasHere = assigned
    try dispatch(exits[place].ways, pair, at: offset)
    assigned = after.union(wasHere)
    exits.removeLast()
    emitter.free(to: pair)
  }

  /// Behind a cleanup: goes on where the way in `pair` leads.
  private mutating func dispatch(_ ways: [Way], _ pair: Int, at offset: UInt32) throws(SyntaxFault) {
    let end = emitter.label()
    emitter.shortJump(.jumpEqualNumber, pair, 0, x: 1, end)
    for (index, way) in ways.enumerated() {
      let next = emitter.label()
      emitter.shortJump(.jumpEqualNumber, pair, index + 1, x: 0, next)
      switch way {
      case .breaks, .continues: try leaveLoop(way, at: offset)
      case .returns: leaveFunction(pair + 1)
      }
      emitter.place(next)
    }
    emitter.emit(.reraise, pair + 1)
    emitter.place(end)
  }

  mutating func tryStatement(
    _ body: Block, _ handlers: HandlerList, _ otherwise: Block, _ finally: Block
  ) throws(SyntaxFault) {
    guard !finally.isEmpty else { return try tryExcept(body, tree[handlers], otherwise) }
    let offset = tree[finally].first.map { tree[$0].offset } ?? 0
    try protected(at: offset) { (compiler) throws(SyntaxFault) in
      if handlers.isEmpty {
        try compiler.statements(body)
      } else {
        try compiler.tryExcept(body, compiler.tree[handlers], otherwise)
      }
    } cleanup: { (compiler, _, _) throws(SyntaxFault) in
      try compiler.statements(finally)
    }
  }

  private mutating func tryExcept(
    _ body: Block, _ handlers: ArraySlice<Handler>, _ otherwise: Block
  ) throws(SyntaxFault) {
    let pair = emitter.allocate(2)
    let end = emitter.label()
    let noException = emitter.label()
    let first = emitter.here
    let before = assigned
    try statements(body)
    let last = emitter.here
    var common = assigned
    emitter.jump(noException)
    if last > first {
      unit.handlers.append(CodeUnit.Handler(start: first, end: last, handler: emitter.here, register: pair))
    }
    for handler in handlers {
      assigned = before
      let next = emitter.label()
      if let type = handler.type {
        let register = try value(type)
        emitter.emit(.matches, pair + 1, pair, register)
        emitter.free(to: pair + 2)
        emitter.jump(.jumpIfFalse, pair + 1, next)
      }
      handledExceptions.append(HandledException(register: pair, way: nil))
      try handlerBody(handler, pair)
      handledExceptions.removeLast()
      common.formIntersection(assigned)
      emitter.jump(end)
      emitter.place(next)
    }
    emitter.emit(.reraise, pair)
    emitter.place(noException)
    assigned = before
    try statements(otherwise)
    assigned.formUnion(common)
    emitter.place(end)
    emitter.free(to: pair)
  }

  /// What stands behind `except`. However it ends, the name of the exception goes.
  private mutating func handlerBody(_ handler: Handler, _ exception: Int) throws(SyntaxFault) {
    guard let name = handler.name else { return try statements(handler.body) }
    store(name, from: exception)
    try protected(at: handler.offset) { (compiler) throws(SyntaxFault) in
      try compiler.statements(handler.body)
    } cleanup: { (compiler, _, _) throws(SyntaxFault) in
      // None first, for the body may have deleted it.
      let nothing = compiler.emitter.allocate()
      compiler.none(into: nothing)
      compiler.store(name, from: nothing)
      compiler.delete(name)
      compiler.emitter.free(to: nothing)
    }
  }

  mutating func with(_ items: ArraySlice<WithItem>, _ body: Block) throws(SyntaxFault) {
    guard let item = items.first else { return try statements(body) }
    let offset = tree[item.manager].offset
    let exit = emitter.allocate(2)
    let manager = emitter.allocate()
    try value(item.manager, into: manager)
    emitter.emit(.getMethod, exit, manager, emitter.cache(Array("__exit__".utf8)))
    let enter = emitter.allocate(2)
    emitter.emit(.getMethod, enter, manager, emitter.cache(Array("__enter__".utf8)))
    emitter.emit(.callMethod, enter, 0)
    try protected(at: offset) { (compiler) throws(SyntaxFault) in
      if let target = item.target { try compiler.store(target, from: enter) }
      try compiler.with(items.dropFirst(), body)
    } cleanup: { (compiler, way, value) throws(SyntaxFault) in
      compiler.leaveManager(exit, way, value)
    }
  }

  /// Calls `__exit__`: with the exception, which is gone if the result is true, or with three times None.
  private mutating func leaveManager(_ exit: Int, _ way: Int, _ value: Int) {
    let callee = emitter.allocate(5)
    let withoutException = emitter.label()
    let end = emitter.label()
    emitter.emit(.move, callee, exit)
    emitter.emit(.move, callee + 1, exit + 1)
    emitter.shortJump(.jumpEqualNumber, way, -1, x: 0, withoutException)
    emitter.emit(.exceptionTriple, callee + 2, value)
    emitter.emit(.callMethod, callee, 3)
    emitter.jump(.jumpIfFalse, callee, end)
    emitter.emit(.small, way, wide: 0)
    emitter.jump(end)
    emitter.place(withoutException)
    for index in 2..<5 { none(into: callee + index) }
    emitter.emit(.callMethod, callee, 3)
    emitter.place(end)
    emitter.free(to: callee)
  }
}
