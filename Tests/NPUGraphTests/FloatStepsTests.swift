import Foundation
import NPUGraph
import OpKernels
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("steps on floats")
struct FloatStepsTests {
  /// Runs one node over given floats.
  private static func run(
    _ operation: NPUGraph.Operation, inputs: [(shape: [Int], floats: [Float])], output: [Int],
    type: ElementType = .float32, math: ActivationMath = .deterministic, threads: Int = 1
  ) throws -> [Float] {
    var graph = Graph()
    for input in inputs {
      graph.values.append(Graph.Value(name: "", elementType: .float32, shape: Shape(input.shape)))
    }
    graph.values.append(Graph.Value(name: "", elementType: type, shape: Shape(output)))
    graph.inputs = Array(inputs.indices)
    graph.outputs = [inputs.count]
    graph.nodes = [
      Graph.Node(name: "n", label: "node", operation: operation, inputs: graph.inputs, outputs: graph.outputs)
    ]
    let bytes = inputs.map { Tensor(floats: $0.floats, shape: Shape($0.shape)).bytes }
    let program = try GraphProgram(graph, options: RunOptions(threads: threads), math: math)
    // Twice: what a run leaves behind must not show.
    _ = try program.run(bytes, observe: nil)
    return try program.run(bytes, observe: nil)[0].floats
  }

  private static let window = Window2D(
    inputChannels: 6, inputHeight: 9, inputWidth: 8, outputChannels: 10, outputHeight: 5, outputWidth: 4,
    groups: 2, kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2, paddingTop: 1,
    paddingLeft: 1)

  private static func convolution(
    _ activation: Activation = .identity, operand: BinaryFunction? = nil, then: Activation = .identity
  ) -> FloatConvolution {
    var random = SplitMix64(seed: 2)
    return FloatConvolution(
      window: window, weights: (0..<window.weightCount).map { _ in Float.random(in: -1...1, using: &random) },
      bias: (0..<10).map { Float($0) / 8 }, activation: activation, operand: operand, outputActivation: then)
  }

  private static func floats(_ count: Int, seed: UInt64) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float.random(in: -2...2, using: &random) }
  }

  /// Plain sums of each batch.
  private static func sums(_ input: [Float], _ convolution: FloatConvolution) -> [Float] {
    stride(from: 0, to: input.count, by: window.inputCount).flatMap { start in
      var result = [Float](repeating: 0, count: window.outputCount)
      var span = result.mutableSpan
      Reference.fusedConv2D(
        input: input.span.extracting(start..<(start + window.inputCount)), weights: convolution.weights.span,
        bias: convolution.bias.span, window: window, output: &span)
      return result
    }
  }

  static let activations: [Activation] = [
    .identity, .relu, .clip(-1...0.5), .leakyRelu(slope: 0.1), .prelu(slopes: (0..<10).map { Float($0) / 5 }),
    .prelu(slopes: [0.3]), .elu(alpha: 0.7), .sigmoid, .tanh, .silu, .hardSwish,
    .hardSigmoid(alpha: 0.2, beta: 0.5), .softplus, .mish, .gelu, .exp, .sqrt, .abs, .negate, .reciprocal,
  ]

  @Test("a convolution of two batches, an operand and two activations, is its parts", arguments: activations)
  func convolution(activation: Activation) throws {
    let input = Self.floats(2 * Self.window.inputCount, seed: 1)
    let other = Self.floats(2 * Self.window.outputCount, seed: 3)
    for math in [ActivationMath.deterministic, GraphProgramTests.math] {
      let convolution = Self.convolution(activation, operand: .subtract, then: .hardSwish)
      let found = try Self.run(
        .floatConvolution(convolution), inputs: [([2, 6, 9, 8], input), ([2, 10, 5, 4], other)],
        output: [2, 10, 5, 4], math: math)
      let expected = Self.sums(input, convolution).enumerated().map { index, sum in
        let first = activation(sum, channel: index / 20 % 10, math: math)
        return Activation.hardSwish(first - other[index], math: math)
      }
      #expect(found.map(bits) == expected.map(bits))
      let last = try Self.run(
        .floatConvolution(Self.convolution(then: activation)), inputs: [([2, 6, 9, 8], input)],
        output: [2, 10, 5, 4], math: math, threads: 2)
      let alone = Self.sums(input, convolution).enumerated().map { index, sum in
        bits(activation(sum, channel: index / 20 % 10, math: math))
      }
      #expect(last.map(bits) == alone)
    }
  }

  @Test("results are rounded to halves where values hold halves")
  func halves() throws {
    let input = Self.floats(Self.window.inputCount, seed: 1)
    let found = try Self.run(
      .floatConvolution(Self.convolution(then: .silu)), inputs: [([1, 6, 9, 8], input)],
      output: [1, 10, 5, 4], type: .float16)
    let expected = Self.sums(input, Self.convolution()).map {
      Activation.silu($0, math: .deterministic).roundedToHalf
    }
    #expect(found == expected)
  }

  @Test("other numbers of batches on both sides are refused")
  func batches() {
    #expect(throws: SimulationError.self) {
      _ = try Self.run(
        .floatConvolution(Self.convolution()),
        inputs: [([2, 6, 9, 8], Self.floats(2 * Self.window.inputCount, seed: 1))], output: [1, 10, 5, 4])
    }
  }

  @Test("work counts every batch")
  func work() {
    var graph = Graph()
    graph.values = [[1 << 20, 6, 9, 8], [1 << 20, 10, 5, 4]].map {
      Graph.Value(name: "", elementType: .float32, shape: Shape($0))
    }
    (graph.inputs, graph.outputs) = ([0], [1])
    graph.nodes = [
      Graph.Node(
        name: "", label: "Conv", operation: .floatConvolution(Self.convolution()), inputs: [0], outputs: [1])
    ]
    #expect(graph.macs(of: graph.nodes[0]) == (1 << 20) * 200 * 27)
    let options = RunOptions(maximumMainMemory: 1 << 40, maximumOperations: 1 << 31)
    #expect(throws: SimulationError.self) {
      _ = try GraphProgram(graph, options: options, math: .deterministic)
    }
  }

  @Test("activations by themselves", arguments: activations)
  func activation(activation: Activation) throws {
    let input = Self.floats(200, seed: 5)
    for math in [ActivationMath.deterministic, GraphProgramTests.math] {
      let found = try Self.run(
        .activation(activation), inputs: [([1, 10, 4, 5], input)], output: [1, 10, 4, 5], math: math)
      let expected = input.enumerated().map { bits(activation($1, channel: $0 / 20, math: math)) }
      #expect(found.map(bits) == expected)
    }
  }

  @Test("softmax along any axis is that of each row", arguments: [0, 1, 2, 3])
  func softmax(axis: Int) throws {
    let shape = [3, 11, 2, 9]
    let input = Self.floats(shape.reduce(1, *), seed: 6)
    let inner = shape[(axis + 1)...].reduce(1, *)
    for math in [ActivationMath.deterministic, GraphProgramTests.math] {
      let found = try Self.run(.softmax(axis: axis), inputs: [(shape, input)], output: shape, math: math)
      var expected = input
      for start in 0..<(input.count / shape[axis]) {
        let first = start / inner * inner * shape[axis] + start % inner
        let places = (0..<shape[axis]).map { first + $0 * inner }
        let row = places.map { input[$0] }
        var shares = row
        var span = shares.mutableSpan
        Reference.softmaxV4(input: row.span, innerSize: row.count, beta: 1, exp: math.exp, output: &span)
        for (place, share) in zip(places, shares) { expected[place] = share }
      }
      #expect(found == expected)
    }
  }

  @Test("pools of batches; the mean of a whole map is that of its elements in order")
  func pools() throws {
    let input = Self.floats(2 * 9 * 12, seed: 7)
    let whole = Window2D(
      inputChannels: 9, inputHeight: 3, inputWidth: 4, outputChannels: 9, outputHeight: 1, outputWidth: 1,
      groups: 9, kernelHeight: 3, kernelWidth: 4)
    let means = stride(from: 0, to: input.count, by: 12).map { start in
      input[start..<(start + 12)].reduce(Float(0), +) / 12
    }
    for counts in [false, true] {
      let found = try Self.run(
        .averagePool(whole, countsPadding: counts), inputs: [([2, 9, 3, 4], input)], output: [2, 9, 1, 1])
      #expect(found == means)
    }
    let largest = try Self.run(.maxPool(whole), inputs: [([2, 9, 3, 4], input)], output: [2, 9, 1, 1])
    #expect(largest == stride(from: 0, to: input.count, by: 12).map { input[$0..<($0 + 12)].max() })
  }

  private func bits(_ value: Float) -> UInt32 { value.isNaN ? 0x7FC0_0000 : value.bitPattern }
}
