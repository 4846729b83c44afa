import BoardFuzzing
import TestSupport
import Testing

/// What the fuzzers start from, and some mutations of it: so the fuzzers' own rules are tried with every change.
@Suite("Seeds of the fuzzers")
struct BoardFuzzingTests {
  /// The seeds, and each of them with a few bytes changed.
  private func inputs(_ seeds: [[UInt8]]) -> [[UInt8]] {
    var random = SplitMix64(seed: 210)
    return seeds
      + seeds.map { seed in
        var bytes = seed
        for _ in 0..<4 where !bytes.isEmpty {
          bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        return bytes
      }
  }

  @Test("programs") func programs() {
    var random = SplitMix64(seed: 1)
    for input in inputs(FirmwareFuzzing.seeds(selftest: random.bytes(4096))) {
      #expect(FirmwareFuzzing.finding(in: input) == nil, "\(input)")
    }
  }

  @Test("what comes by the line") func wire() {
    for input in inputs(WireFuzzing.seeds) { #expect(WireFuzzing.finding(in: input) == nil, "\(input)") }
  }

  @Test("debuggers") func debuggers() {
    for input in inputs(DebuggerFuzzing.seeds) {
      #expect(DebuggerFuzzing.finding(in: input) == nil, "\(input)")
    }
  }

  @Test("ELF files") func programFiles() {
    for input in inputs(ProgramFuzzing.seeds) {
      #expect(ProgramFuzzing.finding(in: input) == nil, "\(input)")
    }
  }
}
