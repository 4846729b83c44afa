extension Parser {
  /// `atom`: a name, a literal, or something in brackets.
  mutating func atom() throws(SyntaxFault) -> ExpressionID {
    let start = offset
    let value: Expression
    switch kind {
    case .name: value = .name(lexer.token.name)
    case .kwNone: value = .none
    case .kwTrue: value = .true
    case .kwDebug: value = .debug
    case .kwFalse: value = .false
    case .ellipsis: value = .ellipsis
    case .integer: value = .integer(try lexer.integer())
    case .float:
      let number = try lexer.decimal()
      value = number.isImaginary ? .imaginary(number.digits) : .float(number.digits)
    case .string: value = .string(lexer.token.content)
    case .bytes: value = .bytes(lexer.token.content)
    case .parenOpen: return try parenthesized()
    case .bracketOpen: return try bracketed()
    case .braceOpen: return try braced()
    default: throw invalidSyntax()
    }
    try advance()
    return add(value, at: start)
  }

  private mutating func parenthesized() throws(SyntaxFault) -> ExpressionID {
    let start = offset
    try advance()
    if kind == .kwYield {
      let value = try yieldExpression()
      try expect(.parenClose)
      return value
    }
    if try take(.parenClose) {
      return add(.tuple(SyntaxTree.store([], in: &tree.expressionLists)), at: start)
    }
    let first = try testOrStar()
    if kind == .kwFor {
      let clauses = try comprehensionClauses()
      try expect(.parenClose)
      return add(.comprehension(.generator, element: first, value: nil, clauses: clauses), at: start)
    }
    // (a) is a; (*a) is *a, which its place has to bear.
    if try take(.parenClose) { return first }
    let items = try items(after: first)
    try expect(.parenClose)
    return add(.tuple(items), at: start)
  }

  private mutating func bracketed() throws(SyntaxFault) -> ExpressionID {
    let start = offset
    try advance()
    if try take(.bracketClose) {
      return add(.list(SyntaxTree.store([], in: &tree.expressionLists)), at: start)
    }
    let first = try testOrStar()
    if kind == .kwFor {
      let clauses = try comprehensionClauses()
      try expect(.bracketClose)
      return add(.comprehension(.list, element: first, value: nil, clauses: clauses), at: start)
    }
    let items = try items(after: first)
    try expect(.bracketClose)
    return add(.list(items), at: start)
  }

  /// The items that follow a first one and a comma.
  private mutating func items(after first: ExpressionID) throws(SyntaxFault) -> ExpressionList {
    var items = [first]
    while kind == .comma {
      try advance()
      guard kind.startsExpression || kind == .star else { break }
      items.append(try testOrStar())
    }
    return SyntaxTree.store(items, in: &tree.expressionLists)
  }

  /// A set or a dictionary; the first item decides which.
  private mutating func braced() throws(SyntaxFault) -> ExpressionID {
    let start = offset
    try advance()
    if try take(.braceClose) {
      return add(.dictionary(SyntaxTree.store([], in: &tree.expressionLists)), at: start)
    }
    let first = try test()
    let value = try take(.colon) ? try test() : nil
    if kind == .kwFor {
      let clauses = try comprehensionClauses()
      try expect(.braceClose)
      return add(
        .comprehension(value == nil ? .set : .dictionary, element: first, value: value, clauses: clauses),
        at: start)
    }
    var items = [first]
    if let value { items.append(value) }
    while kind == .comma {
      try advance()
      guard kind.startsExpression else { break }
      items.append(try test())
      let hasValue = kind == .colon
      if hasValue {
        try advance()
        items.append(try test())
      }
      if hasValue != (value != nil) {
        note(hasValue ? "expecting just a value for set" : "expecting key:value for dict", at: start)
      }
    }
    try expect(.braceClose)
    let list = SyntaxTree.store(items, in: &tree.expressionLists)
    return add(value == nil ? .set(list) : .dictionary(list), at: start)
  }

  /// `comp_for` and what follows it.
  mutating func comprehensionClauses() throws(SyntaxFault) -> ClauseList {
    var clauses: [ComprehensionClause] = []
    while true {
      if try take(.kwFor) {
        let target = try targets()
        checkTarget(target)
        try expect(.kwIn)
        clauses.append(.for(target: target, iterable: try disjunction()))
      } else if try take(.kwIf) {
        clauses.append(.if(try testWithoutConditional()))
      } else {
        return SyntaxTree.store(clauses, in: &tree.clauses)
      }
    }
  }

  /// `yield`, with a value, with `from`, or alone.
  mutating func yieldExpression() throws(SyntaxFault) -> ExpressionID {
    let start = offset
    try advance()
    if try take(.kwFrom) { return add(.yieldFrom(try test()), at: start) }
    let value = kind.startsExpression ? try tests() : nil
    return add(.yield(value), at: start)
  }

  /// `testlist`: one value, or a tuple when there are commas.
  mutating func tests() throws(SyntaxFault) -> ExpressionID {
    let start = offset
    let first = try test()
    guard kind == .comma else { return first }
    var items = [first]
    while try take(.comma), kind.startsExpression { items.append(try test()) }
    return add(.tuple(SyntaxTree.store(items, in: &tree.expressionLists)), at: start)
  }

  /// `testlist_star_expr`: values or starred targets; a tuple when there are commas.
  mutating func testsOrStars() throws(SyntaxFault) -> ExpressionID {
    let start = offset
    let first = try testOrStar()
    guard kind == .comma else { return first }
    return add(.tuple(try items(after: first)), at: start)
  }

  /// `exprlist`: what `for` assigns to; a tuple when there are commas.
  mutating func targets() throws(SyntaxFault) -> ExpressionID {
    let start = offset
    let first = try expressionOrStar()
    guard kind == .comma else { return first }
    var items = [first]
    while try take(.comma), kind.startsTarget { items.append(try expressionOrStar()) }
    return add(.tuple(SyntaxTree.store(items, in: &tree.expressionLists)), at: start)
  }

  /// `test` or `*expr`.
  mutating func testOrStar() throws(SyntaxFault) -> ExpressionID {
    kind == .star ? try star() : try test()
  }

  /// `expr` or `*expr`.
  mutating func expressionOrStar() throws(SyntaxFault) -> ExpressionID {
    kind == .star ? try star() : try arithmetic()
  }

  private mutating func star() throws(SyntaxFault) -> ExpressionID {
    let start = offset
    // *(*(… nests without passing through test().
    try enter()
    defer { depth -= 1 }
    try advance()
    if openStars == 0 { firstStar = start }
    openStars += 1
    let operand = try arithmetic()
    return add(.star(operand), at: start)
  }
}

extension TokenKind {
  /// Whether an `expr` or `*expr` may begin with it.
  var startsTarget: Bool { (startsExpression && self != .kwNot && self != .kwLambda) || self == .star }
}
