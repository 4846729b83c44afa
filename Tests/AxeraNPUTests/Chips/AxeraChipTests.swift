import AxeraNPU
import Simulation
import Testing

@Suite("facts about Axera's chips")
struct AxeraChipTests {
  @Test("names as tools and shops have them")
  func names() {
    #expect(AxeraChip(platform: "AX650N") == .ax650)
    #expect(AxeraChip(platform: "ax8850") == .ax650)
    #expect(AxeraChip(platform: "AX620U") == .ax620a)
    #expect(AxeraChip(platform: "AX620E") == .ax630c)
    #expect(AxeraChip(platform: "AX630A") == nil)
    #expect(AxeraChip(platform: "rk3588") == nil)
    for chip in AxeraChip.allCases { #expect(AxeraChip(platform: chip.name) == chip) }
  }

  @Test("modes are the tools' names, the whole NPU first, and no other chip's")
  func modes() {
    #expect(AxeraChip.ax620a.modes.map(\.rawValue) == ["0", "111", "112"])
    #expect(AxeraChip.ax630c.modes.map(\.rawValue) == ["NPU2", "NPU1"])
    #expect(AxeraChip.ax650.modes.map(\.rawValue) == ["NPU3", "NPU2", "NPU1"])
    for chip in AxeraChip.allCases {
      #expect(chip.modes.map(\.cores).max() == chip.cores.value)
      for mode in AxeraMode.allCases {
        #expect((AxeraTiming(chip, mode: mode) != nil) == chip.modes.contains(mode))
      }
    }
  }

  @Test("multipliers and clocks give the advertised operations per second, but for AX650's")
  func operations() {
    for chip in AxeraChip.allCases {
      let macs = Double(chip.engine.macsPerCycle.value * chip.cores.value)
      let tera = 2 * macs * chip.nominalMHz.value / 1e6
      // 10.8 in the vendor's older material.
      let stated = chip == .ax650 ? 10.8 : chip.advertisedTOPS.value
      #expect(abs(tera / stated - 1) < 0.03, "\(chip): \(tera)")
    }
  }

  @Test("every fact has a source, and blocks of channels and nine taps are the multipliers")
  func sources() {
    for chip in AxeraChip.allCases {
      let engine = chip.engine
      let facts = [
        chip.cores.source, chip.nominalMHz.source, chip.cpuMHz.source, chip.advertisedTOPS.source,
        engine.macsPerCycle.source, engine.granularity.source, engine.packsTaps.source,
        engine.depthwiseUnit.source, engine.vectorLanes.source, engine.vectorUnit.source,
        engine.onChipBytes.source, engine.prefetchBytes.source, engine.sharesRows.source,
        engine.runMicroseconds.source, chip.calibration.bytesPerCycle.source,
        chip.calibration.pointwiseFactor.source,
      ]
      #expect(facts.allSatisfy { !$0.isEmpty })
      #expect(engine.lanes(cores: 2) >= engine.lanes(cores: 1))
    }
    for engine in [AxeraChip.ax620a.engine, AxeraChip.ax650.engine] {
      #expect(
        engine.granularity.value.inputs * engine.granularity.value.outputs * 9 == engine.macsPerCycle.value)
    }
  }
}
