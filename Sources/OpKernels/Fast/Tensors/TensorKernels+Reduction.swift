extension TensorKernels {
  /// Folds all elements over the axes whose output extent is 1; see `Reference.reduce`.
  public func reduce(
    _ reduction: Reference.Reduction, input: Span<Float>, shape: InlineArray<4, Int>,
    outputShape: InlineArray<4, Int>, initialValue: Float, output: inout MutableSpan<Float>
  ) {
    guard !isReference, input.count > 0, outputShape[3] == 1 || outputShape[3] >= shape[3] else {
      return Reference.reduce(
        reduction, input: input, shape: shape, outputShape: outputShape, initialValue: initialValue,
        output: &output)
    }
    precondition(
      input.count == Reference.elementCount(shape) && output.count == Reference.elementCount(outputShape))
    precondition(output.count > 0)
    output.update(repeating: initialValue)
    switch reduction {
    case .mean, .sum: Self.foldRows(input, shape, outputShape, &output) { $0 + $1 }
    case .minimum: Self.foldRows(input, shape, outputShape, &output) { Reference.minimum($0, $1) }
    case .maximum: Self.foldRows(input, shape, outputShape, &output) { Reference.maximum($0, $1) }
    }
    if reduction == .mean {
      let factor = Float(output.count) / Float(input.count)
      for index in 0..<output.count { output[index] *= factor }
    }
  }

  /// Folds row after row into the output's row of the same coordinates, those beyond it into coordinate 0.
  @inline(__always)
  private static func foldRows(
    _ input: Span<Float>, _ shape: InlineArray<4, Int>, _ outputShape: InlineArray<4, Int>,
    _ output: inout MutableSpan<Float>, _ fold: (Float, Float) -> Float
  ) {
    let width = shape[3]
    var start = 0
    for batch in 0..<shape[0] {
      for channel in 0..<shape[1] {
        let plane =
          (batch < outputShape[0] ? batch : 0) * outputShape[1] + (channel < outputShape[1] ? channel : 0)
        for row in 0..<shape[2] {
          let target = (plane * outputShape[2] + (row < outputShape[2] ? row : 0)) * outputShape[3]
          let elements = input.extracting(start..<(start + width))
          start &+= width
          if outputShape[3] == 1 {
            var value = output[target]
            for index in 0..<elements.count { value = fold(value, elements[index]) }
            output[target] = value
          } else {
            var results = output._mutatingExtracting(target..<(target + width))
            let count = min(elements.count, results.count)
            for index in 0..<count { results[index] = fold(results[index], elements[index]) }
          }
        }
      }
    }
  }

  /// Mean of each channel; see `Reference.globalAveragePool`.
  ///
  /// Eight channels at a time, because each one's additions have to wait for each other.
  public func globalAveragePool(
    input: Span<Float>, channelSize: Int, output: inout MutableSpan<Float>
  ) {
    guard !isReference, output.count >= 8 else {
      return Reference.globalAveragePool(input: input, channelSize: channelSize, output: &output)
    }
    precondition(channelSize >= 0 && input.count == output.count * channelSize)
    let eights = output.count / 8 * 8
    var first = 0
    while first < eights {
      let elements = input.extracting((first * channelSize)..<((first + 8) * channelSize))
      var sums = InlineArray<8, Float>(repeating: 0)
      for index in 0..<channelSize {
        for lane in 0..<8 { sums[lane] += elements[lane &* channelSize &+ index] }
      }
      for lane in 0..<8 { output[first + lane] = sums[lane] / Float(channelSize) }
      first += 8
    }
    var rest = output._mutatingExtracting(eights..<output.count)
    Reference.globalAveragePool(
      input: input.extracting((eights * channelSize)..<input.count), channelSize: channelSize, output: &rest)
  }
}
