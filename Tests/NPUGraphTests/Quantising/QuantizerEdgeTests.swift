import NPUGraph
import OpKernels
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("quantising what is degenerate")
struct QuantizerEdgeTests {
  private static func calibrator(_ graph: Graph) throws -> GraphCalibrator {
    try GraphCalibrator(graph, method: .minMax, sampleCount: 4, math: GraphProgramTests.math)
  }

  @Test("numbers that are not finite are named by the value that holds them")
  func notFinite() throws {
    var network = SampleNetwork(seed: 1, input: [1, 2, 2])
    network.activation("Log", .log)
    let graph = network.finished()
    var calibrator = try Self.calibrator(graph)
    try calibrator.add([[1, 2, 3, 4]])
    #expect(throws: CalibrationError(.notFinite(sample: 1, index: 2, found: -.infinity), value: "Log0")) {
      try calibrator.add([[1, 2, 0, 4]])
    }
    #expect(throws: CalibrationError.self) { try calibrator.add([[1, .nan, 0, 4]]) }
  }

  @Test("samples that do not fit, and none at all, are refused")
  func samples() throws {
    let graph = SampleNetwork.named("residual")
    var calibrator = try Self.calibrator(graph)
    #expect(throws: CalibrationError(.noSamples, value: "x")) { _ = try calibrator.ranges() }
    #expect(throws: CalibrationError(.inputSize(sample: 0, found: 5, expected: 768), value: "x")) {
      try calibrator.add([[1, 2, 3, 4, 5]])
    }
    #expect(throws: CalibrationError(.inputSize(sample: 0, found: 2, expected: 1), value: "")) {
      try calibrator.add([[], []])
    }
  }

  @Test("samples of zeros give a network that runs", arguments: [false, true])
  func zeros(isSymmetric: Bool) throws {
    let graph = SampleNetwork.named("curved")
    let zeros = [[Float]](repeating: [Float](repeating: 0, count: 3 * 144), count: 1)
    let run = try QuantizerRun(
      graph, QuantizationScheme(isSymmetric: isSymmetric), samples: [zeros, zeros])
    #expect(run.ranges[0]?.isNearZero == true)
    #expect(try run.compared([zeros]).outputs[0].cosine > 0.95)
  }

  @Test("weights that are not finite, and missing parts, are refused by name")
  func weights() throws {
    var network = SampleNetwork(seed: 1, input: [1, 4, 4])
    network.convolution(2)
    var graph = network.finished()
    let ranges: [ValueRange?] = graph.values.map { _ in ValueRange(-1...1) }
    let scheme = QuantizationScheme()
    guard case .floatConvolution(let source) = graph.nodes[0].operation else { return }
    var broken = source
    broken.weights[3] = .infinity
    graph.nodes[0].operation = .floatConvolution(broken)
    #expect(throws: QuantizationError(.notFinite(node: "Conv0", found: .infinity))) {
      _ = try GraphQuantizer.quantize(graph, ranges: ranges, scheme: scheme)
    }
    broken = source
    broken.bias = []
    graph.nodes[0].operation = .floatConvolution(broken)
    #expect(throws: QuantizationError(.count(of: "biases of node Conv0", found: 0, expected: 2))) {
      _ = try GraphQuantizer.quantize(graph, ranges: ranges, scheme: scheme)
    }
    broken = source
    broken.window.kernelHeight = 1 << 30
    broken.window.kernelWidth = 1 << 30
    broken.window.outputHeight = 1 << 30
    graph.nodes[0].operation = .floatConvolution(broken)
    #expect(throws: QuantizationError(.count(of: "weights of node Conv0", found: 18, expected: 0))) {
      _ = try GraphQuantizer.quantize(graph, ranges: ranges, scheme: scheme)
    }
    #expect(throws: QuantizationError(.count(of: "ranges", found: 0, expected: 2))) {
      _ = try GraphQuantizer.quantize(graph, ranges: [], scheme: scheme)
    }
  }

  @Test("without ranges everything stays floats and says why")
  func noRanges() throws {
    let prepared = SampleNetwork.named("mobile").preparedForQuantization()
    let quantized = try GraphQuantizer.quantize(
      prepared, ranges: prepared.values.map { _ in nil }, scheme: QuantizationScheme())
    #expect(quantized.nodes.allSatisfy { $0.precision == .float && $0.reason == .noRange })
    let sample = SampleNetwork.samples(prepared, count: 1, seed: 3)[0]
    let bytes = try quantized.bytes(of: sample)
    let math = GraphProgramTests.math
    #expect(
      try GraphProgram(quantized.graph, options: RunOptions(), math: math).run(bytes, observe: nil)
        == GraphProgram(prepared, options: RunOptions(), math: math).run(bytes, observe: nil))
  }

  @Test("a network of codes stays as it is")
  func alreadyCodes() throws {
    let first = try QuantizerRun(SampleNetwork.named("residual")).quantized.graph
    // Ranges of codes do not matter any more.
    let ranges = first.values.map { $0.quantization == nil ? nil : ValueRange(-1...1) }
    let second = try GraphQuantizer.quantize(
      first, ranges: ranges, scheme: QuantizationScheme(), inputs: [.floats])
    let before = first.values.map(\.quantization)
    for (index, value) in before.enumerated() where value != nil {
      #expect(second.graph.values[index].quantization == value)
    }
    let sample = SampleNetwork.samples(first, count: 1, seed: 3)
    let bytes = sample[0].map { Tensor(floats: $0, shape: Shape([$0.count])).bytes }
    let results = try [first, second.graph].map {
      try GraphProgram($0, options: RunOptions(), math: GraphProgramTests.math).run(bytes, observe: nil)[0]
        .floats
    }
    #expect(results[0] == results[1])
    #expect(second.graph.nodes.count == first.nodes.count)
  }

  @Test("batches of several pictures stay floats")
  func batches() throws {
    var graph = Graph()
    graph.values = ["x", "y"].map {
      Graph.Value(name: $0, elementType: .float32, shape: Shape([2, 3, 4, 4]))
    }
    graph.nodes = [
      Graph.Node(name: "n", label: "Tanh", operation: .activation(.tanh), inputs: [0], outputs: [1])
    ]
    (graph.inputs, graph.outputs) = ([0], [1])
    let quantized = try QuantizerRun(graph).quantized
    #expect(quantized.nodes[0].precision == .float && quantized.nodes[0].reason == .batch)
    #expect(quantized.graph.values.allSatisfy { $0.quantization == nil })
  }

  @Test("words are rounded to the nearest code, halves to even, and saturate")
  func words() throws {
    var graph = Graph()
    graph.values = [
      Graph.Value(name: "x", elementType: .float32, shape: Shape([1, 6])),
      Graph.Value(
        name: "y", elementType: .int16, shape: Shape([1, 6]),
        quantization: AffineQuantization(scale: 0.5, zeroPoint: 30000)),
    ]
    graph.nodes = [Graph.Node(name: "n", label: "Q", operation: .convert, inputs: [0], outputs: [1])]
    (graph.inputs, graph.outputs) = ([0], [1])
    let bytes = Tensor(floats: [0.25, 0.75, -3.4, 9999, -99999, .nan], shape: Shape([6])).bytes
    let result = try GraphProgram(graph, options: RunOptions(), math: GraphProgramTests.math)
      .run([bytes], observe: nil)[0]
    #expect(result.floats == [0, 1, -3.5, 1383.5, -31384, 0])
  }

  @Test("codes of ranges: affine, symmetric, from zero on; 8 and 16 bits")
  func quantization() {
    let affine = QuantizationScheme()
    #expect(affine.quantization(of: ValueRange(-1...3), bits: 8).zeroPoint == -64)
    #expect(affine.quantization(of: ValueRange(-1...3), bits: 8).scale == Float(4.0 / 255))
    // 0 has a code although no number is near it.
    #expect(
      affine.quantization(of: ValueRange(2...3), bits: 8) == .init(scale: Float(3.0 / 255), zeroPoint: -128))
    #expect(
      affine.quantization(of: ValueRange(-3 ... -2), bits: 16)
        == .init(scale: Float(3.0 / 65535), zeroPoint: 32767))
    let symmetric = QuantizationScheme(isSymmetric: true)
    // The step that Sophon's compiler takes for its golden convolution, from a threshold in decimals.
    let golden = symmetric.quantization(of: ValueRange(-3.911_594_2...3.804_683_9), bits: 8)
    #expect(abs(golden.scale - 0.030_799_954_3) < 2e-9 && golden.zeroPoint == 0)
    #expect(
      symmetric.quantization(of: ValueRange(0...5.1), bits: 8)
        == .init(scale: Float(5.1) / 255, zeroPoint: -128))
    #expect(
      QuantizationScheme(isSymmetric: true, usesUnsignedCodes: false).quantization(
        of: ValueRange(0...5), bits: 8)
        == .init(scale: Float(5.0 / 127), zeroPoint: 0))
    #expect(symmetric.quantization(of: ValueRange(-2...1), bits: 16).scale == Float(2.0 / 32767))
    let largest = Float.greatestFiniteMagnitude
    #expect(affine.quantization(of: ValueRange(-largest...largest), bits: 8).scale.isFinite)
  }
}
