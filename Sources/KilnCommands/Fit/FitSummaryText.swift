import Console
import K210Boards
import KPUSim

/// The human form of `kiln fit` over all targets: the answer, a table, what to do next.
package struct FitSummaryText {
  private let loaded: LoadedModel
  private let survey: FitSurvey

  /// The text of a model on all targets.
  package init(_ loaded: LoadedModel, _ survey: FitSurvey) {
    self.loaded = loaded
    self.survey = survey
  }

  /// The lines, without a line feed behind the last.
  package var text: String {
    let model = survey.model
    var lines = [
      survey.sentence(about: loaded.path),
      "kmodel v\(model.version), file \(NumberForm.shortBytes(model.fileBytes)), main buffer "
        + "\(NumberForm.shortBytes(model.mainBytes)); KPU RAM \(NumberForm.shortBytes(model.kpuBytes)) of 2 MiB",
      "", String(table.plain().dropLast()), "",
    ]
    if !isEveryShareKnown {
      lines.append("~ the firmware's own share is an estimate; `kiln fit --firmware ID` shows all sums")
    }
    if survey.answers.contains(where: {
      $0.verdict.outcome == .probablyFits || $0.withCamera?.outcome == .probablyFits
    }) {
      lines.append("probably: less is left than releases of one firmware differ by, or than is sure for v4")
    }
    if let needed = survey.bytesForScripts {
      lines.append(
        "to be sure, ask the board before kpu.load(): utils.heap_free() must be \(NumberForm.grouped(needed)) or more"
      )
    }
    return (lines + advice).joined(separator: "\n")
  }

  private var isEveryShareKnown: Bool {
    survey.answers.allSatisfy { !$0.fitCase.scenario.programBytes.certainty.isEstimate }
  }

  private var table: Table {
    let hasUsual = survey.answers.contains { $0.withCamera != nil }
    var table = Table(
      [
        .init("firmware"), .init("what it has"), .init("free before", .right), .init("after load", .right),
        .init("fits"),
      ] + (hasUsual ? [.init("with QVGA camera and LCD")] : []))
    for answer in survey.answers {
      let verdict = answer.verdict
      let mark = answer.fitCase.scenario.programBytes.certainty.isEstimate ? "~" : ""
      var cells = [
        answer.target.id, answer.target.name,
        mark + NumberForm.shortBytes(verdict.freeBytes + verdict.modelBytes),
        verdict.outcome == .notSupported ? "" : mark + NumberForm.shortBytes(verdict.freeBytes),
        verdict.outcome.word(version: survey.model.version),
      ]
      if let usual = answer.withCamera { cells.append(Self.cell(usual, survey.model, mark)) }
      table.append(cells)
    }
    return table
  }

  private static func cell(_ verdict: FitVerdict, _ model: FitModel, _ mark: String) -> String {
    let word = verdict.outcome.word(version: model.version)
    switch verdict.outcome {
    case .notSupported: return word
    case .fits, .probablyFits: return "\(word), \(mark)\(NumberForm.shortBytes(verdict.freeBytes)) left"
    case .doesNotFit:
      return verdict.freeBytes < 0
        ? "\(word), \(mark)\(NumberForm.shortBytes(-verdict.freeBytes)) missing" : word
    }
  }

  /// What the board says and what to do where it does not fit, for the firmware that most boards come with.
  private var advice: [String] {
    guard let answer = survey.advised else {
      return more(survey.answers.first { $0.verdict.outcome == .probablyFits })
    }
    var lines: [String] = []
    if let failure = answer.verdict.failures.first,
      let message = BoardMessage(failure, in: answer.verdict.scenario), let last = message.lines.last
    {
      lines += ["", "on \(answer.target.id) the board answers:", "  \(last)"]
    }
    if let remedy = answer.remedies.firstThatLoads {
      lines.append("easiest way out: \(remedy.words)")
    } else {
      lines.append("no way out on \(answer.target.id): \(answer.verdict.lastWord)")
    }
    return lines + more(answer)
  }

  /// How to see the sums of one target.
  private func more(_ answer: FitSurvey.Answer?) -> [String] {
    guard let answer else { return [] }
    let options = survey.scenario.options.map { " \($0)" } ?? ""
    return ["all ways out and the sums: kiln fit \(loaded.path) --firmware \(answer.target.id)\(options)"]
  }
}

extension FitScenario {
  /// The options that say the same on the command line; nil for none.
  fileprivate var options: String? {
    var words: [String] = []
    if let camera { words += ["--camera", camera.name] }
    if wantsTwoBuffers { words.append("--dual-buffer") }
    if usesDisplay { words.append("--lcd") }
    if let gcHeapBytes { words += ["--gc-heap", "\(gcHeapBytes)"] }
    if flashOffset != FlashLayout.modelSlots.value[0] {
      words += ["--flash-offset", Hex.address(flashOffset)]
    }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}
