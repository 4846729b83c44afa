extension Limit {
  /// What the kernels have to reach, by set.
  static let kernels: [Limit] =
    ["avx2", "avxvnni", "avx512vnni"].map { set in
      kernel(
        "sums of dense layers ≥ 32 channels, ≥ 4 MMAC, of peak", .dense, set, .ratio, .atLeast(0.8), .percent
      ) { figure in
        figure.channels >= 32 && figure.mmac >= 4 ? figure.shareOfPeak : nil
      }
    } + [
      kernel("sums of depthwise layers", .depthwise, "avx512vnni", .absolute, .atLeast(20), .gmacs) {
        $0.gmacs
      },
      kernel("sums of depthwise layers", .depthwise, "avx2", .absolute, .atLeast(10), .gmacs) { $0.gmacs },
      kernel("finish, 2 or 3 segments", .finish, "avx512vnni", .absolute, .atMost(0.5), .nanoseconds) {
        $0.layer.hasPrefix("16 ") ? nil : $0.nanosecondsPerOutput
      },
      kernel("finish, 16 segments", .finish, "avx512vnni", .absolute, .atMost(1), .nanoseconds) {
        $0.layer.hasPrefix("16 ") ? $0.nanosecondsPerOutput : nil
      },
      kernel("finish", .finish, "avx2", .absolute, .atMost(2.5), .nanoseconds) { $0.nanosecondsPerOutput },
    ]

  private static func kernel(
    _ title: String, _ family: KernelFamily, _ set: String, _ kind: Kind, _ bound: Bound, _ unit: Unit,
    value: @escaping @Sendable (FamilyFigure) -> Double?
  ) -> Limit {
    Limit("\(set): \(title)", kind, bound, unit) { report in
      report.values(on: set, of: report.families) { figure in
        guard figure.family == family, figure.kernels == set else { return nil }
        return value(figure).map { Observation(figure.layer, $0) }
      }
    }
  }
}

extension BenchmarkReport {
  /// The values that some figures have, or why there are none; `set` must be of this processor.
  func values<Figure>(
    on set: String, of figures: [Figure], _ observe: (Figure) -> Limit.Observation?
  ) -> Limit.Evidence {
    guard sets.contains(set) else { return .missing("not measurable on this processor") }
    let values = figures.compactMap(observe)
    return values.isEmpty ? .missing("not part of this run") : .values(values)
  }
}
