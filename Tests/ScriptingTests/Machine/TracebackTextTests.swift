import Scripting
import Testing

/// Tracebacks as MicroPython 1.11 prints them; each was compared with its own for the same text.
struct TracebackTextTests {
  private func traceback(_ script: String) throws -> [String] {
    (try MachineRun(script).traceback ?? "").split(separator: "\n").map(String.init)
  }

  @Test func calls_areListedOutermostFirst() throws {
    let script = """
      def half(x):
        return 1 / x
      class A:
        def go(self, n):
          if n: self.go(n - 1)
          else: half(0)
      def g():
        yield 1
        A().go(1)
      def f():
        for x in g():
          pass
      f()
      """
    #expect(
      try traceback(script) == [
        "Traceback (most recent call last):", "  File \"main.py\", line 13, in <module>",
        "  File \"main.py\", line 11, in f",
        "  File \"main.py\", line 9, in g", "  File \"main.py\", line 5, in go",
        "  File \"main.py\", line 6, in go",
        "  File \"main.py\", line 2, in half", "ZeroDivisionError: divide by zero",
      ])
  }

  @Test func finally_leavesALineOfItsOwn() throws {
    let script =
      "x = lambda: [1][2]\ndef f():\n  try:\n    x()\n  finally:\n    pass\ny = [f() for i in range(1)]"
    #expect(
      try traceback(script) == [
        "Traceback (most recent call last):", "  File \"main.py\", line 7, in <module>",
        "  File \"main.py\", line 7, in <listcomp>",
        "  File \"main.py\", line 6, in f", "  File \"main.py\", line 4, in f",
        "  File \"main.py\", line 1, in <lambda>",
        "IndexError: list index out of range",
      ])
  }

  @Test func raisingAgain_leavesALineToo() throws {
    let script = "def f():\n  try:\n    {}['k']\n  except KeyError:\n    raise\nclass B:\n  f()"
    #expect(
      try traceback(script) == [
        "Traceback (most recent call last):", "  File \"main.py\", line 6, in <module>",
        "  File \"main.py\", line 7, in B",
        "  File \"main.py\", line 5, in f", "  File \"main.py\", line 3, in f", "KeyError: k",
      ])
  }

  @Test func caughtException_hasTheLineOfItsTry() throws {
    let script = """
      import sys
      try: 1/0
      except Exception as e: sys.print_exception(e)
      def f():
        1/0
      class C:
        def __enter__(self): pass
        def __exit__(self, *a): pass
      try:
        with C():
          f()
      except Exception as e: sys.print_exception(e)
      """
    #expect(
      try MachineRun(script).lines == [
        "Traceback (most recent call last):", "  File \"main.py\", line 2, in <module>",
        "ZeroDivisionError: divide by zero",
        "Traceback (most recent call last):", "  File \"main.py\", line 11, in <module>",
        "  File \"main.py\", line 11, in <module>",
        "  File \"main.py\", line 5, in f", "ZeroDivisionError: divide by zero",
      ])
  }

  @Test(arguments: [
    ("x = = 2", ["  File \"main.py\", line 1", "SyntaxError: invalid syntax"]),
    ("x = 1\n y = 2", ["  File \"main.py\", line 2", "IndentationError: unexpected indent"]),
    (
      "exec('1/0')",
      [
        "  File \"main.py\", line 1, in <module>", "  File \"<string>\", line 1, in <module>",
        "ZeroDivisionError: divide by zero",
      ]
    ),
    (
      "y = (\n  1 +\n  None\n)",
      [
        "  File \"main.py\", line 2, in <module>",
        "TypeError: unsupported types for __add__: 'int', 'NoneType'",
      ]
    ),
    ("raise OSError(2)", ["  File \"main.py\", line 1, in <module>", "OSError: [Errno 2] ENOENT"]),
    (
      "class E(ValueError): pass\nraise E(1, 'two')",
      ["  File \"main.py\", line 2, in <module>", "E: (1, 'two')"]
    ),
    ("raise ValueError", ["  File \"main.py\", line 1, in <module>", "ValueError: "]),
    ("assert 0, 'why'", ["  File \"main.py\", line 1, in <module>", "AssertionError: why"]),
    ("1()", ["  File \"main.py\", line 1, in <module>", "TypeError: 'int' object isn't callable"]),
    ("x", ["  File \"main.py\", line 1, in <module>", "NameError: name 'x' isn't defined"]),
    (
      "None.x",
      ["  File \"main.py\", line 1, in <module>", "AttributeError: 'NoneType' object has no attribute 'x'"]
    ),
  ])
  func exception_isWordedAsTheDevices(script: String, lines: [String]) throws {
    #expect(try traceback(script) == ["Traceback (most recent call last):"] + lines)
  }
}
