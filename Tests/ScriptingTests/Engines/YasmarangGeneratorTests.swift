import Scripting
import Testing

@Suite("YasmarangGenerator")
struct YasmarangGeneratorTests {
  @Test("next_givesTheDevicesNumbers")
  func sequences() throws {
    var fresh = YasmarangGenerator()
    #expect((0..<4).map { _ in fresh.next() } == [0xBF5B_0806, 0x7334_585E, 0xBC0C_7B9D, 0xBDEC_5ADE])
    var seeded = YasmarangGenerator(seed: 5)
    #expect((0..<4).map { _ in seeded.next() } == [0x001E_8264, 0x9071_7F41, 0x2033_71BB, 0x13F6_D2E7])
  }

  @Test("next_staysWithTheDeviceOver100000Numbers")
  func long() {
    var generator = YasmarangGenerator(seed: 77)
    var sum: UInt32 = 0
    for _ in 0..<100_000 { sum = sum &* 31 &+ generator.next() }
    #expect(sum == 0xEDF6_B99F)
  }

  @Test("bits_takesOneTo32AndNegativeOnesModulo32")
  func bits() throws {
    var generator = YasmarangGenerator(seed: 1 << 40 | 5)
    #expect(try generator.bits(7) == 100)
    #expect(try generator.bits(-3) == 275_873_601)
    #expect(try generator.bits(1) == 1)
    for count in [0, 33, 1 << 20] {
      #expect(throws: EngineFault(.valueError)) { _ = try generator.bits(count) }
    }
  }

  @Test("below_givesTheDevicesNumbers")
  func below() throws {
    var generator = YasmarangGenerator(seed: 5)
    let numbers = try (1...12).map { try generator.below($0) }
    #expect(numbers == [0, 1, 1, 3, 3, 3, 5, 0, 2, 6, 9, 1])
    #expect(throws: EngineFault.stepLimit) { _ = try generator.below(1 << 32) }
  }

  @Test("floats_haveTheDevicesBits")
  func floats() {
    var generator = YasmarangGenerator(seed: 5)
    let doubles = (0..<3).map { _ in generator.double().bitPattern }
    #expect(doubles == [0x3FED_04C9_20E2_FE82, 0x3FCB_8DD8_9FB6_9738, 0x3FC1_D6ED_D739_39B8])
    generator = YasmarangGenerator(seed: 5)
    let singles = (0..<3).map { _ in generator.single().bitPattern }
    #expect(singles == [0x3E74_1320, 0x3F62_FE82, 0x3ECD_C6EC])
  }

  @Test("ranges_stayInsideAndRefuseEmptyOnes")
  func ranges() throws {
    var generator = YasmarangGenerator(seed: 9)
    for _ in 0..<200 {
      let element = try generator.element(from: 10, to: -5, by: -4)
      #expect([10, 6, 2, -2].contains(element))
      #expect((-3...3).contains(try generator.integer(from: -3, through: 3)))
      #expect((0..<7).contains(try generator.index(count: 7)))
      #expect((2.0..<3).contains(generator.uniform(2.0, 3.0)))
    }
    #expect(throws: EngineFault(.valueError)) { _ = try generator.element(from: 0, to: 0, by: 1) }
    #expect(throws: EngineFault(.valueError)) { _ = try generator.element(from: 0, to: 1, by: 0) }
    #expect(throws: EngineFault(.valueError)) { _ = try generator.integer(from: 1, through: 0) }
    #expect(throws: EngineFault(.indexError)) { _ = try generator.index(count: 0) }
  }

  @Test("extremeRanges_neverTrap")
  func extremes() {
    var generator = YasmarangGenerator(seed: 9)
    let numbers = [Int.min, Int.min + 1, -1, 0, 1, 5, Int.max]
    for start in numbers {
      for stop in numbers {
        for step in numbers { _ = try? generator.element(from: start, to: stop, by: step) }
        _ = try? generator.integer(from: start, through: stop)
      }
    }
  }
}
