import KModel
import KPUSim
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("Shapes of outputs behind dequantize")
struct OutputShapeTests {
  private func shapes(_ model: KModel) -> [[Int]] {
    SimulatedKModel(model, fileByteCount: 0).outputs.map { $0.shape.extents }
  }

  /// A KPU layer of 2 channels with 6x4 pixels, dequantised from where it wrote, or from elsewhere.
  private func detectorV3(dequantizesFrom address: UInt32) throws -> KModel {
    let argument = try #require(
      KPULayerArgument(
        inputChannels: 2, outputChannels: 2, inputHeight: 6, inputWidth: 4, kernel: .oneByOne,
        imageSourceRow: 0, imageDestinationRow: 100))
    let parameters = KPUParameters(
      batchNorm: ArraySlice(repeating: 0, count: 16),
      activation: ArraySlice(repeating: 0, count: KPUParameters.activationByteCount),
      weights: ArraySlice(repeating: 0, count: 4))
    return .v3(
      KModelV3(
        mainMemoryByteCount: 512, outputs: [.init(address: 256, byteCount: 192)],
        layers: [
          .init(
            flags: 1,
            operation: .k210Conv(.init(mainMemoryOutput: 0, argument: argument, parameters: parameters))),
          .init(
            operation: .dequantize(
              .init(input: address, output: 256, count: 48, scale: 1, bias: 0))),
        ]))
  }

  @Test("a v3 output has the shape of the map that was dequantised") func version3() throws {
    #expect(shapes(try detectorV3(dequantizesFrom: 0)) == [[2, 6, 4]])
  }

  @Test("bytes that no layer wrote as a whole stay flat") func unknownSource() throws {
    #expect(shapes(try detectorV3(dequantizesFrom: 8)) == [[48]])
  }

  @Test("a v4 output has the shape of the node behind dequantize, parts of a copy are flat")
  func version4() {
    #expect(shapes(.v4(CommandModels.detector)) == [[1, 6, 2, 2]])
    #expect(shapes(.v4(CommandModels.copy(byteCount: 64, outputs: 2))) == [[32], [32]])
  }

  @Test(
    "YOLOv2 models of others have a grid",
    .enabled(if: GoldenData.isExpected("kmodels"), "\(GoldenData.missingMessage)"),
    arguments: ["yolo20_v3", "yolo20_v4"])
  func golden(name: String) throws {
    #expect(shapes(try KModel(bytes: GoldenData.kmodel(name))) == [[125, 7, 10]])
  }
}
