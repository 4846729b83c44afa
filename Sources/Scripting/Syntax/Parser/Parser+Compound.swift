extension Parser {
  /// A statement with a block; nil if the current token begins none.
  mutating func compoundStatement() throws(SyntaxFault) -> Statement? {
    switch kind {
    case .kwIf: return try ifStatement()
    case .kwWhile: return try whileStatement()
    case .kwFor: return try forStatement()
    case .kwTry: return try tryStatement()
    case .kwWith: return try withStatement()
    case .kwDef, .kwClass: return try definition(SyntaxTree.store([], in: &tree.expressionLists))
    case .at: return try decorated()
    default: return nil
    }
  }

  /// `: suite`: simple statements on the same line, or an indented block.
  private mutating func suite() throws(SyntaxFault) -> Block {
    settleStars()
    try expect(.colon)
    var statements: [StatementID] = []
    guard try take(.newline) else {
      try simpleStatements(into: &statements)
      return SyntaxTree.store(statements, in: &tree.blocks)
    }
    try enter()
    defer { depth -= 1 }
    try expect(.indent)
    repeat { try statement(into: &statements) } while kind != .dedent
    try advance()
    return SyntaxTree.store(statements, in: &tree.blocks)
  }

  /// A suite after a keyword; empty if the keyword is not there.
  private mutating func suite(after keyword: TokenKind) throws(SyntaxFault) -> Block {
    guard try take(keyword) else { return SyntaxTree.store([], in: &tree.blocks) }
    return try suite()
  }

  private mutating func ifStatement() throws(SyntaxFault) -> Statement {
    var branches: [Branch] = []
    repeat {
      try advance()
      let condition = try test()
      branches.append(Branch(condition: condition, body: try suite()))
    } while kind == .kwElif
    return .if(SyntaxTree.store(branches, in: &tree.branches), otherwise: try suite(after: .kwElse))
  }

  private mutating func whileStatement() throws(SyntaxFault) -> Statement {
    try advance()
    let condition = try test()
    let body = try suite()
    return .while(condition, body: body, otherwise: try suite(after: .kwElse))
  }

  private mutating func forStatement() throws(SyntaxFault) -> Statement {
    try advance()
    let target = try targets()
    checkTarget(target)
    try expect(.kwIn)
    let iterable = try tests()
    let body = try suite()
    return .for(target: target, iterable: iterable, body: body, otherwise: try suite(after: .kwElse))
  }

  private mutating func tryStatement() throws(SyntaxFault) -> Statement {
    try advance()
    let body = try suite()
    var handlers: [Handler] = []
    while kind == .kwExcept {
      if let last = handlers.last, last.type == nil {
        note("default 'except' must be last", at: last.offset)
      }
      handlers.append(try handler())
    }
    let otherwise = handlers.isEmpty ? SyntaxTree.store([], in: &tree.blocks) : try suite(after: .kwElse)
    guard !handlers.isEmpty || kind == .kwFinally else { throw invalidSyntax() }
    let finally = try suite(after: .kwFinally)
    return .try(
      body: body, SyntaxTree.store(handlers, in: &tree.handlers), otherwise: otherwise, finally: finally)
  }

  private mutating func handler() throws(SyntaxFault) -> Handler {
    let start = offset
    try advance()
    guard kind.startsExpression else {
      return Handler(type: nil, name: nil, body: try suite(), offset: start)
    }
    let type = try test()
    let name = try alias()
    return Handler(type: type, name: name, body: try suite(), offset: start)
  }

  private mutating func withStatement() throws(SyntaxFault) -> Statement {
    try advance()
    var items: [WithItem] = []
    repeat {
      let manager = try test()
      var target: ExpressionID?
      if try take(.kwAs) {
        let name = try arithmetic()
        checkTarget(name)
        target = name
      }
      items.append(WithItem(manager: manager, target: target))
    } while try take(.comma)
    let body = try suite()
    return .with(SyntaxTree.store(items, in: &tree.withItems), body: body)
  }

  /// `decorated`: dotted names with arguments or without, each on its line, then a function or a class.
  private mutating func decorated() throws(SyntaxFault) -> Statement {
    var decorators: [ExpressionID] = []
    while try take(.at) {
      let start = offset
      let first = try name()
      let base = add(.name(first), at: start)
      var trailers: [Trailer] = []
      while kind == .period {
        let place = offset
        try advance()
        trailers.append(Trailer(kind: .attribute(try name()), offset: place))
      }
      let place = offset
      if try take(.parenOpen) {
        trailers.append(Trailer(kind: .call(try arguments()), offset: place))
        try expect(.parenClose)
      }
      let list = SyntaxTree.store(trailers, in: &tree.trailers)
      decorators.append(trailers.isEmpty ? base : add(.postfix(base: base, list), at: start))
      settleStars()
      try expect(.newline)
    }
    guard kind == .kwDef || kind == .kwClass else { throw invalidSyntax() }
    return try definition(SyntaxTree.store(decorators, in: &tree.expressionLists))
  }

  /// A function or a class.
  private mutating func definition(_ decorators: ExpressionList) throws(SyntaxFault) -> Statement {
    let isFunction = kind == .kwDef
    try advance()
    let name = try name()
    guard isFunction else {
      var bases = SyntaxTree.store([], in: &tree.arguments)
      if try take(.parenOpen) {
        bases = try arguments()
        try expect(.parenClose)
      }
      let body = try suite(of: name)
      tree.classes.append(
        ClassDefinition(name: name, arguments: bases, body: body, decorators: decorators))
      return .class(ClassID(index: UInt32(tree.classes.count - 1)))
    }
    try expect(.parenOpen)
    let outer = scopeName
    scopeName = name
    let parameters = try parameters(until: .parenClose, allowsAnnotations: true)
    scopeName = outer
    try expect(.parenClose)
    if try take(.arrow) { _ = try test() }
    let body = try suite(of: name)
    tree.functions.append(
      FunctionDefinition(name: name, parameters: parameters, body: body, decorators: decorators))
    return .function(FunctionID(index: UInt32(tree.functions.count - 1)))
  }

  /// The body of a function or class.
  private mutating func suite(of name: NameID) throws(SyntaxFault) -> Block {
    let outer = scopeName
    scopeName = name
    defer { scopeName = outer }
    return try suite()
  }
}
