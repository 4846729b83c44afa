extension Reference {
  /// kmodel v3's softmax over one group: the maximum starts at the least normal number above zero.
  public static func softmaxV3(
    input: Span<Float>, exp: (Float) -> Float, output: inout MutableSpan<Float>
  ) {
    precondition(input.count == output.count)
    var largest = Float.leastNormalMagnitude
    for index in 0..<input.count { largest = maximum(largest, input[index]) }
    var total: Float = 0
    for index in 0..<input.count {
      let power = exp(input[index] - largest)
      output[index] = power
      total += power
    }
    for index in 0..<output.count { output[index] /= total }
  }

  /// kmodel v4's softmax over rows of `innerSize` elements: `exp((x - max) * beta)` over its running sum.
  public static func softmaxV4(
    input: Span<Float>, innerSize: Int, beta: Float, exp: (Float) -> Float, output: inout MutableSpan<Float>
  ) {
    precondition(innerSize > 0 && input.count % innerSize == 0 && input.count == output.count)
    for row in 0..<(input.count / innerSize) {
      let elements = (row * innerSize)..<((row + 1) * innerSize)
      var largest = input[elements.lowerBound]
      for index in elements { largest = maximum(largest, input[index]) }
      var total: Float = 0
      for index in elements {
        let power = exp((input[index] - largest) * beta)
        output[index] = power
        total += power
      }
      for index in elements { output[index] /= total }
    }
  }

  /// `x * (1 / sqrt(max(sum of squares, 1e-10)))` over one group.
  public static func l2Normalization(input: Span<Float>, output: inout MutableSpan<Float>) {
    precondition(input.count == output.count)
    var sum: Float = 0
    for index in 0..<input.count { sum += input[index] * input[index] }
    if sum < 1e-10 { sum = 1e-10 }
    let factor = 1 / sum.squareRoot()
    for index in 0..<input.count { output[index] = input[index] * factor }
  }
}
