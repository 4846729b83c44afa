import Console
import KPUSim

/// The JSON form of `kiln estimate --accuracy`.
struct AccuracyReport: Encodable {
  /// One published time beside the model's.
  struct Row: Encodable {
    let subject: String
    let measured_ms: Double
    let estimated_ms: Double?
    let deviation: Double?
    let fitted: Bool
    let remark: String
    let source: String
  }

  let schema = 1
  let measurements: [Row]

  init(_ measurements: [PublicMeasurement]) {
    self.measurements = measurements.map {
      Row(
        subject: $0.subject, measured_ms: $0.measuredMilliseconds, estimated_ms: $0.estimatedMilliseconds,
        deviation: $0.deviation, fitted: $0.isFitted, remark: $0.remark, source: $0.source)
    }
  }
}

/// The human form of `kiln estimate --accuracy`.
struct AccuracyText {
  private let measurements: [PublicMeasurement]

  init(_ measurements: [PublicMeasurement]) { self.measurements = measurements }

  func text(width: Int?) -> String {
    var table = Table([
      .init("measured on a K210"), .init("ms", .right), .init("estimate", .right), .init("off by", .right),
      .init("use"), .init("source"), .init("remark"),
    ])
    for row in measurements {
      table.append([
        row.subject, milliseconds(row.measuredMilliseconds),
        row.estimatedMilliseconds.map { milliseconds($0) } ?? "-",
        row.deviation.map { ($0 > 0 ? "+" : "") + NumberForm.percent($0) } ?? "",
        row.estimatedMilliseconds == nil ? "none" : row.isFitted ? "fitted" : "check", row.source, row.remark,
      ])
    }
    return table.plain(width: width)
      + """

      ms: as published, a range or a rate by its middle. fitted: constants of the model were chosen to agree \
      with it; check: they were not; none: no estimate is possible, the remark says why.
      """
  }

  private func milliseconds(_ value: Double) -> String {
    NumberForm.decimal(value, places: value < 10 ? 3 : value < 100 ? 2 : 1)
  }
}
