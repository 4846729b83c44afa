/// Reads a program of Python 3.4 as MicroPython 1.11 in MaixPy's configuration has it.
///
/// Recursive descent over one token of look-ahead, as the device's grammar allows. Nesting is counted, so no text exhausts the stack, and
/// every step takes a token, so no text keeps it for long. Mistakes that the device's compiler finds, not its parser, are reported
/// only if the whole text parses, for the device compiles after parsing.
/// **Source**: `py/grammar.h`, `py/parse.c` and, for targets, arguments and parameters, `py/compile.c` of MicroPython 1.11.
package struct Parser {
  /// How deep brackets, operators that nest and blocks may nest together; beyond, the device runs out of stack, and so do we.
  package static let depthLimit = 100

  var lexer: Lexer
  /// The current token's kind and where it begins; the lexer's own, kept here since asking the lexer copies it in unoptimised code.
  private(set) var kind: TokenKind
  private(set) var offset: UInt32
  var tree = SyntaxTree()
  /// The first mistake that the device's compiler would find.
  var compilerFault: SyntaxFault?
  var depth = 0
  /// The function or class that is being read; nil for the module.
  var scopeName: NameID?
  /// How many `*x` of the statement have not been targets yet, and where the first of them stands.
  var openStars = 0
  var firstStar: UInt32 = 0
  /// The first token of the statement and the two tokens before the current one, for hints.
  var statementStart = Token()
  var previous = Token()
  var beforePrevious = Token()

  /// Reads a file.
  package static func module(_ source: SourceText) throws(SyntaxFault) -> SyntaxTree {
    var parser = try Parser(source)
    var statements: [StatementID] = []
    while parser.kind != .end {
      if parser.kind == .newline {
        try parser.advance()
      } else {
        try parser.statement(into: &statements)
      }
    }
    return try parser.finish(statements)
  }

  /// Reads one statement, as a prompt takes it: a compound one or a line of simple ones.
  package static func interactive(_ source: SourceText) throws(SyntaxFault) -> SyntaxTree {
    var parser = try Parser(source)
    var statements: [StatementID] = []
    if parser.kind == .newline {
      try parser.advance()
    } else if parser.kind != .end || !source.bytes.isEmpty {
      try parser.statement(into: &statements)
    }
    return try parser.finish(statements)
  }

  /// Reads one expression, as `eval` takes it.
  package static func expression(_ source: SourceText) throws(SyntaxFault) -> SyntaxTree {
    var parser = try Parser(source)
    let value = try parser.tests()
    if parser.kind == .newline { try parser.advance() }
    return try parser.finish([], value)
  }

  private init(_ source: SourceText) throws(SyntaxFault) {
    lexer = try Lexer(source)
    kind = lexer.token.kind
    offset = lexer.token.offset
  }

  private mutating func finish(_ statements: [StatementID], _ value: ExpressionID? = nil) throws(SyntaxFault)
    -> SyntaxTree
  {
    guard kind == .end else { throw invalidSyntax() }
    if let compilerFault { throw compilerFault }
    let block = SyntaxTree.store(statements, in: &tree.blocks)
    tree.root = value.map { .expression($0) } ?? .statements(block)
    tree.names = lexer.names
    tree.bytes = lexer.literals
    return tree
  }

  /// Goes to the next token.
  mutating func advance() throws(SyntaxFault) {
    beforePrevious = previous
    previous = lexer.token
    try lexer.advance()
    kind = lexer.token.kind
    offset = lexer.token.offset
  }

  /// Takes a token of this kind if it is the current one.
  mutating func take(_ expected: TokenKind) throws(SyntaxFault) -> Bool {
    guard kind == expected else { return false }
    try advance()
    return true
  }

  /// Takes a token of this kind, the only one that may stand here.
  mutating func expect(_ expected: TokenKind) throws(SyntaxFault) {
    guard kind == expected else { throw invalidSyntax() }
    try advance()
  }

  /// Takes a name.
  mutating func name() throws(SyntaxFault) -> NameID {
    guard kind == .name else { throw invalidSyntax() }
    let name = lexer.token.name
    try advance()
    return name
  }

  /// Adds an expression to the tree.
  mutating func add(_ kind: Expression, at offset: UInt32) -> ExpressionID {
    tree.expressions.append(ExpressionNode(kind: kind, offset: offset))
    return ExpressionID(index: UInt32(tree.expressions.count - 1))
  }

  /// Goes a level deeper; whoever calls it takes the level back when done.
  mutating func enter() throws(SyntaxFault) {
    depth += 1
    guard depth <= Parser.depthLimit else {
      throw SyntaxFault(.runtimeError, "maximum recursion depth exceeded", in: lexer.source, at: offset)
    }
  }

  /// Notes a mistake of the kind that the device's compiler finds.
  mutating func note(_ message: String, at offset: UInt32, hint: SyntaxHint? = nil) {
    guard compilerFault == nil else { return }
    compilerFault = SyntaxFault(
      .syntaxError, message, in: lexer.source, at: offset,
      scope: scopeName.map { String(decoding: lexer.names[$0], as: UTF8.self) } ?? "<module>", hint: hint)
  }
}
