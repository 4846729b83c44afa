import KModel
import KPUSim
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("inputs of kmodel v3")
struct InputV3Tests {
  private func simulated(_ code: OperationV3.Code) -> SimulatedKModel {
    SimulatedKModel(.v3(SampleModelsV3.model(code)), fileByteCount: 0)
  }

  @Test(
    "every first layer tells the input's type; bytes are elements times their size",
    arguments: OperationV3.Code.allCases)
  func types(code: OperationV3.Code) throws {
    let model = simulated(code)
    let input = try #require(model.inputs.first)
    #expect(model.inputs.count == 1 && input.name == "input0")
    let bytes: [OperationV3.Code] = [
      .quantizedAdd, .quantizedMaxPool2D, .dequantize, .requantize, .quantizedConcat,
      .quantizedResizeNearestNeighbor, .channelwiseDequantize, .k210Conv, .k210AddPadding,
      .k210RemovePadding, .k210Upload,
    ]
    #expect(input.elementType == (bytes.contains(code) ? .uint8 : .float32))
    #expect(input.shape.elementCount.map { $0 * input.elementType.byteCount } == input.byteCount)
  }

  @Test(
    "the SDK starts with a KPU convolution or a dense layer; all others get a caution",
    arguments: OperationV3.Code.allCases)
  func caution(code: OperationV3.Code) {
    let isKnown = code == .k210Conv || code == .fullyConnected
    #expect(simulated(code).cautions.isEmpty == isKnown)
    #expect(simulated(code).cautions.allSatisfy { $0.contains("first layer") })
  }

  @Test(
    "inputs of the wrong number or size are refused", arguments: [[], [0], [12, 12], [11], [13]] as [[Int]])
  func sizes(sizes: [Int]) throws {
    let layer = OperationV3.softmax(OperationV3.Elementwise(input: 0, output: 0, count: 3))
    let model = KModelV3(
      mainMemoryByteCount: 16, outputs: [], layers: [KModelV3.Layer(operation: layer)])
    let runner = try SimulatedKModel(.v3(model), fileByteCount: 0).makeRunner(RunOptions())
    let error = #expect(throws: SimulationError.self) {
      try runner.run(sizes.map { Array(repeating: 0, count: $0) }, observe: nil)
    }
    #expect(
      error?.kind
        == (sizes.count == 1
          ? .inputSize(index: 0, found: sizes[0], expected: 12)
          : .inputCount(found: sizes.count, expected: 1)))
  }

  @Test("a model without layers takes nothing")
  func empty() throws {
    let model = SimulatedKModel(
      .v3(KModelV3(mainMemoryByteCount: 8, outputs: [.init(address: 0, byteCount: 8)], layers: [])),
      fileByteCount: 0)
    #expect(model.inputs[0].byteCount == 0)
    let output = try model.makeRunner(RunOptions()).run([[]], observe: nil)
    #expect(output[0].bytes == Array(repeating: 0, count: 8))
  }
}
