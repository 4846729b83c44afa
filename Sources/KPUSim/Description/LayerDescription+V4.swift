import Bytes
import KModel
import OpKernels
import Simulation
import Tensors

extension LayerFacts {
  /// Shapes, work and parameters of a v4 operation.
  init(_ operation: OperationV4) {
    self.init()
    switch operation {
    case .binary(let binary):
      self = LayerFacts(binary.aShape, binary.outputShape, "\(binary.op), b \(binary.bShape.shape)")
    case .quantizedBinary(let binary):
      self = LayerFacts(binary.aShape, binary.outputShape, "\(binary.op), b \(binary.bShape.shape)")
    case .concat(let concat):
      self = LayerFacts(elementsOf: concat.output, details: "\(concat.inputs.count) inputs")
      isElementwise = false
    case .conv2D(let layer): self = LayerFacts(layer, .grouped)
    case .cpuConv2D(let layer): self = LayerFacts(layer, .cpu)
    case .cpuDepthwiseConv2D(let layer): self = LayerFacts(layer, .cpuDepthwise)
    case .quantizedConv2D(let layer): self = LayerFacts(layer, .grouped)
    case .cpuQuantizedConv2D(let layer): self = LayerFacts(layer, .cpu)
    case .cpuQuantizedDepthwiseConv2D(let layer): self = LayerFacts(layer, .cpuDepthwise)
    case .conv2DTranspose(let layer):
      self = LayerFacts(layer.inputShape, layer.outputShape, layer.window.summary)
      macs =
        Int.product(layer.weights.count / 4, Int(layer.inputShape.h), Int(layer.inputShape.w)) ?? 0
      parameterBytes = layer.weights.count + layer.bias.count
    case .dequantize(let layer), .quantize(let layer):
      self = LayerFacts(
        elementsOf: layer.operands.output, details: "scale \(layer.scale), zero \(layer.zeroPoint)")
    case .matmul(let layer):
      self = LayerFacts(rows: layer.aRows, columns: layer.aColumns, layer.bColumns)
      parameterBytes = layer.bias.count + layer.operands.constantBytes
    case .quantizedMatmul(let layer):
      self = LayerFacts(rows: layer.aRows, columns: layer.aColumns, layer.bColumns)
      parameterBytes = layer.bias.count + layer.operands.constantBytes
    case .pad(let layer):
      let padding = (0..<4).map { "\(layer.padding[$0].before):\(layer.padding[$0].after)" }
      self = LayerFacts(layer.inputShape, layer.outputShape, padding.joined(separator: " "))
    case .reduce(let layer): self = LayerFacts(layer.inputShape, layer.outputShape, "\(layer.op)")
    case .reduceWindow2D(let layer): self = LayerFacts(layer, .planar)
    case .cpuReduceWindow2D(let layer): self = LayerFacts(layer, .interleaved)
    case .resizeImage(let layer):
      let output = ShapeV4(layer.inputShape.n, layer.inputShape.c, layer.outputHeight, layer.outputWidth)
      self = LayerFacts(layer.inputShape, output, "\(layer.mode)")
    case .softmax(let layer):
      input = Shape([Int(layer.outerSize), Int(layer.innerSize)])
      output = input
    case .transpose(let layer):
      self = LayerFacts(layer.inputShape, layer.outputShape, "order \(layer.permutation.values)")
    case .stridedSlice(let layer):
      self = LayerFacts(layer.inputShape, nil, "from \(layer.begin.values) by \(layer.strides.values)")
      output = layer.outputExtents.map { Shape($0) }
    case .unary(let layer): self = LayerFacts(elementsOf: layer.operands.output, details: "\(layer.op)")
    case .nnilUnaryMethod(let layer):
      self = LayerFacts(elementsOf: layer.operands.output, details: "program of \(layer.program.count) bytes")
    case .memoryCopy(let operands): self = LayerFacts(elementsOf: operands.output, details: "")
    case .tableLookup1D(let layer): self = LayerFacts(elementsOf: layer.output, details: "")
    case .kpuUpload(let layer): self = LayerFacts(layer.shape, layer.shape, "")
    case .kpuConv2D(let layer):
      self = LayerFacts(layer.argument, layer.parameters)
      macs = Int.product(macs, max(1, Int(layer.batches))) ?? 0
      if layer.batches != 1 { details += ", \(layer.batches) batches" }
    }
  }

  private init(_ input: ShapeV4, _ output: ShapeV4?, _ details: String) {
    self.input = input.shape
    self.output = output?.shape
    self.details = details
  }

  private init(elementsOf range: MemoryRange, details: String) {
    input = Shape([Int(range.byteCount) / range.dataType.byteCount])
    output = input
    isElementwise = true
    self.details = details
  }

  private init(rows: Int32, columns: Int32, _ outputColumns: Int32) {
    input = Shape([Int(rows), Int(columns)])
    output = Shape([Int(rows), Int(outputColumns)])
    macs = Int.product(Int(rows), Int(columns), Int(outputColumns)) ?? 0
  }

  private init(_ layer: OperationV4.Conv2D, _ form: ConvolutionFormV4) {
    self.init(layer.inputShape, try? layer.geometry(form), form.layout)
    details = layer.window.summary + (form == .cpuDepthwise ? " depthwise" : "")
    parameterBytes = layer.weights.count + layer.bias.count
  }

  private init(_ layer: OperationV4.QuantizedConv2D, _ form: ConvolutionFormV4) {
    self.init(layer.inputShape, try? layer.geometry(form), form.layout)
    details = layer.window.summary + (form == .cpuDepthwise ? " depthwise" : "")
    parameterBytes = layer.weights.count + layer.bias.count
  }

  private init(_ layer: OperationV4.ReduceWindow2D, _ layout: TensorLayout) {
    self.init(layer.inputShape, try? layer.geometry(layout), layout)
    macs = 0
    details = "\(layer.op) \(layer.window.summary)"
  }

  /// Shapes and multiply-accumulates of a windowed operation; taps in the padding count, too.
  private init(_ shape: ShapeV4, _ window: OpKernels.Window2D?, _ layout: TensorLayout) {
    input = shape.shape
    guard let window else { return }
    let (batches, channels) = (Int(shape.n), window.outputChannels)
    output =
      layout == .planar
      ? Shape([batches, channels, window.outputHeight, window.outputWidth])
      : Shape([batches, window.outputHeight, window.outputWidth, channels])
    macs = Int.product(batches, window.outputHeight, window.outputWidth, window.weightCount) ?? 0
  }
}

extension ShapeV4 {
  /// The four extents; negative ones count as 0.
  var shape: Shape { Shape(values.map { Int($0) }) }
}

extension OperationV4.BinaryOperands {
  /// Bytes of the second operand when it is a constant.
  fileprivate var constantBytes: Int { b.memory == .constant ? Int(b.byteCount) : 0 }
}

extension OperationV4.Window2D {
  /// The window in a few words: `3x3 stride 2x2`.
  var summary: String {
    var words = "\(filterHeight)x\(filterWidth)"
    if strideHeight != 1 || strideWidth != 1 { words += " stride \(strideHeight)x\(strideWidth)" }
    if dilationHeight != 1 || dilationWidth != 1 { words += " dilation \(dilationHeight)x\(dilationWidth)" }
    return words
  }
}
