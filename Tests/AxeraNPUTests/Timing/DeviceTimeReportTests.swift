import AxeraNPU
import BenchmarkKit
import NPUGraph
import Simulation
import Testing

@Suite("the runner's lines of time")
struct DeviceTimeReportTests {
  private static let load = DeviceTimeReport.Load(milliseconds: 569.69, npuMilliseconds: 10.766)

  @Test("the documented lines, with a mark behind each")
  func lines() {
    let report = DeviceTimeReport(
      load: Self.load, repeats: 100, npuMicroseconds: 5378, npuOverheadMicroseconds: 10,
      cpuMicroseconds: 42.6, cpuOverheadMicroseconds: 4.4)
    #expect(
      report.lines == [
        "Create handle took 569.69 ms (neu 10.77 ms, onnx 0.00 ms, axe 0.00 ms, overhead 558.92 ms)"
          + "  [this computer's time]",
        "Run task took 5435 us (99 rounds for average)  [estimated]",
        "        Run NEU took an average of 5378 us (overhead 10 us)  [estimated]",
        "        Run AXE took an average of 43 us (overhead 4 us)  [estimated]",
      ])
  }

  @Test("the first of several rounds is dropped", arguments: [(100, 99), (2, 1), (1, 1), (0, 1), (-5, 1)])
  func rounds(repeats: Int, rounds: Int) {
    let report = DeviceTimeReport(
      load: Self.load, repeats: repeats, npuMicroseconds: 1, npuOverheadMicroseconds: 0)
    #expect(report.rounds == rounds)
    #expect(report.lines[1] == "Run task took 1 us (\(rounds) rounds for average)  [estimated]")
  }

  @Test("a model's estimate, with a line for the CPU when it has layers there")
  func estimate() throws {
    let timing = try #require(AxeraTiming(.ax620a, mode: .half))
    let works = NetworkSketch.mobileNetV2.works
    func report(onCPU: Bool) -> DeviceTimeReport {
      let layers = works.enumerated().map { index, work in
        var work = work
        if onCPU, index == works.count - 1 { work.unit = .cpu }
        let layer = LayerDescription(
          index: index, operation: "", unit: work.unit, inputShape: nil, outputShape: nil, macs: 0,
          parameterBytes: 0, details: "")
        return (layer: layer, work: work)
      }
      return DeviceTimeReport(
        timing.estimate(layers, at: timing.nominalClocks), timing, load: Self.load, repeats: 100)
    }
    let whole = report(onCPU: false)
    #expect(whole.lines.count == 3 && whole.cpuMicroseconds == nil)
    #expect(abs(whole.taskMicroseconds / 1000 - timing.latencyMilliseconds(works)) < 0.001)
    let divided = report(onCPU: true)
    #expect(
      divided.lines.count == 4 && divided.lines[3].hasPrefix("        Run AXE took an average of 10 us "))
    #expect(divided.npuMicroseconds < whole.npuMicroseconds)
  }

  @Test("figures that are none are printed as 0")
  func odd() {
    let load = DeviceTimeReport.Load(milliseconds: .nan, npuMilliseconds: -1, onnxMilliseconds: 3)
    let report = DeviceTimeReport(
      load: load, repeats: .max, npuMicroseconds: .infinity, npuOverheadMicroseconds: -.infinity)
    #expect(
      report.lines[0].hasPrefix(
        "Create handle took 0.00 ms (neu 0.00 ms, onnx 3.00 ms, axe 0.00 ms, overhead 0.00 ms)"))
    #expect(report.lines[2].contains("1125899906842624 us (overhead 0 us)"))
  }
}
