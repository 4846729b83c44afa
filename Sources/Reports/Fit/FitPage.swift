import Console

/// Whether a model loads as one page that needs nothing else: the answer, where the memory goes, what to do.
///
/// Light or dark as the reader's system says; no scripts, nothing from elsewhere. Estimates are hatched.
public struct FitPage: Sendable {
  /// The file's path.
  public let title: String
  /// The answer in one sentence.
  public let sentence: String
  /// What was supposed about the program, in one sentence.
  public let scenario: String
  /// The model's own figures.
  public let facts: [Fact]
  /// The answers in the order of the page.
  public let answers: [Answer]
  /// The short name of the answer that most readers need; its remedies are shown open.
  public let advised: String?
  /// Every figure in the sums.
  public let figures: [Figure]

  /// A page of one answer or several.
  public init(
    title: String, sentence: String, scenario: String, facts: [Fact], answers: [Answer], advised: String?,
    figures: [Figure]
  ) {
    self.title = title
    self.sentence = sentence
    self.scenario = scenario
    self.facts = facts
    self.answers = answers
    self.advised = advised
    self.figures = figures
  }

  /// The page.
  public var html: String {
    PageParts.document(
      title: "\(PageParts.fileName(title)): fit",
      body: """
        <h1>\(headline)</h1>
        <p class="sub">\(escaped(scenario)) Nothing was run: see <a href="#known">how surely this is known</a>.</p>
        \(PageParts.tiles(facts.map { ($0.name, $0.value, $0.note) }))
        <h2>Where the \(wholeSize(scale.capacity)) go</h2>\(legend)\(table)
        \(answers.count == 1 ? answers.map { body(of: $0, level: 2) }.joined() : sections)
        <h2 id="known">How surely this is known</h2>\(sources)
        """)
  }

  /// The length of all bars.
  var scale: BudgetScale { BudgetScale(answers.map(\.verdict.budget)) }

  /// The sentence; names such as `minimum-v4` stay in one line unless they are long.
  private var headline: String {
    sentence.split(separator: " ").map { word in
      let text = escaped(String(word))
      return word.contains("-") && word.count <= 20 ? "<span>\(text)</span>" : text
    }.joined(separator: " ")
  }

  // MARK: All answers

  private var legend: String {
    let shares = answers.flatMap(\.verdict.budget.shares)
    var items = MemoryBudget.Purpose.allCases.filter { purpose in shares.contains { $0.purpose == purpose } }
      .map { (name: $0.rawValue, words: $0.title) }
    items.append(("room", "free"))
    if answers.contains(where: { $0.verdict.budget.free < 0 }) { items.append(("over", "missing")) }
    if shares.contains(where: \.isEstimate) { items.append(("program estimate", "hatched: an estimate")) }
    return PageParts.legend(items)
  }

  private var table: String {
    let hasUsual = answers.contains { $0.usual != nil }
    let rows = answers.map { answer in
      let verdict = answer.verdict
      return "<tr><td><b>\(escaped(answer.id))</b> <span class=\"sub\">\(escaped(answer.name))</span></td>"
        + "<td>\(badge(verdict))</td>"
        + "<td class=\"bar\">\(scale.bar(verdict.budget, class: verdict.isRefused ? "refused" : ""))</td>"
        + "<td class=\"n\">\(rest(verdict))</td>"
        + (answer.usual.map { "<td class=\"usual\">\(badge($0)) \(rest($0))</td>" } ?? "")
        + "</tr>"
    }
    return """
      <table class="answers"><thead><tr><th>board runs</th><th>fits</th><th class="bar">\(scale.axis)</th>\
      <th class="n">left</th>\(hasUsual ? "<th class=\"usual\">with QVGA camera and LCD</th>" : "")</tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table>
      """
  }

  /// The answer in a word that its colour repeats.
  func badge(_ verdict: Verdict) -> String {
    "<span class=\"badge \(verdict.grade.rawValue)\">\(escaped(verdict.word))</span>"
  }

  /// `2.5 MiB free`, `~1.2 MiB missing`: about, where the firmware's own share is an estimate.
  func rest(_ verdict: Verdict) -> String {
    guard !verdict.isRefused else { return "" }
    let budget = verdict.budget
    let isAbout = budget.shares.contains { $0.purpose == .program && $0.isEstimate }
    let size = (isAbout ? "~" : "") + NumberForm.shortBytes(budget.free < 0 ? -budget.free : budget.free)
    return budget.free < 0 ? "<span class=\"missing\">\(size) missing</span>" : "\(size) free"
  }

  // MARK: One answer

  /// An answer each, to be opened; the advised one is open.
  private var sections: String {
    let items = answers.map { answer in
      "<details\(answer.id == advised ? " open" : "")><summary><b>\(escaped(answer.id))</b> "
        + "\(badge(answer.verdict)) <span class=\"sub\">\(summary(of: answer))</span></summary>"
        + "\(body(of: answer, level: 3))</details>"
    }
    return "<h2>What each says, and what to change</h2>\(items.joined(separator: "\n"))"
  }

  private func summary(of answer: Answer) -> String {
    let helping =
      answer.remedies.first { $0.verdict.grade == .good }
      ?? answer.remedies.first { $0.verdict.grade == .doubtful }
    let wayOut = answer.verdict.grade == .bad ? helping.map { "way out: \(escaped($0.order))" } : nil
    return [rest(answer.verdict), wayOut ?? ""].filter { !$0.isEmpty }.joined(separator: "; ")
  }

  // MARK: Sources

  private var sources: String {
    let rows = figures.map { figure in
      "<tr><td>\(escaped(figure.subject))</td><td class=\"n\">\(escaped(figure.value))</td>"
        + "<td class=\"certainty\">\(known(figure.certainty, isEstimate: figure.isEstimate))</td>"
        + "<td class=\"from\">\(escaped(figure.source))</td></tr>"
    }
    return """
      <p>The sums are exact; not all figures in them are. <b>Measured</b>: read off a board or a file. <b>Vendor</b>: stated \
      by documents or sources. <b>Inferred</b>: concluded from what else is known. <b>Chosen</b>: so that reports and \
      rules of thumb hold. The last two are estimates; boards may differ.</p>
      <table class="figures"><thead><tr><th>figure</th><th class="n">value</th><th>known</th><th>from</th></tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table>
      """
  }

  /// A certainty; that of an estimate stands out.
  func known(_ certainty: String, isEstimate: Bool) -> String {
    isEstimate ? "<span class=\"badge doubtful\">\(escaped(certainty))</span>" : escaped(certainty)
  }
}

/// A size in the unit that suits it, without a decimal where it is whole: `6 MiB`.
func wholeSize(_ bytes: Int) -> String {
  NumberForm.shortBytes(bytes).replacing(".0 ", with: " ")
}
