extension Limit {
  /// What whole models have to reach.
  static let models: [Limit] =
    [("facedetect_v3", 4), ("yolo20_v3", 3), ("slim320_v4", 8)].map { name, milliseconds in
      Limit("avx512vnni, 1 thread: \(name)", .absolute, .atMost(milliseconds), .milliseconds) { report in
        report.values(on: "avx512vnni", of: report.models) { model in
          model.model == name ? model.row("avx512vnni").map { Observation(name, $0.milliseconds) } : nil
        }
      }
    } + [
      Limit("avx512vnni, 1 thread: models > 100 MMAC against the chip", .absolute, .atLeast(3), .times) {
        $0.chipRatios("avx512vnni")
      },
      Limit("avx512vnni, 1 thread: v3 models > 100 MMAC", .absolute, .atLeast(50), .gmacs) { report in
        report.values(on: "avx512vnni", of: report.models) { model in
          guard model.mmac > 100, model.model.hasSuffix("_v3"), let row = model.row("avx512vnni") else {
            return nil
          }
          return Observation(model.model, model.gmacs(row))
        }
      },
      Limit("avx2, 1 thread: models > 100 MMAC against the chip", .absolute, .atLeast(1), .times) {
        $0.chipRatios("avx2")
      },
      Limit("best set: 2 threads against 1, models > 300 MMAC", .ratio, .atLeast(1.7), .times) { report in
        guard report.machine.isQuiet else { return .missing("not measurable: others use this machine") }
        return report.values(on: report.machine.bestKernels, of: report.models) { model in
          guard model.mmac > 300, let gain = model.twoThreadGain(report.machine.bestKernels) else {
            return nil
          }
          return Observation(model.model, gain)
        }
      },
      Limit("best set, 1 thread: MobileNets against onnxruntime u8×u8", .ratio, .atLeast(1), .times) {
        report in
        report.values(on: report.machine.bestKernels, of: report.peers) { figure in
          guard figure.network.contains("mobilenet"), figure.peer == PeerFigure.yardstick, figure.threads == 1
          else { return nil }
          return Observation(figure.network, figure.ratio)
        }
      },
    ]

  /// All limits, in the order of reports.
  package static let all = kernels + models + guests
}

extension PeerFigure {
  /// The peer that multiplies the number types of the K210.
  package static let yardstick = "onnxruntime u8×u8"
}

extension BenchmarkReport {
  /// Chip's time by ours for each model above 100 MMAC whose time on the chip is known.
  fileprivate func chipRatios(_ set: String) -> Limit.Evidence {
    values(on: set, of: models) { model in
      guard model.mmac > 100, let chip = model.chip, let row = model.row(set) else { return nil }
      return Limit.Observation(model.model, chip.milliseconds / row.milliseconds)
    }
  }
}
