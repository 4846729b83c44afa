/// Calls, items, attributes, and what makes functions.
extension Compiler {
  /// `base` with calls, indices and attributes in turn.
  mutating func postfix(
    _ base: ExpressionID, _ trailers: ArraySlice<Trailer>, into target: Int
  ) throws(SyntaxFault) {
    var index = trailers.startIndex
    var object: Int
    if case .call(let arguments) = trailers[index].kind {
      // A call leaves its result where the callee was.
      object = emitter.allocate()
      if try superCall(base, arguments, into: object) {
      } else {
        try value(base, into: object)
        mark(trailers[index].offset)
        try call(arguments, callee: object, isMethod: false)
      }
      index += 1
    } else {
      object = try value(base)
    }
    let result = emitter.allocate(2)
    while index < trailers.endIndex {
      let trailer = trailers[index]
      switch trailer.kind {
      case .attribute(let name):
        if index + 1 < trailers.endIndex, case .call(let arguments) = trailers[index + 1].kind {
          emitter.emit(.getMethod, result, object, emitter.cache(bytes(name)))
          try call(arguments, callee: result, isMethod: true)
          index += 1
        } else {
          mark(trailer.offset)
          emitter.emit(.getAttribute, result, object, emitter.cache(bytes(name)))
        }
      case .index(let key):
        let base = emitter.nextRegister
        mark(trailer.offset)
        let register = try value(key)
        emitter.emit(.getItem, result, object, register)
        emitter.free(to: base)
      case .call(let arguments):
        let base = emitter.nextRegister
        let callee = emitter.allocate()
        emitter.emit(.move, callee, object)
        mark(trailer.offset)
        try call(arguments, callee: callee, isMethod: false)
        emitter.emit(.move, result, callee)
        emitter.free(to: base)
      }
      object = result
      index += 1
    }
    emitter.emit(.move, target, object)
  }

  /// `super()` in a function of a class: the class' cell and the first parameter are its arguments.
  private mutating func superCall(
    _ base: ExpressionID, _ arguments: ArgumentList, into target: Int
  ) throws(SyntaxFault) -> Bool {
    guard arguments.isEmpty, case .name(let name) = tree[base].kind, tree.names.string(name) == "super", scope.isDefinition
    else { return false }
    guard let first = registers.first(where: { $0.value == 0 })?.key, !unit.parameterNames.isEmpty else {
      throw fault("super() can't find self", at: tree[base].offset)
    }
    let callee = load(name, into: target)
    let pair = emitter.allocate(2)
    _ = load(context.scopes.classCell, into: pair)
    _ = load(first, into: pair + 1)
    emitter.emit(.call, callee, 2)
    emitter.free(to: pair)
    return true
  }

  /// Evaluates arguments behind a callee and calls it.
  mutating func call(
    _ arguments: ArgumentList, callee: Int, isMethod: Bool
  ) throws(SyntaxFault) {
    let base = emitter.nextRegister
    defer { emitter.free(to: base) }
    let all = tree[arguments]
    guard !all.contains(where: \.isSpread) else { return try spreadCall(all, callee: callee, isMethod: isMethod) }
    // Where arguments begin; the callee may not be the topmost register.
    let start = callee + (isMethod ? 2 : 1)
    if start < base { return try callFromAbove(arguments, callee: callee, isMethod: isMethod) }
    emitter.free(to: start)
    var named = 0
    for argument in all {
      if case .keyword(let name) = argument.kind {
        emitter.emit(.constant, emitter.allocate(), wide: emitter.constant(name: bytes(name)))
        named += 1
      }
      let register = emitter.allocate()
      try value(argument.value, into: register)
    }
    emitter.emit(isMethod ? .callMethod : .call, callee, all.count - named, named)
  }

  /// The callee lies under registers in use: it is called from above them.
  private mutating func callFromAbove(
    _ arguments: ArgumentList, callee: Int, isMethod: Bool
  ) throws(SyntaxFault) {
    let copy = emitter.allocate(isMethod ? 2 : 1)
    emitter.emit(.move, copy, callee)
    if isMethod { emitter.emit(.move, copy + 1, callee + 1) }
    try call(arguments, callee: copy, isMethod: isMethod)
    emitter.emit(.move, callee, copy)
  }

  /// A call with `*` or `**`: a list of positional arguments, a dict of named ones.
  private mutating func spreadCall(
    _ arguments: ArraySlice<Argument>, callee: Int, isMethod: Bool
  ) throws(SyntaxFault) {
    let copy = emitter.allocate(4)
    emitter.emit(.move, copy, callee)
    if isMethod { emitter.emit(.move, copy + 1, callee + 1) } else { emitter.emit(.fixed, copy + 1, wide: 0) }
    emitter.emit(.buildList, copy + 2, copy + 2, 0)
    emitter.emit(.buildDict, copy + 3, copy + 3, 0)
    // As the device does it: `*` and `**` after all others, wherever they stand.
    for argument in arguments.filter({ !$0.isSpread }) + arguments.filter(\.isSpread) {
      let base = emitter.nextRegister
      switch argument.kind {
      case .positional:
        let register = try value(argument.value)
        emitter.emit(.appendList, copy + 2, register)
      case .star:
        let register = try value(argument.value)
        emitter.emit(.extendList, copy + 2, register)
      case .keyword(let name):
        let pair = emitter.allocate(2)
        emitter.emit(.constant, pair, wide: emitter.constant(name: bytes(name)))
        try value(argument.value, into: pair + 1)
        emitter.emit(.setItem, copy + 3, pair, pair + 1)
      case .doubleStar:
        let register = try value(argument.value)
        emitter.emit(.mergeKeywords, copy + 3, register)
      }
      emitter.free(to: base)
    }
    emitter.emit(.callSpread, copy)
    emitter.emit(.move, callee, copy)
  }

  // MARK: Functions

  mutating func lambda(
    _ id: ExpressionID, _ parameters: ParameterList, _ body: ExpressionID, into target: Int
  ) throws(SyntaxFault) {
    guard let inner = context.scopes.expressions[id] else { return }
    let code = try Compiler.compile(context, inner) { (compiler) throws(SyntaxFault) in
      compiler.declare(parameters)
      let register = try compiler.value(body)
      compiler.emitter.emit(.returnValue, register)
    }
    try makeFunction(code, inner, parameters, into: target)
  }

  /// Gives the parameters of a function their places.
  mutating func declare(_ parameters: ParameterList) {
    let all = tree[parameters]
    var names: [NameID] = []
    for parameter in all where parameter.kind == .positional { names.append(parameter.name) }
    unit.parameterCount = names.count
    for parameter in all where parameter.kind == .keywordOnly { names.append(parameter.name) }
    unit.keywordOnlyCount = names.count - unit.parameterCount
    for parameter in all where parameter.kind == .star && !tree.names[parameter.name].isEmpty {
      names.append(parameter.name)
      unit.hasStar = true
    }
    for parameter in all where parameter.kind == .doubleStar {
      names.append(parameter.name)
      unit.hasDoubleStar = true
    }
    declareLocals(parameters: names)
  }

  /// Makes a function of code: default values now, cells from here.
  mutating func makeFunction(
    _ code: CodeUnit, _ inner: Scope, _ parameters: ParameterList, into target: Int
  ) throws(SyntaxFault) {
    let base = emitter.nextRegister
    defer { emitter.free(to: base) }
    let pair = emitter.allocate(2)
    var flags = 0
    let defaults = tree[parameters].filter { $0.kind == .positional && $0.defaultValue != nil }
    if !defaults.isEmpty {
      flags |= 1
      let first = emitter.allocate(defaults.count)
      for (place, parameter) in defaults.enumerated() {
        if let value = parameter.defaultValue { try self.value(value, into: first + place) }
      }
      emitter.emit(.buildTuple, pair, first, defaults.count)
      emitter.free(to: first)
    }
    let named = tree[parameters].filter { $0.kind == .keywordOnly && $0.defaultValue != nil }
    if !named.isEmpty {
      flags |= 2
      let first = emitter.allocate(named.count * 2)
      for (place, parameter) in named.enumerated() {
        emitter.emit(.constant, first + place * 2, wide: emitter.constant(name: bytes(parameter.name)))
        if let value = parameter.defaultValue { try self.value(value, into: first + place * 2 + 1) }
      }
      emitter.emit(.buildDict, pair + 1, first, named.count)
      emitter.free(to: first)
    }
    makeClosure(code, inner, pair, flags, into: target)
  }

  /// Makes a function object whose cells come from this scope.
  mutating func makeClosure(_ code: CodeUnit, _ inner: Scope, _ pair: Int, _ flags: Int, into target: Int) {
    code.captures = inner.freeNames.map { name in
      if scope.binding(name) == .cell, let register = registers[name] { return .register(register) }
      return .free(freeIndices[name] ?? 0)
    }
    emitter.emit(.makeFunction, target, emitter.add(.code(code)), pair, x: flags)
  }

  mutating func comprehension(
    _ id: ExpressionID, _ kind: Expression.Comprehension, _ element: ExpressionID, _ value: ExpressionID?, _ clauses: ClauseList,
    into target: Int
  ) throws(SyntaxFault) {
    guard let inner = context.scopes.expressions[id], case .for(_, let iterable)? = tree[clauses].first else { return }
    let code = try Compiler.compile(context, inner) { (compiler) throws(SyntaxFault) in
      try compiler.comprehensionBody(kind, element, value, compiler.tree[clauses])
    }
    let callee = emitter.allocate(2)
    makeClosure(code, inner, callee, 0, into: callee)
    try self.value(iterable, into: callee + 1)
    emitter.emit(.getIterator, callee + 1, callee + 1)
    emitter.emit(.call, callee, 1)
    emitter.emit(.move, target, callee)
  }

  /// The function of a comprehension: its argument is the iterator of the first `for`.
  private mutating func comprehensionBody(
    _ kind: Expression.Comprehension, _ element: ExpressionID, _ value: ExpressionID?, _ clauses: ArraySlice<ComprehensionClause>
  ) throws(SyntaxFault) {
    let iterator = emitter.allocate()
    unit.parameterCount = 1
    unit.parameterNames = [[]]
    unit.localNames = [[]]
    declareLocals(parameters: [])
    let result = emitter.allocate()
    switch kind {
    case .list: emitter.emit(.buildList, result, result, 0)
    case .set: emitter.emit(.buildSet, result, result, 0)
    case .dictionary: emitter.emit(.buildDict, result, result, 0)
    case .generator: break
    }
    try clause(clauses, iterator, isFirst: true) { (compiler) throws(SyntaxFault) in
      let base = compiler.emitter.nextRegister
      defer { compiler.emitter.free(to: base) }
      switch kind {
      case .list:
        let register = try compiler.value(element)
        compiler.emitter.emit(.appendList, result, register)
      case .set:
        let register = try compiler.value(element)
        compiler.emitter.emit(.addSet, result, register)
      case .dictionary:
        // The value first, as the device has it.
        if let value {
          let register = try compiler.value(value)
          let key = try compiler.value(element)
          compiler.emitter.emit(.setItem, result, key, register)
        }
      case .generator:
        let register = compiler.emitter.allocate()
        try compiler.value(element, into: register)
        compiler.emitter.emit(.yield, register)
      }
    }
    if kind == .generator { emitter.emit(.returnNone) } else { emitter.emit(.returnValue, result) }
  }

  /// One `for` or `if` of a comprehension around those behind it.
  private mutating func clause(
    _ clauses: ArraySlice<ComprehensionClause>, _ iterator: Int, isFirst: Bool,
    _ body: (inout Compiler) throws(SyntaxFault) -> Void
  ) throws(SyntaxFault) {
    guard let first = clauses.first else { return try body(&self) }
    switch first {
    case .if(let condition):
      let end = emitter.label()
      try jump(condition, ifTrue: false, end)
      try clause(clauses.dropFirst(), iterator, isFirst: false, body)
      emitter.place(end)
    case .for(let target, let iterable):
      let base = emitter.nextRegister
      defer { emitter.free(to: base) }
      var source = iterator
      if !isFirst {
        source = emitter.allocate()
        try value(iterable, into: source)
        emitter.emit(.getIterator, source, source)
      }
      let line = emitter.line
      let next = emitter.label()
      let start = emitter.label()
      emitter.jump(next)
      emitter.place(start)
      let item = emitter.allocate()
      try store(target, from: item)
      try clause(clauses.dropFirst(), iterator, isFirst: false, body)
      emitter.place(next)
      let last = emitter.line
      emitter.line = line
      emitter.nextJump(.next, source, item, start)
      emitter.line = last
    }
  }
}

extension Argument {
  /// Whether it stands for any number of arguments.
  var isSpread: Bool {
    switch kind {
    case .positional, .keyword: false
    case .star, .doubleStar: true
    }
  }
}
