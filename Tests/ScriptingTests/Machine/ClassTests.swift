import Testing

/// Classes as MicroPython 1.11 has them.
@Suite("Classes")
struct ClassTests {
  @Test func setattr_ofObject_takesAnyInstance() throws {
    let output = try TestHost.output(
      of: """
        class A:
            def __setattr__(self, name, value):
                print('set', name)
                object.__setattr__(self, name, value)
        a = A()
        a.x = 3
        print(a.x)
        """)
    #expect(output == "set x\n3\n")
  }

  @Test func getattr_givenToABaseLater_isFoundByItsHeirs() throws {
    let output = try TestHost.output(
      of: """
        class A: pass
        class B(A): pass
        b = B()
        def read():
            return b.x
        try:
            read()
        except AttributeError as e:
            print(e)
        A.__getattr__ = lambda self, name: 'got ' + name
        print(read())
        """)
    #expect(output == "'B' object has no attribute 'x'\ngot x\n")
  }

  @Test func builtinFunction_inAClass_isAMethod() throws {
    let output = try TestHost.output(
      of: """
        class A:
            size = len
            number = int
            def __len__(self):
                return 3
        print(A().size(), A().number('5'))
        """)
    #expect(output == "3 5\n")
  }

  @Test func generator_thatReturnsAValue_endsForButNotBuiltins() throws {
    let output = try TestHost.output(
      of: """
        def g():
            yield 1
            return 9
        print([x for x in g()], [x for x in map(abs, g())])
        try:
            list(g())
        except StopIteration as e:
            print(e.value)
        """)
    #expect(output == "[1] [1]\n9\n")
  }
}
