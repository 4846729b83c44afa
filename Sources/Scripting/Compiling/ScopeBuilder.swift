/// Walks a tree and notes where names are bound and used.
struct ScopeBuilder {
  /// The tree, with the names that only the compiler uses.
  private(set) var tree: SyntaxTree
  let source: SourceText
  /// All scopes, outer ones first.
  private(set) var scopes: [Scope] = []
  private(set) var functions: [FunctionID: Scope] = [:]
  private(set) var classes: [ClassID: Scope] = [:]
  /// Lambdas and comprehensions.
  private(set) var expressions: [ExpressionID: Scope] = [:]
  private var scope: Scope
  let module: Scope
  /// `__class__`, the cell through which `super()` finds the class around a function.
  let classCell: NameID

  init(_ tree: SyntaxTree, _ source: SourceText) throws(SyntaxFault) {
    self.tree = tree
    self.source = source
    classCell = self.tree.names.intern(Array("__class__".utf8))
    module = Scope(.module, "<module>", parent: nil)
    scope = module
    scopes = [module]
    switch tree.root {
    case .statements(let block): try walk(block)
    case .expression(let value): try walk(value)
    }
    for scope in scopes { scope.resolve() }
  }

  private mutating func inside(
    _ kind: Scope.Kind, _ name: String, _ body: (inout ScopeBuilder) throws(SyntaxFault) -> Void
  ) throws(SyntaxFault) -> Scope {
    let outer = scope
    let inner = Scope(kind, name, parent: outer)
    if kind == .type { inner.classCell = classCell }
    scopes.append(inner)
    scope = inner
    try body(&self)
    scope = outer
    return inner
  }

  private mutating func walk(_ block: Block) throws(SyntaxFault) {
    for id in tree[block] { try walk(tree[id]) }
  }

  private mutating func walk(_ statement: StatementNode) throws(SyntaxFault) {
    switch statement.kind {
    case .expression(let value): try walk(value)
    case .assign(let targets, let value):
      try walk(value)
      for target in tree[targets] { try bind(target) }
    case .augmentedAssign(let target, _, let value):
      try bind(target)
      try walk(target)
      try walk(value)
    case .delete(let targets): for target in tree[targets] { try delete(target) }
    case .pass, .break, .continue: break
    case .return(let value): if let value { try walk(value) }
    case .raise(let value, let cause):
      if let value { try walk(value) }
      if let cause { try walk(cause) }
    case .global(let names): try declare(names, .global, at: statement.offset)
    case .nonlocal(let names): try declare(names, .free, at: statement.offset)
    case .assert(let condition, let message):
      try walk(condition)
      if let message { try walk(message) }
    case .importModules(let imports):
      for item in tree[imports] { if let name = item.alias ?? tree[item.path].first { scope.bind(name) } }
    case .importFrom(_, _, let imports):
      for item in tree[imports] { if let name = item.alias ?? tree[item.path].first { scope.bind(name) } }
    case .importAll: break
    default: try walkCompound(statement)
    }
  }

  private mutating func walkCompound(_ statement: StatementNode) throws(SyntaxFault) {
    switch statement.kind {
    case .if(let branches, let otherwise):
      for branch in tree[branches] {
        try walk(branch.condition)
        try walk(branch.body)
      }
      try walk(otherwise)
    case .while(let condition, let body, let otherwise):
      try walk(condition)
      try walk(body)
      try walk(otherwise)
    case .for(let target, let iterable, let body, let otherwise):
      try walk(iterable)
      try bind(target)
      try walk(body)
      try walk(otherwise)
    case .try(let body, let handlers, let otherwise, let finally):
      try walk(body)
      for handler in tree[handlers] {
        if let type = handler.type { try walk(type) }
        if let name = handler.name { scope.delete(name) }
        try walk(handler.body)
      }
      try walk(otherwise)
      try walk(finally)
    case .with(let items, let body):
      for item in tree[items] {
        try walk(item.manager)
        if let target = item.target { try bind(target) }
      }
      try walk(body)
    case .function(let id): try walkFunction(id)
    case .class(let id): try walkClass(id)
    default: break
    }
  }

  private mutating func walkFunction(_ id: FunctionID) throws(SyntaxFault) {
    let function = tree[id]
    for decorator in tree[function.decorators] { try walk(decorator) }
    for parameter in tree[function.parameters] { if let value = parameter.defaultValue { try walk(value) } }
    scope.bind(function.name)
    functions[id] = try inside(.function, self.tree.names.string(function.name)) { (builder) throws(SyntaxFault) in
      for parameter in builder.tree[function.parameters] { builder.scope.bind(parameter.name) }
      try builder.walk(function.body)
    }
  }

  private mutating func walkClass(_ id: ClassID) throws(SyntaxFault) {
    let type = tree[id]
    for decorator in tree[type.decorators] { try walk(decorator) }
    for argument in tree[type.arguments] { try walk(argument.value) }
    scope.bind(type.name)
    classes[id] = try inside(.type, self.tree.names.string(type.name)) { (builder) throws(SyntaxFault) in try builder.walk(type.body) }
  }

  private mutating func declare(_ names: NameList, _ binding: Binding, at offset: UInt32) throws(SyntaxFault) {
    for name in tree[names] {
      if binding == .free, scope.kind == .module {
        throw SyntaxFault(.syntaxError, "can't declare nonlocal in outer code", in: source, at: offset, scope: scope.name)
      }
      if scope.isTaken(name, for: binding) {
        let word = binding == .global ? "global" : "nonlocal"
        throw SyntaxFault(.syntaxError, "identifier redefined as \(word)", in: source, at: offset, scope: scope.name)
      }
      if binding == .free, !isBoundOutside(name) {
        throw SyntaxFault(.syntaxError, "no binding for nonlocal found", in: source, at: offset, scope: scope.name)
      }
      scope.declare(name, binding)
    }
  }

  private func isBoundOutside(_ name: NameID) -> Bool {
    var outer = scope.parent
    while let candidate = outer {
      if candidate.kind == .function, candidate.isTaken(name) { return true }
      outer = candidate.parent
    }
    return false
  }

  /// A target is given a value.
  private mutating func bind(_ target: ExpressionID) throws(SyntaxFault) {
    switch tree[target].kind {
    case .name(let name): scope.bind(name)
    case .tuple(let items), .list(let items): for item in tree[items] { try bind(item) }
    case .star(let inner): try bind(inner)
    default: try walk(target)
    }
  }

  /// A target of `del`.
  private mutating func delete(_ target: ExpressionID) throws(SyntaxFault) {
    switch tree[target].kind {
    case .name(let name): scope.delete(name)
    case .tuple(let items), .list(let items): for item in tree[items] { try delete(item) }
    default: try walk(target)
    }
  }

  private mutating func walk(_ list: ExpressionList) throws(SyntaxFault) {
    for id in tree[list] { try walk(id) }
  }

  private mutating func walk(_ id: ExpressionID) throws(SyntaxFault) {
    switch tree[id].kind {
    case .name(let name): scope.use(name)
    case .none, .true, .false, .ellipsis, .debug, .integer, .float, .imaginary, .string, .bytes: break
    case .tuple(let items), .list(let items), .set(let items), .dictionary(let items), .and(let items), .or(let items):
      try walk(items)
    case .comprehension(let kind, let element, let value, let clauses):
      try walkComprehension(id, kind, element, value, clauses)
    case .unary(_, let value), .not(let value), .star(let value): try walk(value)
    case .arithmetic(let first, let steps):
      try walk(first)
      for step in tree[steps] { try walk(step.operand) }
    case .comparison(let first, let steps):
      try walk(first)
      for step in tree[steps] { try walk(step.operand) }
    case .conditional(let value, let condition, let otherwise):
      try walk(condition)
      try walk(value)
      try walk(otherwise)
    case .lambda(let parameters, let body):
      for parameter in tree[parameters] { if let value = parameter.defaultValue { try walk(value) } }
      expressions[id] = try inside(.function, "<lambda>") { (builder) throws(SyntaxFault) in
        for parameter in builder.tree[parameters] { builder.scope.bind(parameter.name) }
        try builder.walk(body)
      }
    case .postfix(let base, let trailers): try walkPostfix(base, trailers)
    case .slice(let start, let stop, let step):
      for part in [start, stop, step] { if let part { try walk(part) } }
    case .yield(let value):
      try noteYield(at: tree[id].offset)
      if let value { try walk(value) }
    case .yieldFrom(let value):
      try noteYield(at: tree[id].offset)
      try walk(value)
    }
  }

  private func noteYield(at offset: UInt32) throws(SyntaxFault) {
    guard scope.kind == .function else {
      throw SyntaxFault(.syntaxError, "'yield' outside function", in: source, at: offset, scope: scope.name)
    }
    scope.isGenerator = true
  }

  private mutating func walkPostfix(_ base: ExpressionID, _ trailers: TrailerList) throws(SyntaxFault) {
    try walk(base)
    for trailer in tree[trailers] {
      switch trailer.kind {
      case .call(let arguments):
        for argument in tree[arguments] { try walk(argument.value) }
        // `super()` needs the first parameter and the class: functions in a class body keep `__class__`.
        if case .name(let name) = tree[base].kind, tree.names.string(name) == "super", arguments.isEmpty { scope.use(classCell) }
      case .index(let index): try walk(index)
      case .attribute: break
      }
    }
  }

  private mutating func walkComprehension(
    _ id: ExpressionID, _ kind: Expression.Comprehension, _ element: ExpressionID, _ value: ExpressionID?, _ clauses: ClauseList
  ) throws(SyntaxFault) {
    // What the first `for` walks over is the outer scope's.
    var isFirst = true
    if case .for(_, let iterable)? = tree[clauses].first { try walk(iterable) }
    expressions[id] = try inside(.function, kind.scopeName) { (builder) throws(SyntaxFault) in
      for clause in builder.tree[clauses] {
        switch clause {
        case .for(let target, let iterable):
          if !isFirst { try builder.walk(iterable) }
          isFirst = false
          try builder.bind(target)
        case .if(let condition): try builder.walk(condition)
        }
      }
      try builder.walk(element)
      if let value { try builder.walk(value) }
    }
    if kind == .generator { expressions[id]?.isGenerator = true }
  }
}

extension Expression.Comprehension {
  /// The name of the function that the device makes of it.
  var scopeName: String {
    switch self {
    case .list: "<listcomp>"
    case .set: "<setcomp>"
    case .dictionary: "<dictcomp>"
    case .generator: "<genexpr>"
    }
  }
}
