extension TensorKernels {
  /// Element-wise function of two f32 tensors; see `Reference.binary`.
  public func binary(
    _ function: Reference.BinaryFunction, a: Span<Float>, aShape: InlineArray<4, Int>, b: Span<Float>,
    bShape: InlineArray<4, Int>, outputShape: InlineArray<4, Int>, range: FloatRange,
    output: inout MutableSpan<Float>
  ) {
    if isReference || output.isEmpty {
      return Reference.binary(
        function, a: a, aShape: aShape, b: b, bShape: bShape, outputShape: outputShape, range: range,
        output: &output)
    }
    precondition(a.count == Reference.elementCount(aShape) && b.count == Reference.elementCount(bShape))
    precondition(output.count == Reference.elementCount(outputShape) && a.count > 0 && b.count > 0)
    guard let rows = BroadcastRows(a: aShape, b: bShape, output: outputShape) else {
      return binary(
        function, a: Broadcast.expanded(a, aShape, to: outputShape, zero: 0).span, aShape: outputShape,
        b: Broadcast.expanded(b, bShape, to: outputShape, zero: 0).span, bShape: outputShape,
        outputShape: outputShape, range: range, output: &output)
    }
    // One copy of the loops per function, so that none decides anything for each element.
    switch function {
    case .addition: Self.map(rows, a, b, range, &output) { $0 + $1 }
    case .subtraction: Self.map(rows, a, b, range, &output) { $0 - $1 }
    case .multiplication: Self.map(rows, a, b, range, &output) { $0 * $1 }
    case .division: Self.map(rows, a, b, range, &output) { $0 / $1 }
    case .minimum: Self.map(rows, a, b, range, &output) { Reference.minimum($0, $1) }
    case .maximum: Self.map(rows, a, b, range, &output) { Reference.maximum($0, $1) }
    }
  }

  @inline(__always)
  private static func map(
    _ rows: BroadcastRows, _ a: Span<Float>, _ b: Span<Float>, _ range: FloatRange,
    _ output: inout MutableSpan<Float>, _ function: (Float, Float) -> Float
  ) {
    for row in 0..<rows.count {
      let left = a.extracting(rows.aRange(row))
      let right = b.extracting(rows.bRange(row))
      var results = output._mutatingExtracting(rows.outputRange(row))
      switch (rows.aIsVector, rows.bIsVector) {
      case (true, true):
        let count = min(left.count, right.count, results.count)
        for index in 0..<count { results[index] = range.clamp(function(left[index], right[index])) }
      case (true, false):
        let value = right[0]
        let count = min(left.count, results.count)
        for index in 0..<count { results[index] = range.clamp(function(left[index], value)) }
      case (false, true):
        let value = left[0]
        let count = min(right.count, results.count)
        for index in 0..<count { results[index] = range.clamp(function(value, right[index])) }
      case (false, false):
        results.update(repeating: range.clamp(function(left[0], right[0])))
      }
    }
  }

  /// Element-wise function of one tensor; see `Reference.unary`.
  ///
  /// Only those without a call of the C library have loops of their own.
  public func unary(
    _ function: Reference.UnaryFunction, input: Span<Float>, math: FloatMath,
    output: inout MutableSpan<Float>
  ) {
    precondition(input.count == output.count)
    switch function {
    case .absolute where !isReference:
      for index in 0..<input.count { output[index] = input[index].magnitude }
    case .negation where !isReference:
      for index in 0..<input.count { output[index] = -input[index] }
    case .square where !isReference:
      for index in 0..<input.count { output[index] = input[index] * input[index] }
    case .reciprocalSquareRoot where !isReference:
      for index in 0..<input.count { output[index] = 1 / input[index].squareRoot() }
    default:
      Reference.unary(function, input: input, math: math, output: &output)
    }
  }
}
