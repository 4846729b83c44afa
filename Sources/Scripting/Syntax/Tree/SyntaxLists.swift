/// A run of elements in one of the tree's pools; `Element` says which.
package struct SyntaxList<Element>: Equatable, Sendable {
  /// Index of the first one.
  package let start: UInt32
  /// How many there are.
  package let count: UInt32

  /// Whether there are none.
  package var isEmpty: Bool { count == 0 }
  /// The same as indices.
  var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// An expression of a tree.
package struct ExpressionID: Hashable, Sendable {
  /// Index into `SyntaxTree.expressions`.
  package let index: UInt32
}

/// A statement of a tree.
package struct StatementID: Hashable, Sendable {
  /// Index into `SyntaxTree.statements`.
  package let index: UInt32
}

/// Bytes of `SyntaxTree.bytes`: the content of a string, the digits of a number.
package typealias ByteRange = SyntaxList<UInt8>
/// Expressions one after another.
package typealias ExpressionList = SyntaxList<ExpressionID>
/// Statements one after another; where a block may be missing, an empty list says so, for no block is empty.
package typealias Block = SyntaxList<StatementID>
/// Names one after another.
package typealias NameList = SyntaxList<NameID>
