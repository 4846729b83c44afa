import Scripting
import Testing

/// The host's `.stop` ends whatever a script does, and nothing in the script can prevent it.
struct StoppingTests {
  /// Runs until the host says stop at its fifth look.
  private func stopped(_ script: String, heapByteCount: Int = 512 << 10) throws -> MachineRun {
    try MachineRun("def zeros():\n while 1: yield 0\n" + script, host: MachineHost((poll: 5, .stop))) {
      $0.heapByteCount = heapByteCount
      $0.pollInterval = 100
    }
  }

  @Test(arguments: [
    "while True: pass",
    "while 1: str((1 << 900000) - 1)",
    "while 1: int('9' * 400000)",
    "x = (1 << 900000) - 1\nwhile 1: x * x",
    "x = 7 ** 400000\nwhile 1: x * x // x",
    "while 1: x = 3 ** 1000000",
    "while 1:\n x = 1",
    "def f():\n while 1: pass\nf()",
    "for x in zeros(): pass",
    "for i in range(1 << 61): pass",
    "def g():\n while 1: yield 1\nfor x in g(): pass",
    "def g():\n while 1: yield 1\nsum(g())",
    "def g():\n while 1: yield 0\nany(g())",
    "def g():\n while 1: yield 0\n5 in g()",
    "def g():\n while 1: yield 0\nmin(g())",
    "class A:\n def __iter__(self): return self\n def __next__(self): return 0\nmax(A())",
    "def g():\n while 1: yield (1, 2)\ndict(g())",
    "def g():\n while 1: yield 1\nset(g())",
    "def g():\n while 1: yield 1\nimport ucollections\nucollections.OrderedDict((0, x) for x in g())",
    "sum(zeros())",
    "max(zeros())",
    "set(zeros())",
    "1 in zeros()",
    "next(filter(None, zeros()))",
    "max(zip(zeros(), zeros()))",
    "max(map(abs, zeros()))",
    "max(range(1 << 61))", "max(reversed(range(1 << 60)))", "sum(map(abs, range(1 << 61)))",
    "[0 for x in zeros() if x]",
    "list(x for x in zeros() if x)",
    "exec('while 1: pass')",
    "eval('[0 for x in zeros() if x]')",
    "class A:\n def __iter__(self): return self\n def __next__(self): return 0\nsum(A())",
    "class A:\n def __eq__(self, o):\n  while 1: pass\n[A()].index(1)",
    "class A:\n def __getattr__(self, n):\n  while 1: pass\nA().x",
    "[0, 1].sort(key=lambda x: sum(zeros()))",
    "import utime\nutime.sleep(1 << 40)",
    "import _thread\nl = _thread.allocate_lock()\nl.acquire()\nl.acquire()",
    "import _thread\ndef f():\n while 1: pass\n_thread.start_new_thread(f, ())\nwhile 1: pass",
    "import micropython\ndef f(x):\n micropython.schedule(f, 0)\nf(0)\nwhile 1: pass",
    "print(*[0] * 10, sep='')\nwhile 1: print('x' * 10)",
  ])
  func stop_endsIt(script: String) throws {
    #expect(try stopped(script).outcome == .stopped)
  }

  @Test(arguments: [
    "while 1:\n try:\n  while 1: pass\n except: pass",
    "while 1:\n try:\n  while 1: pass\n except BaseException: continue",
    "while 1:\n try:\n  while 1: pass\n finally: continue",
    "def f():\n try:\n  while 1: pass\n finally: f()\nf()",
    "def f():\n try:\n  while 1: pass\n finally: return\nwhile 1: f()",
    "class A:\n def __enter__(self): pass\n def __exit__(self, *a): return True\nwhile 1:\n with A():\n  while 1: pass",
    "def g():\n while 1:\n  try: yield\n  except: pass\nfor x in g(): pass",
    "def g():\n while 1:\n  try:\n   while 1: pass\n  except: yield 1\nlist(g())",
    "class A:\n def __getattr__(self, n):\n  while 1: pass\nwhile 1: hasattr(A(), 'x')",
    "class A:\n def __getattr__(self, n):\n  while 1: pass\nwhile 1: getattr(A(), 'x', 1)",
    "class A:\n def __iter__(self): return self\n def __next__(self):\n  while 1: pass\nwhile 1:\n try: list(A())\n except: pass",
    "while 1:\n try: exec('while 1: pass')\n except: pass",
  ])
  func stop_isNotCaught(script: String) throws {
    #expect(try stopped(script).outcome == .stopped)
  }

  @Test func stop_leavesAMachineThatGoesOn() throws {
    let host = MachineHost((poll: 3, .stop), once: true)
    let interpreter = try Interpreter(configuration: ScriptConfiguration(), host: host)
    let name = Array("<stdin>".utf8)
    #expect(interpreter.runPrompt(source: Array("x = 6\n".utf8), name: name) == .finished)
    #expect(interpreter.runPrompt(source: Array("while 1: x = 7\n".utf8), name: name) == .stopped)
    #expect(interpreter.runPrompt(source: Array("x * 6\n".utf8), name: name) == .finished)
    #expect(host.text == "42\n")
  }

  @Test(arguments: [
    "a = 3 ** 20000\nwhile 1: a % 1000007",
    "a = 3 ** 20000\nwhile 1: str(a)[:0]",
    "a = [0] * 20000\nwhile 1: a.count(1)",
    "a = list(range(9000))\nwhile 1: a.sort(reverse=True)",
    "a = 'a' * 20000\nwhile 1: a.count('a' * 100 + 'b')",
  ])
  func longWorkOfOurs_isFollowedByALook(script: String) throws {
    // Each round is long, so there must be looks although few instructions run.
    let run = try MachineRun(script, host: MachineHost((poll: 3, .stop))) { $0.pollInterval = 3 }
    #expect(run.outcome == .stopped)
  }
}
