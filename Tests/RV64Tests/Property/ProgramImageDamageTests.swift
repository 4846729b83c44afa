import RV64
import TestSupport
import Testing

/// Damaged files end in an error or in an image that holds to its limits; nothing traps.
@Suite("damaged program images")
struct ProgramImageDamageTests {
  private static let limits = ProgramImage.Limits(memoryByteCount: 1 << 16)

  /// Uses all that an image offers.
  private static func exercise(_ bytes: [UInt8]) {
    guard let image = try? ProgramImage(elf: bytes, limits: limits) else { return }
    let total = image.segments.reduce(0) { $0 + $1.byteCount }
    #expect(total <= limits.memoryByteCount && image.contains(image.entry))
    let memory = GuestMemory(byteCount: 0x2000, bases: [0x8000_0000])
    try? image.load(into: memory)
    for index in 0..<image.symbols.count {
      let symbol = image.symbols[index]
      _ = image.symbol(at: UInt64(symbol.address) + UInt64(symbol.byteCount))
    }
  }

  @Test("a file cut at any byte is refused, with an offset in the file")
  func truncated() throws {
    let bytes = ELFBuilder.sample.bytes
    for count in 0..<bytes.count {
      let error = try #require(ProgramImageTests.error(Array(bytes[..<count])))
      let offset = try #require(error.offset)
      #expect(offset <= bytes.count, "\(error)")
    }
  }

  @Test("each byte of a file may be anything", arguments: [0, 1, 0x7F, 0x80, 0xFF] as [UInt8])
  func everyByte(value: UInt8) {
    let bytes = ELFBuilder.sample.bytes
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] = value
      Self.exercise(damaged)
    }
  }

  @Test("many bytes of a file may be anything", arguments: 0..<8 as Range<UInt64>)
  func random(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let bytes = ELFBuilder.sample.bytes
    for _ in 0..<500 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        damaged[Int.random(in: 16..<damaged.count, using: &random)] = UInt8(truncatingIfNeeded: random.next())
      }
      Self.exercise(damaged)
      Self.exercise(Array(damaged.dropLast(Int.random(in: 0..<64, using: &random))))
    }
  }
}
