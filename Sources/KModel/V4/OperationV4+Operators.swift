extension OperationV4 {
  /// Element-wise operations of two operands.
  public enum BinaryOperator: UInt32, Sendable, CaseIterable {
    case add = 0
    case sub = 1
    case mul = 2
    case div = 3
    case min = 4
    case max = 5
  }

  /// Element-wise operations of one operand.
  public enum UnaryOperator: UInt32, Sendable, CaseIterable {
    case abs = 0
    case ceil = 1
    case cos = 2
    case exp = 3
    case floor = 4
    case log = 5
    case neg = 6
    /// `1 / sqrt(x)`.
    case rsqrt = 7
    case sin = 8
    /// `x * x`.
    case square = 9
  }

  /// How elements are folded.
  public enum ReduceOperator: UInt32, Sendable, CaseIterable {
    /// Sum, then a division by the number of elements.
    case mean = 0
    case min = 1
    case max = 2
    case sum = 3
  }

  /// How a picture is resized.
  public enum ResizeMode: UInt32, Sendable, CaseIterable {
    case bilinear = 0
    case nearest = 1
  }
}
