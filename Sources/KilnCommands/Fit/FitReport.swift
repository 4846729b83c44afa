import K210Boards
import KPUSim
import Simulation

/// The JSON form of `kiln fit`.
package struct FitReport: Encodable {
  /// What the program does.
  struct Scenario: Encodable {
    let camera: String?
    let dual_buffer: Bool
    let lcd: Bool
    let gc_heap_bytes: Int?
    let flash_offset: Int
  }

  let schema = 1
  let file: String
  let model: ModelReport
  let memory: MemoryReport
  let scenario: Scenario
  let fits: Bool
  let verdicts: [VerdictReport]

  /// The report of a model on some targets.
  package init(_ loaded: LoadedModel, _ survey: FitSurvey) {
    file = loaded.path
    model = ModelReport(loaded)
    memory = MemoryReport(loaded.model.memory)
    scenario = Scenario(
      camera: survey.scenario.camera?.name, dual_buffer: survey.scenario.wantsTwoBuffers,
      lcd: survey.scenario.usesDisplay, gc_heap_bytes: survey.scenario.gcHeapBytes,
      flash_offset: survey.scenario.flashOffset)
    fits = survey.loadsSomewhere
    verdicts = survey.answers.map { VerdictReport($0) }
  }
}

/// One target's verdict in JSON.
struct VerdictReport: Encodable {
  /// One share of general memory.
  struct Row: Encodable {
    let part: String
    let step: String
    let bytes: Int
    let certainty: String
    let estimate: Bool
    let source: String
  }

  /// Why it does not load.
  struct Failure: Encodable {
    let kind: String
    let text: String
    let board_message: [String]
    let board_message_certainty: String?
  }

  /// Where the model lies in flash.
  struct Flash: Encodable {
    let offset: Int
    let end: Int
    let firmware_end: Int
    let firmware_estimate: Bool
    let overlaps: Bool
  }

  /// A reason not to rely on the answer.
  struct Doubt: Encodable {
    let kind: String
    let text: String
  }

  /// Something that helps.
  struct Remedy: Encodable {
    let changes: [String]
    let text: String
    let saved_bytes: Int
    let free_bytes: Int
    let fits: Bool
    let outcome: String
  }

  let firmware: String
  let name: String
  let outcome: String
  let fits: Bool
  let limit_bytes: Int
  let total_bytes: Int
  let free_bytes: Int
  let model_bytes: Int
  let kpu_bytes: Int
  let rows: [Row]
  let failures: [Failure]
  let doubts: [Doubt]
  let notes: [String]
  let flash: Flash
  let remedies: [Remedy]

  init(_ answer: FitSurvey.Answer) {
    let verdict = answer.verdict
    firmware = answer.target.id
    name = answer.target.name
    outcome = verdict.outcome.rawValue
    fits = verdict.loads
    limit_bytes = K210Memory.general.value
    total_bytes = verdict.totalBytes
    free_bytes = verdict.freeBytes
    model_bytes = verdict.modelBytes
    kpu_bytes = verdict.kpuBytes
    rows = verdict.rows.map { row in
      Row(
        part: row.part.key, step: row.part.step.rawValue, bytes: row.bytes.value,
        certainty: row.bytes.certainty.rawValue, estimate: row.bytes.certainty.isEstimate,
        source: row.bytes.source)
    }
    failures = verdict.failures.map { failure in
      let message = BoardMessage(failure, in: verdict.scenario)
      return Failure(
        kind: failure.key, text: failure.words(verdict), board_message: message?.lines ?? [],
        board_message_certainty: message?.certainty.rawValue)
    }
    doubts = verdict.doubts.map { Doubt(kind: $0.key, text: $0.words) }
    notes = verdict.notes.map(\.words)
    flash = Flash(
      offset: verdict.flash.model.lowerBound, end: verdict.flash.model.upperBound,
      firmware_end: verdict.flash.program.value,
      firmware_estimate: verdict.flash.program.certainty.isEstimate,
      overlaps: !verdict.flash.conflicts.isEmpty)
    remedies = answer.remedies.map { remedy in
      Remedy(
        changes: remedy.changes.map(\.key), text: remedy.words, saved_bytes: remedy.savedBytes,
        free_bytes: remedy.verdict.freeBytes, fits: remedy.verdict.loads,
        outcome: remedy.verdict.outcome.rawValue)
    }
  }
}
