import Console

extension FitPage {
  /// Why, what the board says, what to do and the sums of one answer, under headings of `level`.
  func body(of answer: Answer, level: Int) -> String {
    reasons(of: answer) + remedies(of: answer, level: level) + sums(of: answer, level: level)
  }

  private func reasons(of answer: Answer) -> String {
    var html = answer.reasons.map { "<p>\(escaped(sentenceCase($0))).</p>" }.joined()
    if !answer.boardLines.isEmpty {
      let lines = answer.boardLines.map { escaped($0) }.joined(separator: "\n")
      html += "<p class=\"sub\">\(escaped(sentenceCase(answer.speaker)))</p><pre>\(lines)</pre>"
    }
    return html + answer.remarks.map { "<p class=\"remark\">\(escaped(sentenceCase($0))).</p>" }.joined()
  }

  private func remedies(of answer: Answer, level: Int) -> String {
    guard !answer.remedies.isEmpty else { return "" }
    let rows = answer.remedies.enumerated().map { index, remedy in
      let details = remedy.details.map { "<span class=\"sub\">\(escaped($0))</span>" }.joined()
      let saving = remedy.savedBytes > 0 ? NumberForm.shortBytes(remedy.savedBytes) : ""
      return "<tr><td class=\"n\">\(index + 1)</td>"
        + "<td class=\"change\"><b>\(escaped(sentenceCase(remedy.order)))</b>\(details)</td>"
        + "<td class=\"bar\">\(scale.bar(remedy.verdict.budget))</td>"
        + "<td class=\"n saves\">\(saving)</td>"
        + "<td class=\"then\">\(badge(remedy.verdict)) \(rest(remedy.verdict))</td></tr>"
    }
    let title =
      answer.verdict.grade == .bad ? "What to change, easiest first" : "For more room, easiest first"
    let last = answer.lastWord.map { "<p>Nothing of this is enough: \(escaped($0)).</p>" } ?? ""
    return """
      <h\(level)>\(title)</h\(level)>
      <table class="remedies"><thead><tr><th class="n">#</th><th>change</th><th class="bar">\(scale.axis)</th>\
      <th class="n saves">saves</th><th>then it fits</th></tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table>\(last)
      """
  }

  private func sums(of answer: Answer, level: Int) -> String {
    let budget = answer.verdict.budget
    var left = budget.capacity
    var rows: [String] = []
    for share in budget.shares {
      left -= share.bytes
      let mark = "<i class=\"key \(share.purpose.rawValue)\(share.isEstimate ? " estimate" : "")\"></i>"
      rows.append(
        "<tr><td>\(mark)\(escaped(share.name))</td><td class=\"n\">\(NumberForm.grouped(share.bytes))</td>"
          + "<td class=\"n\">\(grouped(left))</td><td>\(known(share.certainty, isEstimate: share.isEstimate))</td></tr>"
      )
    }
    rows.append(
      "<tr class=\"sum\"><td>sum</td><td class=\"n\">\(NumberForm.grouped(budget.total))</td>"
        + "<td class=\"n\">\(grouped(left))</td><td></td></tr>")
    let others = answer.otherMemories.map { "<p class=\"sub\">\(escaped(sentenceCase($0))).</p>" }.joined()
    return """
      <h\(level)>The sums, in the order of a script</h\(level)>
      <table class="sums"><thead><tr><th>\(wholeSize(budget.capacity)) of general memory</th>\
      <th class="n">bytes</th><th class="n">left</th><th>known</th></tr></thead>
      <tbody>\(rows.joined(separator: "\n"))</tbody></table>\(others)
      """
  }

  /// A count that stands out when it is negative.
  private func grouped(_ bytes: Int) -> String {
    let text = NumberForm.grouped(bytes)
    return bytes < 0 ? "<span class=\"missing\">\(text)</span>" : text
  }
}

/// A sentence with a capital at its start; names of functions (`kpu.load()`) keep theirs.
func sentenceCase(_ text: String) -> String {
  let first = text.prefix { $0 != " " }
  guard !first.contains("."), !first.contains("_"), let letter = text.first else { return text }
  return letter.uppercased() + text.dropFirst()
}
