import Scripting
import Testing

/// Whatever nests, nests to a limit: then there is an exception that the script can catch, never a full stack
/// of the host's.
struct RecursionTests {
  private let tooDeep = "RuntimeError: maximum recursion depth exceeded\n"

  @Test(arguments: [
    "f = lambda: f()\nf()",
    "def f(n):\n return f(n + 1)\nf(0)",
    "def f(*a, **k):\n return f(*a, **k)\nf(1, b=2)",
    "class A:\n def __getattr__(self, name): return self.other\nA().x",
    "class A:\n def __setattr__(self, name, value): self.x = value\nA().y = 1",
    "class A:\n def __getitem__(self, i): return self[i]\nA()[0]",
    "class A:\n def __call__(self): return self()\nA()()",
    "class A:\n def __init__(self): A()\nA()",
    "class A:\n def __new__(cls): return cls()\nA()",
    "class A:\n def __repr__(self): return repr(self)\nrepr(A())",
    "class A:\n def __eq__(self, o): return self == o\nA() == A()",
    "class A:\n def __lt__(self, o): return self < o\nsorted([A(), A()])",
    "class A:\n def __hash__(self): return hash(self)\n{A(): 1}",
    "class A:\n def __len__(self): return len(self)\nbool(A())",
    "class A:\n def __iter__(self): return iter(self)\nlist(A())",
    "class A:\n def __contains__(self, x): return x in self\n1 in A()",
    "class A:\n def __add__(self, o): return self + o\nA() + 1",
    "class A:\n @property\n def x(self): return self.x\nA().x",
    "class A:\n def __enter__(self):\n  with self: pass\n def __exit__(self, *a): pass\nwith A(): pass",
    "def f(x):\n list(map(f, [x]))\nf(1)",
    "def f(x):\n return [0, 1].sort(key=f)\nf(1)",
    "def g():\n yield from g()\nlist(g())",
    "def g():\n for x in g(): yield x\nnext(g())",
    "exec('exec(s)', {'s': 'exec(s)', 'exec': exec})\ns = 'exec(s)'\nexec(s)",
    "s = 'eval(s)'\neval(s)",
    "l = []\nl.append(l)\nrepr(l)",
    "d = {}\nd[1] = d\nstr(d)",
  ])
  func recursion_isAnExceptionOfTheScript(script: String) throws {
    let text = try #require(try MachineRun(script).traceback)
    #expect(text.hasSuffix(tooDeep), "\(script): \(text.suffix(200))")
    // The script goes on where it catches that.
    let indented = script.split(separator: "\n").map { " " + $0 }.joined(separator: "\n")
    #expect(
      try MachineRun("try:\n\(indented)\nexcept RuntimeError:\n print('caught')\nprint(2 * 21)").output
        == "caught\n42\n")
  }

  @Test(arguments: [
    "repr(a)", "a == b", "a < b", "import ujson\nujson.dumps(a)", "hash(s)", "str(s)", "s == t", "next(e)",
    "next(m)", "isinstance(1, s)",
    "a += [a]\ndel a, b", "import ure\nure.compile('(' * 5000)", "import ujson\nujson.loads('[' * 5000)",
    "'{' * 5000 % ()",
    "('{:' + '{' * 5000).format(1)", "eval('-' * 5000 + '1')", "eval('not ' * 5000 + '1')",
    "eval('1' + '**1' * 5000)",
    "eval('(' * 5000 + ')' * 5000)", "eval('lambda: ' * 5000 + '1')", "eval('1 if 1 else ' * 5000 + '1')",
    "eval('a' + '[0' * 5000)",
    "exec('if 1:\\n' + ''.join(' ' * i + 'if 1:\\n' for i in range(1, 300)) + ' ' * 300 + 'pass')",
  ])
  func deepObjects_endInAnExceptionOrNot_butEnd(expression: String) throws {
    let script = """
      a, b, s, t = [], [], (int,), (int,)
      e = iter([1])
      m = iter([1])
      for i in range(20000):
        a, b, s, t = [a], [b], (s,), (t,)
        e = enumerate(e)
        m = map(abs, m)
      try:
      \(expression.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
      except Exception: pass
      print('on')
      """
    let run = try MachineRun(script) { $0.heapByteCount = 32 << 20 }
    #expect(run.output == "on\n", "\(run.traceback ?? "")")
  }

  @Test(arguments: [10, 100, 1000])
  func callDepth_isTheConfigurations(limit: Int) throws {
    let script = "n = 0\ndef f():\n global n\n n += 1\n f()\ntry: f()\nexcept RuntimeError: print(n)"
    let reached = try MachineRun(script) {
      $0.callDepthLimit = limit
      $0.heapByteCount = 4 << 20
    }
    let depth = try #require(Int(reached.lines.first ?? ""))
    #expect(depth > limit - 5 && depth <= limit)
  }

  @Test func recursionInsideAHandler_endsToo() throws {
    // Without a bound on all of it this doubles the work at each level.
    let script =
      "def f(n):\n if n == 0: return\n try: f(n - 1)\n finally: f(0)\nf(60)\ndef g():\n try: g()\n except RuntimeError: raise\ng()"
    #expect(try #require(try MachineRun(script).traceback).hasSuffix(tooDeep))
  }

  @Test func manyClassesOneUponTheOther_work() throws {
    let script = "K = object\nfor i in range(300): K = type('K', (K,), {})\nK().x"
    let run = try MachineRun(script) { $0.heapByteCount = 4 << 20 }
    #expect(try #require(run.traceback).hasSuffix("AttributeError: 'K' object has no attribute 'x'\n"))
  }
}
