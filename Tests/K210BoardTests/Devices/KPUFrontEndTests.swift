import K210Board
import KModel
import KPUSim
import OpKernels
import RV64
import TestSupport
import Testing

@Suite("KPU front end")
struct KPUFrontEndTests {
  /// A layer with random parameters in main memory, and what the KPU makes of it.
  private struct Layer {
    var argument: KPULayerArgument
    let parameters: KPUParameters
    let weightWidth: KPUDatapath.WeightWidth

    /// Puts the parameters at an address and names them there, by the cached address or the other.
    mutating func place(at offset: Int, base: UInt32, in memory: GuestMemory) {
      var start = offset
      func put(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        defer { start += (bytes.count + 127) / 128 * 128 }
        #expect(memory.write(Array(bytes), at: start))
        return base + UInt32(start)
      }
      argument.weightsAddress = put(parameters.weights)
      argument.batchNormAddress = put(parameters.batchNorm)
      argument.activationAddress = put(parameters.activation)
    }
  }

  private func makeLayer(
    _ random: inout SplitMix64, input: Int = 0, output: Int = 8192, sixteenBit: Bool = false
  ) throws -> Layer {
    let isDepthwise = Bool.random(using: &random)
    let channels = Int.random(in: 1...9, using: &random)
    let outputs = isDepthwise ? channels : Int.random(in: 1...9, using: &random)
    let kernel = Bool.random(using: &random) ? KPUKernelType.threeByThree : .oneByOne
    var argument = try #require(
      KPULayerArgument(
        inputChannels: channels, outputChannels: outputs, inputHeight: Int.random(in: 4...20, using: &random),
        inputWidth: Int.random(in: 4...70, using: &random), kernel: kernel,
        pool: Bool.random(using: &random) ? .bypass : .max2Stride2, isDepthwise: isDepthwise,
        imageSourceRow: input, imageDestinationRow: output, bytesPerWeight: sixteenBit ? 2 : 1))
    argument.inputSumFactor = -Int.random(in: 0...255, using: &random)
    let norms = (0..<outputs).map { _ in
      KPUParameters.batchNormEntry(
        multiplier: Int64.random(in: 1...500, using: &random),
        addend: Int64.random(in: -5000...5000, using: &random),
        shift: Int.random(in: 0...12, using: &random))
    }
    let words =
      norms + KPUParameters.reluSegments(fractionBits: Int.random(in: 1...8, using: &random)) + [0, 0]
    let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } }
    return Layer(
      argument: argument,
      parameters: KPUParameters(
        batchNorm: bytes[..<(8 * outputs)], activation: bytes[(8 * outputs)...],
        weights: random.bytes(try #require(argument.weightCount) * (sixteenBit ? 2 : 1))[...]),
      weightWidth: sixteenBit ? .sixteenBit : .eightBit)
  }

  private func push(_ argument: KPULayerArgument, to kpu: inout KPUFrontEnd, _ board: Backplane) {
    for index in 0..<12 { kpu.set(0, argument.words[index], board) }
  }

  private func finish(_ kpu: inout KPUFrontEnd, _ board: Backplane) {
    while board.sleep(until: .never) != nil { kpu.update(board) }
  }

  /// KPU RAM after a layer by the reference.
  private func expected(_ layer: Layer, _ ram: [UInt8], _ rounding: RoundingRule) throws -> [UInt8] {
    var (ram, datapath) = (ram, KPUDatapath())
    var span = ram.mutableSpan
    try datapath.run(
      layer.argument, parameters: layer.parameters, weightWidth: layer.weightWidth, rounding: rounding,
      ram: &span)
    return ram
  }

  private static let ramStart = 6 << 20

  private func fillRAM(_ random: inout SplitMix64, _ board: Backplane) -> [UInt8] {
    var ram = [UInt8](repeating: 0, count: 2 << 20)
    for index in 0..<65_536 { ram[index] = UInt8(truncatingIfNeeded: random.next()) }
    board.memory.write(ram, at: Self.ramStart)
    return ram
  }

  @Test("a layer leaves what the reference leaves, also when its weights change in place", arguments: 1...6)
  func layers(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let board = makeBackplane()
    let rounding = seed % 2 == 0 ? RoundingRule.halfUp : .halfEven
    var kpu = KPUFrontEnd(rounding: rounding, kernels: seed == 1 ? nil : .best)
    var ram = fillRAM(&random, board)
    let sixteenBit = seed % 3 == 0
    var layer = try makeLayer(&random, sixteenBit: sixteenBit)
    kpu.set(0x40, sixteenBit ? 0 : 1, board)
    for round in 0..<3 {
      if round == 1 {
        var weights = layer.parameters.weights
        weights[weights.endIndex - 1] ^= 0x55
        var parameters = layer.parameters
        parameters.weights = weights
        layer = Layer(argument: layer.argument, parameters: parameters, weightWidth: layer.weightWidth)
      }
      layer.place(at: 0x1000, base: round == 2 ? 0x8000_0000 : 0x4000_0000, in: board.memory)
      ram = try expected(layer, ram, rounding)
      push(layer.argument, to: &kpu, board)
      finish(&kpu, board)
      // Not in the macro, which would write out two megabytes.
      let isEqual = board.memory.read(Self.ramStart..<(8 << 20)) == ram
      #expect(isEqual)
    }
    #expect(kpu.layerCount == 3 && board.takeNotices().isEmpty)
  }

  @Test("layers that wait run one after the other, each for its time; interrupts say so")
  func queue() throws {
    var random = SplitMix64(seed: 7)
    let board = makeBackplane()
    var kpu = KPUFrontEnd()
    _ = fillRAM(&random, board)
    kpu.set(0x28, 3 | 1 << 4, board)
    kpu.set(0x18, 0, board)
    kpu.set(0x40, 1, board)
    var layer = try makeLayer(&random)
    layer.place(at: 0, base: 0x4000_0000, in: board.memory)
    let cycles = KPUTiming.cycles(layer.argument, bytesPerWeight: 1)
    for index in 0..<4 {
      var argument = layer.argument
      argument.raisesInterrupt = index == 3
      push(argument, to: &kpu, board)
    }
    #expect(kpu.isBusy && kpu.read(0x10, board) == 4)
    kpu.set(0x20, 7, board)
    // Three, two, one and no layers wait at the four ends.
    for raw: UInt64 in [0, 0, 2, 3] {
      let before = board.now
      #expect(board.sleep(until: .never) == .kpu)
      kpu.update(board)
      #expect((board.now - before) >= .nanoseconds(Int64(cycles / 0.78)))
      #expect((board.now - before) <= .nanoseconds(Int64(cycles / 0.78) + 10))
      #expect(kpu.read(0x08, board) == raw && board.pendingSources == (raw == 0 ? [] : [.kpu]))
      kpu.set(0x20, 7, board)
    }
    #expect(!kpu.isBusy && board.timeline.next == .never && board.pendingSources.isEmpty)
  }

  @Test("another clock changes what is left of a layer; a stopped one holds it")
  func clocks() throws {
    var random = SplitMix64(seed: 8)
    let board = makeBackplane()
    var kpu = KPUFrontEnd()
    push(try makeLayer(&random).argument, to: &kpu, board)
    let end = board.timeline.next
    var clocks = board.clocks
    clocks.kpuHertz /= 2
    board.setClocks(clocks)
    kpu.reschedule(board)
    let later = board.timeline.next
    #expect(later.picoseconds / 2 - end.picoseconds < 10)
    clocks.kpuHertz = 0
    board.setClocks(clocks)
    kpu.reschedule(board)
    #expect(board.timeline.next == .never)
  }

  @Test("results go out as planes, eight bytes at a time, with zeros behind the end")
  func output() throws {
    var random = SplitMix64(seed: 9)
    let board = makeBackplane()
    var kpu = KPUFrontEnd()
    kpu.set(0x40, 1, board)
    let ram = fillRAM(&random, board)
    var layer = try makeLayer(&random)
    layer.argument.sendsDataOut = true
    layer.place(at: 0, base: 0x4000_0000, in: board.memory)
    push(layer.argument, to: &kpu, board)
    #expect(!kpu.isOutputReady)
    finish(&kpu, board)
    #expect(kpu.isOutputReady && board.needsDMA)
    let argument = layer.argument
    let map = try FeatureMap(
      row: argument.imageDestinationRow, channels: argument.outputChannels, height: argument.outputHeight,
      width: argument.outputWidth)
    var planar = [UInt8](repeating: 0, count: (map.planarByteCount + 7) / 8 * 8)
    let after = try expected(layer, ram, .halfUp)
    var span = planar.mutableSpan
    map.download(from: after.span, to: &span)
    var taken: [UInt8] = []
    while kpu.isOutputReady {
      let word = kpu.read(0x30, board) ?? 0
      taken += (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
    #expect(taken == planar)
    #expect(kpu.read(0x30, board) == 0)
  }

  @Test("wild addresses and words without a meaning leave notices, and the program goes on")
  func notices() throws {
    var random = SplitMix64(seed: 10)
    let board = makeBackplane()
    var kpu = KPUFrontEnd()
    kpu.set(0x40, 1, board)
    var layer = try makeLayer(&random)
    layer.place(at: 0, base: 0x4000_0000, in: board.memory)
    var argument = layer.argument
    argument.raisesInterrupt = true
    argument.batchNormAddress = 0x807F_FFFF
    push(argument, to: &kpu, board)
    finish(&kpu, board)
    #expect(kpu.read(0x10, board).map { $0 & 1 } == 1)
    let bytes = 8 * argument.outputChannels
    let outside = KPUNotice.parametersOutsideRAM(block: "batch norm", address: 0x807F_FFFF, byteCount: bytes)
    #expect(board.takeNotices() == [.kpu(outside)])
    argument = layer.argument
    argument.imageDestinationRow = 32_767
    push(argument, to: &kpu, board)
    finish(&kpu, board)
    guard case .kpu(.impossibleLayer) = board.takeNotices().first else {
      Issue.record("a map outside of KPU RAM left no notice")
      return
    }
    for _ in 0..<300 { kpu.set(0, 0, board) }
    #expect(board.takeNotices() == [.kpu(.queueFull)])
    kpu.reset(board)
    #expect(board.timeline.next == .never && !kpu.isBusy)
  }

  @Test("random accesses end well", arguments: 1...2) func traffic(seed: UInt64) {
    let board = makeBackplane()
    var kpu = KPUFrontEnd()
    kpu.suffer(seed: seed, byteCount: 0x60, on: board, count: 1500) { kpu, _ in kpu.update(board) }
    kpu.reset(board)
    #expect(board.timeline.next == .never && board.pendingSources.isEmpty)
  }
}
