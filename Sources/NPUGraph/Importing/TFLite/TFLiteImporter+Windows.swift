import OpKernels
import Tensors

/// A window's steps and place along rows and columns, with the file's rule of padding.
struct TFLiteWindow {
  var kernel: [Int]
  var strides: [Int]
  var dilations: [Int]
  /// Rows and columns before the picture.
  var before: [Int] = []
  /// Rows and columns of the result.
  var output: [Int] = []

  /// The window over a picture of some rows and columns.
  ///
  /// - Parameter padding: 0 for `SAME`, as many results as steps; 1 for `VALID`, none.
  init(
    kernel: [Int], strides: [Int], dilations: [Int] = [1, 1], padding: Int, input: [Int]
  ) throws(ImportError) {
    (self.kernel, self.strides, self.dilations) = (kernel, strides, dilations)
    for (name, values) in [("kernel", kernel), ("strides", strides), ("dilations", dilations)] {
      guard values.allSatisfy({ (1...1 << 20).contains($0) }) else {
        throw ImportError(.invalid(name: name, found: "\(values)", expected: "1 to \(1 << 20)"))
      }
    }
    guard padding == 0 || padding == 1 else {
      throw ImportError(.invalid(name: "padding", found: "\(padding)", expected: "0 or 1"))
    }
    for axis in 0..<2 {
      let reach = (kernel[axis] - 1) * dilations[axis] + 1
      if padding == 0 {
        let count = (input[axis] + strides[axis] - 1) / strides[axis]
        before.append(max(0, (count - 1) * strides[axis] + reach - input[axis]) / 2)
        output.append(count)
      } else {
        guard input[axis] >= reach else {
          throw ImportError(
            .invalid(name: "kernel", found: "\(kernel)", expected: "one that fits \(input)"))
        }
        before.append(0)
        output.append((input[axis] - reach) / strides[axis] + 1)
      }
    }
  }

  func window(input: [Int], outputChannels: Int, groups: Int) -> Window2D {
    Window2D(
      inputChannels: input[1], inputHeight: input[2], inputWidth: input[3], outputChannels: outputChannels,
      outputHeight: output[0], outputWidth: output[1], groups: groups, kernelHeight: kernel[0],
      kernelWidth: kernel[1], strideHeight: strides[0], strideWidth: strides[1],
      dilationHeight: dilations[0], dilationWidth: dilations[1], paddingTop: before[0],
      paddingLeft: before[1])
  }
}

extension TFLiteImporter {
  /// `CONV_2D`: weights `[oc][ky][kx][ic / groups]`.
  mutating func convolution(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let weights = try kernel(node)
    let inputs = weights.extents[3]
    let channels = try pictureChannels(node, 0)
    guard channels % inputs == 0, weights.extents[0] % (channels / inputs) == 0 else {
      throw ImportError(
        .invalid(name: "kernel", found: "\(weights.extents)", expected: "one for \(channels) channels"))
    }
    return try convolution(
      node, try laidOut(weights, [0, 3, 1, 2]), outputs: weights.extents[0], groups: channels / inputs,
      kernel: [weights.extents[1], weights.extents[2]],
      dilations: [try node.int(5, 1), try node.int(4, 1)], function: try node.activation(3))
  }

  /// `DEPTHWISE_CONV_2D`: weights `[1][ky][kx][channel * multiplier + m]`.
  mutating func depthwiseConvolution(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let weights = try kernel(node)
    let channels = try pictureChannels(node, 0)
    guard weights.extents[0] == 1, weights.extents[3] % channels == 0 else {
      throw ImportError(
        .invalid(name: "kernel", found: "\(weights.extents)", expected: "one for \(channels) channels"))
    }
    return try convolution(
      node, try laidOut(weights, [3, 0, 1, 2]), outputs: weights.extents[3], groups: channels,
      kernel: [weights.extents[1], weights.extents[2]],
      dilations: [try node.int(6, 1), try node.int(5, 1)], function: try node.activation(4))
  }

  private mutating func convolution(
    _ node: TFLiteNode, _ weights: Constant, outputs: Int, groups: Int, kernel: [Int], dilations: [Int],
    function: Activation
  ) throws(ImportError) -> TFLiteResult {
    let strides = [try node.int(2), try node.int(1)]
    let bias = try biases(node, 2, count: outputs)
    let padding = try node.choice(0)
    let form = try form(of: try node.output())
    if let (operand, spread) = try value(try node.input(0)).spread {
      let extents = assembler.extents(operand)
      try node.require(
        strides == [1, 1] && dilations == [1, 1], "a convolution of stride \(strides) on batches")
      // Each small picture is every so many pixels of the whole one.
      let small = (0..<2).map { axis in
        let size: Int = extents[2 + axis] + spread.pads[axis] + spread.pads[2 + axis]
        return size / spread.block[axis]
      }
      var window = try TFLiteWindow(kernel: kernel, strides: strides, padding: padding, input: small)
      window.dilations = spread.block
      window.output = zip(window.output, spread.block).map { $0 * $1 }
      for axis in 0..<2 {
        window.before[axis] = spread.pads[axis] + window.before[axis] * spread.block[axis]
      }
      let convolution = FloatConvolution(
        window: window.window(input: extents, outputChannels: outputs, groups: groups),
        weights: weights.floats, bias: bias, activation: function,
        weightSteps: weights.steps(ofParts: outputs))
      let result = try emit(
        .floatConvolution(convolution), [operand], node, extents: [1, outputs] + window.output, as: form)
      let rest = TFLiteSpread(block: spread.block, pads: [0, 0, 0, 0])
      return TFLiteResult(operand: result, order: .spread(rest))
    }
    let input = try picture(node, 0)
    let extents = assembler.extents(input)
    let window = try TFLiteWindow(
      kernel: kernel, strides: strides, dilations: dilations, padding: padding, input: Array(extents[2...]))
    let convolution = FloatConvolution(
      window: window.window(input: extents, outputChannels: outputs, groups: groups), weights: weights.floats,
      bias: bias, activation: function, weightSteps: weights.steps(ofParts: outputs))
    return .map(
      try emit(
        .floatConvolution(convolution), [input], node, extents: [extents[0], outputs] + window.output,
        as: form))
  }

  /// Weights of four axes.
  private mutating func kernel(_ node: TFLiteNode) throws(ImportError) -> Constant {
    let weights = try constant(node, 1, "a kernel")
    guard weights.extents.count == 4, weights.count > 0 else {
      throw ImportError(
        .invalid(name: "kernel", found: "\(weights.extents)", expected: "four axes, each at least 1"))
    }
    return weights
  }

  /// Channels of a single picture, spread or not.
  private mutating func pictureChannels(_ node: TFLiteNode, _ index: Int) throws(ImportError) -> Int {
    if let (operand, _) = try value(try node.input(index)).spread { return assembler.extents(operand)[1] }
    let extents = try extents(node, index)
    try node.require(extents.count == 4, "an input of \(extents.count) axes")
    try node.require(extents[0] == 1, "a convolution of \(extents[0]) pictures at once")
    try node.require(extents[3] > 0, "a picture without channels")
    return extents[3]
  }

  /// Weights with their axes in another order.
  mutating func laidOut(_ weights: Constant, _ permutation: [Int]) throws(ImportError) -> Constant {
    try count(stored: weights.count)
    let extents = weights.extents
    var strides = [Int](repeating: 1, count: 4)
    for axis in (0..<3).reversed() { strides[axis] = strides[axis + 1] * extents[axis + 1] }
    let (sizes, steps) = (permutation.map { extents[$0] }, permutation.map { strides[$0] })
    var places: [Int] = []
    places.reserveCapacity(weights.count)
    for a in 0..<sizes[0] {
      for b in 0..<sizes[1] {
        for c in 0..<sizes[2] {
          let start = a * steps[0] + b * steps[1] + c * steps[2]
          for d in 0..<sizes[3] { places.append(start + d * steps[3]) }
        }
      }
    }
    return weights.picked(places, extents: sizes, filler: 0)
  }

  /// One number per output channel; zeros where the file has none.
  ///
  /// Whole numbers without a scale count steps of input times weight, as the interpreter takes them.
  mutating func biases(_ node: TFLiteNode, _ index: Int, count: Int) throws(ImportError) -> [Float] {
    guard node.hasInput(index) else { return [Float](repeating: 0, count: count) }
    let bias = try constant(node, index, "a bias")
    guard bias.count == count else {
      throw ImportError(.invalid(name: "biases", found: "\(bias.count)", expected: "\(count)"))
    }
    guard let steps = bias.integers else { return bias.floats }
    let scales = model.tensors[try node.input(1)].scales
    guard let scale = try form(of: try node.input(0)).quantization?.scale, !scales.isEmpty,
      scales.count == 1 || scales.count == count
    else { throw ImportError(.unsupportedForm("a bias of whole numbers without scales")) }
    return steps.enumerated().map { Float($1) * (scale * scales[scales.count == 1 ? 0 : $0]) }
  }

  /// `TRANSPOSE_CONV`: the result's shape, weights `[oc][ky][kx][ic]`, the input, perhaps a bias.
  mutating func transposedConvolution(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let shape = try integers(node, 0, "a shape")
    let weights = try kernel(node)
    let channels = try pictureChannels(node, 2)
    let input = try picture(node, 2)
    let extents = assembler.extents(input)
    guard weights.extents[3] == channels, shape.count == 4, shape[0] == 1, weights.extents[0] == shape[3],
      shape.allSatisfy({ (1...1 << 30).contains($0) })
    else {
      throw ImportError(
        .invalid(
          name: "kernel", found: "\(weights.extents) to \(shape)", expected: "one for \(channels) channels"))
    }
    // The padding is that of the convolution which leads back.
    var window = try TFLiteWindow(
      kernel: [weights.extents[1], weights.extents[2]], strides: [try node.int(2), try node.int(1)],
      padding: 0, input: [shape[1], shape[2]])
    let padding = try node.choice(0)
    guard padding == 1 || window.output == Array(extents[2...]) else {
      throw ImportError(
        .invalid(name: "shape", found: "\(shape)", expected: "one for \(extents[2])x\(extents[3]) pixels"))
    }
    if padding == 1 { window.before = [0, 0] }
    window.output = [shape[1], shape[2]]
    let kernels = try laidOut(weights, [0, 3, 1, 2])
    let convolution = FloatConvolution(
      window: window.window(input: extents, outputChannels: shape[3], groups: 1), weights: kernels.floats,
      bias: try biases(node, 3, count: shape[3]), isTransposed: true, activation: try node.activation(3),
      weightSteps: kernels.steps(ofParts: shape[3]))
    return .map(
      try emit(
        .floatConvolution(convolution), [input], node, extents: [1, shape[3]] + window.output,
        as: try form(of: try node.output())))
  }

  mutating func pool(_ node: TFLiteNode, isMaximum: Bool) throws(ImportError) -> TFLiteResult {
    let input = try picture(node, 0)
    let extents = assembler.extents(input)
    try node.require(extents[0] == 1, "windows over \(extents[0]) pictures at once")
    let window = try TFLiteWindow(
      kernel: [try node.int(4), try node.int(3)], strides: [try node.int(2), try node.int(1)],
      padding: try node.choice(0), input: Array(extents[2...]))
    let shape = window.window(input: extents, outputChannels: extents[1], groups: extents[1])
    return .map(
      try emit(
        isMaximum ? .maxPool(shape) : .averagePool(shape, countsPadding: false), [input], node,
        extents: [1, extents[1]] + window.output, as: try form(of: try node.output()),
        then: try node.activation(5)))
  }
}
