import OpKernels
import Tensors

extension Graph {
  /// The same network with fewer nodes: constants beside a convolution in its weights, functions in the convolution before
  /// them, functions that were spelled out as one, movements that do nothing left out.
  ///
  /// For graphs that an importer made or `GraphProgram` accepts.
  /// Results differ in the last bits alone: products of constants are rounded once more or once less.
  public func fused() -> Graph {
    var graph = self
    // A rewriting makes room for others; every one takes at least a node out.
    for _ in 0..<(nodes.count + 1) {
      var editor = GraphEditor(graph)
      editor.makeConstantsAffine()
      editor.joinMovements()
      editor.joinFunctions()
      editor.foldIntoConvolutions()
      guard editor.hasChanged else { break }
      graph = editor.finished()
    }
    return GraphEditor(graph).finished()
  }
}

extension Graph {
  /// The same network without nodes and values that no output needs.
  public func withoutUnneededValues() -> Graph { GraphEditor(self).finished() }
}

extension GraphEditor {
  /// Sums and products with constants become functions of one element, where the constant is one number or one per channel.
  mutating func makeConstantsAffine() {
    for index in nodes {
      let node = self.node(index)
      guard case .binary(let function) = node.operation, isPlain(node.outputs[0]) else { continue }
      for (position, value) in node.inputs.enumerated() {
        guard let content = constant(value), let other = node.inputs.indices.first(where: { $0 != position }),
          extents(node.outputs[0]) == extents(node.inputs[other]),
          let factors = perChannel(content, extents(value), of: extents(node.outputs[0])),
          let affine = function.affine(factors, constantComesFirst: position == 0)
        else { continue }
        replace(index, .activation(affine), inputs: [node.inputs[other]])
        break
      }
    }
  }

  /// One number, or one for each channel of a result of one batch; nil when a constant is neither.
  private func perChannel(_ content: [Float], _ shape: [Int], of result: [Int]) -> [Float]? {
    if content.count == 1 { return content }
    guard result.count >= 2, result[0] == 1, content.count == result[1] else { return nil }
    let missing = result.count - shape.count
    guard missing >= 0, missing <= 1, shape.count > 1 - missing, shape[1 - missing] == result[1] else {
      return nil
    }
    return content
  }

  /// Leaves out movements that do nothing and joins those behind one another.
  mutating func joinMovements() {
    for index in nodes where !isGone(index) {
      let node = self.node(index)
      switch node.operation {
      case .reshape, .expand:
        if extents(node.inputs[0]) == extents(node.outputs[0]), hasSameNumbers(node) { bypass(index) }
      case .convert:
        if isPlain(node.inputs[0]), isPlain(node.outputs[0]) { bypass(index) }
      case .transpose(let permutation):
        if permutation == Array(permutation.indices), hasSameNumbers(node) {
          bypass(index)
        } else if let next = onlyReader(of: index), case .transpose(let second) = self.node(next).operation,
          hasSameNumbers(self.node(next))
        {
          replace(index, .transpose(second.map { permutation[$0] }))
          absorb(next, into: index)
        }
      case .pad(let before, let after, .constant(0)): joinPadding(index, before, after)
      default: break
      }
      // A reshape behind another one makes the same of what the first one read.
      if !isGone(index), case .reshape = node.operation, let first = producer(of: node.inputs[0]),
        case .reshape = self.node(first).operation, hasSameNumbers(self.node(first))
      {
        replace(index, .reshape, inputs: [self.node(first).inputs[0]])
      }
    }
  }

  private func hasSameNumbers(_ node: Graph.Node) -> Bool {
    let (a, b) = (graph.values[node.inputs[0]], graph.values[node.outputs[0]])
    return a.elementType == b.elementType && a.quantization == b.quantization
  }

  /// Zeros round rows and columns are what a convolution sees outside of its image anyway.
  private mutating func joinPadding(_ index: Int, _ before: [Int], _ after: [Int]) {
    guard before.count == 4, before[0] == 0, before[1] == 0, after[0] == 0, after[1] == 0,
      (before + after).allSatisfy({ $0 >= 0 }), let next = onlyReader(of: index),
      case .floatConvolution(var convolution) = node(next).operation, !convolution.isTransposed,
      isPlain(node(index).outputs[0]), node(next).inputs[0] == node(index).outputs[0]
    else { return }
    let input = extents(node(index).inputs[0])
    convolution.window.inputHeight = input[2]
    convolution.window.inputWidth = input[3]
    convolution.window.paddingTop += before[2]
    convolution.window.paddingLeft += before[3]
    var inputs = node(next).inputs
    inputs[0] = node(index).inputs[0]
    replace(next, .floatConvolution(convolution), inputs: inputs)
  }
}

extension BinaryFunction {
  /// The function of the other operand when one is constant; nil for functions that are not affine.
  fileprivate func affine(_ factors: [Float], constantComesFirst: Bool) -> Activation? {
    let ones = [Float](repeating: 1, count: factors.count)
    let zeros = [Float](repeating: 0, count: factors.count)
    switch self {
    case .add: return .affine(scales: ones, offsets: factors)
    case .multiply: return .affine(scales: factors, offsets: zeros)
    case .subtract:
      return constantComesFirst
        ? .affine(scales: ones.map { -$0 }, offsets: factors)
        : .affine(scales: ones, offsets: factors.map { -$0 })
    case .divide: return constantComesFirst ? nil : .affine(scales: factors.map { 1 / $0 }, offsets: zeros)
    case .maximum:
      return factors.count == 1 && !factors[0].isNaN ? .clip(factors[0] ... .infinity).simplified : nil
    case .minimum: return factors.count == 1 && !factors[0].isNaN ? .clip(-Float.infinity...factors[0]) : nil
    }
  }
}

extension Activation {
  /// A clip from zero on is a ReLU.
  fileprivate var simplified: Activation {
    if case .clip(let range) = self, range == 0 ... .infinity { return .relu }
    return self
  }
}
