extension Reference {
  /// `out[i] = a[i] + b[i]`.
  public static func add(a: Span<Float>, b: Span<Float>, output: inout MutableSpan<Float>) {
    precondition(a.count == output.count && b.count == output.count)
    for index in 0..<output.count { output[index] = a[index] + b[index] }
  }

  /// Element-wise function of two tensors with broadcasting, then the fused activation.
  ///
  /// Shapes are NCHW; a coordinate at or beyond an operand's extent reads that operand's coordinate 0.
  public static func binary(
    _ function: BinaryFunction, a: Span<Float>, aShape: InlineArray<4, Int>, b: Span<Float>,
    bShape: InlineArray<4, Int>, outputShape: InlineArray<4, Int>, range: FloatRange,
    output: inout MutableSpan<Float>
  ) {
    precondition(a.count == elementCount(aShape) && b.count == elementCount(bShape))
    precondition(output.count == elementCount(outputShape) && a.count > 0 && b.count > 0)
    let width = outputShape[3]
    if output.count == 0 { return }
    for row in 0..<(output.count / width) {
      let aRow = broadcastRow(row, of: aShape, in: outputShape)
      let bRow = broadcastRow(row, of: bShape, in: outputShape)
      for column in 0..<width {
        let left = a[aRow + (column < aShape[3] ? column : 0)]
        let right = b[bRow + (column < bShape[3] ? column : 0)]
        output[row * width + column] = range.clamp(apply(function, left, right))
      }
    }
  }

  /// One binary function of two numbers, one rounding; minimum and maximum as in C++.
  @inlinable
  public static func apply(_ function: BinaryFunction, _ a: Float, _ b: Float) -> Float {
    switch function {
    case .addition: a + b
    case .subtraction: a - b
    case .multiplication: a * b
    case .division: a / b
    case .minimum: minimum(a, b)
    case .maximum: maximum(a, b)
    }
  }

  /// A function of one operand; raw values are those of kmodel v4.
  public enum UnaryFunction: UInt32, Sendable, CaseIterable {
    case absolute = 0
    case ceiling = 1
    case cosine = 2
    case exponential = 3
    case floor = 4
    case logarithm = 5
    case negation = 6
    /// `1 / sqrt(x)`, two roundings.
    case reciprocalSquareRoot = 7
    case sine = 8
    case square = 9
  }

  /// One unary function of a number.
  @inlinable
  public static func apply(_ function: UnaryFunction, _ value: Float, math: FloatMath) -> Float {
    switch function {
    case .absolute: value.magnitude
    case .ceiling: value.rounded(.up)
    case .cosine: math.cos(value)
    case .exponential: math.exp(value)
    case .floor: value.rounded(.down)
    case .logarithm: math.log(value)
    case .negation: -value
    case .reciprocalSquareRoot: 1 / value.squareRoot()
    case .sine: math.sin(value)
    case .square: value * value
    }
  }

  /// Element-wise function of one tensor.
  public static func unary(
    _ function: UnaryFunction, input: Span<Float>, math: FloatMath, output: inout MutableSpan<Float>
  ) {
    precondition(input.count == output.count)
    for index in 0..<input.count { output[index] = apply(function, input[index], math: math) }
  }

  /// `1 / (1 + exp(-x))`.
  public static func logistic(
    input: Span<Float>, exp: (Float) -> Float, output: inout MutableSpan<Float>
  ) {
    precondition(input.count == output.count)
    for index in 0..<input.count { output[index] = 1 / (1 + exp(-input[index])) }
  }
}
