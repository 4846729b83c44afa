/// A statement and where it begins.
package struct StatementNode: Sendable {
  /// What it is.
  package let kind: Statement
  /// Offset of its first byte in the text.
  package let offset: UInt32
}

/// The statements of Python 3.4.
package enum Statement: Sendable {
  case expression(ExpressionID)
  /// `first = second = value`; the targets can be assigned to.
  case assign(targets: ExpressionList, value: ExpressionID)
  case augmentedAssign(target: ExpressionID, ArithmeticOperator, value: ExpressionID)
  case delete(ExpressionList)
  case pass, `break`, `continue`
  case `return`(ExpressionID?)
  case raise(ExpressionID?, cause: ExpressionID?)
  case global(NameList)
  case nonlocal(NameList)
  case assert(ExpressionID, message: ExpressionID?)
  case importModules(ImportList)
  /// `from ..module import a as b`; `level` counts the dots, the module's name may be empty if there are
  /// some.
  case importFrom(level: UInt32, module: NameList, ImportList)
  /// `from module import *`.
  case importAll(level: UInt32, module: NameList)
  /// `if` and every `elif`.
  case `if`(BranchList, otherwise: Block)
  case `while`(ExpressionID, body: Block, otherwise: Block)
  case `for`(target: ExpressionID, iterable: ExpressionID, body: Block, otherwise: Block)
  case `try`(body: Block, HandlerList, otherwise: Block, finally: Block)
  case with(WithList, body: Block)
  case function(FunctionID)
  case `class`(ClassID)
}

/// A module, or a name of one, and what it shall be called.
package struct ImportItem: Sendable {
  /// The dotted name's parts; a single one in `from … import`.
  package let path: NameList
  /// The name after `as`.
  package let alias: NameID?
}

/// A condition and what it guards.
package struct Branch: Sendable {
  /// The condition.
  package let condition: ExpressionID
  /// What runs if it holds.
  package let body: Block
}

/// An `except`.
package struct Handler: Sendable {
  /// What it catches; nil for all, which only the last one may.
  package let type: ExpressionID?
  /// The name after `as`.
  package let name: NameID?
  /// What runs.
  package let body: Block
  /// Offset of `except`.
  package let offset: UInt32
}

/// An item of `with`.
package struct WithItem: Sendable {
  /// The context manager.
  package let manager: ExpressionID
  /// The target after `as`.
  package let target: ExpressionID?
}

/// A `def`.
package struct FunctionDefinition: Sendable {
  /// Its name.
  package let name: NameID
  /// What it takes.
  package let parameters: ParameterList
  /// What it does.
  package let body: Block
  /// Above it, from the top.
  package let decorators: ExpressionList
}

/// A `class`.
package struct ClassDefinition: Sendable {
  /// Its name.
  package let name: NameID
  /// Bases and keywords.
  package let arguments: ArgumentList
  /// Its statements.
  package let body: Block
  /// Above it, from the top.
  package let decorators: ExpressionList
}

/// A function of a tree: index into `SyntaxTree.functions`.
package struct FunctionID: Hashable, Sendable {
  /// Index into `SyntaxTree.functions`.
  package let index: UInt32
}

/// A class of a tree: index into `SyntaxTree.classes`.
package struct ClassID: Hashable, Sendable {
  /// Index into `SyntaxTree.classes`.
  package let index: UInt32
}

/// Names imported.
package typealias ImportList = SyntaxList<ImportItem>
/// Branches of an `if`.
package typealias BranchList = SyntaxList<Branch>
/// Handlers of a `try`.
package typealias HandlerList = SyntaxList<Handler>
/// Items of a `with`.
package typealias WithList = SyntaxList<WithItem>
