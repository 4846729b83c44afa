extension Parser {
  /// `arglist`: arguments up to a closing parenthesis, which stays; none is fine.
  mutating func arguments() throws(SyntaxFault) -> ArgumentList {
    var arguments: [Argument] = []
    var rules = ArgumentRules()
    while kind.startsExpression || kind == .star || kind == .doubleStar {
      arguments.append(try argument(&rules))
      guard try take(.comma) else { break }
    }
    return SyntaxTree.store(arguments, in: &tree.arguments)
  }

  /// What has been among the arguments so far.
  private struct ArgumentRules {
    var hasStar = false
    var hasDoubleStar = false
    var hasKeyword = false
  }

  private mutating func argument(_ rules: inout ArgumentRules) throws(SyntaxFault) -> Argument {
    let start = offset
    if try take(.star) {
      if rules.hasStar { note("can't have multiple *x", at: start, hint: .starsInCall) }
      rules.hasStar = true
      return Argument(kind: .star, value: try test())
    }
    if try take(.doubleStar) {
      if rules.hasDoubleStar { note("can't have multiple **x", at: start, hint: .starsInCall) }
      rules.hasDoubleStar = true
      return Argument(kind: .doubleStar, value: try test())
    }
    let value = try test()
    if kind == .kwFor {
      let clauses = try comprehensionClauses()
      let generator = Expression.comprehension(.generator, element: value, value: nil, clauses: clauses)
      return Argument(kind: .positional, value: add(generator, at: start))
    }
    if try take(.assign) {
      let argument = try test()
      guard case .name(let name) = tree[value].kind else {
        note("LHS of keyword arg must be an id", at: start)
        return Argument(kind: .positional, value: argument)
      }
      rules.hasKeyword = true
      return Argument(kind: .keyword(name), value: argument)
    }
    if rules.hasStar || rules.hasDoubleStar {
      note("non-keyword arg after */**", at: start, hint: rules.hasDoubleStar ? nil : .starsInCall)
    } else if rules.hasKeyword {
      note("non-keyword arg after keyword arg", at: start)
    }
    return Argument(kind: .positional, value: value)
  }

  /// Parameters of a function or a lambda up to `end`, which stays; none is fine.
  mutating func parameters(until end: TokenKind, allowsAnnotations: Bool) throws(SyntaxFault) -> ParameterList
  {
    var parameters: [Parameter] = []
    var rules = ParameterRules()
    while kind == .name || kind == .star || kind == .doubleStar {
      if let parameter = try parameter(&rules, allowsAnnotations) { parameters.append(parameter) }
      guard try take(.comma) else { break }
    }
    if kind == .slash { throw invalidSyntax(.positionalOnly) }
    return SyntaxTree.store(parameters, in: &tree.parameters)
  }

  /// What has been among the parameters so far.
  private struct ParameterRules {
    var hasStar = false
    var hasDoubleStar = false
    var hasDefault = false
    var names: Set<NameID> = []
  }

  /// A parameter; nil for a bare `*`.
  private mutating func parameter(_ rules: inout ParameterRules, _ allowsAnnotations: Bool)
    throws(SyntaxFault)
    -> Parameter?
  {
    let start = offset
    if rules.hasDoubleStar { note("invalid syntax", at: start) }
    var form: Parameter.Kind = rules.hasStar ? .keywordOnly : .positional
    if try take(.star) {
      if rules.hasStar { note("invalid syntax", at: start) }
      rules.hasStar = true
      guard kind == .name else { return nil }
      form = .star
    } else if try take(.doubleStar) {
      rules.hasDoubleStar = true
      form = .doubleStar
    }
    let name = try name()
    if !rules.names.insert(name).inserted { note("argument name reused", at: start) }
    if allowsAnnotations, try take(.colon) { _ = try test() }
    var defaultValue: ExpressionID?
    switch form {
    case .positional, .keywordOnly:
      if try take(.assign) { defaultValue = try test() }
    case .star, .doubleStar: break
    }
    if case .positional = form {
      if defaultValue == nil, rules.hasDefault {
        note("non-default argument follows default argument", at: start)
      }
      rules.hasDefault = rules.hasDefault || defaultValue != nil
    }
    return Parameter(kind: form, name: name, defaultValue: defaultValue)
  }
}
