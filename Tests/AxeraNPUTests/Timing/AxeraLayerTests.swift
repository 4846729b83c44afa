import AxeraNPU
import NPUGraph
import Simulation
import Testing

@Suite("the time of layers on Axera's NPUs")
struct AxeraLayerTests {
  private typealias Map = LayerWork.Extent

  private static func map(_ channels: Int, _ side: Int) -> LayerWork.Extent {
    Map(channels: channels, height: side, width: side)
  }

  /// Cycles of the engines for one layer.
  private static func schedule(
    _ work: LayerWork, _ chip: AxeraChip = .ax620a, _ mode: AxeraMode = .half
  ) throws -> AxeraSchedule {
    let timing = try #require(AxeraTiming(chip, mode: mode))
    return timing.schedule([work], at: timing.nominalClocks)
  }

  private static func convolution(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, side: Int = 32
  ) -> LayerWork {
    LayerWork(
      .convolution, input: map(inputs, side * stride), output: map(outputs, side),
      window: LayerWork.Window(kernel: kernel, stride: stride),
      weightBytes: inputs * outputs * kernel * kernel)
  }

  @Test("a 3x3 layer of 16 and 8 channels is what the multipliers are made for: a cycle for each pixel")
  func exact() throws {
    #expect(try Self.schedule(Self.convolution(16, 8, kernel: 3)).convolutionCycles == 1024)
    // One channel more needs as much as the next full block.
    #expect(try Self.schedule(Self.convolution(17, 8, kernel: 3)).convolutionCycles == 2048)
    #expect(try Self.schedule(Self.convolution(16, 9, kernel: 3)).convolutionCycles == 2048)
    #expect(try Self.schedule(Self.convolution(16, 8, kernel: 3), .ax620a, .whole).convolutionCycles == 512)
    #expect(try Self.schedule(Self.convolution(16, 16, kernel: 3), .ax650, .npu1).convolutionCycles == 1024)
  }

  @Test("kernels are computed in threes, dilated ones with their gaps")
  func kernels() throws {
    #expect(try Self.schedule(Self.convolution(16, 8, kernel: 5)).convolutionCycles == 4096)
    #expect(try Self.schedule(Self.convolution(16, 8, kernel: 2)).convolutionCycles == 1024)
    var dilated = Self.convolution(16, 8, kernel: 3)
    (dilated.window.dilationHeight, dilated.window.dilationWidth) = (2, 1)
    #expect(try Self.schedule(dilated).convolutionCycles == 2048)
  }

  @Test("a stride of 2 takes eight output channels more")
  func strides() throws {
    #expect(try Self.schedule(Self.convolution(16, 8, kernel: 3, stride: 2)).convolutionCycles == 2048)
    #expect(try Self.schedule(Self.convolution(16, 32, kernel: 3, stride: 2)).convolutionCycles == 5120)
  }

  @Test("taps of a first layer of 7x7 are packed on the later chips alone")
  func firstLayers() throws {
    let first = Self.convolution(3, 64, kernel: 7, side: 112)
    // 16 channels and 81 taps against two blocks of 9 x 16 products.
    #expect(try Self.schedule(first).convolutionCycles == 112 * 112 * 8 * 9)
    #expect(try Self.schedule(first, .ax650, .npu1).convolutionCycles == 112 * 112 * 8)
  }

  @Test("groups are computed one after the other, each rounded up by itself")
  func groups() throws {
    var grouped = Self.convolution(32, 16, kernel: 3)
    grouped.window.groups = 4
    #expect(try Self.schedule(grouped).convolutionCycles == 4096)
  }

  @Test("16 bits on one side take twice as long, on both four times, 4 bits on both a quarter")
  func precisions() throws {
    for (activation, weight, factor) in [(16, 8, 2.0), (8, 16, 2), (16, 16, 4), (4, 4, 0.25), (8, 4, 1)] {
      var work = Self.convolution(16, 8, kernel: 3)
      (work.activationBits, work.weightBits) = (activation, weight)
      #expect(try Self.schedule(work).convolutionCycles == 1024 * factor, "a\(activation)w\(weight)")
    }
  }

  @Test("weights are fetched ahead as far as there is room, and a layer ends no sooner than they are there")
  func weights() throws {
    let timing = try #require(AxeraTiming(.ax620a, mode: .half))
    var small = Self.convolution(64, 64, kernel: 3, side: 56)
    small.weightBytes = 1000
    let large = LayerWork(
      .convolution, input: Self.map(4096, 1), output: Self.map(1024, 1), weightBytes: 4 << 20)
    let alone = timing.schedule([large], at: timing.nominalClocks)
    let bytes = Double(4 << 20) + 4096
    #expect(alone.cycles >= bytes / 4.75 && alone.layers[0].weightWait > 0.9 * alone.cycles)
    // 2 MiB fit beside the layers in front of it; a layer larger than that waits for the end of all of them.
    var half = large
    half.weightBytes = 1 << 20
    let behind = timing.schedule(Array(repeating: small, count: 20) + [half], at: timing.nominalClocks)
    let waiting = timing.schedule(Array(repeating: small, count: 20) + [large], at: timing.nominalClocks)
    #expect(behind.layers[20].weightWait < 1e-6)
    #expect(waiting.layers[20].weightWait > 0.9 * Double(4 << 20) / 4.75)
  }

  @Test("maps beyond the on-chip memory go through main memory")
  func swapping() throws {
    let fits = try Self.schedule(LayerWork(.elementwise, input: Self.map(16, 256), output: Self.map(16, 256)))
    let swaps = try Self.schedule(
      LayerWork(.elementwise, input: Self.map(17, 256), output: Self.map(17, 256)))
    #expect(fits.traffic.swapped == 0 && swaps.traffic.swapped == 2 * 17 * 65536)
    // What the vector unit does meanwhile, at 16 elements per cycle, is not waited for.
    let wanted = 2 * 17 * 65536 / 4.75 - 17 * 65536 / 16
    #expect(fits.layers[0].transfer == 0 && abs(swaps.layers[0].transfer - wanted) < 0.001)
  }

  @Test("main memory keeps its time when the NPU's clock is lowered, the CPU its own")
  func clocks() throws {
    let timing = try #require(AxeraTiming(.ax650, mode: .npu1))
    let dense = LayerWork(
      .convolution, input: Self.map(4096, 1), output: Self.map(4096, 1), weightBytes: 1 << 24)
    let full = timing.schedule([dense], at: ChipClocks(acceleratorMHz: 800, cpuMHz: 1700)).cycles / 800
    let half = timing.schedule([dense], at: ChipClocks(acceleratorMHz: 400, cpuMHz: 1700)).cycles / 400
    #expect(abs(half / full - 1) < 0.01)
    var softmax = LayerWork(.elementwise, input: Self.map(1000, 1), output: Self.map(1000, 1))
    softmax.unit = .cpu
    // 10 cycles at 1.7 GHz for each of 1000 elements.
    let cycles = timing.schedule([softmax], at: timing.nominalClocks).cycles
    #expect(abs(cycles - 1000 * 10 * 800 / 1700) < 0.001)
  }

  @Test("what is not fitted is called guessed: 16 bits, the vector unit, modes without a table")
  func certainty() throws {
    func basis(_ chip: AxeraChip, _ mode: AxeraMode, bits: Int = 8) throws -> CostBasis {
      let timing = try #require(AxeraTiming(chip, mode: mode))
      var work = Self.convolution(16, 8, kernel: 3)
      work.activationBits = bits
      let layer = LayerDescription(
        index: 0, operation: "Conv", unit: .accelerator, inputShape: nil, outputShape: nil, macs: 0,
        parameterBytes: 0, details: "")
      return try #require(timing.estimate([(layer, work)], at: timing.nominalClocks).layers[0].terms.first)
        .basis
    }
    #expect(try basis(.ax650, .npu3).certainty == .fitted)
    #expect(try basis(.ax620a, .half).certainty == .fitted)
    #expect(try basis(.ax650, .npu2).certainty == .guessed)
    #expect(try basis(.ax620a, .whole).certainty == .guessed)
    #expect(try basis(.ax630c, .npu2, bits: 16).certainty == .guessed)
  }

  @Test("any extents give times that are not negative", arguments: [Int.max, Int.min, -1, 0])
  func extremes(extreme: Int) throws {
    let map = Map(channels: extreme, height: extreme, width: extreme)
    var window = LayerWork.Window(kernel: extreme, stride: extreme, groups: extreme)
    window.dilationHeight = extreme
    for chip in AxeraChip.allCases {
      let timing = try #require(AxeraTiming(chip, mode: chip.modes[0]))
      var works: [LayerWork] = []
      for kind in LayerWork.Kind.allCases {
        for unit in LayerDescription.Unit.allCases {
          works.append(
            LayerWork(
              kind, on: unit, input: map, output: map, operands: extreme, window: window,
              weightBytes: extreme,
              activationBits: extreme, weightBits: extreme, passesTable: true))
        }
      }
      let schedule = timing.schedule(works, at: timing.nominalClocks)
      #expect(schedule.cycles >= 0 && schedule.cycles.isFinite)
      #expect(schedule.layers.allSatisfy { $0.cycles >= 0 && $0.cycles.isFinite })
    }
  }

  @Test("a hundred thousand layers without weights are placed in no time")
  func many() throws {
    let layer = Self.convolution(16, 8, kernel: 1, side: 1)
    var works = Array(repeating: layer, count: 100_000)
    for index in works.indices { works[index].weightBytes = 0 }
    works.append(layer)
    let timing = try #require(AxeraTiming(.ax650, mode: .npu3))
    #expect(timing.schedule(works, at: timing.nominalClocks).layers.count == 100_001)
  }
}
