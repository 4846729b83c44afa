import Containers
import NPUGraph
import OpKernels
import Simulation
import Tensors
import TestSupport
import Testing

/// A convolution that Sophon's compiler quantised: what becomes of the same weights and thresholds here.
@Suite(
  "a convolution as Sophon's compiler quantises it",
  .enabled(if: GoldenData.isExpected("bmodel"), "\(GoldenData.missingMessage)"))
struct SophonConvolutionGoldenTests {
  /// The integers that the compiler wrote, widened; members of the archive are stored as they are.
  private static func integers(_ name: String, _ type: ElementType, count: Int, of golden: String) throws
    -> [Int]
  {
    let file = try GoldenData.bytes("bmodel/\(golden)/weights.npz")
    let member = try #require(file.firstRange(of: Array("\(name).npy".utf8)))
    let start = try #require(file[member.upperBound...].firstRange(of: [0x93] + Array("NUMPY".utf8)))
      .lowerBound
    // Behind the header, whose length stands in it.
    let first = start + 10 + Int(file[start + 8]) + Int(file[start + 9]) << 8
    let bytes = Array(file[first..<(first + count * type.byteCount)])
    return Tensor(elementType: type, shape: Shape([count]), bytes: bytes).floats.map { Int($0) }
  }

  private static func requireEqual(_ node: IntegerConvolution, _ golden: String) throws {
    let weights = try integers("y_Conv_filter_i8", .int8, count: 3456, of: golden)
    let bias = try integers("y_Conv_bias_int32", .int32, count: 24, of: golden)
    #expect(node.weights.map { Int($0) } == weights)
    #expect(node.bias.map { Int($0) } == bias)
  }

  private static func convolution(
    _ scheme: QuantizationScheme, _ ranges: [ValueRange]
  ) throws -> (graph: Graph, node: IntegerConvolution) {
    let graph = try GraphQuantizer.quantize(
      try CalibrationGoldenTests.network("conv3x3").preparedForQuantization(), ranges: ranges, scheme: scheme,
      inputs: [.codes]
    ).graph
    guard case .integerConvolution(let node) = try #require(graph.nodes.first).operation else {
      throw SimulationError(.notRunnable(reason: "no convolution of codes"))
    }
    return (graph, node)
  }

  @Test("symmetric: weights and biases are the same, results but for halves")
  func symmetric() throws {
    let golden = "conv3x3_bm1684x_int8q"
    let (graph, node) = try Self.convolution(
      QuantizationScheme(isSymmetric: true, hasFloatOutputs: false),
      [ValueRange(-3.911_594_2...3.804_683_9), ValueRange(-5.706_440_9...5.7)])
    try Self.requireEqual(node, golden)
    let result = try GraphProgram(graph, options: RunOptions(), math: GraphProgramTests.math)
      .run([GoldenData.bytes("bmodel/\(golden)/input_ref_data.dat")], observe: nil)[0].bytes
    let expected = try GoldenData.bytes("bmodel/\(golden)/output_ref_data.dat")
    let differing = zip(result, expected).filter { $0 != $1 }
    #expect(result.count == expected.count && differing.count <= 4)
    #expect(differing.allSatisfy { abs(Int(Int8(bitPattern: $0)) - Int(Int8(bitPattern: $1))) == 1 })
  }

  @Test("affine: weights are the same, and biases with the zero point taken in")
  func affine() throws {
    let golden = "conv3x3_bm1684x_int8asym"
    let (_, node) = try Self.convolution(
      QuantizationScheme(), [ValueRange(-3.911_594_2...3.804_683_9), ValueRange(-5.767_794_6...5.952_765)])
    try Self.requireEqual(node, golden)
  }
}
