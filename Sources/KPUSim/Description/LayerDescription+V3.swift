import KModel
import Simulation
import Tensors

extension LayerDescription {
  /// Describes the layer `index` by what is known of it.
  init(_ facts: LayerFacts, index: Int, operation: String) {
    self.init(
      index: index, operation: operation, unit: facts.unit, inputShape: facts.input,
      outputShape: facts.output, macs: facts.macs, parameterBytes: facts.parameterBytes,
      details: facts.details)
  }
}

/// What a description needs to know of one operation, gathered by one switch per format.
struct LayerFacts {
  var unit = LayerDescription.Unit.cpu
  var input: Shape?
  var output: Shape?
  var macs = 0
  var parameterBytes = 0
  var details = ""
  /// Whether input and output have one shape, of which the file stores the count alone.
  var isElementwise = false
}

extension LayerFacts {
  /// Shapes, work and parameters of a v3 operation.
  init(_ operation: OperationV3) {
    self.init()
    switch operation {
    case .add(let addition): self = LayerFacts(elements: addition.count)
    case .quantizedAdd(let addition): self = LayerFacts(elements: addition.addition.count)
    case .globalAveragePool2D(let pool):
      input = Shape([Int(pool.channels), Int(pool.kernelSize)])
      output = Shape([Int(pool.channels)])
    case .maxPool2D(let pool, _), .quantizedMaxPool2D(let pool), .averagePool2D(let pool, _):
      input = pool.inputShape.shape
      output = pool.outputShape.shape
      details =
        "\(pool.kernelHeight)x\(pool.kernelWidth) stride \(pool.strideHeight)x\(pool.strideWidth)"
    case .quantize(let quantization), .dequantize(let quantization):
      self = LayerFacts(elements: quantization.count)
      details = "scale \(quantization.scale), bias \(quantization.bias)"
    case .requantize(let requantization):
      self = LayerFacts(elements: requantization.count)
      parameterBytes = requantization.table.count
    case .l2Normalization(let group), .softmax(let group), .logistic(let group):
      self = LayerFacts(elements: group.count)
    case .concat(let concatenation), .quantizedConcat(let concatenation):
      details = "\(concatenation.inputs.count) inputs"
      let byteCount = concatenation.inputs.reduce(0) { $0 + Int($1.byteCount) }
      output = Shape([byteCount / (operation.producesFloats ? 4 : 1)])
    case .fullyConnected(let layer):
      input = Shape([Int(layer.inputChannels)])
      output = Shape([Int(layer.outputChannels)])
      macs = layer.weights.count / 4
      parameterBytes = layer.weights.count + layer.bias.count
      details =
        ["", "relu", "relu6"].indices.contains(Int(layer.activation))
        ? ["", "relu", "relu6"][Int(layer.activation)] : "activation \(layer.activation)"
    case .tensorFlowFlatten(let flatten):
      input = flatten.shape.shape
      output = flatten.shape.interleavedShape
    case .resizeNearestNeighbor(let resize), .quantizedResizeNearestNeighbor(let resize):
      input = resize.inputShape.shape
      output = Shape([Int(resize.inputShape.channels), Int(resize.outputHeight), Int(resize.outputWidth)])
    case .channelwiseDequantize(let layer):
      self = LayerFacts(elements: nil)
      input = Shape([Int(layer.channels), Int(layer.channelSize)])
      output = input
      parameterBytes = layer.parameters.count
    case .k210Conv(let convolution):
      self = LayerFacts(convolution.argument, convolution.parameters)
    case .k210AddPadding(let padding):
      input = Shape([Int(padding.channels)])
      output = Shape([Int(padding.channels), 4, 4])
    case .k210RemovePadding(let padding):
      input = Shape([Int(padding.channels), 4, 4])
      output = Shape([Int(padding.channels)])
    case .k210Upload(let upload):
      input = upload.shape.shape
      output = input
    }
  }

  /// An operation over one flat run of elements.
  init(elements: UInt32?) {
    input = elements.map { Shape([Int($0)]) }
    output = input
    isElementwise = true
  }

  /// One KPU run.
  init(_ argument: KPULayerArgument, _ parameters: KPUParameters) {
    unit = .accelerator
    input = argument.inputShape
    output = argument.outputShape
    macs = argument.macs ?? 0
    parameterBytes = parameters.weights.count + parameters.batchNorm.count + parameters.activation.count
    details = argument.details
  }
}

extension OperationV3.MapShape {
  /// The extents as CHW.
  var shape: Shape { Shape([Int(channels), Int(height), Int(width)]) }
  /// The extents as HWC.
  var interleavedShape: Shape { Shape([Int(height), Int(width), Int(channels)]) }
}

extension OperationV3 {
  /// Whether the result is f32; the other layers leave u8.
  package var producesFloats: Bool {
    switch self {
    case .add, .globalAveragePool2D, .maxPool2D, .averagePool2D, .dequantize, .l2Normalization, .softmax,
      .concat, .fullyConnected, .tensorFlowFlatten, .resizeNearestNeighbor, .channelwiseDequantize, .logistic:
      true
    case .quantizedAdd, .quantizedMaxPool2D, .quantize, .requantize, .quantizedConcat,
      .quantizedResizeNearestNeighbor, .k210Conv, .k210AddPadding, .k210RemovePadding, .k210Upload:
      false
    }
  }
}
