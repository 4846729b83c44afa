import Foundation
import NPUGraph
import OpKernels
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("graphs run")
struct GraphProgramTests {
  static let math = ActivationMath(
    exp: { Float(Foundation.exp(Double($0))) }, log: { Float(Foundation.log(Double($0))) },
    tanh: { Float(Foundation.tanh(Double($0))) }, erf: { Float(Foundation.erf(Double($0))) })

  /// A value of codes with scale 0.5 and zero point 3, or of floats.
  private static func value(_ shape: [Int], codes: Bool = true, scale: Float = 0.5, zeroPoint: Int32 = 3)
    -> Graph.Value
  {
    Graph.Value(
      name: "", elementType: codes ? .int8 : .float32, shape: Shape(shape),
      quantization: codes ? AffineQuantization(scale: scale, zeroPoint: zeroPoint) : nil)
  }

  /// Runs one node over given inputs; codes in logical order.
  private static func run(
    _ operation: NPUGraph.Operation, inputs: [(Graph.Value, [UInt8])], outputs: [Graph.Value]
  ) throws -> [Tensor] {
    var graph = Graph()
    graph.values = inputs.map(\.0) + outputs
    graph.inputs = Array(inputs.indices)
    graph.outputs = Array(inputs.count..<graph.values.count)
    graph.nodes = [
      Graph.Node(name: "n", label: "node", operation: operation, inputs: graph.inputs, outputs: graph.outputs)
    ]
    return try GraphProgram(graph, options: RunOptions(), math: math).run(inputs.map(\.1), observe: nil)
  }

  private static func bytes(_ codes: [Int8]) -> [UInt8] { codes.map { UInt8(bitPattern: $0) } }

  @Test("sums round halves of the output's steps to even, and saturate")
  func add() throws {
    let value = Self.value([1, 1, 1, 4])
    let wide = Self.value([1, 1, 1, 4], scale: 1, zeroPoint: -2)
    let result = try Self.run(
      .binary(.add), inputs: [(value, Self.bytes([3, 4, 127, 6])), (value, Self.bytes([4, 5, 127, 3]))],
      outputs: [wide])
    // 0.5, 1.5, 124, 1.5 steps of 1.
    #expect(result[0].bytes == Self.bytes([-2, 0, 122, 0]))
  }

  @Test("channels are joined with the codes of each input brought to the output's")
  func concatenate() throws {
    let result = try Self.run(
      .concatenate(axis: 1),
      inputs: [
        (Self.value([1, 1, 1, 2]), Self.bytes([3, 5])),
        (Self.value([1, 2, 1, 2], scale: 1, zeroPoint: 0), Self.bytes([1, 2, 3, 4])),
      ], outputs: [Self.value([1, 3, 1, 2])])
    #expect(result[0].bytes == Self.bytes([3, 5, 5, 7, 9, 11]))
  }

  @Test("channels are split, pixels resized, axes turned, shapes changed")
  func movement() throws {
    let codes = Self.bytes([1, 2, 3, 4, 5, 6, 7, 8])
    let map = Self.value([1, 2, 2, 2])
    let parts = try Self.run(
      .split(axis: 1), inputs: [(map, codes)],
      outputs: [Self.value([1, 1, 2, 2]), Self.value([1, 1, 2, 2])])
    #expect(parts.map(\.bytes) == [Self.bytes([1, 2, 3, 4]), Self.bytes([5, 6, 7, 8])])
    let resized = try Self.run(.resizeNearest, inputs: [(map, codes)], outputs: [Self.value([1, 2, 1, 4])])
    #expect(resized[0].bytes == Self.bytes([1, 1, 2, 2, 5, 5, 6, 6]))
    let turned = try Self.run(.transpose([0, 2, 3, 1]), inputs: [(map, codes)], outputs: [map])
    #expect(turned[0].bytes == Self.bytes([1, 5, 2, 6, 3, 7, 4, 8]))
    let flat = try Self.run(.reshape, inputs: [(map, codes)], outputs: [Self.value([1, 8])])
    #expect(flat[0].bytes == codes)
  }

  @Test("pools: maxima of s8, means of taps inside, of all taps")
  func pools() throws {
    let window = Window2D(
      inputChannels: 1, inputHeight: 2, inputWidth: 2, outputChannels: 1, outputHeight: 2, outputWidth: 2,
      kernelHeight: 2, kernelWidth: 2, paddingTop: 1, paddingLeft: 1)
    let map = Self.value([1, 1, 2, 2])
    let codes = Self.bytes([-9, 5, 7, 11])
    let largest = try Self.run(.maxPool(window), inputs: [(map, codes)], outputs: [map])
    #expect(largest[0].bytes == Self.bytes([-9, 5, 7, 11]))
    let inside = try Self.run(
      .averagePool(window, countsPadding: false), inputs: [(map, codes)], outputs: [map])
    // Steps of -12, 2, 4 and 8: -12; -5; -4; 0.5, which goes to the even 0.
    #expect(inside[0].bytes == Self.bytes([-9, -2, -1, 3]))
    let all = try Self.run(.averagePool(window, countsPadding: true), inputs: [(map, codes)], outputs: [map])
    // -3, -2.5, -2 and 0.5 steps: halves to even.
    #expect(all[0].bytes == Self.bytes([0, 1, 1, 3]))
  }

  @Test("softmax of codes gives floats that add up to 1")
  func softmax() throws {
    let result = try Self.run(
      .softmax(axis: 1), inputs: [(Self.value([1, 3]), Self.bytes([3, 3, 5]))],
      outputs: [Self.value([1, 3], codes: false)])
    let values = result[0].floats
    #expect(abs(values.reduce(0, +) - 1) < 1e-6 && abs(values[2] / values[0] - 2.718_281_8) < 1e-5)
  }

  @Test("functions with parameters per channel differ by channel, on codes as on floats")
  func channelParameters() throws {
    for codes in [true, false] {
      let map = Self.value([1, 2, 1, 2], codes: codes, scale: 1, zeroPoint: 0)
      let floats = Tensor(floats: [-4, 2, -4, 2], shape: Shape([4]))
      let bytes = codes ? Self.bytes([-4, 2, -4, 2]) : floats.bytes
      for (function, expected) in [
        (Activation.prelu(slopes: [0.5, -1]), [-2, 2, 4, 2] as [Float]),
        (.affine(scales: [2, -1], offsets: [1]), [-7, 5, 5, -1]),
      ] {
        let result = try Self.run(.activation(function), inputs: [(map, bytes)], outputs: [map])
        #expect(result[0].floats == expected)
      }
    }
    let map = Self.value([1, 2, 1, 2])
    for function in [Activation.affine(scales: [1, 2, 3], offsets: [0]), .affine(scales: [1], offsets: [])] {
      #expect(throws: SimulationError.self) {
        _ = try Self.run(.activation(function), inputs: [(map, [0, 0, 0, 0])], outputs: [map])
      }
    }
  }

  @Test("a convolution of several groups equals one of each group")
  func groups() throws {
    var random = SplitMix64(seed: 3)
    let form = StagedRequantization(factor: 9_000, shift: 22, zeroPoint: 1)
    func window(_ channels: Int, groups: Int) -> Window2D {
      Window2D(
        inputChannels: channels, inputHeight: 4, inputWidth: 5, outputChannels: channels, outputHeight: 4,
        outputWidth: 5,
        groups: groups, kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1)
    }
    let weights = (0..<(8 * 2 * 9)).map { _ in Int16.random(in: -200...200, using: &random) }
    let bias = (0..<8).map { _ in Int32.random(in: -999...999, using: &random) }
    let codes = (0..<(8 * 20)).map { _ in UInt8.random(in: 0...255, using: &random) }
    let whole = try Self.run(
      .integerConvolution(
        .init(
          window: window(8, groups: 4), weights: weights, bias: bias, paddingByte: 3, requantization: form)),
      inputs: [(Self.value([1, 8, 4, 5]), codes)], outputs: [Self.value([1, 8, 4, 5])])
    var parts: [UInt8] = []
    for group in 0..<4 {
      let convolution = IntegerConvolution(
        window: window(2, groups: 1), weights: Array(weights[(group * 36)..<(group * 36 + 36)]),
        bias: Array(bias[(2 * group)..<(2 * group + 2)]), paddingByte: 3, requantization: form)
      let part = Array(codes[(group * 40)..<(group * 40 + 40)])
      let result = try Self.run(
        .integerConvolution(convolution), inputs: [(Self.value([1, 2, 4, 5]), part)],
        outputs: [Self.value([1, 2, 4, 5])])
      parts += result[0].bytes
    }
    #expect(whole[0].bytes == parts && Set(parts).count > 20)
  }

  @Test("a transposed convolution spreads pixels")
  func transposed() throws {
    // One pixel becomes a copy of the flipped kernel.
    let window = Window2D(
      inputChannels: 1, inputHeight: 3, inputWidth: 3, outputChannels: 1, outputHeight: 4, outputWidth: 4,
      kernelHeight: 2, kernelWidth: 2, paddingTop: 1, paddingLeft: 1)
    let result = try Self.run(
      .integerConvolution(
        .init(
          window: window, weights: [1, 2, 3, 4], bias: [0], paddingByte: 0,
          requantization: StagedRequantization(factor: 1, shift: 0, zeroPoint: 0), spread: (2, 2))),
      inputs: [(Self.value([1, 1, 2, 2]), [1, 0, 0, 2])], outputs: [Self.value([1, 1, 4, 4])])
    #expect(result[0].bytes == [4, 3, 0, 0, 2, 1, 0, 0, 0, 0, 8, 6, 0, 0, 4, 2])
  }

  @Test("what cannot run is refused by name", arguments: [0, 1, 2, 3])
  func refusals(index: Int) {
    let map = Self.value([1, 2, 2, 2])
    let codes = [UInt8](repeating: 0, count: 8)
    let cases: [(NPUGraph.Operation, Graph.Value)] = [
      (.reshape, Self.value([1, 9])), (.transpose([0, 1, 2]), map), (.concatenate(axis: 7), map),
      (.activation(.relu), Self.value([1, 2, 2, 3])),
    ]
    #expect(throws: SimulationError.self) {
      _ = try Self.run(cases[index].0, inputs: [(map, codes)], outputs: [cases[index].1])
    }
  }

  @Test("memory and work are bounded before anything is allocated")
  func bounds() throws {
    var graph = Graph()
    graph.values = [Self.value([1, 1, 30_000, 30_000]), Self.value([1, 1, 30_000, 30_000])]
    (graph.inputs, graph.outputs) = ([0], [1])
    graph.nodes = [
      Graph.Node(name: "", label: "Relu", operation: .activation(.relu), inputs: [0], outputs: [1])
    ]
    #expect(throws: SimulationError.self) {
      _ = try GraphProgram(graph, options: RunOptions(), math: Self.math)
    }
  }
}
