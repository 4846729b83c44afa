import Console
import K210Boards
import KPUSim

/// The human form of `kiln fit --firmware`: the answer, the sums, what to change.
package struct FitDetailText {
  private let loaded: LoadedModel
  private let answer: FitSurvey.Answer
  private let width: Int?

  /// The text of a model on one target, no line wider than `width` but for words that are.
  package init(_ loaded: LoadedModel, _ answer: FitSurvey.Answer, width: Int?) {
    self.loaded = loaded
    self.answer = answer
    self.width = width
  }

  /// The lines, without a line feed behind the last.
  package var text: String {
    let table = String(sums.plain(width: width).dropLast())
    return
      (wrapped([answer.sentence(about: loaded.path)] + reasons) + ["", "general memory, 6 MiB", table]
      + wrapped(verdict.otherMemories + remedies)).joined(separator: "\n")
  }

  private func wrapped(_ lines: [String]) -> [String] {
    guard let width else { return lines }
    return lines.flatMap { DisplayWidth.wrapped($0, to: width) }
  }

  private var verdict: FitVerdict { answer.verdict }

  /// Why, what the board says, and what makes the answer less sure.
  private var reasons: [String] {
    var lines: [String] = []
    for failure in verdict.failures {
      lines.append("why: \(failure.words(verdict))")
      guard let message = BoardMessage(failure, in: verdict.scenario) else { continue }
      lines.append("\(verdict.scenario.speaker):")
      lines += message.lines.map { "  \($0)" }
    }
    if !verdict.loads, let remedy = answer.remedies.firstThatLoads {
      lines.append("try: \(remedy.words)")
    }
    return lines + verdict.doubts.map { "not sure: \($0.words)" } + verdict.notes.map { "note: \($0.words)" }
  }

  private var sums: Table {
    var table = Table([
      .init("  in the order of a script"), .init("bytes", .right), .init("left", .right), .init("known"),
      .init("from"),
    ])
    var left = K210Memory.general.value
    for row in verdict.rows {
      left -= row.bytes.value
      table.append([
        "  \(row.part.words(verdict.scenario))", NumberForm.grouped(row.bytes.value),
        NumberForm.grouped(left),
        row.bytes.certainty.isEstimate ? "estimate" : "fact", row.bytes.source,
      ])
    }
    table.append(["  sum", NumberForm.grouped(verdict.totalBytes), NumberForm.grouped(left)])
    return table
  }

  private var remedies: [String] {
    guard !answer.remedies.isEmpty else { return [] }
    var lines = ["", verdict.loads ? "for more room, easiest first" : "what to change, easiest first"]
    for (index, remedy) in answer.remedies.enumerated() {
      lines.append("\(index + 1). \(remedy.words)")
      lines += remedy.details(isFirst: index == 0).map { "   \($0)" }
    }
    if !verdict.loads, !answer.remedies.contains(where: { $0.verdict.loads }) {
      lines.append("nothing of this is enough: \(verdict.lastWord)")
    }
    return lines
  }
}
