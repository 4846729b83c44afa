import Simulation
import Testing

@Suite("estimates")
struct ModelEstimateTests {
  static let clocks = ChipClocks(acceleratorMHz: 400, cpuMHz: 400)
  static let measured = CostBasis("a", .measured, relativeError: 0.1, source: "s")
  static let guessed = CostBasis("b", .guessed, relativeError: 0.5, source: "s")
  static let otherGuess = CostBasis("c", .guessed, relativeError: 0.5, source: "s")

  static func layer(
    _ index: Int, _ terms: [CostTerm], macs: Int = 0, unit: LayerDescription.Unit = .accelerator
  ) -> LayerEstimate {
    LayerEstimate(
      layer: LayerDescription(
        index: index, operation: "op", unit: unit, inputShape: nil, outputShape: nil, macs: macs,
        parameterBytes: 0, details: ""), terms: terms)
  }

  static func estimate(_ layers: [LayerEstimate]) -> ModelEstimate {
    ModelEstimate(
      clocks: clocks, peakMACsPerCycle: 576, weightBytesPerCycle: 2.9,
      input: [CostTerm(.data, cycles: 40, measured)], layers: layers)
  }

  @Test("totals are sums of parts; the input stands apart")
  func sums() {
    let estimate = Self.estimate([
      Self.layer(
        0, [CostTerm(.compute, cycles: 1000, Self.measured), CostTerm(.fixed, cycles: 2.4, Self.guessed)]),
      Self.layer(1, [CostTerm(.cpu, cycles: 398_998, Self.guessed)], unit: .cpu),
    ])
    #expect(estimate.cycles == 400_000 && estimate.milliseconds == 1 && estimate.inputCycles == 40)
    #expect(estimate.cycles(of: .compute) == 1000 && estimate.cycles(of: .fixed) == 2)
    #expect(estimate.cycles(of: .data) == 0)
    #expect(estimate.heaviest(1).map { $0.layer.index } == [1])
    #expect(estimate.heaviest(9).count == 2 && estimate.heaviest(-1).isEmpty)
    #expect(estimate.layers[0].bottleneck == .compute && estimate.layers[0].certainty == .measured)
    #expect(estimate.bases.map { $0.cycles } == [399_000, 1000])
  }

  @Test("errors add up within a certainty, their squares between certainties")
  func errors() {
    let estimate = Self.estimate([
      Self.layer(
        0,
        [
          CostTerm(.cpu, cycles: 3000, Self.guessed), CostTerm(.cpu, cycles: 1000, Self.otherGuess),
          CostTerm(.compute, cycles: 15_000, Self.measured),
        ])
    ])
    #expect(abs(estimate.errorMilliseconds - 2500 / 400_000.0) < 1e-12)
  }

  @Test("use of the multipliers counts the accelerator's layers only")
  func utilization() {
    let estimate = Self.estimate([
      Self.layer(0, [CostTerm(.compute, cycles: 100, Self.measured)], macs: 28_800),
      Self.layer(1, [CostTerm(.cpu, cycles: 900, Self.measured)], macs: 1_000_000, unit: .cpu),
    ])
    #expect(estimate.utilization == 0.5)
    #expect(estimate.layers[0].utilization(peakMACsPerCycle: 576) == 0.5)
    #expect(estimate.layers[1].utilization(peakMACsPerCycle: 576) == nil)
    #expect(Self.estimate([]).utilization == nil)
  }

  @Test("costs that are negative, not a number or beyond counting are cut")
  func limits() {
    #expect(CostTerm(.cpu, cycles: -5, Self.guessed).cycles == 0)
    #expect(CostTerm(.cpu, cycles: .nan, Self.guessed).cycles == 0)
    #expect(CostTerm(.cpu, cycles: .infinity, Self.guessed).cycles == 1 << 50)
    #expect(Self.layer(0, []).bottleneck == nil && Self.layer(0, []).certainty == nil)
  }
}
