import KModel
import KPUSim
import Simulation
import TestSupport
import Testing

@Suite("estimates of models")
struct EstimateTests {
  private let clocks = ChipClocks(acceleratorMHz: 400, cpuMHz: 400)

  /// What holds for the estimate and the plans of every model.
  static func check(_ model: SimulatedKModel, at clocks: ChipClocks) {
    let estimate = model.estimate(at: clocks)
    #expect(estimate.layers.map { $0.layer } == model.layers)
    #expect(estimate.cycles == CostResource.allCases.reduce(0) { $0 + estimate.cycles(of: $1) })
    #expect(estimate.cycles == estimate.bases.reduce(0) { $0 + $1.cycles })
    for row in estimate.layers {
      #expect(row.cycles == CostResource.allCases.reduce(0) { $0 + row.cycles(of: $1) })
      #expect(
        row.utilization(peakMACsPerCycle: estimate.peakMACsPerCycle).map { (0...1).contains($0) } ?? true)
    }
    #expect(estimate.utilization.map { (0...1).contains($0) } ?? true)
    #expect(estimate.errorMilliseconds <= estimate.milliseconds)
    #expect(model.memoryPlans.map { $0.memory } == ["KPU RAM", "main memory"])
    for plan in model.memoryPlans {
      #expect(plan.usedBytes.count == model.layers.count)
      #expect(plan.averageBytes <= plan.peakBytes)
      #expect(plan.usedBytes.allSatisfy { $0 >= 0 })
    }
    for remark in model.remarks(at: clocks) {
      #expect(remark.milliseconds >= 0 && !remark.message.isEmpty)
      #expect(remark.milliseconds <= estimate.milliseconds + estimate.inputMilliseconds)
      #expect(remark.layers.allSatisfy { model.layers.indices.contains($0) })
    }
  }

  @Test("every v3 layer costs something, and the sums hold", arguments: OperationV3.Code.allCases)
  func v3(code: OperationV3.Code) {
    let model = SimulatedKModel(.v3(SampleModelsV3.model(code)), fileByteCount: 0)
    Self.check(model, at: clocks)
    #expect(model.estimate(at: clocks).cycles > 0)
  }

  @Test("every v4 opcode costs something, and the sums hold", arguments: OperationV4.Code.allCases)
  func v4(code: OperationV4.Code) {
    let model = SimulatedKModel(.v4(SampleModelsV4.model(code)), fileByteCount: 0)
    Self.check(model, at: clocks)
    #expect(model.estimate(at: clocks).cycles > 0)
  }

  @Test("random models of all layers at odd clocks", arguments: 0..<20) func random(seed: UInt64) {
    let odd = ChipClocks(acceleratorMHz: 37.5 + Double(seed) * 11, cpuMHz: 500 - Double(seed) * 7)
    Self.check(SimulatedKModel(.v3(SampleModelsV3.modelOfAllTypes(seed: seed)), fileByteCount: 0), at: odd)
    Self.check(SimulatedKModel(.v4(SampleModelsV4.modelOfAllOpcodes(seed: seed)), fileByteCount: 0), at: odd)
  }

  @Test("each clock scales its own part")
  func scaling() {
    let model = SimulatedKModel(.v3(SampleModelsV3.model(.dequantize)), fileByteCount: 0)
    let slow = model.estimate(at: ChipClocks(acceleratorMHz: 400, cpuMHz: 200)).milliseconds
    #expect(abs(slow / model.estimate(at: clocks).milliseconds - 2) < 0.01)
    let run = SimulatedKModel(.v3(SampleModelsV3.model(.k210Conv)), fileByteCount: 0)
    let fast = run.estimate(at: ChipClocks(acceleratorMHz: 800, cpuMHz: 400))
    #expect(fast.cycles(of: .compute) == run.estimate(at: clocks).cycles(of: .compute))
  }

  @Test("every constant has a unit, a source and an error that fits its certainty")
  func constants() {
    #expect(K210Cost.all.count == 30)
    #expect(Set(K210Cost.all.map { $0.basis.name }).count == K210Cost.all.count)
    for cost in K210Cost.all {
      #expect(cost.nanoseconds > 0 && !cost.basis.source.isEmpty)
      #expect(cost.basis.name.contains(" ns per \(cost.unit.rawValue)"))
      switch cost.basis.certainty {
      case .measured: #expect(cost.basis.relativeError <= 0.05)
      case .fitted: #expect(0.05...0.5 ~= cost.basis.relativeError)
      case .guessed: #expect(cost.basis.relativeError >= 0.5)
      }
    }
  }
}
