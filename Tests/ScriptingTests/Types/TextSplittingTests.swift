import Scripting
import Testing

/// How `str` and `bytes` come apart and together.
///
/// Right-hand sides are what MicroPython 1.11 prints.
struct TextSplittingTests {
  @Test func split_atSpacesAndSeparators() throws {
    try check([
      ("' a  b c '.split()", "['a', 'b', 'c']"),
      ("' a  b c '.split(None, 1)", "['a', 'b c ']"),
      ("'a,b,,c'.split(',')", "['a', 'b', '', 'c']"),
      ("'a,b,,c'.split(',', 2)", "['a', 'b', ',c']"),
      ("''.split(',')", "['']"),
      ("''.split()", "[]"),
      ("b'a b'.split()", "[b'a', b'b']"),
      ("'a'.split('')", "ValueError empty separator"),
      ("'a'.split(b'a')", "TypeError can't convert 'bytes' object to str implicitly"),
      ("'a--b--c'.split('--')", "['a', 'b', 'c']"),
    ])
  }

  @Test func rsplit_countsFromTheEnd() throws {
    try check([
      ("'a,b,c'.rsplit(',', 1)", "['a,b', 'c']"),
      ("'a,b,c'.rsplit(',')", "['a', 'b', 'c']"),
      ("'a,b,c'.rsplit(',', 0)", "['a,b,c']"),
      ("'abc'.rsplit(None, 1)", "NotImplementedError rsplit(None,n)"),
      ("'a'.rsplit('', 1)", "ValueError empty separator"),
      ("'a,b'.rsplit(',', 5)", "['a', 'b']"),
    ])
  }

  @Test func splitlines_knowsThreeEnds() throws {
    try check([
      (#"'a\nb\r\nc\rd'.splitlines()"#, "['a', 'b', 'c', 'd']"),
      (#"'a\nb\r\n'.splitlines(True)"#, #"['a\n', 'b\r\n']"#),
      (#"'\n\n'.splitlines()"#, "['', '']"),
      (#"'a\nb'.splitlines(keepends=True)"#, #"['a\n', 'b']"#),
      ("'a'.splitlines(True, 2)", "TypeError extra positional arguments given"),
      ("'a'.splitlines(x=1)", "TypeError extra keyword arguments given"),
    ])
  }

  @Test func partition_givesThree() throws {
    try check([
      ("'a-b-c'.partition('-')", "('a', '-', 'b-c')"),
      ("'a-b-c'.rpartition('-')", "('a-b', '-', 'c')"),
      ("'abc'.partition('-')", "('abc', '', '')"),
      ("'abc'.rpartition('-')", "('', '', 'abc')"),
      ("b'a-b'.partition(b'-')", "(b'a', b'-', b'b')"),
      ("'a'.partition('')", "ValueError empty separator"),
    ])
  }

  @Test func join_takesItsOwnKind() throws {
    try check([
      ("','.join(['a', 'b'])", "'a,b'"),
      ("','.join(())", "''"),
      ("','.join('abc')", "'a,b,c'"),
      ("b','.join([b'a', b'b'])", "b'a,b'"),
      ("','.join([1])", "TypeError join expects a list of str/bytes objects consistent with self object"),
      ("b','.join(['a'])", "TypeError join expects a list of str/bytes objects consistent with self object"),
      ("','.join({'a': 1})", "'a'"),
      ("','.join(5)", "TypeError 'int' object isn't iterable"),
      ("''.join(x for x in 'ab')", "'ab'"),
    ])
  }
}
