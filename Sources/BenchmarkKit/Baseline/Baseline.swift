/// Ratios that earlier runs reached, by processor.
///
/// Only quotients of figures of one run are kept: they stay about the same from run to run, times do not.
package struct Baseline: Sendable, Equatable, Codable {
  /// The ratios of one processor.
  package struct Entry: Sendable, Equatable, Codable {
    /// The processor's name.
    package let processor: String
    /// The day of the run, as `2026-11-21`.
    package let date: String
    /// Ratios by name; more is better.
    package let ratios: [String: Double]

    /// The ratios of one processor.
    package init(processor: String, date: String, ratios: [String: Double]) {
      self.processor = processor
      self.date = date
      self.ratios = ratios
    }
  }

  /// Version of the JSON form.
  package private(set) var schema = 1
  /// One per processor, in the order in which they came.
  package private(set) var machines: [Entry] = []

  /// No ratios yet.
  package init() {}

  /// The ratios of a processor.
  package func entry(for processor: String) -> Entry? { machines.first { $0.processor == processor } }

  /// Puts an entry in the place of the one that its processor had.
  package mutating func replace(_ entry: Entry) {
    if let index = machines.firstIndex(where: { $0.processor == entry.processor }) {
      machines[index] = entry
    } else {
      machines.append(entry)
    }
  }
}

extension BenchmarkReport {
  /// The ratios of a run that a baseline keeps.
  ///
  /// Sums: share of the set's peak. Finish and requantisation: speed against the scalar set. Models on one
  /// thread: speed against the scalar set and against the reference.
  package var ratios: [String: Double] {
    var ratios: [String: Double] = [:]
    for figure in families {
      let name = "\(figure.family.rawValue) \(figure.layer), \(figure.kernels)"
      switch figure.family {
      case .dense, .depthwise: ratios["\(name), of peak"] = figure.shareOfPeak
      case .finish, .requantize:
        let scalar = families.first {
          $0.kernels == "scalar" && $0.family == figure.family && $0.layer == figure.layer
        }
        if let scalar, figure.kernels != "scalar" {
          ratios["\(name), × scalar"] = scalar.milliseconds / figure.milliseconds
        }
      }
    }
    for model in models {
      for row in model.rows where row.threads == 1 {
        let name = "\(model.model), \(row.kernels)"
        ratios["\(name), × reference"] = model.referenceMilliseconds / row.milliseconds
        if row.kernels != "scalar", let scalar = model.row("scalar") {
          ratios["\(name), × scalar"] = scalar.milliseconds / row.milliseconds
        }
      }
    }
    return ratios
  }
}
