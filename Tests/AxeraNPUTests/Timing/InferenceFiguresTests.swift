import AxeraNPU
import BenchmarkKit
import Testing

@Suite("figures of one inference")
struct InferenceFiguresTests {
  @Test("the report's example: cycles, milliseconds, frames per second, use of the multipliers, bytes")
  func example() {
    let figures = InferenceFigures(
      cycles: 19_502_008, megahertz: 800, macs: 5_386_556_160, macsPerCycle: 1152,
      traffic: AxeraTraffic(parameters: 7_393_984, swapped: 4_981_632))
    #expect(abs(figures.milliseconds - 24.4) < 0.05)
    #expect(abs(figures.framesPerSecond - 41.020) < 0.002)
    #expect(abs(100 * figures.utilization - 23.98) < 0.005)
    #expect(figures.traffic.total == 12_375_616)
    #expect(figures.macs / figures.macsPerCycle == 4_675_830)
    let second = InferenceFigures(cycles: 109_790, megahertz: 800, macs: 0, macsPerCycle: 1152)
    #expect(abs(second.framesPerSecond - 7286.64) < 0.1)
  }

  @Test("a second report's bytes: parameters, inputs and outputs are the ideal, the rest comes on top")
  func traffic() {
    let traffic = AxeraTraffic(
      parameters: 3_907_904, inputs: 409_600, outputs: 6_536_000, swapped: 7_475_200)
    #expect(traffic.ideal == 10_853_504)
    #expect(traffic.total == 18_328_704)
  }

  @Test("an estimate's figures agree with each other")
  func estimate() throws {
    let timing = try #require(AxeraTiming(.ax620a, mode: .half))
    let network = NetworkSketch.resNet18
    let figures = timing.figures(network.works)
    #expect(figures.macs == network.macs)
    #expect(abs(figures.milliseconds * figures.framesPerSecond - 1000) < 1e-9)
    #expect(
      abs(figures.milliseconds + timing.runMicroseconds / 1000 - timing.latencyMilliseconds(network.works))
        < 1e-9)
    #expect(figures.traffic.parameters == Double(network.weightBytes))
    #expect(figures.traffic.inputs == 150_528 && figures.traffic.outputs == 1000)
    #expect(figures.utilization > 0.3 && figures.utilization < 0.5)
  }

  @Test("nothing takes no time and uses nothing")
  func nothing() throws {
    let figures = try #require(AxeraTiming(.ax650, mode: .npu1)).figures([])
    #expect(figures.framesPerSecond == 0 && figures.utilization == 0 && figures.traffic.total == 0)
    #expect(InferenceFigures(cycles: 1, megahertz: 0, macs: 1, macsPerCycle: 0).milliseconds == 0)
  }
}
