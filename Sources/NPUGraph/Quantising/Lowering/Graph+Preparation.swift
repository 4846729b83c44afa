import Tensors

extension Graph {
  /// The same network with nodes as codes are made from them: to be calibrated, quantised and compared with.
  ///
  /// Functions that sums cannot be finished with, and second inputs of convolutions, become nodes of their own, whose
  /// values get codes; functions of straight pieces behind a convolution become part of it. Values keep their indices.
  public func preparedForQuantization() -> Graph {
    var result = self
    result.nodes = []
    for node in nodes { result.appendParts(of: node) }
    result.mergeStraightActivations()
    return result
  }

  /// Adds a node, in several parts if it has to be.
  private mutating func appendParts(of node: Node) {
    guard case .floatConvolution(var convolution) = node.operation, let output = node.outputs.first,
      let input = node.inputs.first
    else {
      nodes.append(node)
      return
    }
    // What follows the sums, in order; the second input is the convolution's operand.
    var parts: [(operation: Operation, hasOperand: Bool)] = []
    if !convolution.activation.isStraight {
      parts.append((.activation(convolution.activation), false))
      convolution.activation = .identity
    }
    if let function = convolution.operand, node.inputs.count > 1 {
      parts.append((.binary(function), true))
      if convolution.outputActivation != .identity {
        parts.append((.activation(convolution.outputActivation), false))
      }
      (convolution.operand, convolution.outputActivation) = (nil, .identity)
    } else if convolution.activation == .identity, parts.isEmpty, convolution.outputActivation.isStraight {
      (convolution.activation, convolution.outputActivation) = (convolution.outputActivation, .identity)
    } else if convolution.outputActivation != .identity {
      parts.append((.activation(convolution.outputActivation), false))
      convolution.outputActivation = .identity
    }
    var source = parts.isEmpty ? output : appendValue(like: output, suffix: "sums")
    nodes.append(
      Node(
        name: node.name, label: node.label, operation: .floatConvolution(convolution), inputs: [input],
        outputs: [source]))
    for (index, part) in parts.enumerated() {
      let target =
        index == parts.count - 1 ? output : appendValue(like: output, suffix: "part\(index + 1)")
      nodes.append(
        Node(
          name: node.name, label: node.label, operation: part.operation,
          inputs: part.hasOperand ? [source, node.inputs[1]] : [source], outputs: [target]))
      source = target
    }
  }

  private mutating func appendValue(like value: Int, suffix: String) -> Int {
    var copy = values[value]
    copy.name += "/" + suffix
    values.append(copy)
    return values.count - 1
  }

  /// Makes functions of straight pieces part of the convolutions before them where nothing else reads the sums.
  private mutating func mergeStraightActivations() {
    let readers = readers
    var merged = Set<Int>()
    let producers = producers
    for (index, node) in nodes.enumerated() {
      guard case .activation(let activation) = node.operation, activation.isStraight,
        let input = node.inputs.first, let producer = producers[input], readers[input] == [index],
        !outputs.contains(input), case .floatConvolution(var convolution) = nodes[producer].operation,
        convolution.activation == .identity, convolution.operand == nil,
        convolution.outputActivation == .identity
      else { continue }
      convolution.activation = activation
      nodes[producer].operation = .floatConvolution(convolution)
      nodes[producer].outputs = node.outputs
      merged.insert(index)
    }
    nodes = nodes.indices.filter { !merged.contains($0) }.map { nodes[$0] }
  }

  /// The nodes that read each value.
  var readers: [[Int]] {
    var readers = values.map { _ in [Int]() }
    for (index, node) in nodes.enumerated() { for value in Set(node.inputs) { readers[value].append(index) } }
    return readers
  }

  /// The node that makes each value; nil for inputs and constants.
  var producers: [Int?] {
    var producers = values.map { _ in Int?.none }
    for (index, node) in nodes.enumerated() { for value in node.outputs { producers[value] = index } }
    return producers
  }
}

extension Activation {
  /// Whether sums of codes can be finished with it: straight pieces that meet at bounds or at 0.
  var isStraight: Bool {
    switch self {
    case .identity, .relu: true
    case .clip(let range): range.lowerBound <= 0 && range.upperBound >= 0
    case .leakyRelu(let slope): slope.magnitude <= 64
    case .prelu(let slopes): slopes.allSatisfy { $0.magnitude <= 64 }
    default: false
    }
  }
}
