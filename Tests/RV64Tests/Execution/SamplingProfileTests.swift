import RV64
import TestSupport
import Testing

@Suite("sampling profile")
struct SamplingProfileTests {
  @Test("samples are counted by bucket and by symbol")
  func counts() throws {
    let image = try ProgramImage(elf: ELFBuilder.sample.bytes)
    var profile = SamplingProfile()
    for pc in [0x8000_0010, 0x8000_0012, 0x8000_0012, 0xFFFF_FFFF_8000_0000, 0x8000_0030] as [UInt64] {
      profile.record(pc: pc)
    }
    profile.record(pc: 0x1234, count: 7)
    #expect(profile.sampleCount == 12 && profile.otherCount == 0)
    #expect(profile.buckets.map(\.address) == [0x1234, 0x8000_0000, 0x8000_0010, 0x8000_0012, 0x8000_0030])
    #expect(profile.buckets.map(\.count) == [7, 1, 1, 2, 1])
    let lines = profile.lines(of: image)
    #expect(lines.map { $0.symbol?.name } == ["main", "_start", nil])
    #expect(lines.map(\.count) == [3, 1, 8])
  }

  @Test("equal counts come in the order of addresses")
  func ties() throws {
    let image = try ProgramImage(elf: ELFBuilder.sample.bytes)
    var profile = SamplingProfile()
    for pc in [0x8000_1000, 0x8000_0010, 0x8000_0000] as [UInt64] { profile.record(pc: pc) }
    #expect(profile.lines(of: image).map { $0.symbol?.name } == ["_start", "main", "table"])
  }

  @Test(
    "buckets are powers of two", arguments: [(-1, 2), (2, 2), (3, 2), (64, 64), (100, 64), (.max, 1 << 31)])
  func bucketSizes(asked: Int, given: Int) {
    var profile = SamplingProfile(bucketByteCount: asked)
    #expect(profile.bucketByteCount == given)
    profile.record(pc: 0xFFFF_FFFF)
    #expect(profile.buckets.first?.address == UInt32(truncatingIfNeeded: (1 << 32) - given))
  }

  @Test("a program that runs everywhere costs no more than the buckets")
  func limit() throws {
    var profile = SamplingProfile(bucketLimit: 2)
    for pc in [2, 4, 6, 4, 8] as [UInt64] { profile.record(pc: pc) }
    #expect(profile.buckets.map(\.count) == [1, 2])
    #expect(profile.otherCount == 2 && profile.sampleCount == 5)
    #expect(profile.lines(of: try ProgramImage(flat: [0], at: 0)).map(\.count) == [5])
  }

  @Test("the order of samples changes nothing, and no sample is lost")
  func order() throws {
    let image = try ProgramImage(elf: ELFBuilder.sample.bytes)
    var random = SplitMix64(seed: 1)
    let samples = (0..<1000).map { _ in 0x8000_0000 + UInt64.random(in: 0..<0x1100, using: &random) }
    var (forward, backward) = (SamplingProfile(bucketByteCount: 16), SamplingProfile(bucketByteCount: 16))
    for pc in samples { forward.record(pc: pc) }
    for pc in samples.reversed() { backward.record(pc: pc) }
    #expect(forward == backward)
    #expect(forward.lines(of: image) == backward.lines(of: image))
    #expect(forward.lines(of: image).reduce(0) { $0 + $1.count } == 1000)
  }
}
