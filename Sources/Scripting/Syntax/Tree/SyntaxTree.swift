/// A program as the compiler wants it: nodes in flat pools, joined by indices; no references, no text.
///
/// Nothing in it is deeper than `Parser.depthLimit`, and it is freed in a few steps, whatever the text was.
package struct SyntaxTree: Sendable {
  /// What the entry point asked for.
  package enum Root: Sendable {
    /// Statements of a module, or of a prompt's input; none if the text is blank.
    case statements(Block)
    /// The expression of `eval`.
    case expression(ExpressionID)
  }

  /// Where to begin.
  package internal(set) var root: Root = .statements(Block(start: 0, count: 0))
  /// Every name, keywords among them.
  package internal(set) var names = NameTable()
  /// Contents of strings and digits of numbers.
  package internal(set) var bytes: [UInt8] = []
  /// Every expression, operands before what uses them.
  package internal(set) var expressions: [ExpressionNode] = []
  /// Every statement, those inside before those around them.
  package internal(set) var statements: [StatementNode] = []
  /// Every function.
  package internal(set) var functions: [FunctionDefinition] = []
  /// Every class.
  package internal(set) var classes: [ClassDefinition] = []

  var expressionLists: [ExpressionID] = []
  var blocks: [StatementID] = []
  var nameLists: [NameID] = []
  var steps: [ArithmeticStep] = []
  var comparisons: [ComparisonStep] = []
  var trailers: [Trailer] = []
  var arguments: [Argument] = []
  var clauses: [ComprehensionClause] = []
  var parameters: [Parameter] = []
  var imports: [ImportItem] = []
  var branches: [Branch] = []
  var handlers: [Handler] = []
  var withItems: [WithItem] = []

  /// The expression with this number.
  package subscript(id: ExpressionID) -> ExpressionNode { expressions[Int(id.index)] }
  /// The statement with this number.
  package subscript(id: StatementID) -> StatementNode { statements[Int(id.index)] }
  /// The function with this number.
  package subscript(id: FunctionID) -> FunctionDefinition { functions[Int(id.index)] }
  /// The class with this number.
  package subscript(id: ClassID) -> ClassDefinition { classes[Int(id.index)] }
  /// The bytes of a string or number.
  package subscript(range: ByteRange) -> ArraySlice<UInt8> { bytes[range.range] }
  /// The expressions of a list.
  package subscript(list: ExpressionList) -> ArraySlice<ExpressionID> { expressionLists[list.range] }
  /// The statements of a list.
  package subscript(list: Block) -> ArraySlice<StatementID> { blocks[list.range] }
  /// The names of a list.
  package subscript(list: NameList) -> ArraySlice<NameID> { nameLists[list.range] }
  /// The steps of a list.
  package subscript(list: StepList) -> ArraySlice<ArithmeticStep> { steps[list.range] }
  /// The steps of a comparison of a list.
  package subscript(list: ComparisonList) -> ArraySlice<ComparisonStep> { comparisons[list.range] }
  /// The trailers of a list.
  package subscript(list: TrailerList) -> ArraySlice<Trailer> { trailers[list.range] }
  /// The arguments of a list.
  package subscript(list: ArgumentList) -> ArraySlice<Argument> { arguments[list.range] }
  /// The clauses of a list.
  package subscript(list: ClauseList) -> ArraySlice<ComprehensionClause> { clauses[list.range] }
  /// The parameters of a list.
  package subscript(list: ParameterList) -> ArraySlice<Parameter> { parameters[list.range] }
  /// The imported names of a list.
  package subscript(list: ImportList) -> ArraySlice<ImportItem> { imports[list.range] }
  /// The branches of a list.
  package subscript(list: BranchList) -> ArraySlice<Branch> { branches[list.range] }
  /// The handlers of a list.
  package subscript(list: HandlerList) -> ArraySlice<Handler> { handlers[list.range] }
  /// The items of a `with` of a list.
  package subscript(list: WithList) -> ArraySlice<WithItem> { withItems[list.range] }

  /// Puts elements at the end of their pool.
  static func store<Element>(_ elements: [Element], in pool: inout [Element]) -> SyntaxList<Element> {
    let start = UInt32(pool.count)
    pool.append(contentsOf: elements)
    return SyntaxList(start: start, count: UInt32(elements.count))
  }
}
