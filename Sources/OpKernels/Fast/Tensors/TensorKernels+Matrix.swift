extension TensorKernels {
  /// f32 matrix product; see `Reference.matmul`.
  public func matmul(
    a: Span<Float>, b: Span<Float>, bias: Span<Float>, rows: Int, depth: Int, columns: Int,
    range: FloatRange, output: inout MutableSpan<Float>
  ) {
    guard let set, rows > 0, columns > 0, depth > 0, depth <= Int(Int32.max) else {
      return Reference.matmul(
        a: a, b: b, bias: bias, rows: rows, depth: depth, columns: columns, range: range, output: &output)
    }
    precondition(a.count == rows * depth && b.count == depth * columns)
    precondition(bias.count == columns && output.count == rows * columns)
    let terms = FloatTerms((0..<depth).map { $0 * columns })
    let row = FloatRow(set: set, range: range)
    // So many columns of b stay in the caches while all rows of a pass.
    let block = max(32, Self.cachedElements / depth / 32 * 32)
    for first in stride(from: 0, to: columns, by: block) {
      let count = min(block, columns - first)
      let right = b.extracting(first..<b.count)
      let start = bias.extracting(first..<(first + count))
      for index in 0..<rows {
        let left = a.extracting((index * depth)..<((index + 1) * depth))
        let target = index * columns + first
        var results = output._mutatingExtracting(target..<(target + count))
        row.sums(of: right, terms, weights: left, start: start, output: &results)
      }
    }
  }

  /// Floats that fit the first two cache levels.
  private static let cachedElements = 32 * 1024

  /// kmodel v3's dense layer; see `Reference.fullyConnected`.
  ///
  /// Eight outputs at a time, because the additions of each one have to wait for each other.
  public func fullyConnected(
    input: Span<Float>, weights: Span<Float>, bias: Span<Float>, activation: Reference.ActivationV3,
    output: inout MutableSpan<Float>
  ) {
    guard !isReference, output.count >= 8 else {
      return Reference.fullyConnected(
        input: input, weights: weights, bias: bias, activation: activation, output: &output)
    }
    let depth = input.count
    precondition(bias.count == output.count && weights.count == depth * output.count)
    let eights = output.count / 8 * 8
    for first in stride(from: 0, to: eights, by: 8) {
      let taps = weights.extracting((first * depth)..<((first + 8) * depth))
      var sums = InlineArray<8, Float>(repeating: 0)
      for index in 0..<depth {
        let value = input[index]
        for lane in 0..<8 { sums[lane] += value * taps[lane &* depth &+ index] }
      }
      for lane in 0..<8 { output[first + lane] = activation(sums[lane] + bias[first + lane]) }
    }
    var rest = output._mutatingExtracting(eights..<output.count)
    Reference.fullyConnected(
      input: input, weights: weights.extracting((eights * depth)..<weights.count),
      bias: bias.extracting(eights..<bias.count), activation: activation, output: &rest)
  }

  /// u8 matrix product; see `Reference.quantizedMatmul`.
  ///
  /// The rows are the pixels of a 1x1 convolution, whose weights are the turned `b`.
  public func quantizedMatmul(
    a: Span<UInt8>, b: Span<UInt8>, bias: Span<Int32>, rows: Int, depth: Int, columns: Int,
    product: QuantizedProduct, sums: inout MutableSpan<Int32>, output: inout MutableSpan<UInt8>
  ) {
    let window = Window2D(
      inputChannels: max(1, depth), inputHeight: 1, inputWidth: max(1, rows), outputChannels: max(1, columns),
      outputHeight: 1, outputWidth: max(1, rows), kernelHeight: 1, kernelWidth: 1)
    guard let set, min(rows, depth, columns) > 0,
      let shape = WordConvolution.Shape(window, layout: .interleaved, product: product)
    else {
      return Reference.quantizedMatmul(
        a: a, b: b, bias: bias, rows: rows, depth: depth, columns: columns, product: product, sums: &sums,
        output: &output)
    }
    precondition(a.count == rows * depth && b.count == depth * columns)
    precondition(bias.count == columns && output.count == rows * columns)
    var turned = [UInt8](repeating: 0, count: b.count)
    var target = turned.mutableSpan
    transpose(input: b, shape: [1, 1, depth, columns], permutation: [0, 1, 3, 2], output: &target)
    WordConvolution(shape, weights: turned.span, bias: bias, set: set).run(a, kernels: self, output: &output)
  }
}
