import Scripting
import Testing

/// MemoryError comes when the board's heap would be full, with the size that it could not give; garbage never
/// causes one.
struct ExhaustionTests {
  private func caught(_ body: String, heapByteCount: Int = 512 << 10) throws -> String {
    let script = "def f():\n\(body)\ntry: f()\nexcept MemoryError as e: print(e)\nprint('on')"
    return try MachineRun(script) { $0.heapByteCount = heapByteCount }.output
  }

  @Test(arguments: [
    (" return bytearray(614400)", 614_400), (" return bytes(600000)", 600_001),
    (" return [0] * 70000", 560_000),
    (" return (0,) * 70000", 560_016), (" return 'a' * 600000", 600_001),
    (" l = []\n while 1: l.append(0)", 524_288),
    (" s = 'abcdefgh'\n while 1: s += s", 524_289),
  ])
  func error_namesTheSizeAsTheDeviceDoes(body: String, byteCount: Int) throws {
    #expect(try caught(body) == "memory allocation failed, allocating \(byteCount) bytes\non\n")
  }

  /// What a temporary register still holds of a deleted name keeps nothing.
  @Test(arguments: [
    "r = bytearray(300000)\ndel r\n", "z = 0\nr = bytearray(300000)\ndel z\ndel r\n",
    "def f():\n global r\n r = bytearray(300000)\n del r\nf()\n",
    "for i in (1, 2):\n r = bytearray(300000)\n del r\n",
  ])
  func deletedNames_keepNothing(source: String) throws {
    let script = "import gc\n" + source + "gc.collect()\nq = bytearray(300000)\nprint(len(q))"
    #expect(try MachineRun(script).output == "300000\n")
  }

  @Test func buffersForPictures_threeFitTheDefaultHeap() throws {
    let script =
      "b = []\ntry:\n while 1: b.append(bytearray(153600))\nexcept MemoryError as e: print(len(b), e)"
    #expect(try MachineRun(script).output == "3 memory allocation failed, allocating 153600 bytes\n")
  }

  @Test(arguments: [
    " l = []\n while 1: l.append(1.5 * len(l))", " l = None\n while 1: l = [l]",
    " l = ()\n while 1: l = (l, l, l)",
    " d = {}\n while 1: d[len(d)] = 0", " d = {}\n while 1: d[str(len(d))] = {}",
    " s = set()\n while 1: s.add(len(s))",
    " l = []\n while 1: l.append(lambda: l)", " l = []\n while 1: l.append((x for x in l))",
    " l = []\n while 1: l.append(1 << 100)",
    " class A: pass\n l = []\n while 1:\n  a = A()\n  a.x = a\n  l.append(a)",
    " l = []\n while 1: l.append(type('A', (), {}))",
    " l = []\n while 1: l.append(bytearray(1))", " l = []\n while 1: l.append(memoryview(b'a'))",
    " l = []\n while 1: l.append('%d' % len(l))",
    " l = []\n while 1: l.append(Exception(l))", " l = []\n while 1: l.append(compile('1', '', 'eval'))",
    " l = []\n while 1: l += [0]",
    " b = bytearray()\n while 1: b += b'12345678'",
    " import uio\n s = uio.BytesIO()\n while 1: s.write(b'x' * 1000)",
    " d = {}\n while 1: setattr(f, 'x', 1) if 0 else exec('a%d = 0' % len(d), d)",
  ])
  func everyKindOfObject_fillsTheHeap_andTheScriptGoesOn(body: String) throws {
    let text = try caught(body, heapByteCount: 64 << 10)
    #expect(
      text.hasPrefix("memory allocation failed, allocating ") && text.hasSuffix("on\n"), "\(body): \(text)")
  }

  @Test(arguments: [
    "l = [i] * 100", "s = 'x' * (i % 1000)", "d = {i: str(i)}", "t = (i, 1.5 * i)",
    "l = [l]\n if i % 50 == 0: l = []", "g = (x for x in 'abc')",
    "f = lambda: i", "e = Exception(i)", "b = bytearray(4000)", "x = 1.5 * i", "x = (1 << 200) * i",
    "o = type('A', (), {})()",
    "o = [0]\n o.append(o)", "x = '%d %s' % (i, 'a')", "x = list(map(str, range(20)))",
    "x = sorted(range(i % 50))",
    "exec('x = 1')", "x = compile('i + 1', '', 'eval')",
    "import ujson\n x = ujson.loads('[1, 2.5, {\"a\": []}]')",
    "try: raise ValueError([0] * 100)\n except ValueError: pass", "h()", "h(1, 2, [3] * 100, 4)\n h()",
  ])
  func garbageForEver_neverFillsASmallHeap(statement: String) throws {
    let script = """
      def h(*a):
        big = [1.5 * x for x in range(200)]
        return len(big)
      l = []
      for i in range(3000):
       \(statement)
      print('on')
      """
    let run = try MachineRun(script) { $0.heapByteCount = 32 << 10 }
    #expect(run.output == "on\n", "\(run.traceback ?? "")")
  }

  @Test func whatAFinishedCallHad_doesNotCount() throws {
    // Registers of calls that are over lie where later ones have theirs; what is still in them must not keep
    // anything.
    let script = """
      def big():
        l = [1.5 * i for i in range(8000)]
        return len(l)
      def main():
        for i in range(3):
          big()
          big()
      main()
      def attempt(f):
        try: f()
        except MemoryError: pass
      def floats():
        l = []
        while 1: l.append(1.5 * len(l))
      def buffers():
        while 1: b.append(bytearray(153600))
      attempt(floats)
      b = []
      attempt(buffers)
      print(len(b))
      """
    let run = try MachineRun(script)
    #expect(run.output == "3\n", "\(run.traceback ?? "")")
  }

  @Test func smallHeap_isRefusedOrWorks() {
    for byteCount in [0, 1, 100, 1 << 10, 8 << 10] {
      var configuration = ScriptConfiguration()
      configuration.heapByteCount = byteCount
      guard let interpreter = try? Interpreter(configuration: configuration, host: MachineHost()) else {
        continue
      }
      let outcome = interpreter.run(source: Array("print(1)".utf8), name: [], arguments: [], path: [])
      switch outcome {
      case .finished, .raised: break
      case .exited, .stopped: Issue.record("\(byteCount): \(outcome)")
      }
    }
  }
}
