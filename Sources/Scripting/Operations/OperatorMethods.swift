/// What the script's own classes call the operators.
extension ArithmeticOperator {
  /// The special method of the left operand.
  var method: Name {
    switch self {
    case .or: .or
    case .xor: .xor
    case .and: .and
    case .shiftLeft: .lshift
    case .shiftRight: .rshift
    case .add: .add
    case .subtract: .sub
    case .multiply: .mul
    case .divide: .truediv
    case .floorDivide: .floordiv
    case .modulo: .mod
    case .power: .pow
    }
  }

  /// The special method of the right operand.
  var reversedMethod: Name {
    switch self {
    case .or: .ror
    case .xor: .rxor
    case .and: .rand
    case .shiftLeft: .rlshift
    case .shiftRight: .rrshift
    case .add: .radd
    case .subtract: .rsub
    case .multiply: .rmul
    case .divide: .rtruediv
    case .floorDivide: .rfloordiv
    case .modulo: .rmod
    case .power: .rpow
    }
  }

  /// The special method of `op=`.
  var inPlaceMethod: Name {
    switch self {
    case .or: .ior
    case .xor: .ixor
    case .and: .iand
    case .shiftLeft: .ilshift
    case .shiftRight: .irshift
    case .add: .iadd
    case .subtract: .isub
    case .multiply: .imul
    case .divide: .itruediv
    case .floorDivide: .ifloordiv
    case .modulo: .imod
    case .power: .ipow
    }
  }
}

extension UnaryOperator {
  /// The special method.
  var method: Name { self == .minus ? .neg : self == .plus ? .pos : .invert }
}

/// Comparisons that order or equate.
enum ComparisonKind: UInt8 {
  case less, greater, equal, lessEqual, greaterEqual, notEqual

  /// The special method.
  var method: Name {
    switch self {
    case .less: .lt
    case .greater: .gt
    case .equal: .eq
    case .lessEqual: .le
    case .greaterEqual: .ge
    case .notEqual: .ne
    }
  }

  /// Whether two values of one order are so.
  @inline(__always)
  func holds<Ordered: Comparable>(_ left: Ordered, _ right: Ordered) -> Bool {
    switch self {
    case .less: left < right
    case .greater: left > right
    case .equal: left == right
    case .lessEqual: left <= right
    case .greaterEqual: left >= right
    case .notEqual: left != right
    }
  }
}
