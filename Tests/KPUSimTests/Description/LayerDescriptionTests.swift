import KModel
import KPUSim
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("descriptions of layers")
struct LayerDescriptionTests {
  private func describe(_ operation: OperationV3) -> LayerDescription {
    SimulatedKModel(.v3(BenchV3.model([operation], memory: 8)), fileByteCount: 0).layers[1]
  }

  private func describe(_ operation: OperationV4) -> LayerDescription {
    let model = KModelV4(
      mainMemoryByteCount: 8, inputs: [], outputs: [], nodes: [.init(operation: operation)])
    return SimulatedKModel(.v4(model), fileByteCount: 0).layers[0]
  }

  @Test("a KPU layer: shapes, multiply-accumulates, bytes of its blocks, kernel and pooling")
  func kpu() {
    let argument = KPULayerArgument.layer(
      channels: 3, to: 3, height: 8, width: 6, .threeByThree, pool: .max2Stride2, isDepthwise: true)
    let parameters = KPUParameters.plain(weights: Array(repeating: 0, count: 27), outputChannels: 3)
    let expected = LayerDescription(
      index: 1, operation: "k210 conv", unit: .accelerator, inputShape: Shape([3, 8, 6]),
      outputShape: Shape([3, 4, 3]), macs: 27 * 48, parameterBytes: 27 + 24 + 144,
      details: "3x3 depthwise, max 2x2 stride 2")
    #expect(
      describe(.k210Conv(.init(mainMemoryOutput: 0, argument: argument, parameters: parameters)))
        == expected)
    let batches = describe(
      .kpuConv2D(
        .init(mainMemoryOutput: .main(0, 0), batches: 2, argument: argument, parameters: parameters)))
    #expect(batches.macs == 2 * 27 * 48 && batches.details == expected.details + ", 2 batches")
  }

  @Test("pool types and kernels are named; unknown ones by their number", arguments: 0...10)
  func pools(code: UInt8) {
    var argument = KPULayerArgument.layer(height: 4, width: 4)
    argument.poolTypeCode = code
    let plain = KPUParameters.plain(weights: [1], outputChannels: 1)
    let details = describe(.k210Conv(.init(mainMemoryOutput: 0, argument: argument, parameters: plain)))
      .details
    let names = [
      "1x1", "1x1, max 2x2 stride 2", "1x1, mean 2x2 stride 2", "1x1, max 4x4 stride 4",
      "1x1, mean 4x4 stride 4", "1x1, left top of 2x2", "1x1, right top of 2x2", "1x1, left top of 4x4",
      "1x1, mean 2x2 stride 1", "1x1, max 2x2 stride 1", "1x1, pool type 10",
    ]
    #expect(details == names[Int(code)])
    argument.kernelTypeCode = 3
    #expect(
      describe(.k210Conv(.init(mainMemoryOutput: 0, argument: argument, parameters: plain))).details
        .hasPrefix("kernel type 3"))
  }

  @Test(
    "a dense layer",
    arguments: [(0, ""), (1, "relu"), (2, "relu6"), (9, "activation 9")] as [(UInt32, String)])
  func dense(activation: UInt32, details: String) {
    let description = describe(
      .fullyConnected(
        .init(
          input: 0, output: 0, inputChannels: 2, outputChannels: 3, activation: activation,
          weights: Array(repeating: 0, count: 24)[...], bias: Array(repeating: 0, count: 12)[...])))
    #expect(description.unit == .cpu && description.macs == 6 && description.parameterBytes == 36)
    #expect(description.inputShape == Shape([2]) && description.outputShape == Shape([3]))
    #expect(description.details == details)
  }

  @Test("a v4 convolution: taps in the padding count as multiply-accumulates")
  func convolution() {
    let padding = OperationV4.Padding(before: 1, after: 1)
    let description = describe(
      .conv2D(
        .init(
          operands: .init(input: .main(0, 0), output: .main(0, 0)), inputShape: ShapeV4(2, 4, 5, 5),
          groups: 2, outputChannels: 6,
          window: .init(
            paddingHeight: padding, paddingWidth: padding, filterHeight: 3, filterWidth: 3, strideHeight: 2,
            strideWidth: 2), weights: [], bias: [])))
    #expect(description.outputShape == Shape([2, 6, 3, 3]))
    #expect(description.macs == 2 * 9 * 6 * 2 * 9)
    #expect(description.details == "3x3 stride 2x2")
  }

  @Test("numbers that overflow describe as 0 instead of trapping")
  func overflow() {
    let huge = ShapeV4(1, 1, .max, .max)
    let description = describe(
      .conv2DTranspose(
        .init(
          operands: .init(input: .main(0, 0), output: .main(0, 0)), inputShape: huge, outputShape: huge,
          window: .init(filterHeight: 1, filterWidth: 1), weights: Array(repeating: 0, count: 64)[...],
          bias: [])))
    #expect(description.macs == 0)
    let batches = describe(
      .kpuConv2D(
        .init(
          mainMemoryOutput: .main(0, 0), batches: .max,
          argument: .layer(channels: 1024, to: 1024, height: 512, width: 960),
          parameters: .plain(weights: [], outputChannels: 1))))
    #expect(batches.macs >= 0)
  }

  @Test("every v3 layer describes itself", arguments: OperationV3.Code.allCases)
  func all3(code: OperationV3.Code) {
    let layer = SimulatedKModel(.v3(SampleModelsV3.model(code)), fileByteCount: 0).layers[0]
    #expect(layer.operation == code.name && layer.index == 0)
    #expect((layer.unit == .accelerator) == (code == .k210Conv))
    #expect(layer.outputShape?.elementCount ?? 0 > 0)
  }

  @Test("every v4 node describes itself", arguments: OperationV4.Code.allCases)
  func all4(code: OperationV4.Code) {
    let layer = SimulatedKModel(.v4(SampleModelsV4.model(code)), fileByteCount: 0).layers[0]
    #expect(layer.operation == code.name && layer.index == 0)
    #expect((layer.unit == .accelerator) == (code == .kpuConv2D))
    #expect(layer.outputShape?.elementCount ?? 0 > 0)
  }
}
