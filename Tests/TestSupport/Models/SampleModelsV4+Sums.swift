import KModel

extension SampleModelsV4 {
  enum Form {
    case grouped, cpu, depthwise
  }

  private struct Geometry {
    let shape: ShapeV4
    let groups: Int
    let outputChannels: Int
    let window: OperationV4.Window2D
    let weightCount: Int
    let outputCount: Int
  }

  private static func geometry(_ form: Form, _ source: inout ModelSource) -> Geometry {
    let groups = form == .grouped ? source.number(1...2) : 1
    let inputChannels = groups * source.number(1...2)
    let outputChannels = form == .depthwise ? inputChannels : groups * source.number(1...2)
    let (height, width) = (source.number(3...5), source.number(3...5))
    let window = source.window()
    let extents =
      form == .grouped ? [1, inputChannels, height, width] : [1, height, width, inputChannels]
    let rows = window.outputHeight(of: Int32(height)) ?? 0
    let columns = window.outputWidth(of: Int32(width)) ?? 0
    let depth = form == .depthwise ? 1 : inputChannels / groups
    return Geometry(
      shape: ShapeV4(Int32(extents[0]), Int32(extents[1]), Int32(extents[2]), Int32(extents[3])),
      groups: groups, outputChannels: outputChannels, window: window,
      weightCount: outputChannels * depth * Int(window.filterHeight) * Int(window.filterWidth),
      outputCount: outputChannels * rows * columns)
  }

  static func convolution(_ form: Form, _ source: inout ModelSource) -> OperationV4.Conv2D {
    let geometry = geometry(form, &source)
    return OperationV4.Conv2D(
      operands: source.unary(
        .float32, (geometry.shape.elementCount ?? 0) * 4, .float32, geometry.outputCount * 4),
      inputShape: geometry.shape, groups: Int32(geometry.groups),
      outputChannels: Int32(geometry.outputChannels), window: geometry.window, clamp: source.clamp(),
      weights: source.floats(geometry.weightCount), bias: source.floats(geometry.outputChannels))
  }

  static func quantizedConvolution(_ form: Form, _ source: inout ModelSource) -> OperationV4.QuantizedConv2D {
    let geometry = geometry(form, &source)
    return OperationV4.QuantizedConv2D(
      operands: source.unary(.uint8, geometry.shape.elementCount ?? 0, .uint8, geometry.outputCount),
      inputShape: geometry.shape, groups: Int32(geometry.groups),
      outputChannels: Int32(geometry.outputChannels), window: geometry.window,
      inputOffset: source.signed(-255...0), weightsOffset: source.signed(-255...0), output: source.rescale(),
      weights: source.bytes(geometry.weightCount), bias: source.bytes(geometry.outputChannels * 4))
  }

  static func transposedConvolution(_ source: inout ModelSource) -> OperationV4.Conv2DTranspose {
    let geometry = geometry(.grouped, &source)
    let output = ShapeV4(1, Int32(geometry.outputChannels), geometry.shape.h * 2, geometry.shape.w * 2)
    return OperationV4.Conv2DTranspose(
      operands: source.unary(
        .float32, (geometry.shape.elementCount ?? 0) * 4, .float32, (output.elementCount ?? 0) * 4),
      inputShape: geometry.shape, outputShape: output, groups: Int32(geometry.groups),
      window: geometry.window, clamp: source.clamp(), weights: source.floats(geometry.weightCount),
      bias: source.floats(geometry.outputChannels))
  }

  static func reduceWindow(_ source: inout ModelSource) -> OperationV4.ReduceWindow2D {
    // Cubes have the same size whether read as NCHW or as NHWC.
    let extent = source.signed(3...4)
    let window = source.window()
    let count =
      Int(extent) * (window.outputHeight(of: extent) ?? 0) * (window.outputWidth(of: extent) ?? 0)
    let shape = ShapeV4(1, extent, extent, extent)
    return OperationV4.ReduceWindow2D(
      operands: source.unary(.float32, (shape.elementCount ?? 0) * 4, .float32, count * 4),
      op: OperationV4.ReduceOperator.allCases.randomElement(using: &source.random) ?? .mean,
      inputShape: shape, window: window, initialValue: source.float(), clamp: source.clamp())
  }

  static func matmul(_ source: inout ModelSource) -> OperationV4.Matmul {
    let (rows, inner, columns) = (source.number(1...3), source.number(1...3), source.number(1...3))
    return OperationV4.Matmul(
      operands: OperationV4.BinaryOperands(
        a: source.range(.float32, rows * inner * 4),
        b: MemoryRange(
          memory: .constant, dataType: .float32, start: 8, byteCount: UInt32(inner * columns * 4)),
        output: source.range(.float32, rows * columns * 4)),
      aRows: Int32(rows), aColumns: Int32(inner), bColumns: Int32(columns), clamp: source.clamp(),
      bias: source.floats(columns))
  }

  static func quantizedMatmul(_ source: inout ModelSource) -> OperationV4.QuantizedMatmul {
    let (rows, inner, columns) = (source.number(1...3), source.number(1...3), source.number(1...3))
    return OperationV4.QuantizedMatmul(
      operands: OperationV4.BinaryOperands(
        a: source.range(.uint8, rows * inner), b: source.range(.uint8, inner * columns),
        output: source.range(.uint8, rows * columns)),
      aRows: Int32(rows), aColumns: Int32(inner), bColumns: Int32(columns),
      aOffset: source.signed(-255...0), bOffset: source.signed(-255...0), output: source.rescale(),
      bias: source.bytes(columns * 4))
  }
}
