import Tensors

/// A convolution whose sums are added to another value before they become codes.
struct Residual: Equatable {
  /// The convolution's place among the nodes.
  let convolution: Int
  /// The value that is added, of 8 bits.
  let other: Int
  /// A node behind the sum that changes none of its codes; nil for none.
  let activation: Int?
  /// What the sum becomes.
  let output: Int
}

extension Graph {
  /// The sums of a prepared network that become one node with a convolution before them, by the adding node.
  ///
  /// Nothing else may read the convolution's result, which has no codes of its own in the file, and all three values are codes
  /// of 8 bits. Of two such convolutions the
  /// later one is taken, whose input is needed then anyway.
  func residuals(_ plan: CodePlan, _ scheme: QuantizationScheme) -> [Int: Residual] {
    let (readers, producers) = (readers, producers)
    func isByte(_ value: Int) -> Bool {
      if case .codes(_, bits: 8) = plan.forms[value] { return values[value].shape.extents.count == 4 }
      return false
    }
    var residuals: [Int: Residual] = [:]
    for (index, node) in nodes.enumerated() {
      guard case .binary(.add) = node.operation, node.inputs.count == 2, scheme.precision(of: node) == .bits8,
        let output = node.outputs.first, isByte(output),
        node.inputs.allSatisfy({ isByte($0) && values[$0].shape == values[output].shape })
      else { continue }
      let candidates = zip(node.inputs, node.inputs.reversed()).compactMap { value, other -> Residual? in
        guard let producer = producers[value], readers[value] == [index], !outputs.contains(value),
          values[value].quantization == nil,
          value != other,
          scheme.precision(of: nodes[producer]) == .bits8,
          case .floatConvolution(let convolution) = nodes[producer].operation, !convolution.isTransposed,
          convolution.activation == .identity, convolution.operand == nil
        else { return nil }
        let activation = silentActivation(behind: output, readers[output], plan)
        return Residual(
          convolution: producer, other: other, activation: activation,
          output: activation.map { nodes[$0].outputs[0] } ?? output)
      }
      residuals[index] = candidates.max { $0.convolution < $1.convolution }
    }
    return residuals
  }

  /// The only node that reads a value, if it is a function that changes no code of the value's.
  private func silentActivation(behind value: Int, _ readers: [Int], _ plan: CodePlan) -> Int? {
    guard readers.count == 1, !outputs.contains(value),
      case .activation(let activation) = nodes[readers[0]].operation,
      case .codes(let quantization, bits: 8) = plan.forms[value],
      let output = nodes[readers[0]].outputs.first,
      plan.forms[output] == plan.forms[value], activation.isIdentity(within: quantization, bits: 8)
    else { return nil }
    return readers[0]
  }
}
