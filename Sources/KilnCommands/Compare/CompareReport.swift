import Console
import Tensors

/// The JSON form of `kiln compare`.
struct CompareReport: Encodable {
  /// One tensor.
  struct Row: Encodable {
    let name: String
    let operation: String
    let elements: Int
    let relative_error: Double
    let cosine: Double
    let sqnr_db: Double
    let max_abs: Double

    init(_ entry: ModelComparison.Entry) {
      (name, operation) = (entry.name, entry.operation)
      let difference = entry.difference
      elements = difference.count
      (relative_error, cosine) = (difference.relativeError, difference.cosine)
      (sqnr_db, max_abs) = (difference.sqnr, difference.maximum)
    }
  }

  let schema = 1
  let network: String
  let model: String
  let inputs: [String]
  let outputs: [Row]
  let layers: [Row]

  init(_ comparison: ModelComparison, network: String, model: String) {
    (self.network, self.model, inputs) = (network, model, comparison.accounts)
    outputs = comparison.entries.filter { $0.isOutput }.map { Row($0) }
    layers = comparison.entries.filter { !$0.isOutput }.map { Row($0) }
  }
}

/// The human form: outputs as pulsar's comparison prints them, then layers.
struct CompareText {
  private let report: CompareReport
  private let showsAll: Bool

  init(_ report: CompareReport, showsAll: Bool) { (self.report, self.showsAll) = (report, showsAll) }

  func text(width: Int?) -> String {
    var lines = report.inputs.enumerated().map { "input\($0.offset): \($0.element)" }
    lines += ["", "Score compare table:"] + Self.scores(report.outputs) + [""]
    let worst = report.layers.sorted { $0.cosine < $1.cosine }
    let shown = showsAll ? report.layers : Array(worst.prefix(10))
    lines.append(
      showsAll
        ? "layers, in their order" : "layers that are farthest off (--all lists all \(report.layers.count))")
    var table = Table([
      .init("tensor"), .init("operation"), .init("elements", .right), .init("2-norm RE", .right),
      .init("cosine", .right), .init("SQNR dB", .right),
    ])
    for row in shown {
      table.append([
        row.name, row.operation, NumberForm.grouped(row.elements), Self.percent(row.relative_error),
        NumberForm.decimal(row.cosine, places: 4), NumberForm.decimal(row.sqnr_db, places: 1),
      ])
    }
    lines.append(String(table.plain(width: width).dropLast()))
    return lines.joined(separator: "\n")
  }

  /// One line per output, columns as wide as their widest cell, dashes above.
  ///
  /// **Source**: printouts of `pulsar run`.
  static func scores(_ rows: [CompareReport.Row]) -> [String] {
    let cells = rows.map { row in
      [
        "Layer: \(row.name)", "2-norm RE: \(percent(row.relative_error))",
        "cosine-sim: \(NumberForm.decimal(row.cosine, places: 4))",
      ]
    }
    let widths = (0..<3).map { column in cells.map { $0[column].count }.max() ?? 0 }
    let dashes = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    return [dashes]
      + cells.map { row in
        zip(row, widths).enumerated().map { index, cell in
          index == 2 ? cell.0 : cell.0 + String(repeating: " ", count: cell.1 - cell.0.count)
        }.joined(separator: "  ")
      }
  }

  static func percent(_ share: Double) -> String { NumberForm.decimal(share * 100, places: 2) + "%" }
}
