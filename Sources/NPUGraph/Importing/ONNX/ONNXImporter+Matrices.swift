import OpKernels

extension ONNXImporter {
  /// `alpha * A * B + beta * C`.
  mutating func gemm(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let (alpha, beta) = (node.float("alpha", 1), node.float("beta", 1))
    var a = try node.input(0)
    if node.int("transA", 0) != 0 { a = try transposed(a, node) }
    var b = try node.input(1)
    if node.int("transB", 0) != 0 { b = try transposed(b, node) }
    if alpha != 1 { b = try scaled(b, by: alpha, node) }
    guard var c = node.optionalInput(2) else { return try product(a, b, node) }
    if beta != 1 { c = try scaled(c, by: beta, node) }
    let columns = extents(b).last ?? 0
    // One number per column is the bias of a convolution.
    if case .constant(let bias) = c, case .constant = b, case .value = a, bias.count == columns,
      extents(c).last == columns
    {
      return try product(a, b, node, bias: bias.floats)
    }
    let product = try product(a, b, node)
    return try emit(.binary(.add), [product, c], node, extents: extents(product))
  }

  private mutating func transposed(_ operand: Operand, _ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let extents = self.extents(operand)
    guard extents.count == 2 else {
      throw ImportError(.invalid(name: "axes of a matrix", found: "\(extents.count)", expected: "2"))
    }
    return try emit(.transpose([1, 0]), [operand], node, extents: [extents[1], extents[0]])
  }

  mutating func matrixMultiply(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    var (a, b) = (try node.input(0), try node.input(1))
    var (left, right) = (extents(a), extents(b))
    let (isRow, isColumn) = (left.count == 1, right.count == 1)
    // A vector is a matrix of one row before, of one column behind.
    if isRow {
      left = [1] + left
      a = try reshaped(a, left, node)
    }
    if isColumn {
      right += [1]
      b = try reshaped(b, right, node)
    }
    let result = try product(a, b, node)
    var extents = self.extents(result)
    if isColumn { extents.removeLast() }
    if isRow { extents.remove(at: extents.count - (isColumn ? 1 : 2)) }
    return try reshaped(result, extents, node)
  }

  /// A product of matrices; by a constant second matrix it is a convolution of 1x1 over as many channels as it has rows.
  private mutating func product(
    _ a: Operand, _ b: Operand, _ node: ONNXNodeScope, bias: [Float]? = nil
  ) throws(ImportError) -> Operand {
    let (left, right) = (extents(a), extents(b))
    guard left.count >= 2, right.count >= 2, left[left.count - 1] == right[right.count - 2],
      let outer = GraphAssembler.broadcast(Array(left.dropLast(2)), Array(right.dropLast(2)))
    else {
      throw ImportError(
        .invalid(
          name: "matrices", found: "\(left) and \(right)",
          expected: "columns of the first as rows of the second"))
    }
    let (rows, depth, columns) = (left[left.count - 2], right[right.count - 2], right[right.count - 1])
    let result = outer + [rows, columns]
    guard case .constant(let weights) = b, case .value = a, right.count == 2,
      left.count == 2 || left.dropLast().reduce(1, *) == 1
    else { return try emit(.matrixMultiply, [a, b], node, extents: result) }
    let batches = left.dropLast().reduce(1, *)
    try assembler.charge(weights.count)
    let places = (0..<(columns * depth)).map { $0 % depth * columns + $0 / depth }
    let turned = weights.picked(places, extents: [columns, depth], filler: 0)
    let convolution = FloatConvolution(
      window: Window2D(
        inputChannels: depth, inputHeight: 1, inputWidth: 1, outputChannels: columns, outputHeight: 1,
        outputWidth: 1, kernelHeight: 1, kernelWidth: 1), weights: turned.floats,
      bias: bias ?? [Float](repeating: 0, count: columns), weightSteps: turned.steps(ofParts: columns))
    let pixels = try reshaped(a, [batches, depth, 1, 1], node)
    let sums = try emit(.floatConvolution(convolution), [pixels], node, extents: [batches, columns, 1, 1])
    return try reshaped(sums, result, node)
  }
}
