import Tensors

extension GraphEditor {
  /// Joins functions of one element behind one another, and those that a network spells out.
  mutating func joinFunctions() {
    for index in nodes where !isGone(index) {
      let node = self.node(index)
      switch node.operation {
      case .activation(let function):
        if let next = onlyReader(of: index), isPlain(node.outputs[0]),
          case .activation(let second) = self.node(next).operation, let joined = function.followed(by: second)
        {
          replace(index, .activation(joined))
          absorb(next, into: index)
        } else if function == .clip(0...6) {
          joinHardSigmoid(index)
        }
      case .binary(.multiply): joinProduct(index)
      default: break
      }
    }
  }

  /// `clip(x + 3, 0, 6) / 6`, and the same times `x`.
  private mutating func joinHardSigmoid(_ index: Int) {
    guard let shift = producer(of: node(index).inputs[0]), onlyReader(of: shift) == index,
      node(shift).operation.isAffine(scale: 1, offset: 3), let next = onlyReader(of: index),
      isPlain(node(shift).outputs[0]), isPlain(node(index).outputs[0])
    else { return }
    let x = node(shift).inputs[0]
    let sigmoid = Activation.hardSigmoid(alpha: 1 / 6, beta: 0.5)
    if node(next).operation.isAffine(scale: 1 / 6, offset: 0) {
      replace(index, .activation(sigmoid), inputs: [x], label: sigmoid.name)
      absorb(next, into: index)
    } else if case .binary(.multiply) = node(next).operation,
      Set(node(next).inputs) == [x, node(index).outputs[0]], let last = onlyReader(of: next),
      isPlain(node(next).outputs[0]),
      node(last).operation.isAffine(scale: 1 / 6, offset: 0)
    {
      replace(next, .activation(.hardSwish), inputs: [x], label: Activation.hardSwish.name)
      absorb(last, into: next)
    }
  }

  /// `x * f(x)` for the functions that networks write so.
  private mutating func joinProduct(_ index: Int) {
    let node = self.node(index)
    guard node.inputs.count == 2, isPlain(node.outputs[0]) else { return }
    for (x, other) in [(node.inputs[0], node.inputs[1]), (node.inputs[1], node.inputs[0])] {
      guard let producer = self.producer(of: other), onlyReader(of: producer) == index,
        case .activation(let function) = self.node(producer).operation, isPlain(other)
      else { continue }
      if self.node(producer).inputs[0] == x, let whole = function.timesArgument {
        replace(index, .activation(whole), inputs: [x], label: whole.name)
        return
      }
      // tanh(softplus(x)) and 1 + erf(x / sqrt 2) take two functions.
      guard let first = self.producer(of: self.node(producer).inputs[0]), onlyReader(of: first) == producer,
        case .activation(let inner) = self.node(first).operation, isPlain(self.node(first).outputs[0])
      else { continue }
      if self.node(first).inputs[0] == x, function == .tanh, inner == .softplus {
        replace(index, .activation(.mish), inputs: [x], label: Activation.mish.name)
        return
      }
      if joinErrorFunction(index, x: x, sum: function, inner: inner, first: first) { return }
    }
  }

  /// `x * (1 + erf(x / sqrt 2))`, with a half in one of the usual places.
  private mutating func joinErrorFunction(
    _ index: Int, x: Int, sum: Activation, inner: Activation, first: Int
  ) -> Bool {
    guard sum == .affine(scales: [1], offsets: [1]) || sum == .affine(scales: [0.5], offsets: [0.5]),
      inner == .erf, let divided = producer(of: node(first).inputs[0]), onlyReader(of: divided) == first,
      isPlain(node(divided).outputs[0]),
      case .activation(.affine(let scales, let offsets)) = node(divided).operation, scales.count == 1,
      Swift.abs(scales[0] - Float(0.5).squareRoot()) < 1e-6, offsets.allSatisfy({ $0 == 0 })
    else { return false }
    var (argument, isHalved) = (x, sum == .affine(scales: [0.5], offsets: [0.5]))
    if let halving = producer(of: x), node(divided).inputs[0] != x, onlyReader(of: halving) == index,
      isPlain(x),
      case .activation(.affine(scales: [0.5], offsets: [0])) = node(halving).operation
    {
      (argument, isHalved) = (node(halving).inputs[0], true)
    }
    guard node(divided).inputs[0] == argument else { return false }
    if isHalved {
      replace(index, .activation(.gelu), inputs: [argument], label: Activation.gelu.name)
      return true
    }
    guard let next = onlyReader(of: index),
      case .activation(.affine(scales: [0.5], offsets: [0])) = node(next).operation
    else { return false }
    replace(index, .activation(.gelu), inputs: [argument], label: Activation.gelu.name)
    absorb(next, into: index)
    return true
  }
}

extension Operation {
  /// Whether it is `x * scale + offset`, but for the last bits.
  fileprivate func isAffine(scale: Float, offset: Float) -> Bool {
    guard case .activation(.affine(let scales, let offsets)) = self, scales.count == 1, offsets.count == 1
    else {
      return false
    }
    return Swift.abs(scales[0] - scale) < 1e-6 && offsets[0] == offset
  }
}

extension Activation {
  /// One function for this one and another behind it; nil when they stay two.
  func followed(by next: Activation) -> Activation? {
    switch (self, next) {
    case (.identity, _): return next
    case (_, .identity): return self
    case (.relu, .relu): return .relu
    case (.relu, .clip(let range)) where range.lowerBound <= 0 && range.upperBound >= 0:
      return .clip(0...range.upperBound)
    case (.clip(let range), .relu) where range.lowerBound <= 0 && range.upperBound >= 0:
      return .clip(0...range.upperBound)
    case (.affine(let scales, let offsets), .affine(let others, let shifts)):
      let count = max(scales.count, others.count)
      guard [scales.count, offsets.count, others.count, shifts.count].allSatisfy({ $0 == 1 || $0 == count })
      else {
        return nil
      }
      let at = { (list: [Float], index: Int) in list[list.count == 1 ? 0 : index] }
      return .affine(
        scales: (0..<count).map { at(scales, $0) * at(others, $0) },
        offsets: (0..<count).map { at(offsets, $0) * at(others, $0) + at(shifts, $0) })
    default: return nil
    }
  }

  /// `x * f(x)`, where networks have it as one function; nil for others.
  var timesArgument: Activation? {
    switch self {
    case .sigmoid: .silu
    case .hardSigmoid(let alpha, let beta) where Swift.abs(alpha - 1 / 6) < 1e-6 && beta == 0.5: .hardSwish
    default: nil
    }
  }

  /// The function's name, as ONNX has it where it does.
  public var name: String {
    switch self {
    case .identity: "Identity"
    case .relu: "Relu"
    case .clip: "Clip"
    case .leakyRelu: "LeakyRelu"
    case .prelu: "PRelu"
    case .elu: "Elu"
    case .sigmoid: "Sigmoid"
    case .tanh: "Tanh"
    case .silu: "Silu"
    case .hardSwish: "HardSwish"
    case .hardSigmoid: "HardSigmoid"
    case .softplus: "Softplus"
    case .mish: "Mish"
    case .gelu: "Gelu"
    case .exp: "Exp"
    case .log: "Log"
    case .sqrt: "Sqrt"
    case .abs: "Abs"
    case .negate: "Neg"
    case .reciprocal: "Reciprocal"
    case .affine: "Affine"
    case .erf: "Erf"
    case .floor: "Floor"
    case .ceil: "Ceil"
    case .round: "Round"
    case .sign: "Sign"
    case .softsign: "Softsign"
    }
  }
}
