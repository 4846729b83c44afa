import Foundation
import RockchipNPU
import Simulation
import TestSupport
import Testing

@Suite("the time of layers and networks")
struct RockchipTimingTests {
  private let map = NPULayerWork.Extent(channels: 64, height: 40, width: 40)

  @Test(
    "nine networks' published frames per second are met within 20 %, and within the estimate's own error",
    .enabled(if: GoldenData.isExpected(TimingEstimates.path), "\(GoldenData.missingMessage)"),
    arguments: TimingEstimates.chips)
  func frames(chip: RockchipChip) throws {
    let timing = try #require(RockchipTiming(chip))
    let estimates = try TimingEstimates.load()
    for name in TimingEstimates.names {
      let network = try #require(estimates.nets[name]?[chip.rawValue])
      let estimate = try network.estimate(timing)
      let deviation = estimate.inferencesPerSecond / network.framesPerSecond - 1
      #expect(abs(deviation) < 0.2, "\(name): \(deviation)")
      let error = abs(estimate.milliseconds - 1000 / network.framesPerSecond)
      #expect(error <= estimate.errorMilliseconds, "\(name): \(error) ms")
      #expect(estimate.cycles == CostResource.allCases.reduce(0) { $0 + estimate.cycles(of: $1) })
    }
  }

  @Test(
    "the page holds the table that the estimates give",
    .enabled(if: GoldenData.isExpected(TimingEstimates.path), "\(GoldenData.missingMessage)"))
  func page() throws {
    let estimates = try TimingEstimates.load()
    var table = "| network | " + TimingEstimates.chips.map { $0.name }.joined(separator: " | ") + " |\n"
    table += "| --- |" + TimingEstimates.chips.map { _ in " --: |" }.joined() + "\n"
    for name in TimingEstimates.names {
      let cells = try TimingEstimates.chips.map { chip in
        let network = try #require(estimates.nets[name]?[chip.rawValue])
        let rate = try network.estimate(try #require(RockchipTiming(chip))).inferencesPerSecond
        let deviation = 100 * (rate / network.framesPerSecond - 1)
        return String(format: "%.1f / %.1f (%+.0f %%)", rate, network.framesPerSecond, deviation)
      }
      table += "| \(name) | " + cells.joined(separator: " | ") + " |\n"
    }
    var repository = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { repository.deleteLastPathComponent() }
    let page = try String(
      contentsOf: repository.appendingPathComponent("docs/rockchip-timing.md"), encoding: .utf8)
    let isThere = page.contains(table)
    #expect(isThere, "docs/rockchip-timing.md should hold:\n\(table)")
  }

  @Test(
    "three cores of RK3588 gain on yolov5s what somebody measured, within 20 %",
    .enabled(if: GoldenData.isExpected(TimingEstimates.path), "\(GoldenData.missingMessage)"))
  func cores() throws {
    let network = try #require(TimingEstimates.load().nets["yolov5s_relu"]?["rk3588"])
    let rates = try (1...3).map { cores in
      try network.estimate(try #require(RockchipTiming(.rk3588, cores: cores))).inferencesPerSecond
    }
    #expect(rates[0] < rates[1] && rates[1] < rates[2])
    #expect(abs(rates[2] / rates[0] / (18.84 / 9.86) - 1) < 0.2, "\(rates)")
  }

  @Test("a layer's parts: multiplying, weights, maps, start; a table adds to the first")
  func parts() throws {
    let timing = try #require(RockchipTiming(.rk3588))
    var work = convolution()
    let clocks = timing.nominalClocks
    let terms = timing.terms(work, at: clocks)
    #expect(terms.map { $0.resource } == [.compute, .weights, .data, .fixed])
    // 1600 pixels, 2 blocks of outputs, 9 taps, 2 blocks of inputs; then the chip's scale.
    #expect(terms[0].cycles == Int((57_600 * 1.048).rounded()))
    #expect(terms[3].cycles == 2000)
    work.tableElements = 102_400
    let table = timing.terms(work, at: clocks)
    #expect(table.dropLast() == terms[...])
    #expect(table.last?.resource == .compute && table.last?.cycles == Int((102_400 * 0.237).rounded()))
  }

  @Test(
    "names of operations that pass through a table",
    arguments: [
      ("ConvSigmoid", true), ("ConvExSwish", true), ("exSwish", true), ("ConvElu", true), ("ConvRelu", false),
      ("ConvLeakyRelu", false), ("ConvPRelu", false), ("ConvClip", false), ("Conv", false), ("Add", false),
    ])
  func tables(operation: String, passes: Bool) {
    #expect(NPULayerWork.passesTable(operation) == passes)
  }

  @Test("at half the NPU's clock its own cycles stay, and what main memory and operations take halves")
  func clocks() throws {
    let timing = try #require(RockchipTiming(.rk3588))
    let full = timing.terms(convolution(), at: ChipClocks(acceleratorMHz: 1000, cpuMHz: 2400))
    let half = timing.terms(convolution(), at: ChipClocks(acceleratorMHz: 500, cpuMHz: 2400))
    for (full, half) in zip(full, half) {
      let wanted = full.resource == .compute ? full.cycles : (full.cycles + 1) / 2
      #expect(abs(half.cycles - wanted) <= 1, "\(full.resource)")
    }
  }

  @Test("what is not from int8 boards on one core is called guessed")
  func certainty() throws {
    let one = try #require(RockchipTiming(.rk3576))
    let two = try #require(RockchipTiming(.rk3576, cores: 2))
    func basis(_ timing: RockchipTiming, _ precision: NPUPrecision) throws -> CostBasis {
      try #require(timing.terms(convolution(precision), at: timing.nominalClocks).first).basis
    }
    #expect(try basis(one, .int8).certainty == .fitted)
    #expect(try basis(one, .float16).certainty == .guessed)
    #expect(try basis(one, .int16).relativeError > basis(one, .float16).relativeError)
    #expect(try basis(two, .int8).certainty == .guessed)
  }

  @Test("the model's ends cost nothing on the CPU, its other layers there are guessed")
  func onCPU() throws {
    let timing = try #require(RockchipTiming(.rk3568))
    let end = NPULayerWork(.boundary, on: .cpu, .int8, input: map, output: map)
    #expect(timing.terms(end, at: timing.nominalClocks).isEmpty)
    let softmax = NPULayerWork(.other, on: .cpu, .float16, input: map, output: map)
    let terms = timing.terms(softmax, at: timing.nominalClocks)
    // 5 ns for each of 64 x 40 x 40 elements, at 1 GHz of the NPU.
    #expect(terms.map { $0.cycles } == [512_000])
    #expect(terms.map { $0.resource } == [.cpu] && terms[0].basis.certainty == .guessed)
  }

  @Test("no timing of chips without estimates, nor of cores that a chip lacks")
  func unknown() {
    for chip in RockchipChip.allCases {
      #expect((RockchipTiming(chip) != nil) == chip.isExecutable)
      #expect(RockchipTiming(chip, cores: chip.cores.value + 1) == nil)
      #expect(RockchipTiming(chip, cores: 0) == nil)
    }
  }

  @Test("any extents give a time that is not negative", arguments: [Int.max, Int.min, -1, 0])
  func extremes(extreme: Int) throws {
    let map = NPULayerWork.Extent(channels: extreme, height: extreme, width: extreme)
    let timing = try #require(RockchipTiming(.rk3588, cores: 3))
    for kind in NPULayerWork.Kind.allCases {
      for unit in LayerDescription.Unit.allCases {
        let work = NPULayerWork(
          kind, on: unit, .int8, input: map, output: map, kernelHeight: extreme, kernelWidth: extreme,
          tableElements: extreme
        ).compiled(for: timing.engine, hasResidual: true)
        #expect(timing.terms(work, at: timing.nominalClocks).allSatisfy { $0.cycles >= 0 })
      }
    }
  }

  /// A 3x3 layer of 64 channels.
  private func convolution(_ precision: NPUPrecision = .int8) -> NPULayerWork {
    NPULayerWork(
      .convolution, on: .accelerator, precision, input: map, output: map, kernelHeight: 3, kernelWidth: 3,
      traffic: LayerTraffic(input: 102_400, weights: 37_376, output: 102_400))
  }
}
