import Foundation
import Reports
import TestSupport
import Testing

@Suite("bars of a fit, property")
struct FitBarTests {
  /// Budgets of a memory of 6,000 bytes, some of them far beyond it.
  private func budget(_ random: inout SplitMix64) -> MemoryBudget {
    let shares = (0..<Int.random(in: 0...7, using: &random)).map { index in
      MemoryBudget.Share(
        MemoryBudget.Purpose.allCases[Int(random.next() % 5)], "share \(index)",
        bytes: Int.random(in: 0...(random.next() % 4 == 0 ? 9000 : 1500), using: &random),
        certainty: "measured", isEstimate: random.next() % 2 == 0)
    }
    return MemoryBudget(capacity: 6000, shares)
  }

  private func page(_ budgets: [MemoryBudget]) -> String {
    let answers = budgets.enumerated().map { index, budget in
      FitPage.Answer(
        id: "\(index)", name: "", FitPage.Verdict(budget.free < 0 ? .bad : .good, "word", budget))
    }
    return SampleFit.page(answers, advised: nil).html
  }

  /// The table's bars, each as the widths of its shares in percent and the start tag of the bar.
  private func bars(_ html: String) -> [(start: String, widths: [Double])] {
    html.matches(of: #/<div class="(stack[^"]*)"[^>]*>(.*?)</div>/#).map { match in
      let widths = match.output.2.matches(of: #/<i [^>]*style="width:([0-9.]+)%"/#)
        .compactMap { Double($0.output.1) }
      return (String(match.output.1), widths)
    }
  }

  @Test("total and free make up the capacity")
  func totals() {
    var random = SplitMix64(seed: 61)
    for _ in 0..<200 {
      let budget = budget(&random)
      #expect(budget.total + budget.free == budget.capacity)
      #expect(budget.total == budget.shares.map(\.bytes).reduce(0, +))
    }
  }

  @Test(
    "all bars of a page have one scale; shares are as long as their bytes and cut only far beyond the end")
  func widths() {
    var random = SplitMix64(seed: 62)
    var (cut, over) = (0, 0)
    for _ in 0..<150 {
      let budgets = (0..<Int.random(in: 1...6, using: &random)).map { _ in budget(&random) }
      let longest = budgets.map(\.total).max() ?? 0
      let length = Double(max(6000, min(longest, 9000)))
      let html = page(budgets)
      let bars = bars(html)
      #expect(bars.count == budgets.count)
      for (budget, bar) in zip(budgets, bars) {
        let shown = budget.shares.filter { $0.bytes > 0 }
        #expect(bar.widths.count == shown.count)
        for (share, width) in zip(shown, bar.widths) {
          #expect(abs(width - Double(share.bytes) / length * 100) < 0.01)
        }
        #expect(bar.start.contains("cut") == (Double(budget.total) > length * 1.0001))
        cut += bar.start.contains("cut") ? 1 : 0
        over += budget.free < 0 ? 1 : 0
      }
      #expect(
        html.components(separatedBy: "<b class=\"over\"").count - 1 == budgets.filter { $0.free < 0 }.count)
      #expect(html.contains("</i>missing</li>") == budgets.contains { $0.free < 0 })
    }
    #expect(cut > 20 && over > 50)
  }

  @Test("marks along the axis stay within it and start at nothing")
  func axis() throws {
    var random = SplitMix64(seed: 63)
    for _ in 0..<50 {
      let html = page([budget(&random)])
      let axis = try #require(html.firstMatch(of: #/<div class="axis">(.*?)</div>/#)).output.1
      #expect(axis.hasPrefix("<span style=\"left:0\">0</span>"))
      #expect((4...5).contains(axis.components(separatedBy: "</span>").count - 1))
      for match in axis.matches(of: #/left:([0-9.]+)%/#) {
        #expect(try #require(Double(match.output.1)) <= 97)
      }
    }
  }
}
