import KModel
import KPUSim
import OpKernels
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("simulated kmodels")
struct SimulatedKModelTests {
  private let ramp = KPUParameters(
    weights: [1], batchNorm: [BatchNormEntry()],
    // Halves: ties for every odd value, and a segment that starts at 8.
    segments: [
      SegmentEntry(start: -1 << 35, multiplier: 0), SegmentEntry(start: 0, multiplier: 1, shift: 1),
      SegmentEntry(start: 8, multiplier: 0, bias: 200),
    ])

  private func convolution(_ edit: (inout KPULayerArgument) -> Void = { _ in }) -> OperationV3.Convolution {
    var argument = KPULayerArgument.layer(height: 1, width: 4)
    edit(&argument)
    return OperationV3.Convolution(mainMemoryOutput: 0, argument: argument, parameters: ramp)
  }

  private func model3(_ convolution: OperationV3.Convolution) -> KModel {
    .v3(
      KModelV3(
        mainMemoryByteCount: 8, outputs: [.init(address: 0, byteCount: 4)],
        layers: [.init(flags: 1, operation: .k210Conv(convolution))]))
  }

  private func model4(_ argument: KPULayerArgument) -> KModel {
    .v4(
      KModelV4(
        mainMemoryByteCount: 8,
        inputs: [.init(range: .kpu(0, 64), shape: ShapeV4(1, 1, 1, 4))], outputs: [.main(0, 4)],
        nodes: [
          .init(
            operation: .kpuConv2D(
              .init(mainMemoryOutput: .main(0, 4), argument: argument, parameters: ramp)))
        ]))
  }

  @Test(
    "auto takes the rule of the tools that made the model; the others are taken at their word",
    arguments: SimulatedKModel.RoundingSelection.allCases)
  func rounding(selection: SimulatedKModel.RoundingSelection) throws {
    for model in [model3(convolution()), model4(convolution().argument)] {
      let simulated = SimulatedKModel(model, fileByteCount: 0, rounding: selection)
      let isHalfUp = selection == .v3 || (selection == .auto && model.version == 3)
      #expect(simulated.roundingRule == (isHalfUp ? .halfUp : .halfEven))
      let output = try simulated.makeRunner(RunOptions()).run([[1, 3, 8, 9]], observe: nil)
      #expect(output[0].bytes == (isHalfUp ? [1, 2, 200, 200] : [0, 2, 4, 200]))
    }
  }

  @Test("identity, inputs, outputs and memory of version 3")
  func version3() {
    let model = SimulatedKModel(model3(convolution()), fileByteCount: 1234)
    #expect(model.identity == ModelIdentity(format: "kmodel", version: 3, chip: "K210"))
    #expect(model.outputs.map(\.name) == ["output0"] && model.outputs[0].shape == Shape([1, 1, 4]))
    #expect(model.memory == MemoryNeeds(mainBytes: 8, acceleratorBytes: 128, modelBytes: 1234))
    #expect(model.cautions == [])
    #expect(model.layers.map(\.operation) == ["k210 conv"])
  }

  @Test("identity, inputs, outputs and memory of version 4")
  func version4() {
    let model = SimulatedKModel(model4(convolution().argument), fileByteCount: 5)
    #expect(model.identity == ModelIdentity(format: "kmodel", version: 4, chip: "K210"))
    #expect(model.inputs.map(\.shape) == [Shape([1, 1, 1, 4])])
    #expect(model.outputs[0].shape == Shape([1, 1, 4]) && model.outputs[0].elementType == .uint8)
    #expect(model.memory == MemoryNeeds(mainBytes: 8, acceleratorBytes: 128, modelBytes: 5))
    #expect(model.layers.map(\.operation) == ["kpu_conv2d"])
  }

  @Test("bits that no emulator knows are named, once per layer and bit")
  func cautions() {
    let edited = convolution { argument in
      argument.words[0] |= 0b110
      argument.words[4] |= 1 << 3 | 1 << 8 | 1 << 9
    }
    let names = ["ram_flag", "full_add", "pad_type", "first_stride", "bypass_conv"]
    let expected = names.map { "layer 0 sets \($0), whose effect is not known; it is ignored" }
    #expect(SimulatedKModel(model3(edited), fileByteCount: 0).cautions == expected)
    #expect(SimulatedKModel(model4(edited.argument), fileByteCount: 0).cautions == expected)
  }

  @Test("an output has the shape of the last layer that writes exactly its range, else a flat one")
  func outputShapes() {
    let flatten = OperationV3.tensorFlowFlatten(
      .init(input: 0, output: 16, shape: .init(width: 1, height: 2, channels: 1)))
    let model = KModelV3(
      mainMemoryByteCount: 32,
      outputs: [.init(address: 16, byteCount: 8), .init(address: 16, byteCount: 4)],
      layers: [
        .init(operation: flatten),
        // Without its flag this layer writes nothing to main memory, whatever its address says.
        .init(
          flags: 0,
          operation: .k210Conv(
            .init(
              mainMemoryOutput: 16, argument: .layer(height: 2, width: 4),
              parameters: .plain(weights: [1], outputChannels: 1)))),
      ])
    let outputs = SimulatedKModel(.v3(model), fileByteCount: 0).outputs
    #expect(outputs.map(\.shape) == [Shape([2, 1, 1]), Shape([1])])
    #expect(outputs.map(\.elementType) == [.float32, .float32])
  }

  @Test("KPU rows are counted once, however many layers touch them")
  func rows() {
    let upload = OperationV3.k210Upload(
      .init(input: 0, kpuOutput: 3, shape: .init(width: 64, height: 10, channels: 1)))
    let padding = OperationV3.k210AddPadding(.init(input: 0, kpuOutput: 11, channels: 5))
    let model = KModelV3(
      mainMemoryByteCount: 640, outputs: [],
      layers: [upload, padding, upload].map { .init(operation: $0) })
    // Rows 3..<13 and 11..<19.
    #expect(SimulatedKModel(.v3(model), fileByteCount: 0).memory.acceleratorBytes == 16 * 64)
  }

  @Test("work is refused before anything runs, at the layer that exceeds the limit")
  func work() throws {
    let model = SimulatedKModel(
      .v3(BenchV3.model([.add(.init(a: 0, b: 0, output: 0, count: 2))], memory: 64)), fileByteCount: 0)
    _ = try model.makeRunner(RunOptions(maximumOperations: 66))
    #expect(
      throws: SimulationError(.tooMuchWork(operations: 66, limit: 65), layer: 1, operation: "add")
    ) {
      try model.makeRunner(RunOptions(maximumOperations: 65))
    }
  }

  @Test("main memory beyond the limit is refused in both versions")
  func memory() {
    for model in [model3(convolution()), model4(convolution().argument)] {
      #expect(throws: SimulationError(.tooMuchMemory(needed: 8, limit: 7))) {
        try SimulatedKModel(model, fileByteCount: 0).makeRunner(RunOptions(maximumMainMemory: 7))
      }
    }
  }

  @Test("outputs that name the same memory thousands of times are refused, too")
  func repeatedOutputs() {
    var model = BenchV3.model([], memory: 1 << 20)
    model.outputs = Array(repeating: .init(address: 0, byteCount: 1 << 20), count: 65)
    #expect(throws: SimulationError(.tooMuchMemory(needed: 65 << 20, limit: 64 << 20))) {
      try SimulatedKModel(.v3(model), fileByteCount: 0).makeRunner(RunOptions())
    }
  }

  @Test("concatenations, layers and outputs by the ten thousand take no time", .timeLimit(.minutes(1)))
  func many() throws {
    let empty = OperationV3.quantizedConcat(
      .init(output: 0, inputs: Array(repeating: .init(start: 0, byteCount: 0), count: 20_000)))
    let small = OperationV3.softmax(.init(input: 0, output: 0, count: 1))
    var model = BenchV3.model([empty] + Array(repeating: small, count: 10_000), memory: 8)
    model.outputs = Array(repeating: .init(address: 0, byteCount: 8), count: 10_000)
    let simulated = SimulatedKModel(.v3(model), fileByteCount: 0)
    let outputs = try simulated.makeRunner(RunOptions()).run([Array(repeating: 0, count: 8)], observe: nil)
    #expect(outputs.count == 10_000)
  }
}
