import Scripting
import Testing

/// Equal scripts with equal hosts do equal things: threads, random numbers, addresses, order.
struct DeterminismTests {
  @Test func threads_takeTurnsInTheSameWayEachTime() throws {
    let script = """
      import _thread
      out = []
      lock = _thread.allocate_lock()
      def work(name):
        for i in range(200):
          with lock: out.append(name)
          [x * x for x in range(20)]
      for name in 'abc': _thread.start_new_thread(work, (name,))
      while len(out) < 600: pass
      print(''.join(out))
      """
    let first = try MachineRun(script) { $0.pollInterval = 100 }
    let second = try MachineRun(script) { $0.pollInterval = 100 }
    #expect(first.output == second.output)
    #expect(first.outcome == .finished)
    #expect(
      ["a", "b", "c"].map { name in first.output.filter { String($0) == name }.count } == [200, 200, 200])
    // They do take turns.
    #expect(!first.output.hasPrefix(String(repeating: "a", count: 200)))
  }

  @Test func threads_exceptionsAreTold_andTheOthersGoOn() throws {
    let script = """
      import _thread, utime
      def bad(): 1/0
      def good(n):
        utime.sleep_ms(5)
        print(n)
      _thread.start_new_thread(bad, ())
      _thread.start_new_thread(good, (7,))
      utime.sleep_ms(20)
      print('main')
      """
    let run = try MachineRun(script)
    #expect(run.output.contains("Unhandled exception in thread started by <function bad at 0x"))
    #expect(run.output.contains("ZeroDivisionError: divide by zero\n"))
    #expect(run.output.hasSuffix("7\nmain\n"))
  }

  @Test func threads_haveALimit() throws {
    let script = """
      import _thread
      def wait():
        while 1: pass
      n = 0
      try:
        while 1:
          _thread.start_new_thread(wait, ())
          n += 1
      except OSError: print(n)
      """
    let run = try MachineRun(script) { $0.pollInterval = 100 }
    #expect(run.outcome == .finished && run.output == "16\n")
  }

  @Test func seed_decidesRandomNumbers() throws {
    let script =
      "import urandom\nprint([urandom.getrandbits(16) for i in range(8)], urandom.random(), urandom.choice('abcdefgh'))"
    let runs = try [7, 7, 8].map { seed in try MachineRun(script) { $0.seed = seed }.output }
    #expect(runs[0] == runs[1])
    #expect(runs[0] != runs[2])
  }

  @Test func everythingElse_isTheSameEachTime() throws {
    let script = """
      import gc
      class A: pass
      print(A(), print, A, lambda: 1, (x for x in ()), id(A()), hash('abc'), hash(A))
      print({A: 1, 'b': 2, 3: 4}, {1, 'a', 2.5, None}, gc.mem_free())
      """
    #expect(try MachineRun(script).output == MachineRun(script).output)
  }
}
