import Console
import K210Boards
import KPUSim
package import Reports

extension FitPage {
  /// The page of a survey, in the words of the text.
  package init(_ loaded: LoadedModel, _ survey: FitSurvey) {
    let name = Files.lastComponent(of: loaded.path)
    let single = survey.answers.count == 1 ? survey.answers.first : nil
    self.init(
      title: loaded.path, sentence: single?.sentence(about: name) ?? survey.sentence(about: name),
      scenario: "A K210 has 6 MiB of general memory; beside the model the program uses "
        + "\(survey.scenario.usage ?? "neither camera nor LCD").",
      facts: Self.facts(survey), answers: survey.answers.map { Answer($0) },
      advised: single?.target.id ?? survey.advised?.target.id, figures: FitFigures(survey).all)
  }

  private static func facts(_ survey: FitSurvey) -> [Fact] {
    let model = survey.model
    var facts = [
      Fact(
        "model file", NumberForm.shortBytes(model.fileBytes),
        note: "kmodel v\(model.version), \(model.layerCount) \(model.layerCount == 1 ? "layer" : "layers")"),
      Fact("main buffer", NumberForm.shortBytes(model.mainBytes), note: "what its layers work in"),
      Fact(
        "KPU RAM", NumberForm.shortBytes(model.kpuBytes),
        note: "of 2 MiB, for feature maps alone"),
    ]
    if let needed = survey.bytesForScripts {
      facts.append(
        Fact(
          "needed before kpu.load()", NumberForm.grouped(needed),
          note: "bytes that utils.heap_free() must show at least"
            + (survey.reserveForScripts > 0 ? ", \(survey.reserveWords)" : "")))
    }
    return facts
  }
}

extension FitPage.Answer {
  fileprivate init(_ answer: FitSurvey.Answer) {
    let (model, verdict) = (answer.fitCase.model, answer.verdict)
    self.init(
      id: answer.target.id, name: answer.target.name, FitPage.Verdict(verdict, version: model.version),
      usual: answer.withCamera.map { FitPage.Verdict($0, version: model.version) })
    reasons = verdict.failures.map { $0.words(verdict) }
    speaker = verdict.scenario.speaker
    boardLines = verdict.failures.flatMap { BoardMessage($0, in: verdict.scenario)?.lines ?? [] }
    remarks = verdict.doubts.map { "not sure: \($0.words)" } + verdict.notes.map { "note: \($0.words)" }
    remedies = answer.remedies.enumerated().map { index, remedy in
      FitPage.Remedy(
        remedy.order, details: remedy.details(isFirst: index == 0),
        savedBytes: remedy.showsSaving ? remedy.savedBytes : 0,
        FitPage.Verdict(remedy.verdict, version: remedy.result.model.version))
    }
    if !verdict.loads, answer.remedies.firstThatLoads == nil { lastWord = verdict.lastWord }
    otherMemories = verdict.otherMemories
  }
}

extension FitPage.Verdict {
  fileprivate init(_ verdict: FitVerdict, version: Int) {
    let grade: FitPage.Grade =
      switch verdict.outcome {
      case .fits: .good
      case .probablyFits: .doubtful
      case .doesNotFit, .notSupported: .bad
      }
    let shares = verdict.rows.map { row in
      MemoryBudget.Share(
        row.part.purpose, row.part.words(verdict.scenario), bytes: row.bytes.value,
        certainty: row.bytes.certainty.rawValue, isEstimate: row.bytes.certainty.isEstimate)
    }
    self.init(
      grade, verdict.outcome.word(version: version),
      MemoryBudget(capacity: K210Memory.general.value, shares))
  }
}

extension FitRow.Part {
  /// What the memory is taken for.
  fileprivate var purpose: MemoryBudget.Purpose {
    switch self {
    case .program: .program
    case .gcHeap: .heap
    case .display, .cameraPicture, .cameraPlanes: .pictures
    case .modelFile, .modelHeader, .largestLayer: .model
    case .mainBuffer, .loader: .work
    }
  }
}
