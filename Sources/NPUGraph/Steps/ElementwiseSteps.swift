import OpKernels
import Simulation
import Tensors

/// Two inputs, element by element; the second may be one number per channel, or one in all.
struct BinaryStep: GraphStep {
  private let function: BinaryFunction
  private let a: Int
  private let b: Int
  private let output: Int
  private let isOnMaps: Bool
  /// Elements that share one of the second input's, and how many of those there are.
  private let shared: (size: Int, count: Int)

  init(_ function: BinaryFunction, _ scope: NodeScope) throws(SimulationError.Kind) {
    self.function = function
    try scope.requireCounts(inputs: 2...2)
    (a, b, output) = (scope.node.inputs[0], scope.node.inputs[1], scope.node.outputs[0])
    let (left, right, result) = (
      scope.extents(ofInput: 0), scope.extents(ofInput: 1), scope.extents(ofOutput: 0)
    )
    try scope.require(
      left == result, "shape of the output", found: "\(Shape(result))", expected: "\(Shape(left))")
    let count = right.reduce(1, *)
    let padded = Array(repeating: 1, count: max(0, left.count - right.count)) + right
    let isPerChannel =
      left.count >= 2 && padded.count == left.count && padded[1] == left[1]
      && padded.enumerated().allSatisfy { $0.offset == 1 || $0.element == 1 }
    if left == right {
      shared = (1, count)
    } else if count == 1 {
      shared = (result.reduce(1, *), 1)
    } else if isPerChannel {
      shared = (left.dropFirst(2).reduce(1, *), count)
    } else {
      throw .notRunnable(
        reason: "\(function.rawValue) of \(Shape(left)) and \(Shape(right)) is not computed here")
    }
    isOnMaps = left == right && [a, b, output].allSatisfy { scope.map($0) != nil }
  }

  func run(_ memory: GraphMemory) {
    if isOnMaps { return runMaps(memory) }
    let (left, right) = (memory.logicalFloats(a), memory.logicalFloats(b))
    var results = left
    for index in results.indices {
      results[index] = function(left[index], right[index / shared.size % shared.count])
    }
    memory.store(floats: results, as: output)
  }

  private func runMaps(_ memory: GraphMemory) {
    switch function {
    // Spelled out, so that the loops hold the operation itself.
    case .add: combineMaps(memory) { $0 + $1 }
    case .subtract: combineMaps(memory) { $0 - $1 }
    case .multiply: combineMaps(memory) { $0 * $1 }
    default: combineMaps(memory) { function($0, $1) }
    }
  }

  @inline(__always)
  private func combineMaps(_ memory: GraphMemory, _ body: (Float, Float) -> Float) {
    let (left, right) = (memory.array(a), memory.array(b))
    let count = memory.forms[output].storedCount
    var result = memory.takeBytes(output)
    var whole = result.mutableSpan
    var target = whole._mutatingExtracting(0..<count)
    Reference.combineBytes(
      a: left.span.extracting(0..<count), memory.codes(a), b: right.span.extracting(0..<count),
      memory.codes(b),
      to: memory.codes(output), output: &target, body)
    memory.keep(result, as: output)
  }
}

/// One input, element by element; also changes of type and codes.
struct ActivationStep: GraphStep {
  private let activation: Activation
  private let input: Int
  private let output: Int
  private let channelSize: Int
  private let isOnCodes: Bool

  init(_ activation: Activation, _ scope: NodeScope) throws(SimulationError.Kind) {
    self.activation = activation
    try scope.requireCounts(inputs: 1...1)
    (input, output) = (scope.node.inputs[0], scope.node.outputs[0])
    let extents = scope.extents(ofInput: 0)
    try scope.require(
      extents == scope.extents(ofOutput: 0), "shape of the output",
      found: "\(Shape(scope.extents(ofOutput: 0)))", expected: "\(Shape(extents))")
    channelSize = max(1, extents.dropFirst(2).reduce(1, *))
    var isPerChannel = false
    if case .prelu(let slopes) = activation, slopes.count != 1 {
      isPerChannel = true
      try scope.require(
        extents.count >= 2 && extents[0] == 1 && slopes.count == extents[1], "slopes",
        found: "\(slopes.count)",
        expected: "one per channel of \(Shape(extents))")
    }
    isOnCodes = !isPerChannel && !scope.forms[input].isFloat && scope.forms[input] == scope.forms[output]
  }

  func run(_ memory: GraphMemory) {
    guard isOnCodes else {
      runFloats(memory)
      return
    }
    let table = Reference.byteTable(from: memory.codes(input), to: memory.codes(output)) {
      activation($0, math: memory.math)
    }
    var result = memory.takeBytes(output)
    let count = memory.forms[output].storedCount
    var whole = result.mutableSpan
    var target = whole._mutatingExtracting(0..<count)
    let source = memory.array(input)
    Reference.mapBytes(
      input: source.span.extracting(0..<count), table: table, output: &target)
    memory.keep(result, as: output)
  }

  private func runFloats(_ memory: GraphMemory) {
    let source = memory.floatArray(input)
    memory.write(output) { result in
      let values = source.span.extracting(0..<result.count)
      if let function = activation.function(memory.math) {
        memory.kernels.map(function, input: values, output: &result)
      } else {
        result.copy(values)
        memory.apply(activation, channelSize: channelSize, to: &result)
      }
    }
  }
}
