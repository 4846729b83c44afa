import Testing

/// What MicroPython 1.11 prints for ways out of blocks.
@Suite("Ways out of blocks")
struct LeavingTests {
  @Test func exceptionName_afterReturnAndContinue_isGone() throws {
    let output = try TestHost.output(
      of: """
        for way in (1, 2):
            try:
                raise ValueError(1)
            except ValueError as e:
                continue
        try:
            e
        except NameError as x:
            print(x)
        try:
            try:
                raise ValueError(1)
            except ValueError as e:
                raise KeyError(2)
        except KeyError as k:
            print(repr(k))
        print('e' in globals())
        """)
    #expect(output == "name 'e' isn't defined\nKeyError(2,)\nFalse\n")
  }

  @Test func raiseAlone_inCleanup_raisesWhatIsHandled() throws {
    let output = try TestHost.output(
      of: """
        def plain():
            try:
                return 5
            finally:
                raise
        def divides():
            try:
                1 / 0
            finally:
                raise
        def around():
            try:
                raise ValueError
            except ValueError:
                try:
                    pass
                finally:
                    raise
        for f in (plain, divides, around):
            try:
                print(f())
            except BaseException as e:
                print(repr(e))
        """)
    #expect(
      output == """
        RuntimeError('no active exception to reraise',)
        ZeroDivisionError('divide by zero',)
        ValueError()

        """)
  }

  @Test func local_thatALoopDeletes_isUnboundInTheNextRound() throws {
    let output = try TestHost.output(
      of: """
        def loop():
            x = 1
            for i in range(2):
                try:
                    print(x)
                except NameError as e:
                    print(e)
                if i == 0:
                    del x
        def cleanup():
            try:
                x = 1
            finally:
                del x
            return x
        loop()
        try:
            cleanup()
        except NameError as e:
            print(e)
        """)
    #expect(
      output == """
        1
        local variable referenced before assignment
        local variable referenced before assignment

        """)
  }

  @Test func range_inFor_countsWithOperators() throws {
    let output = try TestHost.output(
      of: """
        def a(): print('a'); return 1
        def b(): print('b'); return 3
        for i in range(a(), b()): print(i)
        for i in range(2.5): print(i)
        for i in range(1 << 70, (1 << 70) + 1): print(i)
        try:
            for i in range('x'): pass
        except TypeError as e:
            print(e)
        """)
    #expect(
      output == """
        b
        a
        1
        2
        0
        1
        2
        1180591620717411303424
        unsupported types for __lt__: 'int', 'str'

        """)
  }

  @Test func arguments_namedTwice_areRefused() throws {
    let output = try TestHost.values(
      of: ["f(1, d=1, **{'d': 2})", "f()", "f(1)", "g()", "g(1)"],
      before: """
        def f(a, b=2, *c, d, e=5, **k): pass
        def g(a, *, d): pass
        """)
    #expect(
      output == [
        "TypeError function got multiple values for argument 'd'",
        "TypeError function missing required positional argument #0",
        "TypeError function missing required keyword argument 'd'",
        "TypeError g() takes 1 positional arguments but 0 were given",
        "TypeError function missing keyword-only argument",
      ])
  }
}
