extension Operation {
  /// What ONNX calls it; several of its operators may become the same operation.
  public var operatorName: String {
    switch self {
    case .integerConvolution(let convolution): convolution.spread == nil ? "Conv" : "ConvTranspose"
    case .floatConvolution(let convolution): convolution.isTransposed ? "ConvTranspose" : "Conv"
    case .maxPool: "MaxPool"
    case .averagePool: "AveragePool"
    case .binary(let function): function.rawValue
    case .activation(.affine): "Mul"
    case .activation(let function): function.name
    case .concatenate: "Concat"
    case .split: "Split"
    case .resizeNearest, .resizeBilinear, .resample: "Resize"
    case .transpose: "Transpose"
    case .rearrange: "DepthToSpace"
    case .pad: "Pad"
    case .slice: "Slice"
    case .gather: "Gather"
    case .expand: "Expand"
    case .reshape: "Reshape"
    case .softmax: "Softmax"
    case .matrixMultiply: "MatMul"
    case .reduce(let function, _): function.rawValue
    case .extremum(let isGreatest, _): isGreatest ? "ArgMax" : "ArgMin"
    case .localResponseNormalization: "LRN"
    case .convert: "Cast"
    }
  }
}

extension Graph {
  /// The same network with every operator under ONNX's name, which lists of chips' operators have.
  public func withOperatorNames() -> Graph {
    var result = self
    for (index, node) in nodes.enumerated() {
      var names = [node.operation.operatorName]
      if case .floatConvolution(let convolution) = node.operation, convolution.activation != .identity {
        names.append(convolution.activation.name)
      }
      result.nodes[index].label = names.joined(separator: "+")
    }
    return result
  }
}

extension Graph.Node {
  /// The file's operators that the node stands for, one behind the other.
  public var operatorNames: [String] { label.split(separator: "+").map(String.init) }
}
