import Console
import K210Boards
import KPUSim

extension FitSurvey {
  /// The answer over all targets in one sentence about a file.
  package func sentence(about name: String) -> String {
    let scripts = answers.filter { $0.fitCase.scenario.firmware != nil }
    let loading = scripts.filter { $0.verdict.loads }.map {
      $0.verdict.outcome == .fits ? $0.target.id : "\($0.target.id) (probably)"
    }
    let program = answers.contains { $0.fitCase.scenario.firmware == nil && $0.verdict.loads }
    let usage = scenario.usage.map { " with \($0)" } ?? ""
    if loading.isEmpty {
      return program
        ? "\(name) fits in no MaixPy firmware\(usage), only in a plain C program"
        : "\(name) does not fit\(sharedCauses.contains(.memory) ? usage : ""): \(causeWords)"
    }
    let isEverywhere = loading.count == scripts.count && program
    return isEverywhere
      ? "\(name) fits\(usage), whatever the board runs"
      : "\(name) fits\(usage) in \(loading.joined(separator: ", "))\(program ? " and a plain C program" : "")"
  }

  /// Which targets load the model, in a few words: `minimum, plain C; probably minimum-v4`.
  package var places: String {
    guard answers.contains(where: { $0.verdict.outcome != .fits }) else { return "whatever the board runs" }
    let sure = places { $0 == .fits }
    let likely = places { $0 == .probablyFits }.map { "probably \($0)" }
    let parts = [sure, likely].compactMap { $0 }
    return parts.isEmpty ? "nowhere" : parts.joined(separator: "; ")
  }

  /// Targets with one of the outcomes: up to three firmwares by their ids, more as a count; nil for none.
  private func places(_ isWanted: (FitVerdict.Outcome) -> Bool) -> String? {
    let scripts = answers.filter { $0.fitCase.scenario.firmware != nil }
    let wanted = scripts.filter { isWanted($0.verdict.outcome) }.map(\.target.id)
    let program = answers.contains {
      $0.fitCase.scenario.firmware == nil && isWanted($0.verdict.outcome)
    }
    var names = wanted.count <= 3 ? wanted : ["\(wanted.count) of \(scripts.count) MaixPy firmwares"]
    if program { names.append("plain C") }
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }

  /// The firmware whose way out is shown first: that of most boards, if it fails; nil when every firmware loads.
  package var advised: Answer? {
    let failing = answers.filter { !$0.verdict.loads && $0.fitCase.scenario.firmware != nil }
    return failing.first { $0.target.id == FirmwareFlavour.full.id } ?? failing.first
  }

  /// Bytes that must be free before `kpu.load` for a script to be sure of it: what it takes, and the reserve.
  ///
  /// nil when no amount would do: no firmware fails for want of memory alone, or there is not as much memory.
  var bytesForScripts: Int? {
    let answer = answers.first {
      $0.fitCase.scenario.firmware != nil && $0.verdict.failures.allSatisfy { $0.cause == .memory }
    }
    guard let bytes = answer.map({ $0.verdict.modelBytes + reserveForScripts }),
      bytes < K210Memory.general.value
    else { return nil }
    return bytes
  }

  /// Bytes that should stay free behind a kmodel v4.
  var reserveForScripts: Int {
    model.version == 4 ? model.fileBytes * ModelLoader.version4Reserve.value : 0
  }

  /// What the reserve is.
  var reserveWords: String {
    "\(ModelLoader.version4Reserve.value) times the file among them as reserve for kmodel v4"
  }
}

extension FitSurvey.Answer {
  /// The answer in one sentence about a file.
  package func sentence(about name: String) -> String {
    let place = target.title + (verdict.scenario.usage.map { " with \($0)" } ?? "")
    switch verdict.outcome {
    case .fits:
      return "\(name) fits in \(place): \(NumberForm.shortBytes(verdict.freeBytes)) stay free"
    case .probablyFits:
      return "\(name) probably fits in \(place): \(NumberForm.shortBytes(verdict.freeBytes)) stay free"
    case .notSupported:
      return "\(name) does not load in \(place): it is a kmodel v\(fitCase.model.version)"
    case .doesNotFit:
      let missing =
        verdict.freeBytes < 0 ? ": \(NumberForm.bytes(-verdict.freeBytes)) of memory are missing" : ""
      return "\(name) does not fit in \(place)\(missing)"
    }
  }
}

extension FitVerdict {
  /// KPU RAM and flash, a line each.
  var otherMemories: [String] {
    let about = flash.program.certainty.isEstimate ? "about " : ""
    let name = scenario.firmware == nil ? "program" : "firmware"
    return [
      "KPU RAM: \(NumberForm.shortBytes(kpuBytes)) of 2 MiB",
      "flash: \(name) up to \(about)\(Hex.address(flash.program.value)), model "
        + "\(Hex.address(flash.model.lowerBound)) to \(Hex.address(flash.model.upperBound)); "
        + (flash.conflicts.isEmpty ? "no overlap" : "overlap"),
    ]
  }
}

extension FitScenario {
  /// What the program uses beside the model: `a QVGA camera and the LCD`; nil for nothing.
  var usage: String? {
    var parts: [String] = []
    if let camera { parts.append("a \(camera.name) camera\(wantsTwoBuffers ? " (two buffers)" : "")") }
    if usesDisplay { parts.append("the LCD") }
    return parts.isEmpty ? nil : parts.joined(separator: " and ")
  }

  /// Who says the board's words.
  var speaker: String { firmware == nil ? "in the program" : "the board prints" }
}
