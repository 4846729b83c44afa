import OpKernels
import Tensors

extension GraphEditor {
  /// Puts factors, offsets and functions behind a convolution into it.
  mutating func foldIntoConvolutions() {
    for index in nodes where !isGone(index) {
      guard case .floatConvolution(let convolution) = node(index).operation, convolution.operand == nil,
        isPlain(node(index).outputs[0])
      else { continue }
      if convolution.activation == .identity { foldBehindReshape(index, convolution) }
      guard let next = onlyReader(of: index), case .floatConvolution(var folded) = node(index).operation,
        case .activation(let function) = node(next).operation
      else { continue }
      if folded.activation == .identity, case .affine(let scales, let offsets) = function,
        folded.scale(by: scales, offsets)
      {
        replace(index, .floatConvolution(folded))
      } else if let joined = folded.activation.followed(by: function), joined.isFusible {
        folded.activation = joined
        let label = "\(node(index).label)+\(node(next).label)"
        replace(index, .floatConvolution(folded), label: label)
      } else {
        continue
      }
      absorb(next, into: index)
    }
  }

  /// A sum with one constant per channel behind the reshape of a fully connected layer is its bias.
  private mutating func foldBehindReshape(_ index: Int, _ convolution: FloatConvolution) {
    guard let reshape = onlyReader(of: index), case .reshape = node(reshape).operation,
      let sum = onlyReader(of: reshape), case .binary(let function) = node(sum).operation,
      function == .add || function == .multiply, isPlain(node(reshape).outputs[0]),
      convolution.window.outputHeight * convolution.window.outputWidth == 1
    else { return }
    let result = extents(node(reshape).outputs[0])
    guard let value = node(sum).inputs.first(where: { constant($0) != nil }), let content = constant(value),
      content.count == result.last, content.count == convolution.window.outputChannels,
      extents(value).last == content.count, extents(node(sum).outputs[0]) == result
    else { return }
    var folded = convolution
    let ones = [Float](repeating: 1, count: content.count)
    let zeros = [Float](repeating: 0, count: content.count)
    guard
      function == .add ? folded.scale(by: ones, content) : folded.scale(by: content, zeros)
    else { return }
    replace(index, .floatConvolution(folded))
    absorb(sum, into: reshape)
  }
}

extension FloatConvolution {
  /// Multiplies and shifts each output channel, by one number per channel or one for all; false if there are others.
  mutating func scale(by scales: [Float], _ offsets: [Float]) -> Bool {
    let channels = window.outputChannels
    guard [scales, offsets].allSatisfy({ $0.count == 1 || $0.count == channels }) else { return false }
    let perChannel = weights.count / channels
    for channel in 0..<channels {
      let factor = scales[scales.count == 1 ? 0 : channel]
      let offset = offsets[offsets.count == 1 ? 0 : channel]
      if factor != 1 {
        for index in (channel * perChannel)..<((channel + 1) * perChannel) { weights[index] *= factor }
        weightSteps?[channel] *= factor.magnitude
      }
      bias[channel] = bias[channel] * factor + offset
    }
    return true
  }
}

extension Activation {
  /// Whether convolutions apply it to their sums: what maps numbers one by one, and no factors of its own.
  var isFusible: Bool {
    switch self {
    case .relu, .clip, .leakyRelu, .prelu, .elu, .sigmoid, .tanh, .silu, .hardSwish, .hardSigmoid, .softplus,
      .mish, .gelu:
      true
    default: false
    }
  }
}
