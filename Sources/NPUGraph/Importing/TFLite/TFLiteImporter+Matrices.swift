import OpKernels

extension TFLiteImporter {
  /// `FULLY_CONNECTED`: weights `[outputs][inputs]`; constant ones over a single row are a convolution of 1x1.
  mutating func fullyConnected(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let format = try node.choice(1)
    try node.require(format == 0, "the weights format \(format)")
    let extents = try extents(node, 0)
    let shape = try self.extents(node, 1)
    let count = extents.reduce(1, *)
    guard shape.count == 2, shape.allSatisfy({ $0 > 0 }), count > 0, count % shape[1] == 0 else {
      throw ImportError(
        .invalid(name: "weights", found: "\(shape)", expected: "a matrix for \(count) numbers"))
    }
    let (outputs, depth) = (shape[0], shape[1])
    let rows = count / depth
    let keepsAxes = try node.flag(2)
    guard !keepsAxes || extents.last == depth else {
      throw ImportError(.invalid(name: "input", found: "\(extents)", expected: "rows of \(depth)"))
    }
    let result = keepsAxes ? extents.dropLast() + [outputs] : [rows, outputs]
    let form = try form(of: try node.output())
    let function = try node.activation(0)
    let source = try plain(node, 0)
    let isConstant = if case .constant = try value(try node.input(1)).plain { true } else { false }
    guard rows == 1, isConstant, case .value = source else {
      let input = try reshaped(source, [rows, depth], node, as: self.form(source))
      let weights = try turned(try plain(node, 1), [1, 0], node)
      let product = try emit(.matrixMultiply, [input, weights], node, extents: [rows, outputs])
      let bias = Constant([outputs], floats: try biases(node, 2, count: outputs))
      let sums = try emit(
        .binary(.add), [product, .constant(bias)], node, extents: [rows, outputs], as: form, then: function)
      return .plain(try reshaped(sums, result, node, as: self.form(sums)))
    }
    let weights = try constant(node, 1, "weights")
    let convolution = FloatConvolution(
      window: Window2D(
        inputChannels: depth, inputHeight: 1, inputWidth: 1, outputChannels: outputs, outputHeight: 1,
        outputWidth: 1, kernelHeight: 1, kernelWidth: 1), weights: weights.floats,
      bias: try biases(node, 2, count: outputs), activation: function,
      weightSteps: weights.steps(ofParts: outputs))
    let pixel = try reshaped(source, [1, depth, 1, 1], node, as: self.form(source))
    let sums = try emit(.floatConvolution(convolution), [pixel], node, extents: [1, outputs, 1, 1], as: form)
    return .plain(try reshaped(sums, result, node, as: form))
  }

  /// `BATCH_MATMUL`: either matrix perhaps turned.
  mutating func matrixMultiply(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    var (a, b) = (try plain(node, 0), try plain(node, 1))
    if try node.flag(0) { a = try lastTurned(a, node) }
    if try node.flag(1) { b = try lastTurned(b, node) }
    let (left, right) = (assembler.extents(a), assembler.extents(b))
    guard left.count >= 2, right.count >= 2, left[left.count - 1] == right[right.count - 2],
      let outer = GraphAssembler.broadcast(Array(left.dropLast(2)), Array(right.dropLast(2)))
    else {
      throw ImportError(
        .invalid(
          name: "matrices", found: "\(left) and \(right)",
          expected: "columns of the first as rows of the second"))
    }
    return .plain(
      try emit(
        .matrixMultiply, [a, b], node, extents: outer + [left[left.count - 2], right[right.count - 1]],
        as: try form(of: try node.output())))
  }

  /// The last two axes change places.
  private mutating func lastTurned(_ operand: Operand, _ node: TFLiteNode) throws(ImportError) -> Operand {
    let rank = assembler.extents(operand).count
    try node.require(rank >= 2, "a matrix of \(rank) axes")
    return try turned(operand, Array(0..<(rank - 2)) + [rank - 1, rank - 2], node)
  }
}
