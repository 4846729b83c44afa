import KModel
import KPUSim
import Simulation
import TestSupport
import Testing

@Suite("memory plans of kmodels")
struct KModelMemoryPlanTests {
  private func plans(_ model: KModel) -> [MemoryPlan] {
    SimulatedKModel(model, fileByteCount: 0).memoryPlans
  }

  private func run(from source: Int, to destination: Int) -> KModelV3.Layer {
    var argument = KPULayerArgument.layer(channels: 1, to: 1, height: 4, width: 64, .oneByOne)
    (argument.imageSourceRow, argument.imageDestinationRow) = (source, destination)
    return .init(
      flags: 1,
      operation: .k210Conv(
        .init(
          mainMemoryOutput: 0, argument: argument, parameters: .plain(weights: [1], outputChannels: 1))))
  }

  @Test("KPU RAM holds the map that is read and the one that is written; rows count whole")
  func kpuRAM() {
    let model = KModelV3(
      mainMemoryByteCount: 1280, outputs: [.init(address: 256, byteCount: 1024)],
      layers: [
        run(from: 0, to: 100), run(from: 100, to: 200),
        .init(operation: .dequantize(.init(input: 0, output: 256, count: 256, scale: 1, bias: 0))),
      ])
    let plans = plans(.v3(model))
    #expect(plans[0].usedBytes == [512, 512, 0])
    #expect(plans[0].tensors.map { $0.producer } == [nil, 0, 1])
    // Both runs stream 256 bytes to the same place; the second's is read, then the floats follow.
    #expect(plans[1].usedBytes == [256, 256, 256 + 1024])
    #expect(plans[1].peakLayer == 2)
  }

  @Test("a v4 model's inputs live from the start, its outputs to the end")
  func v4() {
    let model = KModelV4(
      mainMemoryByteCount: 64, inputs: [.init(range: .main(0, 16), shape: ShapeV4(1, 1, 1, 16))],
      outputs: [.main(16, 16)],
      nodes: [
        .init(operation: .memoryCopy(.init(input: .main(0, 16), output: .main(16, 16)))),
        .init(operation: .memoryCopy(.init(input: .main(0, 8), output: .main(32, 8)))),
      ])
    #expect(plans(.v4(model))[1].usedBytes == [32, 16 + 16 + 8])
    #expect(plans(.v4(model))[0].peakBytes == 0)
  }

  @Test("maps that leave KPU RAM are left out, nothing traps")
  func wild() {
    let model = KModelV3(mainMemoryByteCount: 0, outputs: [], layers: [run(from: 32767, to: 32767)])
    #expect(plans(.v3(model))[0].usedBytes == [0])
  }
}
