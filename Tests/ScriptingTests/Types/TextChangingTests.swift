import Scripting
import Testing

/// What `str` and `bytes` make of themselves.
///
/// Right-hand sides are what MicroPython 1.11 prints.
struct TextChangingTests {
  @Test func strip_takesSetsOfBytes() throws {
    try check([
      (#"'  a b \n'.strip()"#, "'a b'"),
      ("'xxaxx'.lstrip('x')", "'axx'"),
      ("'xxaxx'.rstrip('xa')", "''"),
      ("'xx'.strip('x')", "''"),
      ("'a'.strip('')", "'a'"),
      ("b' a '.strip()", "b'a'"),
      ("'a'.strip(b'a')", "TypeError can't convert 'bytes' object to str implicitly"),
    ])
  }

  @Test func replace_countsAndTakesEmptyText() throws {
    try check([
      ("'hello'.replace('l', 'LL')", "'heLLLLo'"),
      ("'ab'.replace('', '-')", "'-a-b-'"),
      ("'aaaa'.replace('a', 'b', 2)", "'bbaa'"),
      ("'aaaa'.replace('aa', '')", "''"),
      ("'abc'.replace('a', 'b', 0)", "'abc'"),
      ("''.replace('', 'x')", "'x'"),
      ("'abc'.replace('a', 1)", "TypeError can't convert 'int' object to str implicitly"),
      ("'ab'.replace('', '-', 2)", "'-a-b'"),
    ])
  }

  @Test func letters_changeInASCIIAlone() throws {
    try check([
      ("'aBé中'.upper()", #"'AB\xe9\u4e2d'"#),
      ("'aBÉ'.lower()", #"'ab\xc9'"#),
      ("b'aB'.upper()", "b'AB'"),
      ("'a'.upper()", "'A'"),
    ])
  }

  @Test func center_fillsWithSpaces() throws {
    try check([
      ("'ab'.center(7)", "'  ab   '"),
      ("'ab'.center(1)", "'ab'"),
      ("'ab'.center('x')", "TypeError can't convert str to int"),
      ("b'ab'.center(5)", "b' ab  '"),
    ])
  }

  @Test func operators_keepKindsApart() throws {
    try check([
      ("'a' + 'b'", "'ab'"),
      ("'' + 'b'", "'b'"),
      ("'é' + 'cd'", #"'\xe9cd'"#),
      ("len('é' + 'cdé')", "4"),
      ("'ab' * 3", "'ababab'"),
      ("3 * 'ab'", "'ababab'"),
      ("'ab' * -1", "''"),
      ("'a' * 'b'", "TypeError unsupported types for __mul__: 'str', 'str'"),
      ("'a' + 1", "TypeError can't convert 'int' object to str implicitly"),
      ("'a' - 1", "TypeError can't convert 'int' object to str implicitly"),
      ("'a' + b'b'", "TypeError can't convert 'bytes' object to str implicitly"),
      ("b'a' + 'b'", "b'ab'"),
      ("b'a' + bytearray(b'b')", "b'ab'"),
      ("'a' < 'b'", "True"),
      ("'ab' <= 'a'", "False"),
      ("'a' < 1", "TypeError can't convert 'int' object to str implicitly"),
      ("b'a' < bytearray(b'b')", "True"),
      ("'a' == b'a'", "False"),
      ("b'a' == bytearray(b'a')", "True"),
    ])
  }
}
