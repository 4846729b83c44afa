import BenchmarkKit
import Foundation
import Testing

@Suite("baseline of ratios")
struct BaselineTests {
  @Test("each processor has one entry")
  func replace() {
    var baseline = Baseline()
    baseline.replace(.init(processor: "a", date: "1", ratios: ["x": 1]))
    baseline.replace(.init(processor: "b", date: "2", ratios: ["x": 2]))
    baseline.replace(.init(processor: "a", date: "3", ratios: ["x": 3]))
    #expect(baseline.machines.map(\.processor) == ["a", "b"])
    #expect(baseline.entry(for: "a")?.ratios == ["x": 3])
    #expect(baseline.entry(for: "c") == nil)
  }

  @Test("JSON and back")
  func coding() throws {
    var baseline = Baseline()
    baseline.replace(.init(processor: "a", date: "1", ratios: ["dense 3x3, of peak": 0.9]))
    let data = try JSONEncoder().encode(baseline)
    #expect(try JSONDecoder().decode(Baseline.self, from: data) == baseline)
  }

  @Test("ratios of a run: of peak for sums, against scalar for the rest")
  func ratios() {
    var report = SampleReport.report()
    report.families = [
      SampleReport.dense("avx2", gmacs: 80), SampleReport.finish("scalar", nanoseconds: 6),
      SampleReport.finish("avx2", nanoseconds: 2), SampleReport.finish("neon", nanoseconds: 2, segments: 3),
    ]
    report.models = [SampleReport.model("m", rows: [("scalar", 1, 50), ("avx2", 1, 10), ("avx2", 2, 5)])]
    let ratios = report.ratios.mapValues { ($0 * 1000).rounded() / 1000 }
    #expect(
      ratios == [
        "dense 64 channels, avx2, of peak": 0.8, "finish 2 segments, avx2, × scalar": 3,
        "m, scalar, × reference": 2, "m, avx2, × reference": 10, "m, avx2, × scalar": 5,
      ])
  }

  @Test("a fall beyond the tolerance is found, a rise is not one")
  func comparison() {
    let comparison = BaselineComparison(
      baseline: ["a": 4, "b": 4, "c": 4, "d": 4, "gone": 1],
      now: ["a": 2.9, "b": 3.1, "c": 9, "d": 4.1, "new": 7])
    #expect(comparison.falls.map(\.name) == ["a"])
    #expect(comparison.notableChanges.map(\.name) == ["a", "b", "c"])
    #expect(comparison.changes.count == 4)
    #expect(comparison.missing == ["gone"])
  }

  @Test("repeated runs keep the better of each ratio")
  func best() {
    #expect(
      BaselineComparison.best(["a": 1, "b": 5], ["a": 2, "b": 4, "c": 3]) == ["a": 2, "b": 5, "c": 3])
  }

  @Test("a baseline keeps the least of each ratio of any run")
  func least() {
    #expect(
      BaselineComparison.least([["a": 1, "b": 5], ["a": 2, "b": 4], ["c": 3]]) == ["a": 1, "b": 4, "c": 3])
    #expect(BaselineComparison.least([]).isEmpty)
  }

  @Test("a baseline of zero is no reason to fail")
  func zero() {
    #expect(BaselineComparison(baseline: ["a": 0], now: ["a": 0]).falls.isEmpty)
  }
}
