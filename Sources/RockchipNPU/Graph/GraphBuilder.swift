import NPUGraph
import OpKernels
import Tensors

/// Makes a graph of a model's nodes: attributes from the file's own where they are stated, else from registers.
struct GraphBuilder {
  let model: RKNNModel
  let programs: RKNNPrograms
  let generation: NPUGeneration
  var registers = RegisterFile()
  private(set) var graph = Graph()
  /// Weights that may still be unpacked, and bytes of commands that may still be carried out.
  ///
  /// Nodes and tasks may share them, but none share so many.
  private var remaining: (weights: Int, commands: Int)

  /// How many times a file's bytes may be used as either.
  private static let sharing = 4

  init(_ model: RKNNModel) throws(RKNNError) {
    self.model = model
    remaining = (Self.sharing * model.file.count, Self.sharing * model.file.count)
    guard let generation = NPUGeneration(name: model.generation), generation.registerMap != nil else {
      throw RKNNError(
        .unsupported(.registersOf(model.platform)), offset: model.container.payload.lowerBound,
        subject: "graph")
    }
    self.generation = generation
    programs = try RKNNPrograms(model)
  }

  /// The graph that computes what the file's tasks compute.
  ///
  /// - Throws: `RKNNError` naming the node that cannot be understood.
  mutating func build() throws(RKNNError) -> Graph {
    graph.values = model.tensors.map { tensor in
      let quantization = tensor.scales.first.map {
        AffineQuantization(scale: $0, zeroPoint: tensor.zeroPoints.first ?? 0)
      }
      return Graph.Value(
        name: tensor.name, elementType: tensor.elementType ?? .int8, shape: tensor.shape,
        quantization: tensor.elementType == .int8 ? quantization : nil)
    }
    graph.inputs = model.inputs
    graph.outputs = model.outputs
    for node in model.layerNodes { try add(node) }
    return graph
  }

  /// The attributes of each convolution as its registers state them; no weights are read.
  ///
  /// - Throws: `RKNNError` when tasks share more commands than any do.
  mutating func convolutionRegisters()
    throws(RKNNError) -> [(node: RKNNNode, registers: ConvolutionRegisters)]
  {
    var convolutions: [(RKNNNode, ConvolutionRegisters)] = []
    for node in model.layerNodes {
      try load(node)
      if FusedOperation.isConvolution(node.operation) {
        convolutions.append((node, ConvolutionRegisters(registers, of: generation)))
      }
    }
    return convolutions
  }

  private mutating func add(_ node: RKNNNode) throws(RKNNError) {
    try load(node)
    let operands = node.inputs.filter { isOperand(model.tensors[$0]) }
    let parts: (operation: Operation, inputs: [Int])
    if FusedOperation.isConvolution(node.operation) {
      try countWeights(of: node)
      parts = try convolution(node)
    } else {
      parts = (
        try operation(of: node, operands: operands), Array(operands.prefix(operandCount(node, operands)))
      )
    }
    graph.nodes.append(
      Graph.Node(
        name: node.name, label: node.operation, operation: parts.operation, inputs: parts.inputs,
        outputs: node.outputs.filter { isOperand(model.tensors[$0]) }))
  }

  /// Carries the commands of a node's tables and of its first task out; further tasks are further rows or channels.
  private mutating func load(_ node: RKNNNode) throws(RKNNError) {
    for range in programs.commandsOfNodes[node.index] {
      try spend(range.count, of: &remaining.commands, "register commands", node)
      var isConvolution = false
      for command in programs.commands(range) {
        registers.write(command)
        if command.register == RegisterFile.Register.kernel.rawValue { isConvolution = true }
      }
      if isConvolution { return }
    }
  }

  /// Counts the weights that a convolution is about to unpack.
  private mutating func countWeights(of node: RKNNNode) throws(RKNNError) {
    guard node.inputs.count >= 2 else { return }
    let count = WeightBlocks(model.tensors[node.inputs[1]])?.logicalCount ?? 0
    try spend(count, of: &remaining.weights, "weights", node)
  }

  private func spend(
    _ count: Int, of remaining: inout Int, _ name: String, _ node: RKNNNode
  ) throws(RKNNError) {
    guard count <= remaining else {
      throw RKNNError(
        .invalid(
          field: name, found: "shared by many nodes",
          expected: "at most \(Self.sharing) times the file's \(model.file.count) bytes in all"),
        offset: node.offset, subject: node.subject)
    }
    remaining -= count
  }

  /// Whether a tensor takes part in the computation, and is neither a constant nor memory for the compiler's copies.
  private func isOperand(_ tensor: RKNNTensor) -> Bool {
    tensor.role.isMap && !tensor.name.hasSuffix("_exSecondary")
  }

  /// How many of a node's operands it computes with.
  private func operandCount(_ node: RKNNNode, _ operands: [Int]) -> Int {
    switch node.operation {
    case "Concat": operands.count
    case "Add", "Sub", "Mul", "Div", "Max", "Min": 2
    default: 1
    }
  }

  private func operation(of node: RKNNNode, operands: [Int]) throws(RKNNError) -> Operation {
    if let function = BinaryFunction(rawValue: node.operation) {
      guard operands.count == 2 else { throw notComputed(node, "an operand that is a constant") }
      return .binary(function)
    }
    if let function = FusedOperation.functions[node.operation] { return .activation(function) }
    switch node.operation {
    case "MaxPool": return .maxPool(try poolWindow(node))
    case "AveragePool":
      return .averagePool(
        try poolWindow(node), countsPadding: node.attributes?.integer("count_include_pad") == 1)
    case "Concat": return .concatenate(axis: node.attributes?.integer("axis") ?? 1)
    case "Split": return .split(axis: node.attributes?.integer("axis") ?? 1)
    case "Resize": return try resize(node)
    case "Transpose": return .transpose(try permutation(node))
    case "Reshape", "Flatten", "Squeeze", "Unsqueeze": return .reshape
    case "exSoftmax13", "Softmax": return .softmax(axis: node.attributes?.integer("axis") ?? 1)
    case "exDataConvert", "Identity": return .convert
    default: throw notComputed(node, "an operation that has no meaning here yet")
    }
  }

  /// A node that is understood but not computed.
  func notComputed(_ node: RKNNNode, _ reason: String) -> RKNNError {
    RKNNError(.unsupported(.operation(reason)), offset: node.offset, subject: node.subject)
  }

  private func poolWindow(_ node: RKNNNode) throws(RKNNError) -> Window2D {
    let input = try map(node, node.inputs.first, "input")
    let output = try map(node, node.outputs.first, "output")
    let kernel = node.attributes?.integers("kernel_shape") ?? []
    let strides = node.attributes?.integers("strides") ?? [1, 1]
    let pads = node.attributes?.integers("pads") ?? [0, 0, 0, 0]
    let dilations = node.attributes?.integers("dilations") ?? [1, 1]
    guard kernel.count == 2, strides.count == 2, pads.count == 4, dilations.count == 2 else {
      throw notComputed(node, "a pool without kernel_shape")
    }
    return Window2D(
      inputChannels: input[0], inputHeight: input[1], inputWidth: input[2], outputChannels: output[0],
      outputHeight: output[1], outputWidth: output[2], groups: input[0], kernelHeight: kernel[0],
      kernelWidth: kernel[1], strideHeight: strides[0], strideWidth: strides[1], dilationHeight: dilations[0],
      dilationWidth: dilations[1], paddingTop: pads[0], paddingLeft: pads[1])
  }

  /// Channels, rows and columns of a tensor; rows and columns are 1 for those of two axes.
  func map(_ node: RKNNNode, _ index: Int?, _ name: String) throws(RKNNError) -> [Int] {
    let extents = index.map { model.tensors[$0].shape.extents } ?? []
    if extents.count == 2 { return [extents[1], 1, 1] }
    guard extents.count == 4 else {
      throw RKNNError(
        .invalid(field: "shape of the \(name)", found: "\(Shape(extents))", expected: "four axes"),
        offset: node.offset,
        subject: node.subject)
    }
    return Array(extents[1...])
  }

  /// Compilers leave the attributes of a nearest resize out; a linear one has been seen in descriptions only.
  private func resize(_ node: RKNNNode) throws(RKNNError) -> Operation {
    guard let mode = node.attributes?.text("mode"), mode != "nearest" else { return .resizeNearest }
    let transformation = node.attributes?.text("coordinate_transformation_mode") ?? "half_pixel"
    guard mode == "linear", ["align_corners", "asymmetric"].contains(transformation) else {
      throw notComputed(node, "resizing in mode \(mode), \(transformation)")
    }
    return .resizeBilinear(alignsCorners: transformation == "align_corners")
  }

  private func permutation(_ node: RKNNNode) throws(RKNNError) -> [Int] {
    guard let permutation = node.attributes?.integers("perm") else {
      throw notComputed(node, "a transposition without perm")
    }
    return permutation
  }
}
