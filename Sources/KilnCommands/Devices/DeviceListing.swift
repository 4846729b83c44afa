import AxeraNPU
import KPUSim
import RockchipNPU
import Simulation

/// The chips that are known; also the JSON form of `kiln devices`.
struct DeviceListing: Encodable {
  /// A figure and where it comes from.
  struct Figure: Encodable {
    let value: Int
    /// `measured`, `vendor`, `fitted` or `guessed`.
    let standing: String
    let source: String
  }

  /// One chip.
  struct Device: Encodable {
    let chip: String
    let format: String
    let cores: Figure
    /// Of one core; absent where nobody has said.
    let macs_per_cycle: Figure?
    let mhz: Figure
    /// Whether `sim` runs its models.
    let runs: Bool
    /// How exactly: `bit for bit` as the chip, or as `kiln build` quantised them.
    var exactness = "bit for bit"
    /// Whether `estimate` knows its times.
    let estimates: Bool

    /// The least sure of its figures.
    var standing: String {
      let order = ["measured", "vendor", "fitted", "guessed"]
      let found = [cores, mhz].map(\.standing) + (macs_per_cycle.map { [$0.standing] } ?? [])
      return order.last { found.contains($0) } ?? "guessed"
    }
  }

  let schema = 1
  let devices: [Device]

  init() {
    let kendryte = Device(
      chip: "K210", format: "kmodel v3, v4",
      cores: Figure(value: 1, standing: "vendor", source: "K210 data sheet: one KPU"),
      macs_per_cycle: Figure(
        value: KPUTiming.peakMACsPerCycle, standing: "fitted", source: "docs/cycle-model.md"),
      mhz: Figure(value: 400, standing: "vendor", source: "K210 data sheet; firmware sets it"), runs: true,
      estimates: true)
    devices =
      [kendryte]
      + RockchipChip.allCases.map { chip in
        Device(
          chip: chip.name, format: chip.fileTag == "RKNPU mini" ? "rknn (refused)" : "rknn v2, v6",
          cores: Figure(chip.cores),
          macs_per_cycle: chip.engine.map { engine in
            Figure(
              value: engine.peakMACs(.int8),
              standing: engine.weightGroups[.int8]?.standing.rawValue ?? "guessed",
              source: engine.weightGroups[.int8]?.source ?? "")
          },
          mhz: Figure(
            value: Int(chip.nominalMHz.value), standing: chip.nominalMHz.standing.rawValue,
            source: chip.nominalMHz.source),
          runs: chip.isExecutable, estimates: RockchipTiming(chip) != nil)
      }
      + AxeraChip.allCases.map { chip in
        Device(
          chip: chip.name, format: "ONNX by kiln build", cores: Figure(chip.cores),
          macs_per_cycle: Figure(chip.engine.macsPerCycle),
          mhz: Figure(
            value: Int(chip.nominalMHz.value), standing: chip.nominalMHz.standing.rawValue,
            source: chip.nominalMHz.source),
          runs: true, exactness: "as kiln build quantised", estimates: true)
      }
  }
}

extension DeviceListing.Figure {
  init(_ fact: ChipFact<Int>) {
    self.init(value: fact.value, standing: fact.standing.rawValue, source: fact.source)
  }
}
