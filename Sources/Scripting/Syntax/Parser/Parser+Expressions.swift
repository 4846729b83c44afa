extension Parser {
  /// `test`: a lambda, or a condition with `if` and `else` around it or not.
  mutating func test() throws(SyntaxFault) -> ExpressionID {
    try enter()
    defer { depth -= 1 }
    if kind == .kwLambda { return try lambda(allowsConditional: true) }
    let start = offset
    let value = try disjunction()
    guard try take(.kwIf) else { return value }
    let condition = try disjunction()
    try expect(.kwElse)
    let otherwise = try test()
    return add(.conditional(value: value, condition: condition, otherwise: otherwise), at: start)
  }

  /// `test_nocond`: what may follow the `if` of a comprehension.
  mutating func testWithoutConditional() throws(SyntaxFault) -> ExpressionID {
    guard kind == .kwLambda else { return try disjunction() }
    try enter()
    defer { depth -= 1 }
    return try lambda(allowsConditional: false)
  }

  private mutating func lambda(allowsConditional: Bool) throws(SyntaxFault) -> ExpressionID {
    let start = offset
    try advance()
    let parameters = try parameters(until: .colon, allowsAnnotations: false)
    try expect(.colon)
    let body = allowsConditional ? try test() : try testWithoutConditional()
    return add(.lambda(parameters, body: body), at: start)
  }

  /// `or_test`.
  mutating func disjunction() throws(SyntaxFault) -> ExpressionID {
    let start = offset
    let first = try conjunction()
    guard kind == .kwOr else { return first }
    var operands = [first]
    while try take(.kwOr) { operands.append(try conjunction()) }
    return add(.or(SyntaxTree.store(operands, in: &tree.expressionLists)), at: start)
  }

  private mutating func conjunction() throws(SyntaxFault) -> ExpressionID {
    let start = offset
    let first = try negation()
    guard kind == .kwAnd else { return first }
    var operands = [first]
    while try take(.kwAnd) { operands.append(try negation()) }
    return add(.and(SyntaxTree.store(operands, in: &tree.expressionLists)), at: start)
  }

  private mutating func negation() throws(SyntaxFault) -> ExpressionID {
    guard kind == .kwNot else { return try comparison() }
    let start = offset
    try enter()
    defer { depth -= 1 }
    try advance()
    let operand = try negation()
    return add(.not(operand), at: start)
  }

  private mutating func comparison() throws(SyntaxFault) -> ExpressionID {
    let start = offset
    let first = try arithmetic()
    guard var operation = try comparisonOperator() else { return first }
    var steps: [ComparisonStep] = []
    while true {
      steps.append(ComparisonStep(operation: operation, operand: try arithmetic()))
      guard let next = try comparisonOperator() else { break }
      operation = next
    }
    return add(.comparison(first: first, SyntaxTree.store(steps, in: &tree.comparisons)), at: start)
  }

  private mutating func comparisonOperator() throws(SyntaxFault) -> ComparisonOperator? {
    let found: ComparisonOperator
    switch kind {
    case .less: found = .less
    case .greater: found = .greater
    case .equal: found = .equal
    case .lessEqual: found = .lessEqual
    case .greaterEqual: found = .greaterEqual
    case .notEqual: found = .notEqual
    case .kwIn: found = .in
    case .kwNot:
      try advance()
      guard kind == .kwIn else { throw invalidSyntax() }
      found = .notIn
    case .kwIs:
      try advance()
      guard kind == .kwNot else { return .is }
      found = .isNot
    default: return nil
    }
    try advance()
    return found
  }

  /// `expr`: operators from `|` up that bind at least as tight as `minimum`.
  mutating func arithmetic(tighterThan minimum: Int = 0) throws(SyntaxFault) -> ExpressionID {
    let start = offset
    var value = try factor()
    while let level = kind.arithmetic?.level, level > minimum {
      var steps: [ArithmeticStep] = []
      while let operation = kind.arithmetic, operation.level == level {
        try advance()
        let operand = try arithmetic(tighterThan: level)
        steps.append(ArithmeticStep(operation: operation.operation, operand: operand))
      }
      value = add(.arithmetic(first: value, SyntaxTree.store(steps, in: &tree.steps)), at: start)
    }
    return value
  }

  private mutating func factor() throws(SyntaxFault) -> ExpressionID {
    let operation: UnaryOperator
    switch kind {
    case .minus: operation = .minus
    case .plus: operation = .plus
    case .tilde: operation = .invert
    default: return try power()
    }
    let start = offset
    try enter()
    defer { depth -= 1 }
    try advance()
    let operand = try factor()
    return add(.unary(operation, operand), at: start)
  }

  private mutating func power() throws(SyntaxFault) -> ExpressionID {
    let start = offset
    let base = try postfix()
    guard kind == .doubleStar else { return base }
    try enter()
    defer { depth -= 1 }
    try advance()
    let step = ArithmeticStep(operation: .power, operand: try factor())
    return add(.arithmetic(first: base, SyntaxTree.store([step], in: &tree.steps)), at: start)
  }

  private mutating func postfix() throws(SyntaxFault) -> ExpressionID {
    let start = offset
    let base = try atom()
    var trailers: [Trailer] = []
    while true {
      let place = offset
      switch kind {
      case .parenOpen:
        try advance()
        let arguments = try arguments()
        try expect(.parenClose)
        trailers.append(Trailer(kind: .call(arguments), offset: place))
      case .bracketOpen:
        try advance()
        let index = try subscripts()
        try expect(.bracketClose)
        trailers.append(Trailer(kind: .index(index), offset: place))
      case .period:
        try advance()
        trailers.append(Trailer(kind: .attribute(try name()), offset: place))
      default:
        if trailers.isEmpty { return base }
        return add(.postfix(base: base, SyntaxTree.store(trailers, in: &tree.trailers)), at: start)
      }
    }
  }

  /// `subscriptlist`: an index, a slice, or several with commas, which are a tuple.
  private mutating func subscripts() throws(SyntaxFault) -> ExpressionID {
    let start = offset
    let first = try subscriptItem()
    guard kind == .comma else { return first }
    var items = [first]
    while try take(.comma), kind.startsExpression || kind == .colon { items.append(try subscriptItem()) }
    return add(.tuple(SyntaxTree.store(items, in: &tree.expressionLists)), at: start)
  }

  private mutating func subscriptItem() throws(SyntaxFault) -> ExpressionID {
    let start = offset
    let first = kind == .colon ? nil : try test()
    guard kind == .colon else {
      guard let first else { throw invalidSyntax() }
      return first
    }
    try advance()
    let stop = kind.startsExpression ? try test() : nil
    var step: ExpressionID?
    if try take(.colon), kind.startsExpression { step = try test() }
    return add(.slice(start: first, stop: stop, step: step), at: start)
  }
}

extension TokenKind {
  /// The binary operator that a token is, and how tight it binds: 1 (`|`) to 6 (`*`).
  var arithmetic: (operation: ArithmeticOperator, level: Int)? {
    switch self {
    case .pipe: (.or, 1)
    case .caret: (.xor, 2)
    case .ampersand: (.and, 3)
    case .shiftLeft: (.shiftLeft, 4)
    case .shiftRight: (.shiftRight, 4)
    case .plus: (.add, 5)
    case .minus: (.subtract, 5)
    case .star: (.multiply, 6)
    case .slash: (.divide, 6)
    case .percent: (.modulo, 6)
    case .doubleSlash: (.floorDivide, 6)
    default: nil
    }
  }

  /// The operator of an augmented assignment.
  var augmented: ArithmeticOperator? {
    switch self {
    case .plusAssign: .add
    case .minusAssign: .subtract
    case .starAssign: .multiply
    case .slashAssign: .divide
    case .doubleSlashAssign: .floorDivide
    case .percentAssign: .modulo
    case .doubleStarAssign: .power
    case .ampersandAssign: .and
    case .pipeAssign: .or
    case .caretAssign: .xor
    case .shiftLeftAssign: .shiftLeft
    case .shiftRightAssign: .shiftRight
    default: nil
    }
  }
}
