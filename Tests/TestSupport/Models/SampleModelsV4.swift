public import KModel

/// Small valid kmodels v4, one per opcode, drawn from a seed.
public enum SampleModelsV4 {
  /// A model of one node of the given opcode; equal seeds give equal models.
  public static func model(_ code: OperationV4.Code, seed: UInt64 = 1) -> KModelV4 {
    var source = ModelSource(seed: seed ^ UInt64(code.rawValue) << 32)
    var model = emptyModel(&source)
    model.nodes = [KModelV4.Node(operation: operation(code, &source))]
    return model
  }

  /// A model of one node of every opcode.
  public static func modelOfAllOpcodes(seed: UInt64 = 1) -> KModelV4 {
    var source = ModelSource(seed: seed)
    var model = emptyModel(&source)
    model.nodes = OperationV4.Code.allCases.map { KModelV4.Node(operation: operation($0, &source)) }
    return model
  }

  /// Bytes of the constants section of these models.
  static let constantsByteCount = 320

  private static func emptyModel(_ source: inout ModelSource) -> KModelV4 {
    let shape = source.shape(1...4)
    let byteCount = (shape.elementCount ?? 0) * 4
    return KModelV4(
      mainMemoryByteCount: UInt32(ModelSource.mainByteCount),
      inputs: [
        KModelV4.Input(range: source.range(.float32, byteCount), shape: shape),
        KModelV4.Input(
          range: MemoryRange(memory: .kpu, dataType: .uint8, start: 640, byteCount: 256),
          shape: ShapeV4(1, 3, 4, 4)),
      ],
      outputs: [source.range(.float32, 64)], constants: source.bytes(constantsByteCount), nodes: [])
  }

  private static func operation(_ code: OperationV4.Code, _ source: inout ModelSource) -> OperationV4 {
    switch code {
    case .binary: .binary(binary(&source))
    case .quantizedBinary: .quantizedBinary(quantizedBinary(&source))
    case .unary: .unary(OperationV4.Unary(operands: source.unary(.float32, 64, .float32, 64), op: .exp))
    case .nnilUnaryMethod: .nnilUnaryMethod(nnil(&source))
    case .tableLookup1D: .tableLookup1D(tableLookup(&source))
    case .quantize: .quantize(quantization(source.unary(.float32, 64, .uint8, 16), &source))
    case .dequantize: .dequantize(quantization(source.unary(.uint8, 16, .float32, 64), &source))
    case .memoryCopy: .memoryCopy(source.unary(.uint8, 60, .uint8, 60))
    case .concat: .concat(concat(&source))
    case .pad: .pad(pad(&source))
    case .transpose: .transpose(transpose(&source))
    case .stridedSlice: .stridedSlice(stridedSlice(&source))
    case .resizeImage: .resizeImage(resizeImage(&source))
    case .reduce: .reduce(reduce(&source))
    case .reduceWindow2D: .reduceWindow2D(reduceWindow(&source))
    case .cpuReduceWindow2D: .cpuReduceWindow2D(reduceWindow(&source))
    case .softmax: .softmax(softmax(&source))
    case .matmul: .matmul(matmul(&source))
    case .quantizedMatmul: .quantizedMatmul(quantizedMatmul(&source))
    case .conv2D: .conv2D(convolution(.grouped, &source))
    case .cpuConv2D: .cpuConv2D(convolution(.cpu, &source))
    case .cpuDepthwiseConv2D: .cpuDepthwiseConv2D(convolution(.depthwise, &source))
    case .quantizedConv2D: .quantizedConv2D(quantizedConvolution(.grouped, &source))
    case .cpuQuantizedConv2D: .cpuQuantizedConv2D(quantizedConvolution(.cpu, &source))
    case .cpuQuantizedDepthwiseConv2D:
      .cpuQuantizedDepthwiseConv2D(quantizedConvolution(.depthwise, &source))
    case .conv2DTranspose: .conv2DTranspose(transposedConvolution(&source))
    case .kpuUpload: .kpuUpload(upload(&source))
    case .kpuConv2D: .kpuConv2D(kpuConvolution(&source))
    }
  }
}

extension ModelSource {
  mutating func shape(_ extents: ClosedRange<Int>) -> ShapeV4 {
    ShapeV4(signed(extents), signed(extents), signed(extents), signed(extents))
  }

  /// A range of main memory.
  mutating func range(_ dataType: DataTypeV4, _ byteCount: Int) -> MemoryRange {
    MemoryRange(
      memory: .main, dataType: dataType, start: address(byteCount), byteCount: UInt32(byteCount))
  }

  mutating func unary(
    _ inputType: DataTypeV4, _ inputByteCount: Int, _ outputType: DataTypeV4, _ outputByteCount: Int
  ) -> OperationV4.UnaryOperands {
    OperationV4.UnaryOperands(
      input: range(inputType, inputByteCount), output: range(outputType, outputByteCount))
  }

  mutating func rescale() -> OperationV4.Rescale {
    OperationV4.Rescale(
      offset: signed(-255...255), multiplier: signed(1...65535), shift: signed(0...24))
  }

  mutating func clamp() -> OperationV4.ClampRange {
    Bool.random(using: &random) ? .none : OperationV4.ClampRange(minimum: 0, maximum: 6)
  }

  /// A window with a "same" padding of 1 and strides of 1 or 2.
  mutating func window() -> OperationV4.Window2D {
    let padding = OperationV4.Padding(before: 1, after: 1)
    return OperationV4.Window2D(
      paddingHeight: padding, paddingWidth: padding, filterHeight: signed(1...3), filterWidth: signed(1...3),
      strideHeight: signed(1...2), strideWidth: signed(1...2))
  }
}
