import BenchmarkKit
import Foundation
import Testing

@Suite("report of a benchmark")
struct ReportTests {
  private static func full() throws -> BenchmarkReport {
    var report = SampleReport.report(sets: ["scalar", "baseline", "avx2"])
    report.families = [
      SampleReport.dense("avx2", gmacs: 80), SampleReport.dense("scalar", gmacs: 10),
      SampleReport.finish("avx2", nanoseconds: 0.75),
    ]
    report.models = [
      SampleReport.model("m_v3", chip: 30, rows: [("scalar", 1, 50), ("avx2", 1, 10), ("avx2", 2, 5)])
    ]
    report.peers = [try SampleReport.peer("mobilenet", ratio: 1.5)]
    let points = [0.5, 1, 10, 100].map { LeastSquaresLine.Point(x: $0, y: 0.1 + $0 * 0.02) }
    report.sizes = [try #require(SizeFigure(series: "growing", kernels: "avx2", points: points))]
    return report
  }

  @Test("every section has its table, the best set first")
  func markdown() throws {
    let report = try Self.full()
    let text = report.markdown(Limit.all.map { JudgedLimit($0, report) })
    #expect(
      text.hasPrefix("2026-11-21: Abacus 3000, 2 cores, best set `avx2`, load average 0.5 at the start.\n"))
    #expect(text.contains("| dense 64 channels | 10.0 | 80.0 | 80 % |  |  | 10.0 | 40.0 |"))
    #expect(text.contains("| peak, registers only |  | 100.0 |  | 100.0 |  | 100.0 |  |"))
    #expect(text.contains("| finish 2 segments | 0.75 |  |  |"))
    #expect(
      text.contains(
        "| m_v3 | 200.0 | 100.00 | 50.00 |  | 10.00 | 15.00 | 5.00 | 2.00 | 20.0 | 20 % | 10.0 | ~ 3.0 |"))
    #expect(
      text.contains("| mobilenet | 300 | 1 | onnxruntime u8×u8 | 10.00 | 10.00 | 15.00 | 15.00 | 1.50 |"))
    #expect(text.contains("| growing | avx2 | 4 | 0.5–100 | 0.1000 | 0.02000 | 1.00000 | 0 % |"))
    #expect(text.contains("| avx2: sums of dense layers ≥ 32 channels, ≥ 4 MMAC, of peak | ratio | ≥ 80 % |"))
  }

  @Test("sections without figures are left out")
  func empty() {
    let text = SampleReport.report().markdown([])
    #expect(!text.contains("|"))
  }

  @Test("JSON and back")
  func coding() throws {
    let report = try Self.full()
    let data = try JSONEncoder().encode(report)
    #expect(try JSONDecoder().decode(BenchmarkReport.self, from: data) == report)
  }
}

@Suite("the part of a page that a program writes")
struct MarkedSectionTests {
  private let section = MarkedSection("figures")

  @Test("is replaced, the rest stays")
  func replaced() {
    let page = "a\n<!-- figures: begin -->\nold\nolder\n<!-- figures: end -->\nb\n"
    #expect(
      section.replaced(in: page, by: "new\n\n")
        == "a\n<!-- figures: begin -->\n\nnew\n\n<!-- figures: end -->\nb\n")
  }

  @Test("twice is the same as once")
  func idempotent() throws {
    let page = "<!-- figures: begin -->\n<!-- figures: end -->"
    let once = try #require(section.replaced(in: page, by: "x\ny"))
    #expect(section.replaced(in: once, by: "x\ny") == once)
  }

  @Test(
    "pages without both marks are refused",
    arguments: ["", "<!-- figures: begin -->", "<!-- figures: end -->\n<!-- figures: begin -->"])
  func refused(page: String) {
    #expect(section.replaced(in: page, by: "x") == nil)
  }
}
