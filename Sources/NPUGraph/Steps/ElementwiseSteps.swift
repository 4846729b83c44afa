import OpKernels
import Simulation
import Tensors

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
    let counts = activation.parameterCounts.filter { $0 != 1 }
    try scope.require(
      counts.isEmpty || extents.count >= 2 && counts.allSatisfy { $0 == extents[1] },
      "parameters of the function", found: "\(counts)", expected: "one per channel of \(Shape(extents))")
    // A table knows no channels.
    isOnCodes = counts.isEmpty && !scope.forms[input].isFloat && scope.forms[input] == scope.forms[output]
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
    let source = memory.array(input)
    // A ReLU on codes that have nothing below 0 changes none.
    if table.indices.allSatisfy({ table[$0] == Int8(truncatingIfNeeded: $0) }) {
      result.replaceSubrange(0..<count, with: source[..<count])
      return memory.keep(result, as: output)
    }
    var whole = result.mutableSpan
    var target = whole._mutatingExtracting(0..<count)
    memory.kernels.mapBytes(
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
