import Scripting
import Testing

// Answers: what MicroPython 1.11 prints for these expressions.

@Suite("Built-in functions")
struct BuiltinsTests {
  @Test("functions of numbers and characters give the device's values and errors")
  func arithmetic_matchDevice() throws {
    let found = try TestHost.output(of: Self.script(Self.arithmetic), floatWidth: .single)
    let expected = Self.arithmetic.map { "\($0.0) → \($0.1)\n" }.joined()
    #expect(found == expected)
  }

  @Test("functions of iterables, attributes and sources give the device's values and errors")
  func iteration_matchDevice() throws {
    let found = try TestHost.output(of: Self.script(Self.iteration), floatWidth: .single)
    let expected = Self.iteration.map { "\($0.0) → \($0.1)\n" }.joined()
    #expect(found == expected)
  }

  /// Prints each expression with its value, or with the name and text of the exception that it raises.
  private static func script(_ table: [(String, String)]) -> String {
    table.map { expression, _ in
      let shown = expression.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
      return
        "try:\n print('\(shown) →', repr(\(expression)))\nexcept Exception as e:\n print('\(shown) →', type(e).__name__, e)\n"
    }.joined()
  }

  static let arithmetic: [(String, String)] = [
    ("abs('x')", "TypeError unsupported type for __abs__: 'str'"),
    ("abs(1j)", "1.0"),
    ("bin(-5)", "'-0b101'"),
    ("bin(True)", "'0b1'"),
    ("bin('x')", "ValueError unknown format code 'b' for object of type 'str'"),
    ("bin(1.5)", "ValueError unknown format code 'b' for object of type 'float'"),
    ("hex(255)", "'0xff'"),
    ("hex(-2**70)", "'-0x400000000000000000'"),
    ("hex('x')", "TypeError can't convert str to int"),
    ("oct(8)", "'0o10'"),
    ("divmod('a', 1)", "TypeError can't convert 'int' object to str implicitly"),
    ("divmod(1, 'a')", "TypeError unsupported types for __divmod__: 'int', 'str'"),
    ("divmod(1j, 1)", "TypeError unsupported types for __divmod__: 'complex', 'int'"),
    ("pow(2, 5)", "32"),
    ("pow('a', 2)", "TypeError can't convert 'int' object to str implicitly"),
    ("chr(0x4e2d)", "'\\u4e2d'"),
    ("chr(0x1f600)", "'\\U0001f600'"),
    ("chr(0x110000)", "ValueError chr() arg not in range(0x110000)"),
    ("chr(-1)", "ValueError chr() arg not in range(0x110000)"),
    ("chr(1.0)", "TypeError can't convert float to int"),
    ("ord('a')", "97"),
    ("ord('中')", "20013"),
    ("ord(b'\\xff')", "255"),
    ("ord('')", "TypeError ord() expected a character, but string of length 0 found"),
    ("ord('ab')", "TypeError ord() expected a character, but string of length 2 found"),
    ("ord(b'ab')", "TypeError ord() expected a character, but string of length 2 found"),
    ("ord(5)", "TypeError can't convert 'int' object to str implicitly"),
    ("sum([1, 2, 3])", "6"),
    ("sum([[1], [2]], [])", "[1, 2]"),
    ("sum(5)", "TypeError 'int' object isn't iterable"),
    ("sum([0.5, 1])", "1.5"),
    ("round('x')", "TypeError can't convert str to float"),
    ("repr('a')", "\"'a'\""),
    ("len(5)", "TypeError object of type 'int' has no len()"),
    ("hash([])", "TypeError unsupported type for __hash__: 'list'"),
  ]

  static let iteration: [(String, String)] = [
    ("max([1, 5, 2])", "5"),
    ("min(3, 1, 2)", "1"),
    ("max('abc')", "'c'"),
    ("max([])", "ValueError arg is an empty sequence"),
    ("max([], default=4)", "4"),
    ("min([3, -5, 2], key=abs)", "2"),
    ("max(1, 2, key=lambda x: -x)", "1"),
    ("max(5)", "TypeError 'int' object isn't iterable"),
    ("max(1, 'a')", "TypeError can't convert 'int' object to str implicitly"),
    ("all([])", "True"),
    ("all([1, 0])", "False"),
    ("any([0, ''])", "False"),
    ("any([0, 3])", "True"),
    ("all(5)", "TypeError 'int' object isn't iterable"),
    ("next(iter([7]))", "7"),
    ("next(iter([]))", "StopIteration "),
    ("next(5)", "TypeError 'int' object isn't an iterator"),
    ("iter(5)", "TypeError 'int' object isn't iterable"),
    ("sorted([3, 1, 2])", "[1, 2, 3]"),
    ("sorted('cab', reverse=True)", "['c', 'b', 'a']"),
    ("sorted([3, -1, 2], key=lambda x: x * x)", "[-1, 2, 3]"),
    ("sorted([1], None)", "TypeError must use keyword argument for key function"),
    ("sorted([1], foo=2)", "TypeError extra keyword arguments given"),
    ("list(reversed([1, 2]))", "[2, 1]"),
    ("len({1: 2})", "1"),
    ("isinstance(True, int)", "False"),
    ("isinstance(1, (str, int))", "True"),
    ("isinstance(1, object)", "True"),
    ("isinstance(1, 1)", "TypeError issubclass() arg 2 must be a class or a tuple of classes"),
    ("issubclass(bool, int)", "False"),
    ("issubclass(1, int)", "TypeError issubclass() arg 1 must be a class"),
    ("issubclass(int, object)", "True"),
    ("callable(len)", "True"),
    ("callable(1)", "False"),
    ("getattr(1, 'x')", "AttributeError 'int' object has no attribute 'x'"),
    ("getattr(1, 'x', 5)", "5"),
    ("getattr(1, 2)", "TypeError can't convert 'int' object to str implicitly"),
    ("hasattr('', 'join')", "True"),
    ("hasattr('', 'x')", "False"),
    ("hasattr('', 1)", "TypeError can't convert 'int' object to str implicitly"),
    ("'append' in dir([])", "True"),
    ("eval('1 + 2')", "3"),
    ("eval('x', {'x': 3})", "3"),
    ("eval('1', 5)", "TypeError "),
    ("eval(compile('3 + 4', 'f', 'eval'))", "7"),
    ("exec('y = 1')", "None"),
    ("compile('1', 'f', 'bad')", "ValueError bad compile mode"),
    ("compile(1, 'f', 'eval')", "TypeError can't convert 'int' object to str implicitly"),
    ("print(1, sep=5)", "TypeError can't convert 'int' object to str implicitly"),
    ("print(1, foo=2)", "TypeError extra keyword arguments given"),
    ("print(1, file=5)", "OSError stream operation not supported"),
    ("NotImplemented", "NotImplemented"),
    ("Ellipsis", "Ellipsis"),
  ]

  @Test("print writes separators, ends and what instances print in order")
  func print_writesInOrder() throws {
    let script = """
      class A:
        def __str__(self):
          print('inner')
          return 'A'
      print(1, 'b', None, sep='-', end='!\\n')
      print('x', A(), b'y')
      print()
      print(1, 2, sep=b'', end='')
      """
    #expect(try TestHost.output(of: script) == "1-b-None!\nx inner\nA b'y'\n\n12")
  }

  @Test("print writes what came before an exception")
  func print_writesBeforeException() throws {
    let script = """
      class A:
        def __str__(self):
          raise ValueError('no')
      try:
        print('x', A())
      except ValueError as e:
        print(e)
      """
    #expect(try TestHost.output(of: script) == "x no\n")
  }

  @Test("special methods of instances stand in for numbers")
  func functions_callSpecialMethods() throws {
    let script = """
      class A:
        def __int__(self): return 7
        def __abs__(self): return 'abs'
        def __divmod__(self, other): return ('divmod', other)
        def __len__(self): return 3
      class B:
        def __int__(self): return 'x'
      a = A()
      print(int(a), chr(a) == chr(7), abs(a), divmod(a, 3), len(a))
      try:
        int(B())
      except TypeError as e:
        print('TypeError', e.args)
      class I(int): pass
      print(int(I(5)), I(5) + 1, abs(I(-5)), hex(I(17)), divmod(I(7), 2))
      """
    #expect(
      try TestHost.output(of: script)
        == "7 True abs ('divmod', 3) 3\nTypeError ()\n5 6 5 0x11 (3, 1)\n")
  }

  @Test("a generator's value arrives with StopIteration")
  func next_givesGeneratorValue() throws {
    let script = """
      def g():
        yield 1
        return 5
      it = g()
      print(next(it))
      try:
        next(it)
      except StopIteration as e:
        print(e.value)
      """
    #expect(try TestHost.output(of: script) == "1\n5\n")
  }

  @Test("numbers too large for the heap raise MemoryError before they are computed")
  func hugeNumbers_raiseMemoryError() throws {
    let script = """
      def p(f):
        try:
          f()
        except MemoryError as e:
          print('MemoryError')
      p(lambda: 1 << 100000000)
      p(lambda: 3 ** 100000000)
      p(lambda: 2 ** (2 ** 70))
      p(lambda: round(5, -100000000))
      p(lambda: (1).to_bytes(1 << 40, 'big'))
      p(lambda: (1 << 3000000) * (1 << 3000000))
      """
    #expect(try TestHost.output(of: script) == String(repeating: "MemoryError\n", count: 6))
  }

  @Test("long integers are printed in whole, across the pieces in which that is done")
  func longIntegers_arePrinted() throws {
    let script = """
      s = str(10 ** 10000 + 7)
      print(len(s), s[0], s[-3:], s.count('0'), int(s) == 10 ** 10000 + 7, str(-10 ** 6000)[:3])
      """
    #expect(try TestHost.output(of: script) == "10001 1 007 9999 True -10\n")
  }
}
