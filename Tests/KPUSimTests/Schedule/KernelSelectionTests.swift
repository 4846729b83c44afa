import KModel
import KPUSim
import OpKernels
import Simulation
import Tensors
import TestSupport
import Testing

/// Kernel sets that this processor has.
private let availableSets = KernelSet.allCases.filter { $0.isAvailable }

@Suite("every kernel set gives the bytes of the reference")
struct KernelSelectionTests {
  @Test("models of every kind of layer, version 3", arguments: OperationV3.Code.allCases)
  func everyTypeV3(code: OperationV3.Code) throws {
    try expectEqual(.v3(SampleModelsV3.model(code, seed: 11)), seed: 1)
  }

  @Test("models of every opcode, version 4", arguments: OperationV4.Code.allCases)
  func everyOpcodeV4(code: OperationV4.Code) throws {
    try expectEqual(.v4(SampleModelsV4.model(code, seed: 12)), seed: 2)
  }

  @Test("chains of KPU layers whose maps overlap, pass by or come back", arguments: 1...40)
  func chains(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var chain = RandomChain(&random)
    for _ in 0..<Int.random(in: 2...7, using: &random) { chain.append(&random) }
    let model = KModel.v4(chain.model(endsInKPURAM: seed % 3 == 0))
    // It does run, rather than fail in the same way everywhere.
    _ = try runner(model, .reference).run(input(of: model, seed: seed), observe: nil)
    try expectEqual(model, seed: seed)
  }

  @Test("layer by layer, too: nothing that a dump shows is skipped", arguments: 1...10)
  func observed(seed: UInt64) throws {
    var random = SplitMix64(seed: seed &* 977)
    var chain = RandomChain(&random)
    for _ in 0..<5 { chain.append(&random) }
    let model = KModel.v4(chain.model(endsInKPURAM: false))
    let input = input(of: model, seed: seed)
    var expected: [LayerOutput] = []
    _ = try runner(model, .reference).run(input) { expected.append($0) }
    for set in availableSets {
      var found: [LayerOutput] = []
      _ = try runner(model, .set(set)).run(input) { found.append($0) }
      #expect(found == expected, "\(set)")
    }
  }

  @Test("the padding of single pixels lets through what older maps left beside them", arguments: 1...20)
  func padding(seed: UInt64) throws {
    var random = SplitMix64(seed: seed &* 31)
    let channels = Int.random(in: 1...9, using: &random)
    var layers: [OperationV3] = []
    // The maps lie over each other and over the padded one, 4 x 4 pixels from row 0 on.
    var width = [4, 5, 14, 20].randomElement(using: &random) ?? 4
    let first = KPULayerArgument.layer(
      channels: 3, to: channels, height: 6, width: width, .threeByThree, from: 500, at: 0)
    var last = first
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      width = last.outputWidth
      layers.append(convolution(last, main: 0, &random))
      last = .layer(
        channels: channels, to: channels, height: last.outputHeight, width: width, .oneByOne,
        from: last.imageDestinationRow, at: Int.random(in: 0...12, using: &random))
    }
    layers.append(convolution(last, main: 0, &random))
    layers.append(.k210AddPadding(.init(input: 0, kpuOutput: 0, channels: UInt32(channels))))
    let seen = KPULayerArgument.layer(
      channels: channels, to: 2, height: 4, width: 4, .oneByOne, from: 0, at: 1000)
    layers.append(convolution(seen, main: 2048, &random))
    let model = KModel.v3(
      KModelV3(
        mainMemoryByteCount: 4096, outputs: [.init(address: 2048, byteCount: 32)],
        layers: layers.enumerated().map { index, operation in
          // The first one streams what is padded, the last one what is seen.
          .init(flags: index == 0 || index == layers.count - 1 ? 1 : 0, operation: operation)
        }))
    try expectEqual(model, seed: seed)
  }

  private func convolution(
    _ argument: KPULayerArgument, main: Int, _ random: inout SplitMix64
  ) -> OperationV3 {
    let taps = argument.inputChannels * (argument.kernelTypeCode == 0 ? 1 : 9)
    let parameters = KPUParameters.plain(
      weights: random.bytes(argument.outputChannels * taps), outputChannels: argument.outputChannels,
      batchNorm: BatchNormEntry(multiplier: 400 / taps, shift: 15))
    return .k210Conv(
      .init(mainMemoryOutput: UInt32(main), argument: argument, parameters: parameters))
  }

  private func expectEqual(_ model: KModel, seed: UInt64) throws {
    let input = input(of: model, seed: seed)
    let other = self.input(of: model, seed: seed &+ 1)
    let expected = Result { try runner(model, .reference).run(input, observe: nil) }
    for set in availableSets {
      for threads in [1, 2] {
        let found = Result {
          let runner = try runner(model, .set(set), threads: threads)
          // Nothing of an earlier inference may be left, in memory that is used again either.
          _ = try runner.run(other, observe: nil)
          return try runner.run(input, observe: nil)
        }
        switch (found, expected) {
        case (.success(let found), .success(let expected)):
          // Bytes, because a NaN differs from itself.
          #expect(found.map { $0.bytes } == expected.map { $0.bytes }, "\(set), \(threads) threads")
        case (.failure(let found), .failure(let expected)):
          #expect(found as? SimulationError == expected as? SimulationError)
        default: Issue.record("\(set): \(found) instead of \(expected)")
        }
      }
    }
  }

  private func runner(
    _ model: KModel, _ kernels: SimulatedKModel.KernelSelection, threads: Int = 1
  ) throws -> any ModelRunner {
    try SimulatedKModel(model, fileByteCount: 0, kernels: kernels).makeRunner(RunOptions(threads: threads))
  }

  private func input(of model: KModel, seed: UInt64) -> [[UInt8]] {
    var random = SplitMix64(seed: seed)
    return SimulatedKModel(model, fileByteCount: 0).inputs.map { random.bytes($0.byteCount) }
  }
}

/// A kmodel v4 of KPU layers that read the input, the last map, an older one or rows of anything; some of several
/// batches, some with an upload in between.
private struct RandomChain {
  private struct Place {
    var row: Int
    var layout: FeatureMapLayout
  }

  private var places: [Place]
  private var nodes: [OperationV4] = []
  private var mainByteCount = 0
  private let input: Place

  init(_ random: inout SplitMix64) {
    input = Place(
      row: Int.random(in: 0...40, using: &random),
      layout: FeatureMapLayout(
        channels: Int.random(in: 1...5, using: &random), height: Int.random(in: 4...9, using: &random),
        width: [5, 16, 17, 33, 64].randomElement(using: &random) ?? 5))
    places = [input]
  }

  /// Puts bytes of main memory where an older map lies or next to it.
  private mutating func appendUpload(_ random: inout SplitMix64) {
    var place = places.randomElement(using: &random) ?? input
    if Bool.random(using: &random) { place.row += Int.random(in: 0...2, using: &random) }
    let layout = place.layout
    let batches = Int.random(in: 1...2, using: &random)
    let byteCount = batches * layout.channels * layout.height * layout.width
    mainByteCount = max(mainByteCount, byteCount)
    nodes.append(
      .kpuUpload(
        OperationV4.KPUUpload(
          operands: .init(
            input: .main(0, byteCount), output: .kpu(place.row * 64, batches * layout.byteCount)),
          shape: ShapeV4(
            Int32(batches), Int32(layout.channels), Int32(layout.height), Int32(layout.width)))))
  }

  mutating func append(_ random: inout SplitMix64) {
    if Int.random(in: 0..<4, using: &random) == 0 { appendUpload(&random) }
    var source = places.last ?? input
    switch Int.random(in: 0..<4, using: &random) {
    case 0: source = places.randomElement(using: &random) ?? input
    case 1: source.row += Int.random(in: 0...3, using: &random)
    default: break
    }
    let pools: [KPUPoolType] = [
      .bypass, .bypass, .max2Stride1, .mean2Stride1, .leftTop2Stride2, .max2Stride2,
    ]
    var pool = pools.randomElement(using: &random) ?? .bypass
    if min(source.layout.height, source.layout.width) < 4 { pool = .bypass }
    let isDepthwise = Bool.random(using: &random)
    let outputChannels = isDepthwise ? source.layout.channels : Int.random(in: 1...6, using: &random)
    var argument = KPULayerArgument.layer(
      channels: source.layout.channels, to: outputChannels, height: source.layout.height,
      width: source.layout.width, Bool.random(using: &random) ? .oneByOne : .threeByThree, pool: pool,
      isDepthwise: isDepthwise, from: source.row, at: Int.random(in: 0...120, using: &random),
      padValue: UInt8.random(in: 0...255, using: &random))
    argument.inputSumFactor = [0, -128, -77, -4_000_000].randomElement(using: &random) ?? 0
    argument.inputSumShift = argument.inputSumFactor < -1000 ? 15 : 0
    places.append(
      Place(
        row: argument.imageDestinationRow,
        layout: FeatureMapLayout(
          channels: outputChannels, height: argument.outputHeight, width: argument.outputWidth)))
    nodes.append(.kpuConv2D(node(argument, &random)))
  }

  private mutating func node(_ argument: KPULayerArgument, _ random: inout SplitMix64)
    -> OperationV4.KPUConv2D
  {
    let taps = (argument.isDepthwise ? 1 : argument.inputChannels) * (argument.kernelTypeCode == 0 ? 1 : 9)
    let batchNorm = (0..<argument.outputChannels).map { _ in
      BatchNormEntry(
        multiplier: Int.random(in: -40_000...90_000, using: &random) / taps,
        addend: Int.random(in: -20_000...20_000, using: &random),
        shift: Int.random(in: 6...15, using: &random))
    }
    let segments = [
      SegmentEntry(start: -1 << 35, multiplier: 0),
      SegmentEntry(start: -9_000, multiplier: Int.random(in: -300...300, using: &random), shift: 12, bias: 9),
      SegmentEntry(start: 0, multiplier: Int.random(in: 1...900, using: &random), shift: 11, bias: 3),
    ]
    let parameters = KPUParameters(
      weights: random.bytes(argument.outputChannels * taps), batchNorm: batchNorm, segments: segments)
    let batches = [1, 1, 1, 2, 3].randomElement(using: &random) ?? 1
    let byteCount = batches * argument.outputChannels * argument.outputHeight * argument.outputWidth
    var output = MemoryRange(memory: .constant, dataType: .float32, start: 0, byteCount: 0)
    if Bool.random(using: &random) {
      output = MemoryRange.main(mainByteCount, byteCount)
      mainByteCount += byteCount + 7
    }
    return OperationV4.KPUConv2D(
      mainMemoryOutput: output, batches: Int32(batches), reserved: 0, argument: argument,
      parameters: parameters)
  }

  func model(endsInKPURAM: Bool) -> KModelV4 {
    let memory = max(8, mainByteCount)
    var outputs = [MemoryRange.main(0, memory)]
    if endsInKPURAM { outputs.append(MemoryRange.kpu(0, 64 * 400)) }
    let layout = input.layout
    return KModelV4(
      mainMemoryByteCount: UInt32(memory),
      inputs: [
        KModelV4.Input(
          range: MemoryRange.kpu(input.row * 64, layout.byteCount),
          shape: ShapeV4(1, Int32(layout.channels), Int32(layout.height), Int32(layout.width)))
      ], outputs: outputs, nodes: nodes.map { KModelV4.Node(operation: $0) })
  }
}
