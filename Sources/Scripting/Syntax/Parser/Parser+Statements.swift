extension Parser {
  /// `stmt`: a compound statement, or a line of simple ones.
  mutating func statement(into statements: inout [StatementID]) throws(SyntaxFault) {
    statementStart = lexer.token
    let start = offset
    if let compound = try compoundStatement() {
      statements.append(add(compound, at: start))
    } else {
      try simpleStatements(into: &statements)
    }
  }

  /// Adds a statement to the tree.
  mutating func add(_ kind: Statement, at offset: UInt32) -> StatementID {
    tree.statements.append(StatementNode(kind: kind, offset: offset))
    return StatementID(index: UInt32(tree.statements.count - 1))
  }

  /// `simple_stmt`: small statements with `;` between them, and the line's end.
  mutating func simpleStatements(into statements: inout [StatementID]) throws(SyntaxFault) {
    while true {
      let start = offset
      statementStart = lexer.token
      let small = try smallStatement()
      settleStars()
      statements.append(add(small, at: start))
      guard try take(.semicolon), kind != .newline else { break }
    }
    try expect(.newline)
  }

  private mutating func smallStatement() throws(SyntaxFault) -> Statement {
    switch kind {
    case .kwDel: return try delete()
    case .kwPass: return try alone(.pass)
    case .kwBreak: return try alone(.break)
    case .kwContinue: return try alone(.continue)
    case .kwReturn:
      try advance()
      return .return(kind.startsExpression ? try tests() : nil)
    case .kwRaise:
      try advance()
      guard kind.startsExpression else { return .raise(nil, cause: nil) }
      let error = try test()
      return .raise(error, cause: try take(.kwFrom) ? try test() : nil)
    case .kwYield: return .expression(try yieldExpression())
    case .kwImport: return try importModules()
    case .kwFrom: return try importFrom()
    case .kwGlobal:
      try advance()
      return .global(try names(separatedBy: .comma))
    case .kwNonlocal:
      try advance()
      return .nonlocal(try names(separatedBy: .comma))
    case .kwAssert:
      try advance()
      let condition = try test()
      return .assert(condition, message: try take(.comma) ? try test() : nil)
    default: return try expressionStatement()
    }
  }

  private mutating func alone(_ statement: Statement) throws(SyntaxFault) -> Statement {
    try advance()
    return statement
  }

  private mutating func delete() throws(SyntaxFault) -> Statement {
    try advance()
    var items: [ExpressionID] = []
    repeat {
      let item = try expressionOrStar()
      checkDeletion(item)
      items.append(item)
    } while try take(.comma) && kind.startsTarget
    return .delete(SyntaxTree.store(items, in: &tree.expressionLists))
  }

  /// An expression alone, an assignment, or an augmented one.
  private mutating func expressionStatement() throws(SyntaxFault) -> Statement {
    let first = try testsOrStars()
    if let operation = kind.augmented {
      checkAugmentedTarget(first)
      try advance()
      return .augmentedAssign(target: first, operation, value: try assignedValue())
    }
    guard kind == .assign else { return .expression(first) }
    var targets: [ExpressionID] = []
    var value = first
    while try take(.assign) {
      checkTarget(value)
      targets.append(value)
      value = try assignedValue()
    }
    return .assign(targets: SyntaxTree.store(targets, in: &tree.expressionLists), value: value)
  }

  private mutating func assignedValue() throws(SyntaxFault) -> ExpressionID {
    kind == .kwYield ? try yieldExpression() : try testsOrStars()
  }

  private mutating func importModules() throws(SyntaxFault) -> Statement {
    try advance()
    var items: [ImportItem] = []
    repeat {
      let path = try names(separatedBy: .period)
      items.append(ImportItem(path: path, alias: try alias()))
    } while try take(.comma)
    return .importModules(SyntaxTree.store(items, in: &tree.imports))
  }

  private mutating func importFrom() throws(SyntaxFault) -> Statement {
    try advance()
    var level: UInt32 = 0
    while kind == .period || kind == .ellipsis {
      level += kind == .period ? 1 : 3
      try advance()
    }
    var module = SyntaxTree.store([], in: &tree.nameLists)
    if level == 0 || kind == .name { module = try names(separatedBy: .period) }
    try expect(.kwImport)
    if try take(.star) { return .importAll(level: level, module: module) }
    let hasParentheses = try take(.parenOpen)
    var items: [ImportItem] = []
    repeat {
      let imported = try name()
      let path = SyntaxTree.store([imported], in: &tree.nameLists)
      items.append(ImportItem(path: path, alias: try alias()))
    } while try take(.comma) && kind == .name
    if hasParentheses { try expect(.parenClose) }
    return .importFrom(level: level, module: module, SyntaxTree.store(items, in: &tree.imports))
  }

  /// A name after `as`, if there is one.
  mutating func alias() throws(SyntaxFault) -> NameID? { try take(.kwAs) ? try name() : nil }

  /// One name or more.
  mutating func names(separatedBy separator: TokenKind) throws(SyntaxFault) -> NameList {
    var names = [try name()]
    while try take(separator) { names.append(try name()) }
    return SyntaxTree.store(names, in: &tree.nameLists)
  }
}
