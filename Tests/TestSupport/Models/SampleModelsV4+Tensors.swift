import KModel

extension SampleModelsV4 {
  static func binary(_ source: inout ModelSource) -> OperationV4.Binary {
    let shape = source.shape(1...3)
    let byteCount = (shape.elementCount ?? 0) * 4
    return OperationV4.Binary(
      operands: OperationV4.BinaryOperands(
        a: source.range(.float32, byteCount),
        b: MemoryRange(memory: .constant, dataType: .float32, start: 0, byteCount: 4),
        output: source.range(.float32, byteCount)),
      op: OperationV4.BinaryOperator.allCases.randomElement(using: &source.random) ?? .add, aShape: shape,
      bShape: ShapeV4(1, 1, 1, 1), outputShape: shape, clamp: source.clamp())
  }

  static func quantizedBinary(_ source: inout ModelSource) -> OperationV4.QuantizedBinary {
    let shape = source.shape(1...3)
    let byteCount = shape.elementCount ?? 0
    return OperationV4.QuantizedBinary(
      operands: OperationV4.BinaryOperands(
        a: source.range(.uint8, byteCount), b: source.range(.uint8, byteCount),
        output: source.range(.uint8, byteCount)),
      op: OperationV4.BinaryOperator.allCases.randomElement(using: &source.random) ?? .add, aShape: shape,
      bShape: shape, outputShape: shape, a: source.rescale(), b: source.rescale(), output: source.rescale())
  }

  /// Squares each element: push input, duplicate, multiply, return.
  static func nnil(_ source: inout ModelSource) -> OperationV4.NNILUnaryMethod {
    OperationV4.NNILUnaryMethod(
      operands: source.unary(.float32, 64, .float32, 64), program: [0x03, 0x01, 0x42, 0xA0])
  }

  static func tableLookup(_ source: inout ModelSource) -> OperationV4.TableLookup {
    OperationV4.TableLookup(
      input: source.range(.uint8, 32),
      table: MemoryRange(memory: .constant, dataType: .uint8, start: 64, byteCount: 256),
      output: source.range(.uint8, 32))
  }

  static func quantization(
    _ operands: OperationV4.UnaryOperands, _ source: inout ModelSource
  ) -> OperationV4.Quantization {
    OperationV4.Quantization(operands: operands, zeroPoint: source.signed(0...255), scale: source.float())
  }

  static func concat(_ source: inout ModelSource) -> OperationV4.Concat {
    let (inner, outer) = (source.number(1...8), source.number(1...3))
    let dimensions = (0..<source.number(1...3)).map { _ in source.signed(1...3) }
    let inputs = dimensions.map { source.range(.uint8, inner * outer * Int($0)) }
    let total = dimensions.reduce(0) { $0 + inner * outer * Int($1) }
    return OperationV4.Concat(
      output: source.range(.uint8, total), innerSize: UInt32(inner), outerSize: UInt32(outer), inputs: inputs,
      dimensions: dimensions)
  }

  static func pad(_ source: inout ModelSource) -> OperationV4.Pad {
    let shape = source.shape(2...3)
    var padding = InlineArray<4, OperationV4.Padding>(repeating: .zero)
    var count = 1
    for axis in 0..<4 {
      padding[axis] = OperationV4.Padding(before: source.signed(-1...1), after: source.signed(0...1))
      count *= Int(shape.values[axis] + padding[axis].before + padding[axis].after)
    }
    return OperationV4.Pad(
      operands: source.unary(.uint8, shape.elementCount ?? 0, .uint8, count), inputShape: shape,
      padding: padding, valueType: .uint8, value: source.word(0...255))
  }

  static func transpose(_ source: inout ModelSource) -> OperationV4.Transpose {
    let shape = source.shape(1...4)
    let byteCount = (shape.elementCount ?? 0) * 4
    let axes = [Int32](0..<4).shuffled(using: &source.random)
    return OperationV4.Transpose(
      operands: source.unary(.float32, byteCount, .float32, byteCount), inputShape: shape,
      permutation: ShapeV4(axes[0], axes[1], axes[2], axes[3]))
  }

  /// Every other column, and the rows backwards.
  static func stridedSlice(_ source: inout ModelSource) -> OperationV4.StridedSlice {
    let shape = source.shape(2...4)
    let columns = Int(shape.w + 1) / 2
    let count = Int(shape.n) * Int(shape.c) * Int(shape.h) * columns
    return OperationV4.StridedSlice(
      operands: source.unary(.uint8, shape.elementCount ?? 0, .uint8, count), inputShape: shape,
      begin: ShapeV4(0, 0, shape.h - 1, 0), end: ShapeV4(shape.n, shape.c, -1, shape.w),
      strides: ShapeV4(1, 1, -1, 2), endMask: source.signed(0...15))
  }

  static func resizeImage(_ source: inout ModelSource) -> OperationV4.ResizeImage {
    let shape = source.shape(1...3)
    let (height, width) = (source.signed(1...4), source.signed(1...4))
    let count = Int(shape.n * shape.c * height * width)
    return OperationV4.ResizeImage(
      operands: source.unary(.uint8, shape.elementCount ?? 0, .uint8, count), inputShape: shape,
      outputHeight: height, outputWidth: width,
      mode: Bool.random(using: &source.random) ? .bilinear : .nearest,
      alignCorners: UInt8(source.number(0...1)))
  }

  static func reduce(_ source: inout ModelSource) -> OperationV4.Reduce {
    let shape = source.shape(1...4)
    let output = ShapeV4(shape.n, shape.c, 1, 1)
    return OperationV4.Reduce(
      operands: source.unary(
        .float32, (shape.elementCount ?? 0) * 4, .float32, (output.elementCount ?? 0) * 4),
      op: OperationV4.ReduceOperator.allCases.randomElement(using: &source.random) ?? .mean,
      inputShape: shape,
      outputShape: output, initialValue: source.float())
  }

  static func softmax(_ source: inout ModelSource) -> OperationV4.Softmax {
    let (inner, outer) = (source.number(1...8), source.number(1...4))
    return OperationV4.Softmax(
      operands: source.unary(.float32, inner * outer * 4, .float32, inner * outer * 4),
      innerSize: Int32(inner), outerSize: Int32(outer), beta: source.float())
  }

  static func upload(_ source: inout ModelSource) -> OperationV4.KPUUpload {
    let shape = ShapeV4(
      source.signed(1...2), source.signed(1...5), source.signed(4...6), source.signed(4...40))
    let layout = FeatureMapLayout(channels: Int(shape.c), height: Int(shape.h), width: Int(shape.w))
    return OperationV4.KPUUpload(
      operands: OperationV4.UnaryOperands(
        input: source.range(.uint8, shape.elementCount ?? 0),
        output: MemoryRange(
          memory: .kpu, dataType: .uint8, start: source.word(0...1000) * 64,
          byteCount: UInt32(layout.byteCount * Int(shape.n)))),
      shape: shape)
  }

  static func kpuConvolution(_ source: inout ModelSource) -> OperationV4.KPUConv2D {
    let (argument, parameters) = source.kpuLayer()
    let batches = source.number(1...2)
    let count = batches * argument.outputChannels * argument.outputHeight * argument.outputWidth
    let nowhere = MemoryRange(memory: .constant, dataType: .float32, start: 0, byteCount: 0)
    return OperationV4.KPUConv2D(
      mainMemoryOutput: Bool.random(using: &source.random) ? source.range(.uint8, count) : nowhere,
      batches: Int32(batches), argument: argument, parameters: parameters)
  }
}
