import Containers
import NPUGraph
import OpKernels
import Simulation
import Tensors
import Testing

@Suite("graphs are stored as ONNX")
struct GraphFileTests {
  private static let window = Window2D(
    inputChannels: 2, inputHeight: 4, inputWidth: 4, outputChannels: 2, outputHeight: 4, outputWidth: 4,
    groups: 2, kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1)
  private static let requantization = StagedRequantization(
    first: .init(factors: [100, 200], shift: 9),
    second: .init(factors: [3], shift: 1, negativeShift: 4, scalesNegativeOnly: true),
    bounds: -500...500, factor: 1, shift: 0, zeroPoint: -3)

  /// One of every kind; extents don't matter here.
  static let operations: [NPUGraph.Operation] = [
    .integerConvolution(
      IntegerConvolution(
        window: window, weights: (0..<18).map { Int16($0 - 9) }, bias: [5, -6], paddingByte: -7,
        requantization: requantization)),
    .integerConvolution(
      IntegerConvolution(
        window: window, weights: (0..<18).map { Int16($0 * 14) }, bias: [1, 2], paddingByte: 0,
        requantization: StagedRequantization(factor: 9, shift: 3, zeroPoint: 1), spread: (rows: 2, columns: 3)
      )),
    .integerConvolution(
      IntegerConvolution(
        window: window, weights: (0..<18).map { Int16($0 * 7) }, bias: [3, 4], paddingByte: 1,
        requantization: StagedRequantization(
          first: .init(factors: [100, 200], shift: 9), operand: .init(.add, offset: 5, factor: 77, shift: 3),
          bounds: -500...500, factor: 1, shift: 8, zeroPoint: -3))),
    .floatConvolution(
      FloatConvolution(
        window: window, weights: (0..<18).map { Float($0) / 7 }, bias: [0.5, -0.5],
        activation: .leakyRelu(slope: 0.1),
        operand: .add, outputActivation: .clip(-1...6))),
    .floatConvolution(
      FloatConvolution(window: window, weights: (0..<18).map { Float($0) }, bias: [0, 1], isTransposed: true)),
    .maxPool(window), .averagePool(window, countsPadding: true), .binary(.divide), .convert, .reshape,
    .expand,
    .activation(.prelu(slopes: [0.1, 0.2])), .activation(.affine(scales: [1, 2], offsets: [3, 4])),
    .activation(.hardSigmoid(alpha: 0.2, beta: 0.5)), .activation(.elu(alpha: 1.5)), .activation(.mish),
    .concatenate(axis: 1), .split(axis: 2), .softmax(axis: -1), .resizeNearest,
    .resizeBilinear(alignsCorners: true),
    .resample(Resampling(mode: .nearest(.ceil), coordinates: .asymmetric, scales: [2, 0.5])),
    .resample(Resampling(mode: .cubic(coefficient: -0.5), coordinates: .halfPixel, scales: [1.5, 2])),
    .transpose([0, 2, 1]), .rearrange(extents: [2, 3, 4], permutation: [2, 0, 1]),
    .pad(before: [0, 1], after: [2, 0], .constant(-4)), .pad(before: [1], after: [1], .reflect),
    .slice(starts: [1, 3], steps: [2, -1]), .gather(axis: 0, indices: [3, 1]),
    .reduce(.l2, axes: [1, 2]), .extremum(isGreatest: false, axis: 1), .matrixMultiply,
    .localResponseNormalization(LocalResponse(size: 5, alpha: 1e-4, beta: 0.75, bias: 2)),
  ]

  private static func graph(_ operation: NPUGraph.Operation) -> Graph {
    let codes = AffineQuantization(scale: 0.25, zeroPoint: -5)
    return Graph(
      values: [
        Graph.Value(name: "x", elementType: .int8, shape: Shape([1, 2, 4, 4]), quantization: codes),
        Graph.Value(name: "c", elementType: .float32, shape: Shape([2])),
        Graph.Value(name: "", elementType: .int16, shape: Shape([1, 3]), quantization: codes),
        Graph.Value(name: "x", elementType: .float16, shape: Shape([])),
      ],
      nodes: [Graph.Node(name: "n", label: "Any", operation: operation, inputs: [0, 1], outputs: [2, 3])],
      inputs: [0], outputs: [3, 2], constants: [1: [1.5, -2]])
  }

  private static func file(_ graph: Graph) throws -> [UInt8] {
    ONNXModel(
      operatorSets: [ONNXOperatorSet(domain: GraphFile.domain, version: GraphFile.version)],
      graph: try GraphFile.write(graph, name: "g")
    ).bytes()
  }

  @Test("what is read and written again is the same file", arguments: operations.indices)
  func roundTrip(index: Int) throws {
    let bytes = try Self.file(Self.graph(Self.operations[index]))
    let read = try GraphFile.read(ONNXModel(bytes).graph)
    #expect(try Self.file(read) == bytes)
    #expect(String(describing: read.nodes[0].operation) == String(describing: Self.operations[index]))
    let original = Self.graph(Self.operations[index])
    #expect(read.values.map(\.quantization) == original.values.map(\.quantization))
    #expect(read.values.map(\.elementType) == original.values.map(\.elementType))
    #expect(read.inputs == original.inputs && read.outputs == original.outputs)
    #expect(read.constants == original.constants)
  }

  @Test("requantisations with products of codes are refused, since chips' own files alone have them")
  func refused() {
    var staged = Self.requantization
    staged.operand = .init(.multiply, offset: 1)
    let convolution = IntegerConvolution(
      window: Self.window, weights: [Int16](repeating: 1, count: 18), bias: [0, 0], paddingByte: 0,
      requantization: staged)
    #expect(throws: GraphFileError.self) {
      try GraphFile.write(Self.graph(.integerConvolution(convolution)), name: "g")
    }
  }

  @Test("changed bytes never trap", arguments: operations.indices)
  func mutation(index: Int) throws {
    let bytes = try Self.file(Self.graph(Self.operations[index]))
    var state = UInt64(index) + 1
    for _ in 0..<300 {
      var changed = bytes
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      changed[Int(state >> 33) % changed.count] = UInt8(truncatingIfNeeded: state >> 20)
      guard let model = try? ONNXModel(changed), let graph = try? GraphFile.read(model.graph) else {
        continue
      }
      let options = RunOptions(maximumMainMemory: 1 << 20, maximumOperations: 1 << 20)
      _ = try? GraphProgram(graph, options: options, math: .deterministic)
    }
  }
}
