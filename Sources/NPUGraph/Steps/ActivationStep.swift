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
  /// Tables for codes: one for all, or one per channel.
  private let tableCount: Int

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
    isOnCodes = !scope.forms[input].isFloat && scope.forms[input] == scope.forms[output]
    tableCount = counts.first ?? 1
  }

  func run(_ memory: GraphMemory) {
    guard isOnCodes else {
      runFloats(memory)
      return
    }
    let tables = (0..<tableCount).map { channel in
      Reference.byteTable(from: memory.codes(input), to: memory.codes(output)) {
        activation($0, channel: channel, math: memory.math)
      }
    }
    var result = memory.takeBytes(output)
    let count = memory.forms[output].storedCount
    let source = memory.array(input)
    // A ReLU on codes that have nothing below 0 changes none.
    if tables.allSatisfy({ table in table.indices.allSatisfy { table[$0] == Int8(truncatingIfNeeded: $0) } })
    {
      result.replaceSubrange(0..<count, with: source[..<count])
      return memory.keep(result, as: output)
    }
    var whole = result.mutableSpan
    var target = whole._mutatingExtracting(0..<count)
    let codes = source.span.extracting(0..<count)
    if tables.count == 1 {
      memory.kernels.mapBytes(input: codes, table: tables[0], output: &target)
    } else if case .map(let map) = memory.forms[input] {
      memory.kernels.mapChannels(input: codes, stride: map.pixelStride, tables: tables, output: &target)
    } else {
      for plane in 0..<(count / channelSize) {
        let (range, table) = (
          (plane * channelSize)..<((plane + 1) * channelSize), tables[plane % tables.count]
        )
        var part = target._mutatingExtracting(range)
        memory.kernels.mapBytes(input: codes.extracting(range), table: table, output: &part)
      }
    }
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
