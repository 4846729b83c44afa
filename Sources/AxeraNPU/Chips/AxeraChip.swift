package import Simulation

/// Axera's systems whose NPU is known well enough to speak of its time.
///
/// **Source**: the vendor's public tables, build logs and reports; what is computed from them says so.
package enum AxeraChip: String, Sendable, CaseIterable {
  /// AX620A and AX620U, built for by `pulsar`.
  case ax620a
  /// AX620Q: the NPU of AX630C at a lower clock.
  case ax620q
  /// AX630C, which `pulsar2` calls AX620E together with AX620Q.
  case ax630c
  /// AX650N, AX650A and AX8850.
  case ax650

  /// A chip by one of its names, in any case of letters: `AX650N`, `AX8850`, `AX620U`; nil for others.
  ///
  /// `AX620E`, the build tool's name of two chips, stands for the faster, AX630C.
  package init?(platform: String) {
    switch platform.lowercased() {
    case "ax620a", "ax620u", "ax620": self = .ax620a
    case "ax620q": self = .ax620q
    case "ax630c", "ax620e": self = .ax630c
    case "ax650", "ax650n", "ax650a", "ax8850": self = .ax650
    default: return nil
    }
  }

  /// How people write it: `AX650N`.
  package var name: String {
    switch self {
    case .ax620a: "AX620A"
    case .ax620q: "AX620Q"
    case .ax630c: "AX630C"
    case .ax650: "AX650N"
    }
  }

  /// What its models are called: `joint` or `axmodel`.
  package var modelFormat: String { self == .ax620a ? "joint" : "axmodel" }

  /// How many convolution cores it has.
  package var cores: ChipFact<Int> {
    switch self {
    case .ax620a:
      ChipFact(2, .fitted, "1152 MACs x 2 cores x 0.8 GHz are the 3.6 TOPS that the vendor states")
    case .ax620q, .ax630c: ChipFact(2, .vendor, "NPU1 and NPU2 modes: half and whole")
    case .ax650: ChipFact(3, .vendor, "three cores, each paired with a vector core")
    }
  }

  /// Clock in MHz that estimates are for unless somebody says otherwise.
  package var nominalMHz: ChipFact<Double> {
    switch self {
    case .ax620a:
      ChipFact(800, .measured, "reports: 19,502,008 cycles at 41.020 fps, 109,790 at 7286.64 fps")
    case .ax620q: ChipFact(600, .fitted, "published latencies are 1.33 to 1.35 times those of AX630C")
    case .ax630c: ChipFact(800, .fitted, "build log: 782,940 cycles for a model that takes 1.096 ms")
    case .ax650: ChipFact(800, .fitted, "build log: 450,182 cycles for a model that takes 0.595 ms")
    }
  }

  /// Clock in MHz of its fastest cores.
  package var cpuMHz: ChipFact<Double> {
    switch self {
    case .ax620a: ChipFact(1000, .guessed, "four Cortex-A7; their clock was not looked up")
    case .ax620q, .ax630c: ChipFact(1200, .guessed, "two Cortex-A53; their clock was not looked up")
    case .ax650: ChipFact(1700, .vendor, "eight Cortex-A55, 1.5 GHz on some cards")
    }
  }

  /// What the vendor advertises, in 10^12 operations of INT8 per second; two per multiply-accumulate.
  package var advertisedTOPS: ChipFact<Double> {
    switch self {
    case .ax620a: ChipFact(3.6, .vendor, "product page; 14.4 in INT4")
    case .ax620q: ChipFact(2.4, .vendor, "published tables")
    case .ax630c: ChipFact(3.2, .vendor, "published tables")
    case .ax650: ChipFact(18, .vendor, "product page; 10.8 in older material, which published latencies fit")
    }
  }

  /// The ways in which its NPU can be divided, the whole one first.
  package var modes: [AxeraMode] {
    switch self {
    case .ax620a: [.whole, .half, .pictureHalf]
    case .ax620q, .ax630c: [.npu2, .npu1]
    case .ax650: [.npu3, .npu2, .npu1]
    }
  }
}

/// Which part of an NPU a model is built for; it runs in no other.
///
/// **Source**: `pulsar`'s `ax620_virtual_npu`, `pulsar2`'s `npu_mode`; the names are those of the options.
package enum AxeraMode: String, Sendable, CaseIterable {
  /// AX620A: the whole NPU.
  case whole = "0"
  /// AX620A: one of two halves.
  case half = "111"
  /// AX620A: the half that the picture processor uses when it is on.
  case pictureHalf = "112"
  /// One core of the later chips.
  case npu1 = "NPU1"
  /// Two cores.
  case npu2 = "NPU2"
  /// All three cores of AX650.
  case npu3 = "NPU3"

  /// How many convolution cores take part.
  package var cores: Int {
    switch self {
    case .half, .pictureHalf, .npu1: 1
    case .whole, .npu2: 2
    case .npu3: 3
    }
  }
}
