import Simulation
import Tensors

extension RKNNModel {
  /// What a report says about a node, from what the file states outright: it holds for chips that cannot be run, too.
  func description(of node: RKNNNode, index: Int, blocks: String?) -> LayerDescription {
    let input = node.inputs.first.map { tensors[$0].shape }
    let output = node.outputs.first.map { tensors[$0].shape }
    // Not gathered: a node may name a tensor any number of times.
    let parameterBytes = node.inputs.saturatingSum { index in
      let tensor = tensors[index]
      return tensor.role == .npuConstant || tensor.role == .cpuConstant ? max(0, tensor.byteCount) : 0
    }
    return LayerDescription(
      index: index, operation: node.operation, unit: node.isOnNPU ? .accelerator : .cpu,
      blocks: node.isOnNPU ? blocks : nil, inputShape: input,
      outputShape: output, macs: macs(of: node),
      parameterBytes: parameterBytes, details: details(of: node))
  }

  /// The weights of a convolution; nil for other nodes.
  func weights(of node: RKNNNode) -> RKNNTensor? {
    guard node.operation.hasPrefix("Conv"), node.inputs.count > 1 else { return nil }
    let tensor = tensors[node.inputs[1]]
    return tensor.shape.extents.count == 4 ? tensor : nil
  }

  /// Whether a convolution's output channels read one input channel each.
  func isDepthwise(_ weights: RKNNTensor) -> Bool { WeightBlocks(weights)?.isDepthwise ?? false }

  /// Multiply-accumulates: output elements times the weights of one; 0 for what is no convolution.
  func macs(of node: RKNNNode) -> Int {
    guard let weights = weights(of: node), let output = node.outputs.first,
      let outputs = tensors[output].shape.elementCount
    else { return 0 }
    let extents = weights.shape.extents
    let depth = isDepthwise(weights) ? 1 : extents[1]
    return [outputs, depth, extents[2], extents[3]].reduce(1) {
      let (product, overflow) = $0.multipliedReportingOverflow(by: $1)
      return overflow ? .max : product
    }
  }

  /// Kernel and type, in a few words.
  private func details(of node: RKNNNode) -> String {
    guard let weights = weights(of: node) else {
      if let kernel = node.attributes?.integers("kernel_shape") {
        return kernel.prefix(4).map { String($0) }.joined(separator: "x")
      }
      return ""
    }
    let extents = weights.shape.extents
    var words = "\(extents[2])x\(extents[3])"
    if isDepthwise(weights) { words += " depthwise" }
    if weights.elementType == .float16 { words += ", f16" }
    return words
  }
}
