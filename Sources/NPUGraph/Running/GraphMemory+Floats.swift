import OpKernels
import Tensors

extension GraphMemory {
  /// A value as floats in logical order, at least as many as it has; an array of floats is shared, not copied.
  func floatArray(_ value: Int) -> [Float] {
    forms[value].isFloat ? floats[slot(value)] : logicalFloats(value)
  }

  /// Makes what `body` writes a value: floats in its own memory, rounded to what its type holds, or codes.
  func write(_ value: Int, _ body: (inout MutableSpan<Float>) -> Void) {
    guard case .floats(let count) = forms[value] else {
      var results = [Float](repeating: 0, count: forms[value].elementCount)
      var span = results.mutableSpan
      body(&span)
      store(floats: results, as: value)
      return
    }
    // Taken away, so that it is written in place.
    var taken: [Float] = []
    swap(&taken, &floats[slot(value)])
    var whole = taken.mutableSpan
    var span = whole._mutatingExtracting(0..<count)
    body(&span)
    values[value].round(&span)
    floats[slot(value)] = taken
  }

  /// Applies a function to a value's elements; channels have `channelSize` elements each.
  func apply(_ activation: Activation, channelSize: Int, to values: inout MutableSpan<Float>) {
    if activation == .identity { return }
    if let function = activation.function(math) { return kernels.map(function, &values) }
    if case .prelu(let slopes) = activation {
      for index in 0..<(values.count / channelSize) {
        var plane = values._mutatingExtracting((index * channelSize)..<((index + 1) * channelSize))
        kernels.map(.leakyRelu(slope: slopes[index % slopes.count]), &plane)
      }
      return
    }
    if case .affine(let scales, let offsets) = activation {
      for index in 0..<(values.count / channelSize) {
        var plane = values._mutatingExtracting((index * channelSize)..<((index + 1) * channelSize))
        let (scale, offset) = (scales[index % scales.count], offsets[index % offsets.count])
        for place in 0..<plane.count { plane[place] = plane[place] * scale + offset }
      }
      return
    }
    activation.applyPlainly(to: &values, math: math)
  }
}

extension Activation {
  /// The same function of the kernels, if there is one with the same results.
  func function(_ math: ActivationMath) -> FloatFunction? {
    guard let function = kernelFunction, function.isExact || math.isDeterministic else { return nil }
    return function
  }

  /// The function of the kernels that is the same with deterministic mathematics.
  private var kernelFunction: FloatFunction? {
    switch self {
    case .identity: .identity
    case .relu: .relu
    case .clip(let range): .clip(minimum: range.lowerBound, maximum: range.upperBound)
    case .leakyRelu(let slope): .leakyRelu(slope: slope)
    case .prelu(let slopes): slopes.count == 1 ? .leakyRelu(slope: slopes[0]) : nil
    case .elu(let alpha): .elu(alpha: alpha)
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .silu: .silu
    case .hardSwish: .hardSwish
    case .hardSigmoid(let alpha, let beta): .hardSigmoid(alpha: alpha, beta: beta)
    case .softplus: .softplus
    case .mish: .mish
    case .gelu: .gelu
    case .exp: .exp
    case .log: .log
    case .erf: .erf
    case .sqrt, .abs, .negate, .reciprocal, .affine, .floor, .ceil, .round, .sign, .softsign: nil
    }
  }

  /// The function of each element, of one channel alone.
  fileprivate func applyPlainly(to values: inout MutableSpan<Float>, math: ActivationMath) {
    switch self {
    // Spelled out, so that the loops vectorise.
    case .sqrt: for index in 0..<values.count { values[index] = values[index].squareRoot() }
    case .abs: for index in 0..<values.count { values[index] = values[index].magnitude }
    case .negate: for index in 0..<values.count { values[index] = -values[index] }
    case .reciprocal: for index in 0..<values.count { values[index] = 1 / values[index] }
    default: for index in 0..<values.count { values[index] = self(values[index], math: math) }
    }
  }
}
