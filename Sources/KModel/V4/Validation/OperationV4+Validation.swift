import Bytes

extension OperationV4 {
  /// Throws unless the node's ranges, shapes and codes make sense.
  ///
  /// Offsets are those of the fields in the body. Sizes are what the runtime's loops touch, so a range may be
  /// larger than needed.
  func validate(_ check: NodeCheckV4) throws(KModelError) {
    switch self {
    case .binary(let body):
      try check.broadcast(
        body.operands, body.aShape, body.bShape, body.outputShape, elementByteCount: 4)
    case .quantizedBinary(let body):
      try check.broadcast(
        body.operands, body.aShape, body.bShape, body.outputShape, elementByteCount: 1)
    case .concat(let body): try body.validate(check)
    case .conv2D(let body): try body.validate(.grouped, check)
    case .cpuConv2D(let body): try body.validate(.cpu, check)
    case .cpuDepthwiseConv2D(let body): try body.validate(.cpuDepthwise, check)
    case .quantizedConv2D(let body): try body.validate(.grouped, check)
    case .cpuQuantizedConv2D(let body): try body.validate(.cpu, check)
    case .cpuQuantizedDepthwiseConv2D(let body): try body.validate(.cpuDepthwise, check)
    case .conv2DTranspose(let body): try body.validate(check)
    case .dequantize(let body): try check.elements(body.operands, inputSize: 1, outputSize: 4)
    case .quantize(let body): try check.elements(body.operands, inputSize: 4, outputSize: 1)
    case .unary(let body): try check.elements(body.operands, inputSize: 4, outputSize: 4)
    case .nnilUnaryMethod(let body): try check.elements(body.operands, inputSize: 4, outputSize: 4)
    case .memoryCopy(let body): try check.elements(body, inputSize: 4, outputSize: 4)
    case .matmul(let body):
      try check.product(body.operands, body.aRows, body.aColumns, body.bColumns, elementByteCount: 4)
      try check.fields.block(body.bias, "bias", byteCount: Int(body.bColumns) * 4, at: 68)
    case .quantizedMatmul(let body):
      try check.product(body.operands, body.aRows, body.aColumns, body.bColumns, elementByteCount: 1)
      try check.fields.block(body.bias, "bias", byteCount: Int(body.bColumns) * 4, at: 80)
    case .pad(let body): try body.validate(check)
    case .reduce(let body): try body.validate(check)
    case .reduceWindow2D(let body): try body.validate(isNHWC: false, check)
    case .cpuReduceWindow2D(let body): try body.validate(isNHWC: true, check)
    case .resizeImage(let body): try body.validate(check)
    case .softmax(let body): try body.validate(check)
    case .transpose(let body): try body.validate(check)
    case .stridedSlice(let body): try body.validate(check)
    case .tableLookup1D(let body): try body.validate(check)
    case .kpuUpload(let body):
      try check.range(body.operands.input, "input", holds: body.shape.elementCount, size: 1, at: 0)
      try check.kpuMap(body.operands.output, shape: body.shape, "output", at: 16)
    case .kpuConv2D(let body): try body.validate(check)
    }
  }
}

extension NodeCheckV4 {
  /// An element-wise node: every whole element of the input becomes one of the output.
  func elements(
    _ operands: OperationV4.UnaryOperands, inputSize: Int, outputSize: Int
  ) throws(KModelError) {
    try range(operands.input, "input", at: 0)
    try output(
      operands.output, holds: Int(operands.input.byteCount) / inputSize, size: outputSize, at: 16)
  }

  /// A node of two broadcast operands; the shapes follow the operator's code.
  func broadcast(
    _ operands: OperationV4.BinaryOperands, _ aShape: ShapeV4, _ bShape: ShapeV4, _ outputShape: ShapeV4,
    elementByteCount: Int
  ) throws(KModelError) {
    try shape(aShape, atLeast: 1, "a", at: 52)
    try shape(bShape, atLeast: 1, "b", at: 68)
    try shape(outputShape, atLeast: 0, "output", at: 84)
    try range(operands.a, "a", holds: aShape.elementCount, size: elementByteCount, at: 0)
    try range(operands.b, "b", holds: bShape.elementCount, size: elementByteCount, at: 16)
    try output(operands.output, holds: outputShape.elementCount, size: elementByteCount, at: 32)
  }

  /// A matrix product.
  func product(
    _ operands: OperationV4.BinaryOperands, _ rows: Int32, _ inner: Int32, _ columns: Int32,
    elementByteCount: Int
  ) throws(KModelError) {
    try fields.require(rows, atLeast: 0, "a_rows", at: 48)
    try fields.require(inner, atLeast: 0, "a_cols", at: 52)
    try fields.require(columns, atLeast: 0, "b_cols", at: 56)
    let size = elementByteCount
    try range(operands.a, "a", holds: Int.product(Int(rows), Int(inner)), size: size, at: 0)
    try range(operands.b, "b", holds: Int.product(Int(inner), Int(columns)), size: size, at: 16)
    try output(operands.output, holds: Int.product(Int(rows), Int(columns)), size: size, at: 32)
  }
}
