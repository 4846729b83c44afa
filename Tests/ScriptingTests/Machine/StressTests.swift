import Scripting
import ScriptingFuzzing
import TestSupport
import Testing

/// Scripts with the collector at every safe point, and what must hold for random ones.
@Suite struct StressTests {
  @Test func collectionAtEverySafePoint_changesNothing() throws {
    let script = """
      class K:
        def __init__(self, v): self.v = v
        def __hash__(self): return hash([1 for _ in range(2)] and 1)
        def __eq__(self, o): return [self.v] == [o.v]
        def __lt__(self, o): return [self.v] < [o.v]
        def __repr__(self): return 'K' + str([self.v])
      d = {K(n): [n] for n in range(12)}
      print(d[K(3)], K(5) in d, sorted(d)[:3], min(d), [str(k) for k in d][:2])
      print(sorted([K(2), K(1)], key=lambda k: [k.v]), list(map(lambda k: (k,), {K(1), K(1)})))
      """
    let usual = try TestHost.output(of: script)
    #expect(usual.hasPrefix("[3] True [K[0], K[1], K[2]] K[0]"))
    #expect(try TestHost.output(of: script, collectionPeriod: 1) == usual)
  }

  @Test func threads_goOnWhenEachInstructionIsASafePoint() throws {
    let script = """
      import _thread, utime
      l = []
      def work(n):
        for i in range(3): l.append(n)
      for n in range(2): _thread.start_new_thread(work, (n,))
      for n in range(200): utime.sleep_ms(1)
      print(sorted(l))
      """
    #expect(try TestHost.output(of: script, collectionPeriod: 1) == "[0, 0, 0, 1, 1, 1]\n")
  }

  @Test(arguments: 0..<4)
  func randomScript_hasNoFinding(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed) + 77)
    let bytes = random.bytes(40 + seed * 20)
    #expect(ScriptingFuzzing.runFinding(in: bytes) == nil)
    #expect(ScriptingFuzzing.runFinding(inText: bytes) == nil)
  }
}
