import OpKernels
import Simulation
import Tensors

/// A node made ready to run.
protocol GraphStep: Sendable {
  /// Reads the node's inputs and writes its outputs; everything was checked when the step was made.
  func run(_ memory: GraphMemory)
}

extension Graph.Node {
  /// Checks the node against the extents of its values and packs it.
  func step(
    in graph: Graph, forms: [ValueForm], set: KernelSet, math: ActivationMath
  ) throws(SimulationError.Kind) -> any GraphStep {
    let scope = NodeScope(node: self, values: graph.values, forms: forms)
    try scope.require(!outputs.isEmpty, "number of outputs", found: "0", expected: "at least 1")
    // Steps take an output's memory away while they write it.
    try scope.require(
      Set(outputs).count == outputs.count && Set(outputs).isDisjoint(with: inputs), "outputs",
      found: "\(outputs.map { graph.values[$0].name })",
      expected: "values that differ from each other and from the inputs")
    switch operation {
    case .integerConvolution(let convolution):
      return try IntegerConvolutionStep(convolution, scope, set: set)
    case .floatConvolution(let convolution):
      return try FloatConvolutionStep(convolution, scope, set: set, math: math)
    case .maxPool(let window): return try PoolStep(window, mean: nil, scope)
    case .averagePool(let window, let countsPadding):
      return try PoolStep(window, mean: countsPadding, scope)
    case .binary(let function): return try BinaryStep(function, scope)
    case .activation(let activation): return try ActivationStep(activation, scope)
    case .concatenate(let axis): return try ConcatenateStep(axis: axis, scope)
    case .split(let axis): return try SplitStep(axis: axis, scope)
    case .resizeNearest: return try ResizeStep(scope)
    case .resizeBilinear(let alignsCorners): return try BilinearStep(alignsCorners: alignsCorners, scope)
    case .resample(let resampling): return try ResampleStep(resampling, scope)
    case .transpose(let permutation): return try ViewStep(permutation: permutation, of: nil, scope)
    case .rearrange(let extents, let permutation):
      return try ViewStep(permutation: permutation, of: extents, scope)
    case .slice(let starts, let steps): return try ViewStep(starts: starts, steps: steps, scope)
    case .expand: return try ViewStep(expanding: scope)
    case .reshape: return try ViewStep(reshaping: scope)
    case .pad(let before, let after, let mode):
      return try PickStep(before: before, after: after, mode, scope)
    case .gather(let axis, let indices): return try PickStep(axis: axis, indices: indices, scope)
    case .matrixMultiply: return try MatrixStep(scope)
    case .reduce(let function, let axes): return try ReductionStep(function, axes: axes, scope)
    case .extremum(let isGreatest, let axis):
      return try ExtremumStep(isGreatest: isGreatest, axis: axis, scope)
    case .localResponseNormalization(let response): return try LocalResponseStep(response, scope)
    case .softmax(let axis): return try SoftmaxStep(axis: axis, scope)
    case .convert: return try ActivationStep(.identity, scope)
    }
  }
}

/// A node among its values, and the checks that steps share.
struct NodeScope {
  let node: Graph.Node
  let values: [Graph.Value]
  let forms: [ValueForm]

  /// Extents of an input.
  func extents(ofInput index: Int) -> [Int] { values[node.inputs[index]].shape.extents }
  /// Extents of an output.
  func extents(ofOutput index: Int) -> [Int] { values[node.outputs[index]].shape.extents }

  /// The map of a value, if it is one.
  func map(_ value: Int) -> InterleavedMap? {
    if case .map(let map) = forms[value] { return map }
    return nil
  }

  /// Whether two values have the same codes for the same numbers.
  func shareCodes(_ a: Int, _ b: Int) -> Bool {
    !forms[a].isFloat && !forms[b].isFloat && values[a].quantization == values[b].quantization
  }

  func require(
    _ condition: Bool, _ name: String, found: @autoclosure () -> String, expected: @autoclosure () -> String
  ) throws(SimulationError.Kind) {
    if !condition { throw .invalidParameter(name: name, found: found(), expected: expected()) }
  }

  /// Checks how many values the node has.
  func requireCounts(inputs: ClosedRange<Int>, outputs: ClosedRange<Int> = 1...1) throws(SimulationError.Kind)
  {
    try require(
      inputs.contains(node.inputs.count), "number of inputs", found: "\(node.inputs.count)",
      expected: inputs.lowerBound == inputs.upperBound
        ? "\(inputs.lowerBound)" : "\(inputs.lowerBound) to \(inputs.upperBound)")
    try require(
      outputs.contains(node.outputs.count), "number of outputs", found: "\(node.outputs.count)",
      expected: "\(outputs.lowerBound) or more")
  }

  /// Checks that a window is what input and output are; of several batches, if they are allowed, that of one.
  func requireFit(_ window: Window2D, allowsBatches: Bool = false) throws(SimulationError.Kind) {
    try require(
      window.isValid, "window", found: "\(window)", expected: "positive extents that the groups divide")
    let found = extents(ofInput: 0)
    let batches = allowsBatches && found.count == 4 ? found[0] : 1
    let expected = (
      [batches, window.inputChannels, window.inputHeight, window.inputWidth],
      [batches, window.outputChannels, window.outputHeight, window.outputWidth]
    )
    try require(
      found == expected.0, "shape of the input", found: "\(values[node.inputs[0]].shape)",
      expected: "\(Shape(expected.0))")
    try require(
      extents(ofOutput: 0) == expected.1, "shape of the output", found: "\(values[node.outputs[0]].shape)",
      expected: "\(Shape(expected.1))")
  }

  /// An axis counted from the front.
  func axis(_ axis: Int, rank: Int) throws(SimulationError.Kind) -> Int {
    try require((-rank..<rank).contains(axis), "axis", found: "\(axis)", expected: "\(-rank) to \(rank - 1)")
    return axis < 0 ? axis + rank : axis
  }
}
