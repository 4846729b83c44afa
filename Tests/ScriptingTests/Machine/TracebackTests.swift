import Testing

/// Tracebacks, line by line as MicroPython 1.11 prints them.
@Suite("Tracebacks")
struct TracebackTests {
  @Test func traceback_ofAnExceptionThatIsHandled_namesTheFrame() throws {
    let output = try TestHost.output(
      of: """
        import sys
        def f():
            return 1 / 0
        try:
            f()
        except ZeroDivisionError as e:
            sys.print_exception(e)
        """)
    #expect(
      output == """
        Traceback (most recent call last):
          File "test.py", line 5, in <module>
          File "test.py", line 3, in f
        ZeroDivisionError: divide by zero

        """)
  }

  @Test func traceback_ofAnExceptionRaisedAgain_hasBothLines() throws {
    let output = try TestHost.output(
      of: """
        def f():
            try:
                1 / 0
            except ZeroDivisionError:
                raise
        f()
        """)
    #expect(
      output == """
        Traceback (most recent call last):
          File "test.py", line 6, in <module>
          File "test.py", line 5, in f
          File "test.py", line 3, in f
        ZeroDivisionError: divide by zero

        """)
  }

  /// A script and the line that MicroPython 1.11 names for the exception that leaves it.
  struct LineCase: Sendable {
    let script: String
    let line: Int

    init(_ script: String, _ line: Int) {
      (self.script, self.line) = (script, line)
    }
  }

  @Test(arguments: [
    LineCase("print(\n  2 + len('a'),\n  nope)", 2), LineCase("x = [1,\n  2,\n  len(\n   )]", 3),
    LineCase("a = 1\n(a\n  .b\n  .c)", 3), LineCase("d = {\n  'a': 1,\n  'b': nope,\n}", 3),
    LineCase("p, q = (\n  1,\n  2,\n  3)", 1), LineCase("a = 1\nif (a == 1 and\n  a.y == 2):\n  pass", 3),
    LineCase("i = 0\nwhile i < 3 or nope:\n  i += 1\n  pass", 4),
  ])
  func traceback_ofAnExpressionOverLines_namesTheLastPartBegun(test: LineCase) throws {
    let output = try TestHost.output(of: test.script)
    #expect(output.contains("line \(test.line), in <module>"), "\(output)")
  }

  @Test func traceback_ofWhatTheCompilerFinds_namesTheScope() throws {
    let inner = try TestHost.output(of: "class A:\n    def f(self):\n        continue\n")
    #expect(
      inner.hasPrefix("Traceback (most recent call last):\n  File \"test.py\", line 3, in f\nSyntaxError:"),
      "\(inner)")
    let outer = try TestHost.output(of: "x = 1\nf(1) = 2\n")
    #expect(
      outer.hasPrefix("Traceback (most recent call last):\n  File \"test.py\", line 2, in <module>\n"),
      "\(outer)")
    let parser = try TestHost.output(of: "x = (\n")
    #expect(!parser.contains(", in "), "\(parser)")
  }
}
