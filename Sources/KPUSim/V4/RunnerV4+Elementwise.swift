import KModel
import OpKernels
import Simulation

extension RunnerV4 {
  func run(_ node: OperationV4.Binary) throws(Fault) {
    let shapes = try BroadcastShapes(a: node.aShape, b: node.bShape, output: node.outputShape)
    let function = try Reference.BinaryFunction(node.op)
    try memory.apply(
      Operand<Float>(node.operands.a).first(shapes.aCount),
      Operand<Float>(node.operands.b).first(shapes.bCount),
      to: Operand<Float>(node.operands.output).first(shapes.outputCount)
    ) { (a: Span<Float>, b: Span<Float>, output: inout MutableSpan<Float>) in
      kernels.binary(
        function, a: a, aShape: shapes.a, b: b, bShape: shapes.b, outputShape: shapes.output,
        range: FloatRange(node.clamp), output: &output)
    }
  }

  func run(_ node: OperationV4.QuantizedBinary) throws(Fault) {
    let shapes = try BroadcastShapes(a: node.aShape, b: node.bShape, output: node.outputShape)
    let function = try Reference.BinaryFunction(node.op)
    try memory.apply(
      Operand<UInt8>(node.operands.a).first(shapes.aCount),
      Operand<UInt8>(node.operands.b).first(shapes.bCount),
      to: Operand<UInt8>(node.operands.output).first(shapes.outputCount)
    ) { (a: Span<UInt8>, b: Span<UInt8>, output: inout MutableSpan<UInt8>) in
      kernels.quantizedBinary(
        function, a: a, aShape: shapes.a, aScale: Rescaling(node.a), b: b, bShape: shapes.b,
        bScale: Rescaling(node.b), outputShape: shapes.output, outputScale: Rescaling(node.output),
        output: &output)
    }
  }

  func run(_ node: OperationV4.Unary) throws(Fault) {
    guard let function = Reference.UnaryFunction(rawValue: node.op.rawValue) else {
      throw .invalidParameter(name: "unary op", found: "\(node.op)", expected: "a known one")
    }
    try mapFloats(node.operands) {
      (input: Span<Float>, output: inout MutableSpan<Float>) in
      kernels.unary(function, input: input, math: .host, output: &output)
    }
  }

  func run(_ node: OperationV4.NNILUnaryMethod) throws(Fault) {
    let program = try NNILProgram(node.program)
    try mapFloats(node.operands) {
      (input: Span<Float>, output: inout MutableSpan<Float>) in
      program.run(input, into: &output, math: .host)
    }
  }

  func run(_ node: OperationV4.TableLookup) throws(Fault) {
    let input = Operand<UInt8>(node.input)
    try memory.apply(
      input, Operand<UInt8>(node.table).first(256), to: Operand<UInt8>(node.output).first(input.count)
    ) { (input: Span<UInt8>, table: Span<UInt8>, output: inout MutableSpan<UInt8>) in
      Reference.tableLookup(input: input, table: table, output: &output)
    }
  }

  func quantize(_ node: OperationV4.Quantization) throws(Fault) {
    let input = Operand<Float>(node.operands.input)
    try memory.apply(
      input.first(input.count), to: Operand<UInt8>(node.operands.output).first(input.count)
    ) { (input: Span<Float>, output: inout MutableSpan<UInt8>) in
      kernels.quantizeV4(
        input: input, scale: node.scale, zeroPoint: node.zeroPoint, output: &output)
    }
  }

  func dequantize(_ node: OperationV4.Quantization) throws(Fault) {
    let input = Operand<UInt8>(node.operands.input)
    try memory.apply(input, to: Operand<Float>(node.operands.output).first(input.count)) {
      (input: Span<UInt8>, output: inout MutableSpan<Float>) in
      Reference.dequantizeV4(
        input: input, scale: node.scale, zeroPoint: node.zeroPoint, output: &output)
    }
  }

  func run(_ node: OperationV4.Softmax) throws(Fault) {
    let count = try Int.counted(Int(node.innerSize), Int(node.outerSize))
    guard count > 0 else { return }
    try memory.apply(
      Operand<Float>(node.operands.input).first(count), to: Operand<Float>(node.operands.output).first(count)
    ) { (input: Span<Float>, output: inout MutableSpan<Float>) in
      Reference.softmaxV4(
        input: input, innerSize: Int(node.innerSize), beta: node.beta, exp: FloatMath.host.exp,
        output: &output)
    }
  }

  /// A function of each f32 element.
  private func mapFloats(
    _ operands: OperationV4.UnaryOperands,
    _ kernel: (Span<Float>, inout MutableSpan<Float>) throws(Fault) -> Void
  ) throws(Fault) {
    let input = Operand<Float>(operands.input)
    try memory.apply(
      input.first(input.count), to: Operand<Float>(operands.output).first(input.count), kernel)
  }
}

/// The shapes of a broadcasting operation, each of at least one element.
struct BroadcastShapes {
  let a: InlineArray<4, Int>
  let b: InlineArray<4, Int>
  let output: InlineArray<4, Int>
  let aCount: Int
  let bCount: Int
  let outputCount: Int

  init(a: ShapeV4, b: ShapeV4, output: ShapeV4) throws(Fault) {
    (self.a, aCount) = try a.extents()
    (self.b, bCount) = try b.extents()
    (self.output, outputCount) = try output.extents()
  }
}

extension ShapeV4 {
  /// The extents for a kernel and their product.
  ///
  /// - Throws: a fault when an extent is below 1 or the product fits no memory.
  func extents() throws(Fault) -> (extents: InlineArray<4, Int>, count: Int) {
    guard values.allSatisfy({ $0 > 0 }) else {
      throw .invalidParameter(name: "shape", found: "\(values)", expected: "extents of 1 at least")
    }
    let count = try Int.counted(Int(n), Int(c), Int(h), Int(w))
    return ([Int(n), Int(c), Int(h), Int(w)], count)
  }

  /// The values as they are, which may be negative.
  var coordinates: InlineArray<4, Int> { [Int(n), Int(c), Int(h), Int(w)] }
}

extension Reference.BinaryFunction {
  /// The format's operator in the terms of the kernels.
  fileprivate init(_ op: OperationV4.BinaryOperator) throws(Fault) {
    guard let function = Reference.BinaryFunction(rawValue: op.rawValue) else {
      throw .invalidParameter(name: "binary op", found: "\(op)", expected: "a known one")
    }
    self = function
  }
}

extension FloatRange {
  /// The format's clamp in the terms of the kernels.
  init(_ clamp: OperationV4.ClampRange) { self.init(minimum: clamp.minimum, maximum: clamp.maximum) }
}

extension Rescaling {
  /// The format's numbers in the terms of the kernels.
  init(_ rescale: OperationV4.Rescale) {
    self.init(offset: rescale.offset, multiplier: rescale.multiplier, shift: rescale.shift)
  }
}
