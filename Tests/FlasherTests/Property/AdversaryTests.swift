import FlashScenarios
import Flasher
import TestSupport
import Testing

/// Sessions with a stub that says anything at all, in sound frames; `FuzzFlasher` plays more.
struct AdversaryTests {
  @Test(arguments: 0..<40) func `nothing traps and all of it ends`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    // The more honest ones come further.
    let lies = [4, 20, 100, 1000].randomElement(using: &random) ?? 4
    let script = (0..<Int.random(in: 0..<3000, using: &random)).map { _ in
      UInt8(
        truncatingIfNeeded: Int.random(in: 0..<lies, using: &random) == 0
          ? random.next() : random.next() & 0x7F)
    }
    #expect(Adversary.play(script).finding == nil)
  }

  @Test func `answers that sound right lead to the end, where checksums tell`() {
    let error = Adversary.play([UInt8](repeating: 1, count: 5000)).error
    guard case .doesNotHold = error?.fault else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.account?.missing == [0x2F_F0F0..<(0x2F_F0F0 + 9000)])
  }

  @Test func `silence behind the first answers is a lost link`() {
    #expect(Adversary.play([UInt8](repeating: 1, count: 30)).error?.fault == .linkLost)
  }
}
