import AxeraNPU
import Console
import NPUGraph
import Simulation

/// The JSON form of `kiln build`.
struct BuildReport: Encodable {
  /// How far something is off.
  struct Quality: Encodable {
    let name: String
    let operation: String
    let precision: String
    let cosine: Double
    let relative_error: Double
    let sqnr_db: Double
    let advice: [String]
  }

  let schema = 1
  let source: String
  let output: String
  let bytes: Int
  let target: String
  let npu_mode: String
  let method: String
  let samples: Int
  /// Values that keep the source network's own codes.
  let own_codes: Int
  /// Names of the values whose ranges came from samples; absent where no value has codes of its own.
  let calibrated: [String]?
  let checked_samples: Int
  let outputs: [Quality]
  let layers: [Quality]
  let estimate_ms: Double

  init(_ account: NetworkBuild.Account, source: String, output: String) {
    (self.source, self.output) = (source, output)
    bytes = account.bytes.count
    (target, npu_mode) = (account.builder.target, account.builder.mode)
    (method, samples) = (account.calibration.method, account.calibration.count)
    own_codes = account.builder.ownCodesCount
    calibrated = own_codes > 0 ? account.calibrated : nil
    checked_samples = account.checked
    let names = account.model.metadata.outputs
    outputs = zip(names, account.outputs).map { name, metrics in
      Quality(
        name: name, operation: "output", precision: "f32", cosine: metrics.cosine,
        relative_error: metrics.relativeError, sqnr_db: metrics.sqnr, advice: [])
    }
    let scheme = account.builder.scheme
    layers = account.nodes.map { node in
      Quality(
        name: node.value, operation: node.label, precision: node.precision.words, cosine: node.metrics.cosine,
        relative_error: node.metrics.relativeError, sqnr_db: node.metrics.sqnr,
        advice: node.advice(scheme).map(\.words))
    }
    estimate_ms = account.model.estimate(at: account.model.nominalClocks).milliseconds
  }
}

/// The human form of `kiln build`.
struct BuildText {
  private let account: NetworkBuild.Account
  private let report: BuildReport

  init(_ account: NetworkBuild.Account, _ report: BuildReport) {
    (self.account, self.report) = (account, report)
  }

  func text(width: Int?) -> String {
    let layers = account.model.layers
    let onNPU = layers.filter { $0.unit == .accelerator }.count
    var lines = [
      "\(report.output): \(report.target), NPU mode \(report.npu_mode), \(NumberForm.bytes(report.bytes))",
      "  layers   \(layers.count): \(onNPU) on the NPU, \(layers.count - onNPU) on the CPU",
      "  ranges   \(ranges)",
      "  time     \(NumberForm.decimal(report.estimate_ms, places: 2)) ms estimated on the chip (docs/axera-timing.md)",
    ]
    let floats = account.treatments.filter { $0.precision == .float && $0.reason != nil }
    if !floats.isEmpty {
      let names = floats.prefix(4).map { "\($0.label)" }.joined(separator: ", ")
      lines.append(
        "  floats   \(floats.count) nodes stay in floats: \(names)\(floats.count > 4 ? ", …" : "")")
    }
    if !report.outputs.isEmpty {
      lines += [
        "", "codes against floats on \(report.checked_samples) of the samples", table(report.outputs, width),
      ]
      let bad = report.layers.filter { $0.cosine < 0.99 }
      lines.append(
        bad.isEmpty ? "the farthest layers, none below a cosine of 0.99" : "layers below a cosine of 0.99")
      lines.append(table(Array((bad.isEmpty ? report.layers[...] : bad[...]).prefix(8)), width))
      for layer in bad.prefix(4) where !layer.advice.isEmpty {
        lines.append("  \(layer.name): \(layer.advice.joined(separator: "; "))")
      }
    }
    return lines.joined(separator: "\n")
  }

  private var ranges: String {
    let samples = "over \(report.samples) samples of \(account.calibration.dataset)"
    guard let calibrated = report.calibrated else { return "\(report.method) \(samples)" }
    let own = "the network's own scales for \(report.own_codes) values"
    if calibrated.isEmpty { return own }
    let names = calibrated.prefix(4).joined(separator: ", ") + (calibrated.count > 4 ? ", …" : "")
    return "\(own); \(calibrated.count) calibrated \(samples): \(names)"
  }

  private func table(_ rows: [BuildReport.Quality], _ width: Int?) -> String {
    var table = Table([
      .init("tensor"), .init("operation"), .init("bits"), .init("cosine", .right), .init("2-norm RE", .right),
      .init("SQNR dB", .right),
    ])
    for row in rows {
      table.append([
        row.name, row.operation, row.precision, NumberForm.decimal(row.cosine, places: 4),
        NumberForm.decimal(row.relative_error * 100, places: 2) + "%",
        NumberForm.decimal(row.sqnr_db, places: 1),
      ])
    }
    return table.plain(width: width)
  }
}

extension QuantizationScheme.Precision {
  /// In a word for tables.
  var words: String {
    switch self {
    case .bits8: "8"
    case .bits16: "16"
    case .float: "float"
    }
  }
}

extension NodeComparison.Advice {
  /// What to try, with the evidence.
  var words: String {
    switch self {
    case .raiseTo16Bits(let ratio):
      "its own 8 bits cost most (\(NumberForm.decimal(ratio, places: 1)) dB): give it 16"
    case .weightStepPerChannel(let ratio):
      "weights of its channels are \(NumberForm.decimal(ratio, places: 0)) times apart: one step per channel"
    case .widerRange(let share):
      "\(NumberForm.percent(share)) of its numbers are cut off: try --method minmax or percentile"
    case .narrowerRange(let share):
      "it needs \(NumberForm.percent(share)) of its range: try --method kl, mse or percentile"
    case .lookBefore(let cosine):
      "its own codes cost little (cosine \(NumberForm.decimal(cosine, places: 4))): look at the layers before it"
    }
  }
}
