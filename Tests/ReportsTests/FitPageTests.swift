import Foundation
import Reports
import Testing

@Suite("the page of a fit")
struct FitPageTests {
  private let html = SampleFit.page(SampleFit.answers, advised: "lack").html

  @Test("it is well-formed, needs nothing from elsewhere and runs nothing")
  func form() {
    PageForm.expect(html)
    #expect(html.contains("<title>model.kmodel: fit</title>"))
    #expect(html.contains("<h1>it fits in <span>minimum-v4</span></h1>"))
  }

  @Test("names from outside cannot leave their place, wherever they stand")
  func escaping() {
    let bad = "<b>&\"'"
    var answer = FitPage.Answer(id: bad, name: bad, SampleFit.lack, usual: SampleFit.lack)
    answer.reasons = [bad]
    answer.speaker = bad
    answer.boardLines = [bad]
    answer.remarks = [bad]
    answer.remedies = [FitPage.Remedy(bad, details: [bad], savedBytes: 1, SampleFit.fine)]
    answer.lastWord = bad
    answer.otherMemories = [bad]
    let page = FitPage(
      title: bad, sentence: bad, scenario: bad, facts: [FitPage.Fact(bad, bad, note: bad)], answers: [answer],
      advised: nil, figures: [FitPage.Figure(bad, bad, certainty: bad, isEstimate: true, source: bad)])
    PageForm.expect(page.html)
    #expect(!page.html.contains("<b>&\"") && page.html.contains("&lt;b&gt;&amp;&quot;&#39;"))
  }

  @Test("every answer has its word, its bar and what is left or missing")
  func answers() {
    for answer in SampleFit.answers {
      #expect(html.contains("<td><b>\(answer.id)</b> <span class=\"sub\">\(answer.name)</span></td>"))
      let grade = answer.verdict.grade.rawValue
      #expect(html.contains("<span class=\"badge \(grade)\">\(answer.verdict.word)</span>"))
    }
    #expect(html.contains("<span class=\"missing\">~1.0 KiB missing</span>"))
    #expect(html.contains("<td class=\"n\">2.0 KiB free</td>"))
    // Nobody asks how much is left where the model is refused.
    #expect(
      html.contains("<td class=\"bar\"><div class=\"stack refused\"")
        && html.contains("<td class=\"n\"></td>"))
    #expect(html.contains("<th class=\"usual\">"))
  }

  @Test("estimates are hatched in bars and keys, and the legend says what that means")
  func estimates() {
    #expect(html.contains("<i class=\"program estimate\" style="))
    #expect(html.contains("<i class=\"key program estimate\"></i>firmware"))
    #expect(html.contains("<li><i class=\"program estimate\"></i>hatched: an estimate</li>"))
    #expect(html.contains("firmware 5.0 KiB (estimate)"))
    let sure = SampleFit.page([SampleFit.answers[0]], advised: nil).html
    #expect(
      !sure.contains("hatched") && !sure.contains("estimate\" style=") && !sure.contains("missing</li>"))
  }

  @Test("the legend names what the bars show and nothing else")
  func legend() {
    for words in ["firmware or program, stacks", "model file", "free", "missing"] {
      #expect(html.contains("</i>\(words)</li>"), "\(words)")
    }
    #expect(!html.contains("</i>camera, LCD</li>") && !html.contains("</i>GC heap</li>"))
  }

  @Test("of several answers the advised one is open, and its summary names the first way out")
  func sections() {
    #expect(html.components(separatedBy: "<details").count - 1 == SampleFit.answers.count)
    #expect(html.components(separatedBy: "<details open>").count - 1 == 1)
    #expect(html.contains("<details open><summary><b>lack</b>"))
    #expect(html.contains("; way out: take less</span></summary>"))
    let closed = SampleFit.page(SampleFit.answers, advised: nil).html
    #expect(!closed.contains("<details open>"))
  }

  @Test("one answer stands in the open, with the board's words, the ways out in order and the sums")
  func single() throws {
    let html = SampleFit.page([SampleFit.answers[1]], advised: "lack").html
    #expect(!html.contains("<details"))
    #expect(html.contains("<p>kpu.load() needs more.</p>"))
    #expect(html.contains("<p class=\"sub\">The board prints</p><pre>E (1)\nValueError</pre>"))
    #expect(html.contains("<p class=\"remark\">Not sure: a close call.</p>"))
    #expect(html.contains("<h2>What to change, easiest first</h2>"))
    let orders = ["<b>Hope</b>", "<b>Take less</b>"].compactMap { html.range(of: $0)?.lowerBound }
    #expect(orders.count == 2 && orders == orders.sorted())
    #expect(html.contains("<span class=\"sub\">by a flag</span>"))
    #expect(
      html.contains("<td class=\"n saves\">3.0 KiB</td>") && html.contains("<td class=\"n saves\"></td>"))
    #expect(html.contains("<td class=\"n\">5,120</td><td class=\"n\">1,024</td>"))
    #expect(
      html.contains("<td class=\"n\">2,048</td><td class=\"n\"><span class=\"missing\">-1,024</span></td>"))
    #expect(html.contains("<td>sum</td><td class=\"n\">7,168</td>"))
    #expect(html.contains("<p class=\"sub\">KPU RAM: none.</p>"))
    #expect(!html.contains("Nothing of this is enough"))
  }

  @Test("when nothing helps that is said; a doubtful answer is offered more room")
  func lastWord() {
    var answer = SampleFit.answers[1]
    answer.remedies.removeLast()
    answer.lastWord = "the network has to become smaller"
    let html = SampleFit.page([answer], advised: nil).html
    #expect(html.contains("<p>Nothing of this is enough: the network has to become smaller.</p>"))
    var doubtful = FitPage.Answer(id: "d", name: "d", SampleFit.doubtful)
    doubtful.remedies = [FitPage.Remedy("hope", details: [], savedBytes: 0, SampleFit.fine)]
    #expect(SampleFit.page([doubtful], advised: nil).html.contains("For more room, easiest first"))
    #expect(!SampleFit.page([doubtful], advised: nil).html.contains("What to change"))
  }

  @Test("every figure is listed with its source; estimates stand out")
  func figures() {
    #expect(html.contains("<td>heap</td><td class=\"n\">1 byte</td><td class=\"certainty\">measured</td>"))
    #expect(html.contains("<span class=\"badge doubtful\">chosen</span></td><td class=\"from\">a rule</td>"))
  }

  @Test("a page without answers or figures is a page, too")
  func empty() {
    PageForm.expect(SampleFit.page([], advised: nil).html)
  }
}

/// Answers about a memory of 6 KiB.
enum SampleFit {
  static let fine = verdict(.good, "yes", program: 3 << 10, model: 1 << 10)
  static let lack = verdict(.bad, "no", program: 5 << 10, model: 2 << 10, isEstimate: true)
  static let doubtful = verdict(.doubtful, "probably", program: 4 << 10, model: 1 << 10, isEstimate: true)
  static let refused = verdict(.bad, "no kmodel v9", program: 3 << 10, model: 1 << 10)

  static let answers: [FitPage.Answer] = {
    var lacking = FitPage.Answer(id: "lack", name: "lacks room", lack)
    lacking.reasons = ["kpu.load() needs more"]
    lacking.speaker = "the board prints"
    lacking.boardLines = ["E (1)", "ValueError"]
    lacking.remarks = ["not sure: a close call"]
    lacking.remedies = [
      FitPage.Remedy("hope", details: [], savedBytes: 0, lack),
      FitPage.Remedy("take less", details: ["by a flag"], savedBytes: 3 << 10, fine),
    ]
    lacking.otherMemories = ["KPU RAM: none"]
    return [
      FitPage.Answer(id: "fine", name: "has room", fine, usual: doubtful), lacking,
      FitPage.Answer(id: "refused", name: "refuses", refused),
    ]
  }()

  static func page(_ answers: [FitPage.Answer], advised: String?) -> FitPage {
    FitPage(
      title: "folder/model.kmodel", sentence: "it fits in minimum-v4", scenario: "No camera.",
      facts: [FitPage.Fact("model file", "1.0 KiB", note: "v3")], answers: answers, advised: advised,
      figures: [
        FitPage.Figure("heap", "1 byte", certainty: "measured", isEstimate: false, source: "a board"),
        FitPage.Figure("share", "2 bytes", certainty: "chosen", isEstimate: true, source: "a rule"),
      ])
  }

  private static func verdict(
    _ grade: FitPage.Grade, _ word: String, program: Int, model: Int, isEstimate: Bool = false
  ) -> FitPage.Verdict {
    FitPage.Verdict(
      grade, word,
      MemoryBudget(
        capacity: 6 << 10,
        [
          .init(
            .program, "firmware", bytes: program, certainty: isEstimate ? "chosen" : "measured",
            isEstimate: isEstimate),
          .init(.model, "model", bytes: model, certainty: "measured", isEstimate: false),
        ]))
  }
}
