import Console
import K210Boards
import KPUSim

/// The human form of `kiln fit` over all targets: the answer, a table, what to do next.
package struct FitSummaryText {
  private let loaded: LoadedModel
  private let survey: FitSurvey
  private let width: Int?

  /// The text of a model on all targets, no line wider than `width` but for words that are.
  package init(_ loaded: LoadedModel, _ survey: FitSurvey, width: Int?) {
    self.loaded = loaded
    self.survey = survey
    self.width = width
  }

  /// The lines, without a line feed behind the last.
  package var text: String {
    let tableLines = String(table.plain(width: width).dropLast())
    return (wrapped(head) + ["", tableLines, ""] + wrapped(remarks + advice) + command).joined(
      separator: "\n")
  }

  private func wrapped(_ lines: [String]) -> [String] {
    guard let width else { return lines }
    return lines.flatMap { DisplayWidth.wrapped($0, to: width) }
  }

  private var head: [String] {
    let model = survey.model
    return [
      survey.sentence(about: loaded.path),
      "kmodel v\(model.version), file \(NumberForm.shortBytes(model.fileBytes)), main buffer "
        + "\(NumberForm.shortBytes(model.mainBytes)); KPU RAM \(NumberForm.shortBytes(model.kpuBytes)) of 2 MiB",
    ]
  }

  private var remarks: [String] {
    var lines: [String] = []
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
      if survey.reserveForScripts > 0 { lines.append("  (\(survey.reserveWords))") }
    }
    return lines
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

  /// Why it does not fit, what the board says and what to do, for the firmware that most boards come with.
  private var advice: [String] {
    guard let answer = survey.advised else { return [] }
    var lines = ["", "on \(answer.target.id):"]
    for failure in answer.verdict.failures {
      lines.append("why: \(failure.words(answer.verdict))")
      guard let message = BoardMessage(failure, in: answer.verdict.scenario) else { continue }
      lines.append("\(answer.verdict.scenario.speaker):")
      lines += message.lines.map { "  \($0)" }
    }
    if let remedy = answer.remedies.firstThatLoads {
      lines.append("easiest way out: \(remedy.words)")
    } else {
      lines.append("no way out on \(answer.target.id): \(answer.verdict.lastWord)")
    }
    return lines
  }

  /// How to see the sums of one target; broken between words, as a shell reads it, where the width asks for it.
  private var command: [String] {
    guard let answer = survey.advised ?? survey.answers.first(where: { $0.verdict.outcome == .probablyFits })
    else { return [] }
    // What starts with a dash would be taken for an option.
    let path = loaded.path.hasPrefix("-") ? "./\(loaded.path)" : loaded.path
    let words =
      ["kiln", "fit", ShellWord.quoted(path), "--firmware", answer.target.id]
      + answer.fitCase.scenario.options
    let lead = "all ways out and the sums:"
    let line = "\(lead) \(words.joined(separator: " "))"
    guard let width, DisplayWidth.of(line) > width else { return [line] }
    return [lead] + DisplayWidth.wrapped(words, to: width, indent: "  ", lineEnd: " \\")
  }
}

extension FitScenario {
  /// The options that say the same on the command line.
  fileprivate var options: [String] {
    var words: [String] = []
    if let camera { words += ["--camera", camera.name] }
    if wantsTwoBuffers { words.append("--dual-buffer") }
    if usesDisplay { words.append("--lcd") }
    if let gcHeapBytes, firmware != nil { words += ["--gc-heap", "\(gcHeapBytes)"] }
    if flashOffset != FlashLayout.modelSlots.value[0] {
      words += ["--flash-offset", Hex.address(flashOffset)]
    }
    return words
  }
}
