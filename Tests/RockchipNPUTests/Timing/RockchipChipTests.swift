import RockchipNPU
import Simulation
import Testing

@Suite("facts about the chips")
struct RockchipChipTests {
  @Test("names and generations as files have them")
  func names() {
    #expect(RockchipChip(platform: "rk3588") == .rk3588)
    #expect(RockchipChip(platform: "RK3588S") == .rk3588)
    #expect(RockchipChip(platform: "RV1126B") == .rv1126b)
    #expect(RockchipChip(platform: "rk1808") == nil)
    let tags = RockchipChip.allCases.map { $0.fileTag }
    #expect(Set(tags) == ["RKNPU t4", "RKNPU lite", "RKNPU f2", "RKNPU v2", "RKNPU mini", "RKNPU f3"])
    #expect(RockchipChip.rk3566.engine == RockchipChip.rk3568.engine)
  }

  @Test(
    "multiply-accumulates per cycle in int8 and float16",
    arguments: zip(
      [RockchipChip.rk3562, .rk3568, .rk3576, .rk3588], [(512, 256), (512, 128), (1024, 512), (1024, 512)]))
  func peaks(chip: RockchipChip, macs: (Int, Int)) throws {
    let engine = try #require(chip.engine)
    #expect(engine.peakMACs(.int8) == macs.0 && engine.peakMACs(.float16) == macs.1)
    #expect(engine.atomChannels(.int8) == 2 * engine.atomChannels(.float16))
  }

  @Test("every fact has a source, and int16 is guessed everywhere")
  func sources() {
    for chip in RockchipChip.allCases {
      #expect(!chip.cores.source.isEmpty && !chip.registerMap.source.isEmpty)
      #expect(chip.nominalMHz.value > 0 && chip.cpuMHz.value > 0)
      guard let engine = chip.engine else { continue }
      for precision in NPUPrecision.allCases {
        let standing = engine.weightGroups[precision]?.standing
        #expect((standing == .guessed) == (precision == .int16 || (chip == .rk3562 && precision != .int8)))
        #expect(engine.weightGroups[precision]?.source.isEmpty == false)
      }
    }
  }
}
