import OpKernels
import Tensors

/// Makes a network of codes from one of floats.
public struct GraphQuantizer {
  private let source: Graph
  private let scheme: QuantizationScheme
  private let ranges: [ValueRange?]
  private let channelMeans: [Int: [Float]]
  private let plan: CodePlan
  /// How pixels are taken in, by the input's value.
  private let pixels: [Int: PixelPlan]
  private var graph: Graph
  /// The values that hold codes of 8 bits of values that have other forms.
  private var codesOfFloats: [Int: Int] = [:]
  private var treatments: [QuantizedGraph.Treatment] = []
  /// Sums of a convolution and another value that become one node, by the node that adds.
  private let residuals: [Int: Residual]

  /// Quantises a network that `preparedForQuantization` made.
  ///
  /// - Parameters:
  ///   - ranges: what a calibration found, one per value.
  ///   - inputs: how each input is given; empty for floats, and the codes of those that are codes already.
  ///   - codedOutputs: places of outputs that are given out as codes of 8 bits, also where the rest are floats.
  ///   - channelMeans: what a calibration found; with them biases make up for what rounding weights takes on average.
  /// - Throws: `QuantizationError` for numbers of ranges and inputs that are not the network's, forms of inputs and outputs
  ///   that are not theirs, and weights that are not finite.
  public static func quantize(
    _ graph: Graph, ranges: [ValueRange?], scheme: QuantizationScheme, inputs: [InputForm] = [],
    codedOutputs: Set<Int> = [], channelMeans: [Int: [Float]] = [:]
  ) throws(QuantizationError) -> QuantizedGraph {
    guard ranges.count == graph.values.count else {
      throw QuantizationError(.count(of: "ranges", found: ranges.count, expected: graph.values.count))
    }
    let forms = try forms(inputs, of: graph)
    for node in graph.nodes { try check(node) }
    var quantizer = try GraphQuantizer(graph, ranges, scheme, forms, channelMeans)
    return try quantizer.build(forms, codedOutputs: codedOutputs)
  }

  /// The values whose ranges `quantize` needs: those that become codes and are none yet, in order.
  ///
  /// Values that have codes keep them; a network of nothing else needs no calibration.
  ///
  /// - Throws: `QuantizationError` as `quantize` does.
  public static func valuesWithoutCodes(
    _ graph: Graph, scheme: QuantizationScheme, inputs: [InputForm] = [], codedOutputs: Set<Int> = []
  ) throws(QuantizationError) -> [Int] {
    for node in graph.nodes { try check(node) }
    // Which values need ranges does not depend on what these are.
    let ranges = graph.values.map { _ in ValueRange?(ValueRange(0...1)) }
    let quantizer = try GraphQuantizer(graph, ranges, scheme, try forms(inputs, of: graph), [:])
    let plan = quantizer.plan
    var values = Set(graph.nodes.flatMap(\.outputs).compactMap { plan.rangeOwners[$0] })
    for input in graph.inputs where quantizer.pixels[input]?.isFolded != true {
      if let owner = plan.rangeOwners[input] { values.insert(owner) }
    }
    for place in codedOutputs where plan.forms[graph.outputs[place]] == .float {
      values.insert(graph.outputs[place])
    }
    // What convolutions read becomes codes for them alone.
    for node in graph.nodes {
      guard case .floatConvolution = node.operation, scheme.precision(of: node) == .bits8,
        case .codes(_, bits: 8) = plan.forms[node.outputs[0]], let input = node.inputs.first,
        quantizer.pixels[input]?.isFolded != true
      else { continue }
      if case .codes(_, bits: 8) = plan.forms[input] { continue }
      values.insert(input)
    }
    return values.sorted()
  }

  private static func forms(
    _ inputs: [InputForm], of graph: Graph
  ) throws(QuantizationError) -> [InputForm] {
    let forms =
      inputs.isEmpty
      ? graph.inputs.map { graph.values[$0].quantization == nil ? InputForm.floats : .codes } : inputs
    guard forms.count == graph.inputs.count else {
      throw QuantizationError(.count(of: "forms of inputs", found: forms.count, expected: graph.inputs.count))
    }
    return forms
  }

  /// Checks what weights are computed from; all else is checked when the network is made ready to run.
  private static func check(_ node: Graph.Node) throws(QuantizationError) {
    let name = node.name.isEmpty ? node.label : node.name
    guard !node.inputs.isEmpty, !node.outputs.isEmpty else {
      throw QuantizationError(.count(of: "inputs and outputs of node \(name)", found: 0, expected: 1))
    }
    guard case .floatConvolution(let convolution) = node.operation else { return }
    let (weights, bias) = (convolution.weights, convolution.bias)
    let window = convolution.window
    // Products of extents that fit no memory match no weights.
    let isSmall = window.isValid && window.macs < .max
    let (weightCount, channels) = isSmall ? (window.weightCount, window.outputChannels) : (0, 0)
    guard weights.count == weightCount else {
      throw QuantizationError(
        .count(of: "weights of node \(name)", found: weights.count, expected: weightCount))
    }
    guard bias.count == channels else {
      throw QuantizationError(.count(of: "biases of node \(name)", found: bias.count, expected: channels))
    }
    for case .prelu(let slopes) in [convolution.activation]
    where slopes.count != 1 && slopes.count != channels {
      throw QuantizationError(.count(of: "slopes of node \(name)", found: slopes.count, expected: channels))
    }
    if let found = weights.first(where: { !$0.isFinite }) ?? bias.first(where: { !$0.isFinite }) {
      throw QuantizationError(.notFinite(node: name, found: found))
    }
  }

  private init(
    _ source: Graph, _ ranges: [ValueRange?], _ scheme: QuantizationScheme, _ inputs: [InputForm],
    _ channelMeans: [Int: [Float]]
  ) throws(QuantizationError) {
    (self.source, self.scheme, self.ranges) = (source, scheme, ranges)
    self.channelMeans = channelMeans
    graph = source
    graph.nodes = []
    var pixels: [Int: PixelPlan] = [:]
    var fixed: [Int: AffineQuantization] = [:]
    for (value, form) in zip(source.inputs, inputs) {
      guard case .pixels(let slopes, let offsets) = form else { continue }
      let plan = try source.pixelPlan(of: value, slopes, offsets, scheme)
      pixels[value] = plan
      if case .codes(let quantization) = plan { fixed[value] = quantization }
    }
    self.pixels = pixels
    plan = CodePlan(source, scheme, ranges: ranges, fixedInputs: fixed)
    residuals = source.residuals(plan, scheme)
  }

  private mutating func build(
    _ inputs: [InputForm], codedOutputs: Set<Int>
  ) throws(QuantizationError) -> QuantizedGraph {
    for value in graph.values.indices {
      guard case .codes(let quantization, let bits) = plan.forms[value] else { continue }
      graph.values[value].elementType = bits == 16 ? .int16 : .int8
      graph.values[value].quantization = quantization
    }
    for (index, form) in inputs.enumerated() { try add(input: index, form) }
    let taken = Set(residuals.values.flatMap { [$0.convolution] + [$0.activation].compactMap { $0 } })
    for (index, node) in source.nodes.enumerated() {
      if let residual = residuals[index] {
        add(node, residual)
      } else if !taken.contains(index) {
        add(node)
      }
      if residuals[index] != nil || taken.contains(index) { note(node, scheme.precision(of: node)) }
    }
    for index in graph.outputs.indices {
      if codedOutputs.contains(index) {
        graph.outputs[index] = try givenCodes(of: graph.outputs[index])
      } else if scheme.hasFloatOutputs {
        graph.outputs[index] = floats(of: graph.outputs[index])
      }
    }
    return QuantizedGraph(graph: graph, inputs: inputs, nodes: treatments, comparable: comparable)
  }

  private var comparable: [Int] {
    let made = Set(graph.nodes.flatMap(\.outputs) + graph.inputs)
    return source.values.indices.filter { made.contains($0) && !plan.clipped.contains($0) }
  }

  // MARK: inputs and outputs

  private mutating func add(input index: Int, _ form: InputForm) throws(QuantizationError) {
    let value = source.inputs[index]
    switch form {
    case .codes:
      guard graph.values[value].elementType == .int8 else {
        throw QuantizationError(
          .inputForm(
            input: graph.values[value].name, found: "no codes of 8 bits", expected: "given as floats"))
      }
    case .floats:
      guard plan.forms[value] != .float else { return }
      let given = append(like: value, suffix: "floats", .float32, nil)
      graph.inputs[index] = given
      graph.nodes.append(conversion("Quantize", from: given, to: value))
    case .pixels:
      switch pixels[value] {
      case .folded(let quantization, _, _):
        let given = append(like: value, suffix: "pixels", .int8, quantization)
        graph.inputs[index] = given
        codesOfFloats[value] = given
      case .table(let slopes, let offsets):
        let given = append(
          like: value, suffix: "pixels", .int8, AffineQuantization(scale: 1, zeroPoint: -128))
        graph.inputs[index] = given
        graph.nodes.append(normalization(from: given, to: value, slopes, offsets))
      case .codes, nil: break
      }
    }
  }

  /// Each channel's numbers times its slope, plus its offset.
  private func normalization(
    from input: Int, to output: Int, _ slopes: [Float], _ offsets: [Float]
  ) -> Graph.Node {
    Graph.Node(
      name: source.values[output].name, label: "Normalize",
      operation: .activation(.affine(scales: slopes, offsets: offsets)), inputs: [input], outputs: [output])
  }

  /// Codes of 8 bits that are given out for a value.
  private mutating func givenCodes(of value: Int) throws(QuantizationError) -> Int {
    if graph.values[value].elementType == .int8 { return value }
    guard let codes = codes(of: value) else {
      throw QuantizationError(.output(graph.values[value].name))
    }
    // The asked for name belongs to what is given out, and to nothing else.
    graph.values[codes].name = graph.values[value].name
    graph.values[value].name += "/floats"
    return codes
  }

  private mutating func floats(of value: Int) -> Int {
    let isGiven = value < source.values.count && source.values[value].quantization != nil
    guard graph.values[value].quantization != nil, !isGiven else { return value }
    let floats = append(like: value, suffix: "floats", .float32, nil)
    // The asked for name belongs to what is given out.
    graph.values[floats].name = graph.values[value].name
    graph.nodes.append(conversion("Dequantize", from: value, to: floats))
    return floats
  }

  private func conversion(_ label: String, from input: Int, to output: Int) -> Graph.Node {
    Graph.Node(
      name: graph.values[output].name, label: label, operation: .convert, inputs: [input], outputs: [output])
  }

  private mutating func append(
    like value: Int, suffix: String, _ type: ElementType, _ quantization: AffineQuantization?
  ) -> Int {
    let source = graph.values[value]
    graph.values.append(
      Graph.Value(
        name: source.name + "/" + suffix, elementType: type, shape: source.shape, quantization: quantization))
    return graph.values.count - 1
  }

  // MARK: nodes

  private mutating func add(_ node: Graph.Node) {
    let asked = scheme.precision(of: node)
    guard case .floatConvolution(let convolution) = node.operation else {
      graph.nodes.append(node)
      note(node, asked)
      return
    }
    if asked == .bits8, let integer = integerConvolution(convolution, node) {
      graph.nodes.append(integer)
      note(node, asked)
      return
    }
    var floats = node
    floats.operation = .floatConvolution(onFloats(convolution, node, asked))
    if let pixels = pixelsOnly(node) { floats.inputs[0] = pixels.value }
    graph.nodes.append(floats)
    note(node, asked, isOnFloats: asked == .bits8)
  }

  /// A sum, its convolution and what follows as one node, or as several where that does not run; notes nothing.
  private mutating func add(_ node: Graph.Node, _ residual: Residual) {
    let source = self.source.nodes[residual.convolution]
    if case .floatConvolution(let convolution) = source.operation,
      var sum = integerConvolution(convolution, source, addend: residual.other, output: residual.output)
    {
      sum.inputs.append(residual.other)
      sum.outputs = [residual.output]
      graph.nodes.append(sum)
      return
    }
    let count = treatments.count
    for part in [source, node] + [residual.activation].compactMap({ $0.map { self.source.nodes[$0] } }) {
      add(part)
    }
    treatments.removeSubrange(count...)
  }

  /// The convolution on codes; nil where its values have none or its extents do not run.
  ///
  /// - Parameters:
  ///   - addend: a value with codes that is added to the sums.
  ///   - output: what the node makes; nil for the convolution's own output.
  private mutating func integerConvolution(
    _ convolution: FloatConvolution, _ node: Graph.Node, addend: Int? = nil, output: Int? = nil
  ) -> Graph.Node? {
    guard node.inputs.count == 1,
      case .codes(let quantization, bits: 8) = plan.forms[output ?? node.outputs[0]],
      source.values[output ?? node.outputs[0]].shape.extents.first == 1
    else { return nil }
    var convolution = convolution
    var means = channelMeans[node.inputs[0]]
    if let pixels = pixelsOnly(node) {
      convolution = convolution.taking(slopes: pixels.slopes, offsets: pixels.offsets)
      means = means.map { zip($0, zip(pixels.slopes, pixels.offsets)).map { ($0 - $1.1) / $1.0 } }
    }
    guard let input = codes(of: node.inputs[0]), let codes = graph.values[input].quantization,
      let integer = IntegerConvolution(
        convolution,
        SumConversion(
          input: codes, output: quantization, perChannel: scheme.hasWeightStepPerChannel, inputMeans: means,
          addend: addend.flatMap { graph.values[$0].quantization }))
    else { return nil }
    return Graph.Node(
      name: node.name, label: node.label, operation: .integerConvolution(integer), inputs: [input],
      outputs: node.outputs)
  }

  /// The pixels that a convolution takes in place of floats that nothing makes.
  private func pixelsOnly(_ node: Graph.Node) -> (value: Int, slopes: [Float], offsets: [Float])? {
    guard case .folded(_, let slopes, let offsets) = pixels[node.inputs[0]],
      let value = codesOfFloats[node.inputs[0]]
    else { return nil }
    return (value, slopes, offsets)
  }

  /// The convolution on floats, with weights that are as coarse as the precision.
  private func onFloats(
    _ convolution: FloatConvolution, _ node: Graph.Node, _ precision: QuantizationScheme.Precision
  ) -> FloatConvolution {
    var result = convolution
    if let pixels = pixelsOnly(node) {
      result = result.taking(slopes: pixels.slopes, offsets: pixels.offsets)
    }
    let channels = result.window.outputChannels
    // What stays in floats keeps its weights, and so do codes.
    guard precision != .float, plan.forms[node.outputs[0]] != .float, result.weightSteps == nil else {
      return result
    }
    result.weights =
      WeightCodes(
        result.weights, channels: channels, bits: precision == .bits8 ? 8 : scheme.wideWeightBits,
        perChannel: scheme.hasWeightStepPerChannel,
        leastSteps: [Double](repeating: Double(Float.leastNormalMagnitude), count: channels)
      ).values
    return result
  }

  /// Codes of 8 bits of a value, made by a node of their own if it has none; nil where its range is not known.
  private mutating func codes(of value: Int) -> Int? {
    if let codes = codesOfFloats[value] { return codes }
    if graph.values[value].elementType == .int8 { return value }
    guard case .codes(let quantization, _) = plan.codes(of: value, .bits8) else { return nil }
    let codes = append(like: value, suffix: "codes", .int8, quantization)
    graph.nodes.append(conversion("Quantize", from: value, to: codes))
    codesOfFloats[value] = codes
    return codes
  }

  private mutating func note(
    _ node: Graph.Node, _ asked: QuantizationScheme.Precision, isOnFloats: Bool = false
  ) {
    var precision = QuantizationScheme.Precision.float
    if let output = node.outputs.first, case .codes(_, let bits) = plan.forms[output] {
      precision = bits == 16 ? .bits16 : .bits8
    }
    var reason: QuantizedGraph.Reason?
    if isOnFloats, precision == .bits8 {
      reason = .convolution
    } else if precision == .float, asked != .float, !node.operation.isConversion {
      let values = (node.inputs + node.outputs).map { source.values[$0].shape.extents }
      let hasBatch = values.contains { $0.count == 4 && $0[0] != 1 }
      let hasRange = node.outputs.allSatisfy { ranges[$0] != nil }
      reason = hasBatch ? .batch : hasRange ? .operation : .noRange
    }
    treatments.append(
      QuantizedGraph.Treatment(name: node.name, label: node.label, precision: precision, reason: reason))
  }
}

extension Operation {
  /// Whether floats are what it is for where it gives floats.
  fileprivate var isConversion: Bool {
    if case .convert = self { return true }
    return false
  }
}

extension Graph {
  /// How pixels of an input are taken in.
  fileprivate func pixelPlan(
    of input: Int, _ slopes: [Float], _ offsets: [Float], _ scheme: QuantizationScheme
  ) throws(QuantizationError) -> PixelPlan {
    let extents = values[input].shape.extents
    guard extents.count == 4, extents[0] == 1 else {
      throw QuantizationError(
        .inputForm(
          input: values[input].name, found: "the shape \(values[input].shape)", expected: "1xCxHxW for pixels"
        ))
    }
    let channels = extents[1]
    guard [slopes, offsets].allSatisfy({ $0.count == channels || $0.count == 1 }) else {
      throw QuantizationError(
        .inputForm(
          input: values[input].name, found: "\(slopes.count) slopes and \(offsets.count) offsets",
          expected: "one per channel (\(channels)) or one"))
    }
    let known = slopes.allSatisfy { $0.isNormal } && offsets.allSatisfy { $0.isFinite }
    guard known else {
      throw QuantizationError(
        .inputForm(
          input: values[input].name, found: "slopes \(slopes) and offsets \(offsets)",
          expected: "finite, slopes not 0"))
    }
    func each(_ numbers: [Float]) -> [Float] {
      numbers.count == channels ? numbers : [Float](repeating: numbers[0], count: channels)
    }
    let convolutions = nodes.filter { $0.inputs.contains(input) }.map { node -> FloatConvolution? in
      guard case .floatConvolution(let convolution) = node.operation, node.inputs == [input] else {
        return nil
      }
      return convolution
    }
    let all = convolutions.compactMap { $0 }
    let own = values[input].quantization
    let isRead = all.count == convolutions.count && !outputs.contains(input) && own == nil
    let plan = PixelPlan(slopes: each(slopes), offsets: each(offsets), convolutions: isRead ? all : nil)
    // Codes that the network has are made by a node of their own, unless the pixels are these codes.
    guard let own, case .codes(let codes) = plan else { return plan }
    let isSame = codes.zeroPoint == own.zeroPoint && abs(codes.scale / own.scale - 1) < 1e-6
    return isSame ? .codes(own) : .table(slopes: each(slopes), offsets: each(offsets))
  }
}
