import Console
import K210Boards
import KPUSim

/// The human form of `kiln fit --firmware`: the answer, the sums, what to change.
struct FitDetailText {
  let loaded: LoadedModel
  let answer: FitSurvey.Answer
  let width: Int?

  init(_ loaded: LoadedModel, _ answer: FitSurvey.Answer, width: Int?) {
    self.loaded = loaded
    self.answer = answer
    self.width = width
  }

  var text: String {
    ([headline] + reasons + ["", "general memory, 6 MiB"] + [String(sums.plain(width: width).dropLast())]
      + otherMemories + remedies).joined(separator: "\n")
  }

  private var verdict: FitVerdict { answer.verdict }

  /// The first line.
  private var headline: String {
    let place = answer.target.title + (verdict.scenario.usage.map { " with \($0)" } ?? "")
    switch verdict.outcome {
    case .fits:
      return "\(loaded.path) fits in \(place): \(NumberForm.shortBytes(verdict.freeBytes)) stay free"
    case .probablyFits:
      return "\(loaded.path) probably fits in \(place): \(NumberForm.shortBytes(verdict.freeBytes)) stay free"
    case .notSupported:
      return "\(loaded.path) does not load in \(place): it is a kmodel v\(answer.fitCase.model.version)"
    case .doesNotFit:
      let missing =
        verdict.freeBytes < 0 ? ": \(NumberForm.bytes(-verdict.freeBytes)) of memory are missing" : ""
      return "\(loaded.path) does not fit in \(place)\(missing)"
    }
  }

  /// Why, what the board says, and what makes the answer less sure.
  private var reasons: [String] {
    var lines: [String] = []
    for failure in verdict.failures {
      lines.append("why: \(failure.words(verdict))")
      guard let message = BoardMessage(failure, in: verdict.scenario) else { continue }
      lines.append(verdict.scenario.firmware == nil ? "in the program:" : "the board prints:")
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

  /// KPU RAM and flash.
  private var otherMemories: [String] {
    let flash = verdict.flash
    let about = flash.program.certainty.isEstimate ? "about " : ""
    let name = verdict.scenario.firmware == nil ? "program" : "firmware"
    return [
      "KPU RAM: \(NumberForm.shortBytes(verdict.kpuBytes)) of 2 MiB",
      "flash: \(name) up to \(about)\(Hex.address(flash.program.value)), model "
        + "\(Hex.address(flash.model.lowerBound)) to \(Hex.address(flash.model.upperBound)); "
        + (flash.conflicts.isEmpty ? "no overlap" : "overlap"),
    ]
  }

  private var remedies: [String] {
    guard !answer.remedies.isEmpty else { return [] }
    var lines = ["", verdict.loads ? "for more room, easiest first" : "what to change, easiest first"]
    for (index, remedy) in answer.remedies.enumerated() {
      lines.append("\(index + 1). \(remedy.words)")
      // The steps of a combination were explained above.
      if remedy.changes.count == 1 || index == 0 {
        lines += remedy.changes.compactMap(\.how).map { "   \($0)" }
      }
    }
    if !verdict.loads, !answer.remedies.contains(where: { $0.verdict.loads }) {
      lines.append("nothing of this is enough: \(verdict.lastWord)")
    }
    return lines
  }
}
