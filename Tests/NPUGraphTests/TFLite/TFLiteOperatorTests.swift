import NPUGraph
import Simulation
import Tensors
import Testing

@Suite("operators of TensorFlow Lite give what its interpreter gives")
struct TFLiteOperatorTests {
  @Test("numbers agree to 1e-5 of their range, codes to a step", arguments: TFLiteCase.all)
  func agrees(_ sample: TFLiteCase) throws {
    var importer = try TFLiteImporter(sample.model, math: GraphProgramTests.math)
    let graph = try importer.importGraph()
    for graph in [graph, graph.fused()] {
      let inputs = zip(sample.inputs, importer.inputTypes).map { bytes, type in
        type == .uint8 ? bytes.map { $0 ^ 0x80 } : bytes
      }
      let results = try GraphProgram(graph, options: RunOptions(), math: GraphProgramTests.math)
        .run(inputs, observe: nil)
      #expect(results.count == sample.outputs.count)
      for (result, output) in zip(results, sample.outputs) { try compare(result, output, sample) }
    }
  }

  private func compare(_ result: Tensor, _ output: TFLiteCase.Output, _ sample: TFLiteCase) throws {
    // Means of few codes are often a half, which the interpreter rounds up; its HARD_SWISH has 16 bits inside.
    let hasHalves = ["average", "bilinear", "hard_swish"].contains { sample.name.contains($0) }
    #expect(result.shape.extents == output.extents)
    let (found, expected) = (result.floats, output.numbers)
    try #require(found.count == expected.count)
    if result.elementType == .int8 {
      // The interpreter's bytes are 128 more than s8 codes.
      let shift: Float = output.type == 3 ? 128 : 0
      let steps = zip(found, expected).map { ($0 + shift - $1).magnitude }
      #expect((steps.max() ?? 0) <= 1)
      #expect(steps.count { $0 > 0 } <= steps.count / (hasHalves ? 8 : 50) + 1)
    } else {
      let range = max(1, expected.map(\.magnitude).max() ?? 0)
      let worst = zip(found, expected).map { ($0 - $1).magnitude }.max() ?? 0
      #expect(worst <= 1e-5 * range)
    }
  }

  @Test("the fixture is there")
  func fixture() { #expect(TFLiteCase.all.count > 200) }

  @Test("the fixture has a case for every operator that is imported")
  func coversAll() throws {
    var missing = Set(TFLiteOperator.allCases.map(\.rawValue))
    for sample in TFLiteCase.all {
      for entry in try TFLiteModel(sample.model).operators { missing.remove(entry.name) }
    }
    #expect(missing.sorted() == [])
  }
}
