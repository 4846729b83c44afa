package import OpKernels
import Tensors

extension Graph {
  /// What each node asks of an NPU, all of them on the accelerator: whoever knows better changes that.
  ///
  /// Weights count a byte each, or four in float layers, biases four. A transposed convolution counts as one
  /// over spread pixels.
  ///
  /// - Parameter bits: of every activation and weight, for a float network that is to be quantised; nil for
  ///   those
  ///   that the graph has.
  package func layerWorks(bits: Int? = nil) -> [LayerWork] { nodes.map { layerWork(of: $0, bits: bits) } }

  /// One node's work.
  package func layerWork(of node: Node, bits: Int?) -> LayerWork {
    let input = extent(of: node.inputs.first)
    let output = extent(of: node.outputs.first)
    let own = bits ?? elementBits(of: node.outputs.first)
    var work = LayerWork(.rearrangement, input: input, output: output, activationBits: own, weightBits: own)
    switch node.operation {
    case .integerConvolution(let convolution):
      work.set(convolution.window, weightBits: bits ?? 8)
      // A second input is the operand of its requantisation.
      work.operands = max(1, min(2, node.inputs.count))
    case .floatConvolution(let convolution):
      work.set(convolution.window, weightBits: bits ?? 32)
      work.operands = max(1, min(2, node.inputs.count))
      work.passesTable = convolution.activation.isTable || convolution.outputActivation.isTable
    case .maxPool(let window), .averagePool(let window, _):
      work.kind = .pool
      work.window = LayerWork.Window(window)
      // One window over the whole map is a mean or a maximum of it.
      if work.output.pixels <= 1 { work.kind = .reduction }
    case .binary:
      (work.kind, work.operands) = (.binary, max(1, node.inputs.count))
      // The larger one, when the other is a scalar.
      work.input = node.inputs.map { extent(of: $0) }.max { $0.elements < $1.elements } ?? input
    case .activation, .softmax, .convert, .localResponseNormalization:
      work.kind = .elementwise
    case .matrixMultiply:
      // Rows are pixels, columns channels; the second matrix is loaded as weights are.
      work.kind = .convolution
      work.weightBits = own
      let weights = node.inputs.dropFirst().first.map { extent(of: $0).elements } ?? 0
      work.weightBytes = Int(min(weights * Double(own) / 8, 0x1p50))
    case .reduce, .extremum:
      work.kind = .reduction
    case .concatenate:
      (work.kind, work.input) = (.view, output)
    case .split:
      (work.kind, work.output) = (.view, input)
    case .reshape:
      work.kind = .view
    default:
      // Transposes, resizing and whatever is added to the graph later: bytes in, bytes out.
      break
    }
    return work
  }

  private func shape(of value: Int?) -> Shape? {
    value.flatMap { values.indices.contains($0) ? values[$0].shape : nil }
  }

  /// NCHW maps as they are; of other shapes the last axis is the channels, those between it and the first are
  /// rows.
  private func extent(of value: Int?) -> LayerWork.Extent {
    let extents = shape(of: value)?.extents ?? []
    if extents.count == 4 {
      return .init(channels: extents[1], height: extents[2], width: extents[3])
    }
    let rows = Shape(Array(extents.dropFirst().dropLast())).elementCount
    return .init(channels: extents.last ?? 0, height: rows ?? .max, width: 1)
  }

  private func elementBits(of value: Int?) -> Int {
    guard let value, values.indices.contains(value) else { return 8 }
    return min(32, 8 * max(1, values[value].elementType.byteCount))
  }
}

extension LayerWork {
  /// Takes over a convolution's window and counts its weights and biases.
  fileprivate mutating func set(_ window: Window2D, weightBits: Int) {
    let isDepthwise =
      window.groups > 1 && window.groups == window.inputChannels
      && window.groups == window.outputChannels
    kind = isDepthwise ? .depthwise : .convolution
    self.window = Window(window)
    self.weightBits = weightBits
    guard window.isValid else { return }
    let weights = [window.inputChannelsPerGroup, window.kernelHeight, window.kernelWidth]
      .reduce(Double(window.outputChannels)) { $0 * Double($1) }
    let bytes = weights * Double(max(0, weightBits)) / 8 + 4 * Double(window.outputChannels)
    weightBytes = Int(min(bytes, 0x1p50))
  }
}

extension LayerWork.Window {
  /// A kernel's window without the map that it goes over.
  package init(_ window: Window2D) {
    (kernelHeight, kernelWidth) = (window.kernelHeight, window.kernelWidth)
    (strideHeight, strideWidth) = (window.strideHeight, window.strideWidth)
    (dilationHeight, dilationWidth) = (window.dilationHeight, window.dilationWidth)
    groups = window.groups
  }
}

extension Activation {
  /// Whether an NPU looks its values up; the others bend a line.
  fileprivate var isTable: Bool {
    switch self {
    case .identity, .relu, .clip, .leakyRelu, .prelu, .abs, .negate: false
    default: true
    }
  }
}
