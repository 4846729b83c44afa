import Containers
import OpKernels

/// Operations as nodes of a file; names say what viewers show.
///
/// docs/axera.md lists them with their attributes.
extension Operation {
  /// The node that stands for it.
  ///
  /// - Throws: `GraphFileError` for requantisations that only chips' own files have.
  func stored() throws(GraphFileError) -> StoredNode {
    switch self {
    case .integerConvolution(let convolution): return try convolution.stored()
    case .floatConvolution(let convolution): return convolution.stored()
    case .maxPool(let window): return Self.stored("QMaxPool", window)
    case .averagePool(let window, let countsPadding):
      let isGlobal =
        window.kernelHeight == window.inputHeight && window.kernelWidth == window.inputWidth
        && window.outputHeight * window.outputWidth == 1
      var node = Self.stored(isGlobal ? "QGlobalAveragePool" : "QAveragePool", window)
      node.set("count_include_pad", countsPadding ? 1 : 0)
      return node
    case .binary(let function): return StoredNode("Q" + function.rawValue)
    case .activation(let activation):
      var node = StoredNode("QLut")
      activation.store(in: &node, "function")
      return node
    case .convert: return StoredNode("Convert")
    default: return storedMovement()
    }
  }

  private static func stored(_ name: String, _ window: Window2D) -> StoredNode {
    var node = StoredNode(name)
    node.set("window", window.numbers)
    return node
  }

  private func storedMovement() -> StoredNode {
    switch self {
    case .concatenate(let axis): return Self.stored("QConcat", axis: axis)
    case .split(let axis): return Self.stored("QSplit", axis: axis)
    case .softmax(let axis): return Self.stored("QSoftmax", axis: axis)
    case .resizeNearest: return StoredNode("QResize")
    case .resizeBilinear(let alignsCorners):
      var node = StoredNode("QResizeLinear")
      node.set("align_corners", alignsCorners ? 1 : 0)
      return node
    case .resample(let resampling): return resampling.stored()
    case .transpose(let permutation):
      var node = StoredNode("QTranspose")
      node.set("perm", permutation)
      return node
    case .rearrange(let extents, let permutation):
      var node = StoredNode("QRearrange")
      node.set("extents", extents)
      node.set("perm", permutation)
      return node
    case .pad(let before, let after, let mode):
      var node = StoredNode("QPad")
      node.set("pads", before + after)
      mode.store(in: &node)
      return node
    case .slice(let starts, let steps):
      var node = StoredNode("QSlice")
      node.set("starts", starts)
      node.set("steps", steps)
      return node
    case .gather(let axis, let indices):
      var node = Self.stored("QGather", axis: axis)
      node.set("indices", indices)
      return node
    case .reduce(let function, let axes):
      var node = StoredNode("Q" + function.rawValue)
      node.set("axes", axes)
      return node
    case .extremum(let isGreatest, let axis):
      return Self.stored(isGreatest ? "QArgMax" : "QArgMin", axis: axis)
    case .localResponseNormalization(let response):
      var node = StoredNode("QLRN")
      node.set("size", response.size)
      node.set("parameters", [response.alpha, response.beta, response.bias])
      return node
    case .expand: return StoredNode("QExpand")
    case .matrixMultiply: return StoredNode("QMatMul")
    default: return StoredNode("QReshape")
    }
  }

  private static func stored(_ name: String, axis: Int) -> StoredNode {
    var node = StoredNode(name)
    node.set("axis", axis)
    return node
  }

  /// The operation that a node stands for.
  ///
  /// - Throws: `GraphFileError` for nodes that are none of these.
  init(_ node: StoredNodeReader) throws(GraphFileError) {
    switch node.node.operation {
    case "QConv", "QDepthwiseConv", "QFullyConnected", "QConvTranspose":
      self = .integerConvolution(try IntegerConvolution(node))
    case "Conv", "ConvTranspose": self = .floatConvolution(try FloatConvolution(node))
    case "QMaxPool": self = .maxPool(try Window2D(node))
    case "QAveragePool", "QGlobalAveragePool":
      self = .averagePool(try Window2D(node), countsPadding: try node.int("count_include_pad") != 0)
    case "QLut": self = .activation(try Activation(node, "function"))
    case "Convert": self = .convert
    case let name:
      if let function = BinaryFunction(rawValue: String(name.dropFirst())) {
        self = .binary(function)
      } else if let function = ReductionFunction(rawValue: String(name.dropFirst())) {
        self = .reduce(function, axes: node.ints("axes"))
      } else {
        self = try Self.movement(node)
      }
    }
  }

  private static func movement(_ node: StoredNodeReader) throws(GraphFileError) -> Operation {
    switch node.node.operation {
    case "QConcat": return .concatenate(axis: try node.int("axis"))
    case "QSplit": return .split(axis: try node.int("axis"))
    case "QSoftmax": return .softmax(axis: try node.int("axis"))
    case "QResize": return .resizeNearest
    case "QResizeLinear": return .resizeBilinear(alignsCorners: try node.int("align_corners") != 0)
    case "QResample": return .resample(try Resampling(node))
    case "QTranspose": return .transpose(node.ints("perm"))
    case "QRearrange": return .rearrange(extents: node.ints("extents"), permutation: node.ints("perm"))
    case "QPad":
      let pads = node.ints("pads")
      return .pad(
        before: Array(pads.prefix(pads.count / 2)), after: Array(pads.suffix(pads.count / 2)),
        try PadMode(node))
    case "QSlice": return .slice(starts: node.ints("starts"), steps: node.ints("steps"))
    case "QGather": return .gather(axis: try node.int("axis"), indices: node.ints("indices"))
    case "QArgMax": return .extremum(isGreatest: true, axis: try node.int("axis"))
    case "QArgMin": return .extremum(isGreatest: false, axis: try node.int("axis"))
    case "QLRN":
      let parameters = try node.floats("parameters", count: 3)
      return .localResponseNormalization(
        LocalResponse(
          size: try node.int("size"), alpha: parameters[0], beta: parameters[1], bias: parameters[2]))
    case "QExpand": return .expand
    case "QMatMul": return .matrixMultiply
    case "QReshape": return .reshape
    case let other: throw node.fail("the operation \(other) is not known")
    }
  }
}

extension Window2D {
  /// All its numbers in one list.
  fileprivate var numbers: [Int] {
    [
      inputChannels, inputHeight, inputWidth, outputChannels, outputHeight, outputWidth, groups, kernelHeight,
      kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, paddingTop, paddingLeft,
    ]
  }

  fileprivate init(_ node: StoredNodeReader) throws(GraphFileError) {
    let numbers = try node.ints("window", count: 15)
    self.init(
      inputChannels: numbers[0], inputHeight: numbers[1], inputWidth: numbers[2], outputChannels: numbers[3],
      outputHeight: numbers[4], outputWidth: numbers[5], groups: numbers[6], kernelHeight: numbers[7],
      kernelWidth: numbers[8], strideHeight: numbers[9], strideWidth: numbers[10],
      dilationHeight: numbers[11],
      dilationWidth: numbers[12], paddingTop: numbers[13], paddingLeft: numbers[14])
    guard isValid, Self.bounds.contains(weightCount(bounded: 1 << 40)) else {
      throw node.fail("the window \(numbers) has no meaning")
    }
  }

  private static let bounds = 1...(1 << 40)

  /// Elements of the kernels, not more than a bound.
  private func weightCount(bounded bound: Int) -> Int {
    [outputChannels, inputChannelsPerGroup, kernelHeight, kernelWidth].reduce(1) { count, factor in
      let (product, overflow) = count.multipliedReportingOverflow(by: factor)
      return overflow ? bound + 1 : min(product, bound + 1)
    }
  }
}

extension FloatConvolution {
  fileprivate func stored() -> StoredNode {
    var node = StoredNode(isTransposed ? "ConvTranspose" : "Conv")
    node.set("window", window.numbers)
    activation.store(in: &node, "activation")
    if let operand {
      node.set("operand", operand.rawValue)
      outputActivation.store(in: &node, "output_activation")
    }
    let kernel = [
      window.outputChannels, window.inputChannelsPerGroup, window.kernelHeight, window.kernelWidth,
    ]
    node.tensors = [
      ONNXTensor(name: "weights", dimensions: kernel, floats: weights),
      ONNXTensor(name: "bias", dimensions: [bias.count], floats: bias),
    ]
    return node
  }

  fileprivate init(_ node: StoredNodeReader) throws(GraphFileError) {
    var operand: BinaryFunction?
    if let name = node.node.string("operand") {
      operand = BinaryFunction(rawValue: name)
      if operand == nil { throw node.fail("the operand's function \(name) is not known") }
    }
    self.init(
      window: try Window2D(node), weights: try node.numbers(0), bias: try node.numbers(1),
      isTransposed: node.node.operation == "ConvTranspose", activation: try Activation(node, "activation"),
      operand: operand,
      outputActivation: operand == nil ? .identity : try Activation(node, "output_activation"))
  }
}

extension IntegerConvolution {
  fileprivate func stored() throws(GraphFileError) -> StoredNode {
    let isDepthwise = window.groups > 1 && window.groups == window.inputChannels
    let pixels = window.inputHeight * window.inputWidth * window.outputHeight * window.outputWidth
    var node = StoredNode(
      spread != nil
        ? "QConvTranspose" : isDepthwise ? "QDepthwiseConv" : pixels == 1 ? "QFullyConnected" : "QConv")
    node.set("window", window.numbers)
    if let spread { node.set("spread", [spread.rows, spread.columns]) }
    node.set("padding_code", Int(paddingByte))
    try requantization.store(in: &node)
    let kernel = [
      window.outputChannels, window.inputChannelsPerGroup, window.kernelHeight, window.kernelWidth,
    ]
    let fitBytes = weights.allSatisfy { (-128...127).contains($0) }
    node.tensors = [
      ONNXTensor(
        name: "weights", dimensions: kernel, integers: weights.map { Int64($0) },
        as: fitBytes ? .int8 : .int16),
      ONNXTensor(name: "bias", dimensions: [bias.count], integers: bias.map { Int64($0) }, as: .int32),
    ]
    return node
  }

  fileprivate init(_ node: StoredNodeReader) throws(GraphFileError) {
    let window = try Window2D(node)
    let weights = try node.integers(0, as: Int16.self)
    guard weights.allSatisfy({ (-255...255).contains($0) }) else {
      throw node.fail("weights beyond -255 to 255")
    }
    guard let paddingByte = Int8(exactly: try node.int("padding_code")) else {
      throw node.fail("padding_code is no byte")
    }
    let spread = node.ints("spread")
    guard spread.isEmpty || (spread.count == 2 && spread.allSatisfy { (1...64).contains($0) }) else {
      throw node.fail("spread is \(spread)")
    }
    self.init(
      window: window, weights: weights, bias: try node.integers(1, as: Int32.self), paddingByte: paddingByte,
      requantization: try StagedRequantization(node, channels: window.outputChannels),
      spread: spread.isEmpty ? nil : (spread[0], spread[1]))
  }
}
