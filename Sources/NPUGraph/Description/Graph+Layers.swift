import OpKernels
public import Simulation
import Tensors

extension Graph {
  /// What a report says about each node.
  ///
  /// - Parameter unit: what runs a node.
  public func layerDescriptions(
    unit: (Node) -> LayerDescription.Unit = { _ in .cpu }
  ) -> [LayerDescription] {
    nodes.enumerated().map { index, node in
      LayerDescription(
        index: index, operation: node.label, unit: unit(node),
        inputShape: node.inputs.first.map { values[$0].shape },
        outputShape: node.outputs.first.map { values[$0].shape }, macs: macs(of: node),
        parameterBytes: parameterBytes(of: node), details: node.operation.details)
    }
  }

  /// Bytes of weights, biases and constant operands.
  func parameterBytes(of node: Node) -> Int {
    let operands = node.inputs.saturatingSum { 4 * (constants[$0]?.count ?? 0) }
    switch node.operation {
    case .floatConvolution(let convolution):
      return operands + 4 * (convolution.weights.count + convolution.bias.count)
    case .integerConvolution(let convolution):
      return operands + convolution.weights.count + 4 * convolution.bias.count
    default: return operands
    }
  }

  /// Bytes that all values of one inference take at most at a time, as the program lays them out; nil if it can't run.
  package var plannedBytes: Int? { (try? SlotPlan(self))?.byteCount }
}

extension Operation {
  /// What sets a node apart, in a few words.
  var details: String {
    switch self {
    case .integerConvolution(let convolution):
      return convolution.window.words + (convolution.spread == nil ? "" : ", transposed")
    case .floatConvolution(let convolution):
      let function = convolution.activation == .identity ? "" : ", \(convolution.activation.name)"
      return convolution.window.words + (convolution.isTransposed ? ", transposed" : "") + function
    case .maxPool(let window), .averagePool(let window, _): return window.kernelWords
    case .activation(let function): return function.name
    case .concatenate(let axis), .split(let axis), .softmax(let axis), .gather(let axis, _):
      return "axis \(axis)"
    case .transpose(let permutation): return permutation.map { "\($0)" }.joined(separator: " ")
    case .reduce(_, let axes): return "axes \(axes.map { "\($0)" }.joined(separator: " "))"
    default: return ""
    }
  }
}

extension Window2D {
  /// Kernel and stride: `3x3/2`.
  fileprivate var kernelWords: String {
    let kernel = "\(kernelHeight)x\(kernelWidth)"
    if strideHeight == strideWidth { return strideHeight == 1 ? kernel : "\(kernel)/\(strideHeight)" }
    return "\(kernel)/\(strideHeight)x\(strideWidth)"
  }

  /// The same with groups and dilation.
  fileprivate var words: String {
    var words = kernelWords
    if groups > 1 { words += groups == inputChannels ? " depthwise" : " in \(groups) groups" }
    if dilationHeight > 1 || dilationWidth > 1 { words += ", dilation \(dilationHeight)x\(dilationWidth)" }
    return words
  }
}
