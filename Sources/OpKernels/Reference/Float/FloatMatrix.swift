extension Reference {
  /// f32 matrix product `[rows][depth] × [depth][columns]`: sums from the bias of each column in the order of
  /// `depth`, then the fused activation.
  public static func matmul(
    a: Span<Float>, b: Span<Float>, bias: Span<Float>, rows: Int, depth: Int, columns: Int,
    range: FloatRange, output: inout MutableSpan<Float>
  ) {
    precondition(rows >= 0 && depth >= 0 && columns >= 0)
    precondition(a.count == rows * depth && b.count == depth * columns)
    precondition(bias.count == columns && output.count == rows * columns)
    for row in 0..<rows {
      let start = row * columns
      for column in 0..<columns { output[start + column] = bias[column] }
      for step in 0..<depth {
        let left = a[row * depth + step]
        let right = b.extracting((step * columns)..<(step * columns + columns))
        for column in 0..<columns { output[start &+ column] += left * right[column] }
      }
      for column in 0..<columns { output[start + column] = range.clamp(output[start + column]) }
    }
  }

  /// Activation of a kmodel v3 layer; raw values are those of the format.
  public enum ActivationV3: UInt32, Sendable, CaseIterable {
    case linear = 0
    /// `max(x, 0)`.
    case relu = 1
    /// `min(max(x, 0), 6)`.
    case relu6 = 2

    /// The activation of one number; NaN stays NaN.
    @inlinable
    public func callAsFunction(_ value: Float) -> Float {
      switch self {
      case .linear: value
      case .relu: value < 0 ? 0 : value
      case .relu6: value < 0 ? 0 : value > 6 ? 6 : value
      }
    }
  }

  /// kmodel v3's dense layer: each sum runs from 0 over the inputs, then bias, then activation.
  ///
  /// Weights `[output][input]`. **Source**: specification of kmodel v3, section 4.
  public static func fullyConnected(
    input: Span<Float>, weights: Span<Float>, bias: Span<Float>, activation: ActivationV3,
    output: inout MutableSpan<Float>
  ) {
    precondition(bias.count == output.count && weights.count == input.count * output.count)
    for row in 0..<output.count {
      let taps = weights.extracting((row * input.count)..<((row + 1) * input.count))
      var sum: Float = 0
      for index in 0..<input.count { sum += input[index] * taps[index] }
      output[row] = activation(sum + bias[row])
    }
  }
}
