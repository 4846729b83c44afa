import RockchipNPU
import TestSupport
import Testing

@Suite("damaged Rockchip models")
struct HostileRKNNTests {
  /// A file whose payload takes changes without being cut.
  struct Source: Sendable, CustomTestStringConvertible {
    let name: String
    let file: [UInt8]
    /// How many changed copies are tried.
    let count: Int

    var testDescription: String { name }
  }

  static let samples: [Source] = [2, 6].map { version in
    var sample = SampleRKNN()
    sample.version = version
    return Source(name: "sample, version \(version)", file: sample.bytes, count: 4000)
  }

  /// Golden models of every operation that are small enough for a build without optimisation.
  static let golden: [Source] = RockchipVariant.all.compactMap { variant in
    guard let file = try? GoldenData.bytes(variant.model), file.count <= 32 << 10 else { return nil }
    return Source(name: variant.name, file: file, count: 100)
  }

  static let all = samples + golden

  @Test("the whole files are read", arguments: all)
  func whole(source: Source) { #expect(RockchipOutcome(source.file) != .unreadable) }

  @Test("our own runs") func runs() {
    for source in Self.samples { #expect(RockchipOutcome(source.file) == .ran) }
  }

  /// Cutting the payload, not the file, moves its end into its parts.
  @Test("a payload that is cut ends in an error or a model", arguments: all)
  func truncation(source: Source) throws {
    let payload = try Array(source.file[RKNNContainer(source.file).payload])
    var random = SplitMix64(seed: UInt64(source.file.count))
    var sample = SampleRKNN()
    sample.version = try RKNNContainer(source.file).version
    let random64 = (0..<64).map { _ in Int.random(in: 0..<payload.count, using: &random) }
    var refused = 0
    for count in [0, 3, 4, 7, 8, payload.count - 1] + random64 {
      if RockchipOutcome(sample.file(of: Array(payload[..<count]))) == .unreadable { refused += 1 }
    }
    #expect(refused > 6)
  }

  /// Values that break offsets, sizes, counts and signs.
  private static let words: [UInt32] = [
    0, 1, 2, 3, 4, 8, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
    0xFFFF_FFFE, 0x4000_0000, 0x0100_0000,
  ]

  private static func damage(_ file: inout [UInt8], _ random: inout SplitMix64) {
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      // The header is tested elsewhere; half of the changes go where tables and texts are densest.
      let end = Bool.random(using: &random) ? file.count : min(file.count, 4096)
      let place = Int.random(in: 64..<(end - 4), using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: file[place] = UInt8.random(in: 0...255, using: &random)
      case 1: file[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 2:
        let word = words.randomElement(using: &random) ?? 0
        for index in 0..<4 { file[place + index] = UInt8(truncatingIfNeeded: word >> UInt32(8 * index)) }
      default:
        // Small numbers, such as indices of tensors and extents, become other small ones.
        let aligned = place & ~3
        file[aligned] = UInt8.random(in: 0..<12, using: &random)
        for index in 1..<4 { file[aligned + index] = 0 }
      }
    }
  }

  @Test("changed bytes and words end in an error or a result", arguments: all)
  func damage(source: Source) {
    var random = SplitMix64(seed: UInt64(source.file.count) &* 77)
    var outcomes: [RockchipOutcome] = []
    for _ in 0..<source.count {
      var file = source.file
      Self.damage(&file, &random)
      outcomes.append(RockchipOutcome(file))
    }
    #expect(outcomes.contains(.unreadable))
    #expect(outcomes.contains { $0 != .unreadable })
  }

  @Test("any register may hold anything", arguments: SampleRKNN.convolutionRegisters.indices)
  func registers(index: Int) {
    var random = SplitMix64(seed: UInt64(index))
    for round in 0..<150 {
      var sample = SampleRKNN()
      let words = Self.words
      sample.registers[index].value =
        round < words.count ? words[round] : UInt32.random(in: 0...(.max), using: &random)
      // Stages that would be left out take part, too.
      if round % 2 == 1 {
        sample.registers.append((0x4070, UInt32.random(in: 0...(.max), using: &random) & ~1))
      }
      #expect(RockchipOutcome(sample.bytes) != .unreadable)
    }
  }
}
