import Scripting
import Testing

/// `bytearray`, `array.array` and `memoryview`.
///
/// Right-hand sides are what MicroPython 1.11 prints.
struct TextArrayTests {
  let setup = """
    from array import array
    def change(a, i, v):
      a[i] = v
      return a
    def replace(a, i, j, v):
      a[i:j] = v
      return a
    def grown(a, v):
      a.append(v)
      return a
    def extended(a, v):
      a.extend(v)
      return a
    def added(a, v):
      a += v
      return a
    def doubled(a):
      a.extend(a)
      a[1:2] = a
      return a
    def shared(a):
      m = memoryview(a)[1:3]
      m[0] = 120
      return a
    """

  @Test func constructors_takeCountsBuffersAndItems() throws {
    try check(
      [
        ("bytearray(3)", #"bytearray(b'\x00\x00\x00')"#),
        ("bytearray()", "bytearray(b'')"),
        ("bytearray(b'ab')", "bytearray(b'ab')"),
        ("bytearray([1, 300, -1])", #"bytearray(b'\x01,\xff')"#),
        ("bytearray('ab', 'utf8')", "bytearray(b'ab')"),
        ("bytearray('ab')", "bytearray(b'ab')"),
        ("bytearray(x for x in range(3))", #"bytearray(b'\x00\x01\x02')"#),
        ("bytearray(1, 2, 3, 4)", "TypeError function expected at most 3 arguments, got 4"),
        ("bytearray(-1) if 0 else 0", "0"),
        ("array('i', [1, 2])", "array('i', [1, 2])"),
        ("array('h')", "array('h')"),
        ("array('X')", "ValueError bad typecode"),
        ("array('')", "ValueError bad typecode"),
        ("array(1)", "TypeError can't convert 'int' object to str implicitly"),
        ("array('i', 5)", "TypeError 'int' object isn't iterable"),
        ("array('H', b'abcde')", "array('H', [25185, 25699])"),
        ("array('f', [1.5, 2])", "array('f', [1.5, 2.0])"),
        ("array('d', [0.1])", "array('d', [0.1])"),
        ("array('Q', [2**64 - 1])", "array('Q', [18446744073709551615])"),
        ("array('b', [200])", "array('b', [-56])"),
        ("array('O', [1, 'a', None])", "array('O', [1, 'a', None])"),
        ("memoryview(5)", "TypeError object with buffer protocol required"),
        ("memoryview(b'ab')", "<memoryview>"),
        ("memoryview()", "TypeError function takes 1 positional arguments but 0 were given"),
      ], setup)
  }

  @Test func items_areCutToTheElement() throws {
    try check(
      [
        ("change(bytearray(2), 0, 300)", #"bytearray(b',\x00')"#),
        ("change(bytearray(2), -1, -1)", #"bytearray(b'\x00\xff')"#),
        ("change(bytearray(2), 2, 1)", "IndexError bytearray index out of range"),
        ("change(array('h', [1]), 0, 70000)", "array('h', [4464])"),
        ("change(array('i', [1]), 0, 1 << 40)", "array('i', [0])"),
        ("change(array('b', [1]), 0, 'x')", "TypeError can't convert str to int"),
        ("change(array('f', [1]), 0, 'x')", "TypeError can't convert str to float"),
        ("change(array('B', [1]), 0, 1.5)", "TypeError can't convert float to int"),
        ("change(memoryview(b'ab'), 0, 1)", "TypeError 'memoryview' object doesn't support item assignment"),
        ("list(change(memoryview(bytearray(b'ab')), 1, 7))", "[97, 7]"),
        ("bytearray(b'ab')['a']", "TypeError bytearray indices must be integers, not str"),
        ("array('i', [1])[1]", "IndexError array index out of range"),
        ("memoryview(b'ab')[2]", "IndexError memoryview index out of range"),
      ], setup)
  }

  @Test func slices_growAndShrink() throws {
    try check(
      [
        ("bytearray(b'abcdef')[1:3]", "bytearray(b'bc')"),
        ("bytearray(b'abc')[::2]", "NotImplementedError only slices with step=1 (aka None) are supported"),
        ("array('h', [1, 2, 3])[1:]", "array('h', [2, 3])"),
        ("replace(bytearray(b'abcdef'), 1, 3, b'XYZW')", "bytearray(b'aXYZWdef')"),
        ("replace(bytearray(b'abcdef'), 1, 5, b'')", "bytearray(b'af')"),
        ("replace(bytearray(b'abc'), 3, 3, bytearray(b'de'))", "bytearray(b'abcde')"),
        ("replace(array('i', [1, 2, 3]), 0, 1, array('i', [7, 8]))", "array('i', [7, 8, 2, 3])"),
        ("replace(array('i', [1, 2, 3]), 0, 1, b'abcd')", "ValueError lhs and rhs should be compatible"),
        (
          "replace(array('i', [1, 2, 3]), 0, 1, [4])",
          "NotImplementedError array/bytes required on right side"
        ),
        ("replace(bytearray(b'abc'), 1, 2, bytearray(b'xyz'))", "bytearray(b'axyzc')"),
        ("bytes(replace(memoryview(bytearray(b'abc')), 0, 2, b'xy'))", "b'xyc'"),
        ("replace(memoryview(bytearray(b'abc')), 0, 2, b'x')", "ValueError lhs and rhs should be compatible"),
      ], setup)
  }

  @Test func methods_growArrays() throws {
    try check(
      [
        ("grown(bytearray(b'a'), 1)", #"bytearray(b'a\x01')"#),
        ("grown(array('i', [1]), -5)", "array('i', [1, -5])"),
        ("grown(bytearray(), 'x')", "TypeError can't convert str to int"),
        ("extended(bytearray(b'ab'), b'cd')", "bytearray(b'abcd')"),
        ("extended(bytearray(b'ab'), [1])", "TypeError object with buffer protocol required"),
        ("extended(array('h', [1]), b'abc')", "array('h', [1, 25185])"),
        ("added(bytearray(b'ab'), b'cd')", "bytearray(b'abcd')"),
        ("added(array('i', [1]), array('i', [2]))", "array('i', [1, 2])"),
        ("bytearray(b'ab') + b'cd'", "bytearray(b'abcd')"),
        ("array('h', [1]) + b'abc'", "array('h', [1, 25185])"),
        ("bytearray(b'ab') + [1]", "TypeError object with buffer protocol required"),
        ("bytearray(b'ab') * 2", "TypeError unsupported types for __mul__: 'bytearray', 'int'"),
        ("bytearray(b'ab').decode()", "'ab'"),
        (#"b'\xff'.decode()"#, "UnicodeError "),
        ("doubled(bytearray(b'abc'))", "bytearray(b'aabcabccabc')"),
      ], setup)
  }

  @Test func views_shareMemory() throws {
    try check(
      [
        ("shared(bytearray(b'abcd'))", "bytearray(b'axcd')"),
        ("list(memoryview(array('i', [1, -2]))[1:])", "[-2]"),
        ("memoryview(b'ab') == b'ab'", "True"),
        ("bytes(memoryview(b'abcd')[1:][1:])", "b'cd'"),
        ("len(memoryview(b'abcd')[1:3])", "2"),
        ("bytearray(b'ab') == array('B', [97, 98])", "True"),
        ("hash(bytearray(1))", "TypeError unsupported type for __hash__: 'bytearray'"),
      ], setup)
  }

  @Test func bytes_constructors() throws {
    try check(
      [
        ("bytes()", "b''"),
        ("bytes(3)", #"b'\x00\x00\x00'"#),
        ("bytes(-1)", "ValueError "),
        ("bytes([1, 2])", #"b'\x01\x02'"#),
        ("bytes([256])", "ValueError bytes value out of range"),
        ("bytes('a')", "TypeError wrong number of arguments"),
        ("bytes('é', 'utf8')", #"b'\xc3\xa9'"#),
        ("bytes(range(3))", #"b'\x00\x01\x02'"#),
        ("bytes(1, 2)", "TypeError wrong number of arguments"),
        ("bytes([1, 'a'])", "TypeError can't convert str to int"),
        (
          "bytes(x=1)",
          "NotImplementedError keyword argument(s) not yet implemented - use normal args instead"
        ),
        ("str(b'ab', 'utf8')", "'ab'"),
        ("str(bytearray(b'ab'), 'utf8')", "'ab'"),
        (#"str(b'\xff', 'utf8')"#, "UnicodeError "),
        ("str(1, 2)", "TypeError object with buffer protocol required"),
        ("str()", "''"),
        ("str(1.5)", "'1.5'"),
        ("'é'.encode()", #"b'\xc3\xa9'"#),
        ("'a'.encode('x', 'y', 'z')", "TypeError function expected at most 3 arguments, got 4"),
      ], setup)
  }
}
