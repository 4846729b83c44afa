package import Console
import K210Boards
import KPUSim

/// The tables of `kiln fit` with exact bytes, as CSV shows them.
package enum FitTables {
  /// One row per target.
  package static func summary(_ survey: FitSurvey) -> Table {
    var table = Table(
      ["firmware", "outcome", "total_bytes", "free_bytes", "model_bytes", "firmware_bytes", "certainty"]
        .map { .init($0) })
    for answer in survey.answers {
      let program = answer.fitCase.scenario.programBytes
      table.append([
        answer.target.id, answer.verdict.outcome.rawValue, "\(answer.verdict.totalBytes)",
        "\(answer.verdict.freeBytes)", "\(answer.verdict.modelBytes)", "\(program.value)",
        program.certainty.rawValue,
      ])
    }
    return table
  }

  /// One row per share of general memory.
  package static func sums(_ answer: FitSurvey.Answer) -> Table {
    var table = Table(["part", "bytes", "left_bytes", "certainty", "source"].map { .init($0) })
    var left = K210Memory.general.value
    for row in answer.verdict.rows {
      left -= row.bytes.value
      table.append([
        row.part.key, "\(row.bytes.value)", "\(left)", row.bytes.certainty.rawValue, row.bytes.source,
      ])
    }
    return table
  }
}
