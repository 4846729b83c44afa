import KModel
import OpKernels
import Simulation

extension RunnerV4 {
  func run(_ node: OperationV4.Matmul) throws(Fault) {
    let shape = try MatrixShape(node.aRows, node.aColumns, node.bColumns, biases: node.bias.count / 4)
    try node.bias.withElements(as: Float.self) { (bias) throws(Fault) in
      try memory.apply(
        Operand<Float>(node.operands.a).first(shape.aCount),
        Operand<Float>(node.operands.b).first(shape.bCount),
        to: Operand<Float>(node.operands.output).first(shape.outputCount)
      ) { (a: Span<Float>, b: Span<Float>, output: inout MutableSpan<Float>) in
        kernels.matmul(
          a: a, b: b, bias: bias, rows: shape.rows, depth: shape.depth, columns: shape.columns,
          range: FloatRange(node.clamp), output: &output)
      }
    }
  }

  func run(_ node: OperationV4.QuantizedMatmul) throws(Fault) {
    let shape = try MatrixShape(node.aRows, node.aColumns, node.bColumns, biases: node.bias.count / 4)
    let product = QuantizedProduct(
      inputOffset: node.aOffset, weightOffset: node.bOffset, output: Rescaling(node.output))
    var scratch = [Int32](repeating: 0, count: shape.columns)
    try node.bias.withElements(as: Int32.self) { (bias) throws(Fault) in
      try memory.apply(
        Operand<UInt8>(node.operands.a).first(shape.aCount),
        Operand<UInt8>(node.operands.b).first(shape.bCount),
        to: Operand<UInt8>(node.operands.output).first(shape.outputCount)
      ) { (a: Span<UInt8>, b: Span<UInt8>, output: inout MutableSpan<UInt8>) in
        var sums = scratch.mutableSpan
        kernels.quantizedMatmul(
          a: a, b: b, bias: bias, rows: shape.rows, depth: shape.depth, columns: shape.columns,
          product: product, sums: &sums, output: &output)
      }
    }
  }

  func run(_ node: OperationV4.Reduce) throws(Fault) {
    guard let reduction = Reference.Reduction(rawValue: node.op.rawValue) else {
      throw .invalidParameter(name: "reduce op", found: "\(node.op)", expected: "a known one")
    }
    let (shape, count) = try node.inputShape.extents()
    let (outputShape, outputCount) = try node.outputShape.extents()
    try memory.apply(
      Operand<Float>(node.operands.input).first(count),
      to: Operand<Float>(node.operands.output).first(outputCount)
    ) { (input: Span<Float>, output: inout MutableSpan<Float>) in
      kernels.reduce(
        reduction, input: input, shape: shape, outputShape: outputShape, initialValue: node.initialValue,
        output: &output)
    }
  }
}

/// The extents of a matrix product, each at least 1, and the elements of its operands.
private struct MatrixShape {
  let rows: Int
  let depth: Int
  let columns: Int
  let aCount: Int
  let bCount: Int
  let outputCount: Int

  init(_ rows: Int32, _ depth: Int32, _ columns: Int32, biases: Int) throws(Fault) {
    guard rows > 0, depth > 0, columns > 0, biases == Int(columns) else {
      throw .invalidParameter(
        name: "matrix sizes", found: "\(rows)x\(depth) times \(depth)x\(columns) with \(biases) biases",
        expected: "positive sizes and a bias for each column")
    }
    self.rows = Int(rows)
    self.depth = Int(depth)
    self.columns = Int(columns)
    aCount = try Int.counted(Int(rows), Int(depth))
    bCount = try Int.counted(Int(depth), Int(columns))
    outputCount = try Int.counted(Int(rows), Int(columns))
  }
}
