/// An expression and where it begins.
package struct ExpressionNode: Sendable {
  /// What it is.
  package let kind: Expression
  /// Offset of its first byte in the text.
  package let offset: UInt32
}

/// The expressions of Python 3.4.
///
/// What a text repeats is a list, not a nest: `a + b + c` is one node and so is `a.b.c()`. So trees are only
/// as deep as the text nests brackets and blocks, and those who walk them may recurse. Parentheses leave no
/// trace.
package enum Expression: Sendable {
  /// A variable.
  case name(NameID)
  case none, `true`, `false`, ellipsis
  /// `__debug__`: true unless the compiler leaves out what is for debugging.
  case debug
  /// A whole number.
  case integer(IntegerLiteral)
  /// Digits of a float.
  case float(ByteRange)
  /// Digits of an imaginary number, without `j`.
  case imaginary(ByteRange)
  /// Text, escapes done; UTF-8 unless the script made it otherwise.
  case string(ByteRange)
  /// Bytes.
  case bytes(ByteRange)
  case tuple(ExpressionList)
  case list(ExpressionList)
  case set(ExpressionList)
  /// Keys and values by turns.
  case dictionary(ExpressionList)
  /// `[element for …]` and its kin; `value` is a dictionary's alone.
  case comprehension(Comprehension, element: ExpressionID, value: ExpressionID?, clauses: ClauseList)
  case unary(UnaryOperator, ExpressionID)
  /// `first`, then each step applied from the left; all steps bind equally tight.
  case arithmetic(first: ExpressionID, StepList)
  /// `first < second < …`: all must hold, each operand is evaluated once.
  case comparison(first: ExpressionID, ComparisonList)
  case and(ExpressionList)
  case or(ExpressionList)
  case not(ExpressionID)
  /// `value if condition else otherwise`.
  case conditional(value: ExpressionID, condition: ExpressionID, otherwise: ExpressionID)
  case lambda(ParameterList, body: ExpressionID)
  /// `base`, then calls, indices and attributes in turn.
  case postfix(base: ExpressionID, TrailerList)
  /// `*x`, only in targets.
  case star(ExpressionID)
  /// `start:stop:step`, only in an index.
  case slice(start: ExpressionID?, stop: ExpressionID?, step: ExpressionID?)
  case yield(ExpressionID?)
  case yieldFrom(ExpressionID)

  /// What a comprehension makes.
  package enum Comprehension: Sendable { case list, set, dictionary, generator }
}

/// `-x`, `+x`, `~x`.
package enum UnaryOperator: UInt8, Sendable { case minus, plus, invert }

/// The binary operators, which are those of `op=` as well.
package enum ArithmeticOperator: UInt8, CaseIterable, Sendable {
  case or, xor, and, shiftLeft, shiftRight, add, subtract, multiply, divide, floorDivide, modulo, power

  /// As it is written.
  package var text: String {
    switch self {
    case .or: "|"
    case .xor: "^"
    case .and: "&"
    case .shiftLeft: "<<"
    case .shiftRight: ">>"
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .floorDivide: "//"
    case .modulo: "%"
    case .power: "**"
    }
  }
}

/// The operators of comparisons.
package enum ComparisonOperator: String, Sendable {
  case less = "<", greater = ">", equal = "==", lessEqual = "<=", greaterEqual = ">=", notEqual = "!="
  case `in` = "in", notIn = "not in", `is` = "is", isNot = "is not"
}

/// An operator and its right operand.
package struct ArithmeticStep: Sendable {
  /// The operator.
  package let operation: ArithmeticOperator
  /// What stands right of it.
  package let operand: ExpressionID
}

/// A comparison and its right operand.
package struct ComparisonStep: Sendable {
  /// The operator.
  package let operation: ComparisonOperator
  /// What stands right of it.
  package let operand: ExpressionID
}

/// A call, an index or an attribute, and where it begins.
package struct Trailer: Sendable {
  /// What a trailer is.
  package enum Kind: Sendable {
    case call(ArgumentList)
    case index(ExpressionID)
    case attribute(NameID)
  }

  /// What it is.
  package let kind: Kind
  /// Offset of its bracket or dot.
  package let offset: UInt32
}

/// An argument of a call, or a base or keyword of a class.
package struct Argument: Sendable {
  /// How it is passed.
  package enum Kind: Sendable {
    case positional
    case keyword(NameID)
    /// `*x`; at most one.
    case star
    /// `**x`; at most one.
    case doubleStar
  }

  /// How it is passed.
  package let kind: Kind
  /// What is passed.
  package let value: ExpressionID
}

/// A clause of a comprehension.
package enum ComprehensionClause: Sendable {
  case `for`(target: ExpressionID, iterable: ExpressionID)
  case `if`(ExpressionID)
}

/// A parameter of a function; its annotation is checked for grammar and dropped, as on the device.
package struct Parameter: Sendable {
  /// How it takes arguments.
  package enum Kind: Sendable {
    case positional
    /// After a `*`.
    case keywordOnly
    /// `*name`.
    case star
    /// `**name`.
    case doubleStar
  }

  /// How it takes arguments.
  package let kind: Kind
  /// Its name.
  package let name: NameID
  /// What it is when nothing is passed.
  package let defaultValue: ExpressionID?
}

/// Steps of arithmetic.
package typealias StepList = SyntaxList<ArithmeticStep>
/// Steps of a comparison.
package typealias ComparisonList = SyntaxList<ComparisonStep>
/// Trailers of a value.
package typealias TrailerList = SyntaxList<Trailer>
/// Arguments of a call.
package typealias ArgumentList = SyntaxList<Argument>
/// Clauses of a comprehension, a `for` first.
package typealias ClauseList = SyntaxList<ComprehensionClause>
/// Parameters of a function.
package typealias ParameterList = SyntaxList<Parameter>
