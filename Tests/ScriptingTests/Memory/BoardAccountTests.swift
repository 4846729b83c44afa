import Scripting
import Testing

/// `gc.mem_free()` falls by what MicroPython's heap would hold, in its blocks of 32 bytes.
///
/// **Source** of the figures: `gc.mem_free` of MicroPython at MaixPy's commit, 64 bits, the same program.
struct BoardAccountTests {
  private static let setup = """
    import gc
    one = 1.5
    big = 1 << 61
    def cost(make):
      gc.collect()
      before = gc.mem_free()
      made = make()
      return before - gc.mem_free()
    class Plain: pass
    def generator(): yield 1
    def outer():
      v = 1
      def inner(): return v
      return inner

    """

  private func cost(_ expression: String) throws -> Int? {
    // Twice, for the first time makes names as well.
    let run = try MachineRun(Self.setup + "f = lambda: \(expression)\ncost(f)\nprint(cost(f))")
    return run.lines.last.flatMap { Int($0) }
  }

  @Test(arguments: [
    ("None", 0), ("1", 0), ("one * 2", 32), ("1j * 2", 32), ("(one, one)", 32), ("(one,) * 3", 64),
    ("(1,) * 100", 864), ("[]", 64),
    ("[1] * 4", 64 + 64), ("[1] * 5", 160), ("[1] * 100", 896), ("'a' * 31", 64), ("'a' * 32", 96),
    ("'a' * 100", 160), ("bytes(100)", 160),
    ("bytearray(100)", 160), ("{}", 32), ("{1: 2}", 64), ("set()", 32), ("{1}", 64), ("[].append", 96),
    ("Plain()", 32), ("range(10)", 32),
    ("lambda: 1", 32), ("outer()", 96), ("[0.0] * 100", 896),
  ])
  func object_costsWhatTheDeviceChargesForIt(expression: String, byteCount: Int) throws {
    let cost = try #require(try cost(expression))
    #expect(abs(cost - byteCount) <= 32, "\(expression): \(cost)")
  }

  @Test func floats_costABlockEach_butOneInAllPlacesCostsOne() throws {
    let same = try #require(try cost("[0.0] * 1000"))
    let different = try #require(try cost("[one * i for i in range(1000)]"))
    // Lists of 1,000 and of 1,024 places, the latter grown by doubling, and 999 floats more.
    #expect(abs(same - (32 + 8000)) <= 64, "\(same)")
    #expect(abs(different - (32 + 8192 + 32 * 1000)) <= 128, "\(different)")
  }

  @Test func list_growsByDoubling() throws {
    let script = """
      import gc
      l = []
      last = now = i = 0
      gc.collect()
      last = gc.mem_free()
      for i in range(33):
        l.append(i)
        now = gc.mem_free()
        if now != last: print(i, last - now)
        last = now
      """
    #expect(try MachineRun(script).lines == ["4 32", "8 64", "16 128", "32 256"])
  }

  @Test func generator_costsItsFrame() throws {
    let cost = try #require(try cost("generator()"))
    #expect((64...96).contains(cost), "\(cost)")
  }

  @Test func heap_holdsWhatTablesLeaveOfIt() throws {
    let run = try MachineRun("import gc\nprint(gc.mem_free() + gc.mem_alloc())")
    // 524,288 less an allocation table of a byte for four blocks and one of finalisers for eight.
    #expect(run.lines == ["518208"])
  }

  @Test func sameState_hasTheSameCost_whateverHappenedBetween() throws {
    let script = """
      import gc
      def churn(n):
        for i in range(n):
          l = [i] * 10
          s = 'x' * (i % 50)
          d = {i: s}
          g = (x for x in d)
      def build(): keep.append([(i, str(i), {i: float(i)}) for i in range(50)])
      keep = []
      def used():
        gc.collect()
        return gc.mem_alloc()
      build()
      a = used()
      churn(500)
      keep.pop()
      build()
      b = used()
      keep.pop()
      churn(50)
      build()
      c = used()
      print(abs(b - a) <= 128 and abs(c - a) <= 128, a, b, c)
      """
    let line = try #require(try MachineRun(script).lines.first)
    #expect(line.hasPrefix("True"), "\(line)")
  }
}
