package import Simulation

/// Rockchip's systems with an NPU of the RKNPU2 generation.
///
/// **Source**: the names in `.rknn` files (FlatBuffer field 1 and JSON `target_platform`); vendor's data
/// sheets for cores and clocks.
package enum RockchipChip: String, Sendable, CaseIterable {
  case rk3562, rk3566, rk3568, rk3576, rk3588
  /// Known by name alone: their files hold a private dump.
  case rv1103, rv1106
  /// Known as far as its files can be read; no timing of it is public.
  case rv1126b

  /// A chip by its platform name, in any case of letters: `rk3588`, `RK3588S`, `rv1126b`; nil for others.
  package init?(platform: String) {
    let name = platform.lowercased()
    // One die with fewer pins.
    self.init(rawValue: name == "rk3588s" ? "rk3588" : name)
  }

  /// How people write it: `RK3588`.
  package var name: String { rawValue.uppercased() }

  /// The generation that files for it name: `RKNPU v2`; RK3566 and RK3568 share theirs.
  package var fileTag: String {
    switch self {
    case .rk3562: "RKNPU t4"
    case .rk3566, .rk3568: "RKNPU lite"
    case .rk3576: "RKNPU f2"
    case .rk3588: "RKNPU v2"
    case .rv1103, .rv1106: "RKNPU mini"
    case .rv1126b: "RKNPU f3"
    }
  }

  /// How many NPU cores it has.
  package var cores: ChipFact<Int> {
    switch self {
    case .rk3588: ChipFact(3, .vendor, "RK3588 TRM; files hold 1-, 2- and 3-core programs")
    case .rk3576: ChipFact(2, .vendor, "RK3576 data sheet; files hold three program slots")
    case .rk3562, .rk3566, .rk3568, .rv1103, .rv1106, .rv1126b:
      ChipFact(1, .vendor, "data sheet; files hold one program")
    }
  }

  /// Whether its files can be read and run here.
  package var isExecutable: Bool { engine != nil }

  /// What is known of the registers that a file's commands write.
  package var registerMap: ChipFact<RegisterMap> {
    switch self {
    case .rk3566, .rk3568, .rk3588:
      ChipFact(.rk3588, .measured, "public RK3588 map, checked against command streams of our files")
    case .rk3562, .rv1103:
      ChipFact(.newer, .measured, "command streams: many registers have moved, OUT_CVT for one")
    case .rk3576, .rv1126b: ChipFact(.newer, .guessed, "command streams do not fit the RK3588 map")
    case .rv1106: ChipFact(.newer, .guessed, "same file flavour as RV1103")
    }
  }

  /// Maps of the NPU's registers.
  package enum RegisterMap: String, Sendable {
    /// That of RK3588, which RK3566 and RK3568 share as far as it matters here.
    case rk3588
    /// A later one, known in parts: graphs can be read, registers not.
    case newer
  }

  /// Clock in MHz that estimates are for unless somebody says otherwise.
  package var nominalMHz: ChipFact<Double> {
    switch self {
    case .rk3588: ChipFact(1000, .vendor, "NPU up to 1.0 GHz; tables name no clock")
    case .rk3562, .rk3566, .rk3568, .rk3576:
      ChipFact(1000, .guessed, "0.9 to 1.0 GHz; the calibration takes up the difference")
    case .rv1103: ChipFact(420, .measured, "Luckfox Pico Mini")
    case .rv1106, .rv1126b: ChipFact(420, .guessed, "as RV1103")
    }
  }

  /// Clock in MHz of its fastest cores.
  package var cpuMHz: ChipFact<Double> {
    switch self {
    case .rk3562: ChipFact(2000, .vendor, "data sheet: four Cortex-A53")
    case .rk3566: ChipFact(1800, .vendor, "data sheet: four Cortex-A55")
    case .rk3568: ChipFact(2000, .vendor, "data sheet: four Cortex-A55")
    case .rk3576: ChipFact(2200, .vendor, "data sheet: four Cortex-A72")
    case .rk3588: ChipFact(2400, .vendor, "data sheet: four Cortex-A76")
    case .rv1103, .rv1106: ChipFact(1200, .vendor, "data sheet: one Cortex-A7")
    case .rv1126b: ChipFact(1600, .guessed, "four Cortex-A53; their clock was not looked up")
    }
  }
}
