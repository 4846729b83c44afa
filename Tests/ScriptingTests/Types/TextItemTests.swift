import Scripting
import Testing

/// Characters, bytes and slices.
///
/// Right-hand sides are what MicroPython 1.11 prints.
struct TextItemTests {
  @Test func index_countsCharacters() throws {
    try check([
      ("'héllo'[1]", #"'\xe9'"#),
      ("'héllo'[-4]", #"'\xe9'"#),
      ("'héllo'[5]", "IndexError string index out of range"),
      ("'abc'[-1]", "'c'"),
      ("'abc'[3]", "IndexError string index out of range"),
      ("''[0]", "IndexError string index out of range"),
      ("'abc'[True]", "'b'"),
      ("'abc'['a']", "TypeError string indices must be integers, not str"),
      ("'abc'[1.0]", "TypeError string indices must be integers, not float"),
      ("b'abc'[1]", "98"),
      ("b'abc'[-4]", "IndexError bytes index out of range"),
      ("b'abc'['a']", "TypeError bytes indices must be integers, not str"),
      ("'日本語'[2]", #"'\u8a9e'"#),
    ])
  }

  @Test func slice_hasNoStep() throws {
    try check([
      ("'héllo'[1:-1]", #"'\xe9ll'"#),
      ("'hello'[1:]", "'ello'"),
      ("'hello'[:-2]", "'hel'"),
      ("'hello'[-9:9]", "'hello'"),
      ("'hello'[3:1]", "''"),
      ("'hello'[::2]", "NotImplementedError only slices with step=1 (aka None) are supported"),
      ("'hello'[::1]", "'hello'"),
      ("'hello'[::-1]", "NotImplementedError only slices with step=1 (aka None) are supported"),
      ("b'hello'[1:3]", "b'el'"),
      ("b'hello'[::2]", "NotImplementedError only slices with step=1 (aka None) are supported"),
      ("'hello'[True:]", "'ello'"),
      ("'日本語'[1:]", #"'\u672c\u8a9e'"#),
      ("'日本語'[:-1]", #"'\u65e5\u672c'"#),
      ("'日本語'[-1:]", #"'\u8a9e'"#),
    ])
  }

  @Test func iteration_givesCharactersAndBytes() throws {
    try check([
      ("[c for c in 'hé中']", #"['h', '\xe9', '\u4e2d']"#),
      ("list(b'ab')", "[97, 98]"),
      ("list(bytearray(b'ab'))", "[97, 98]"),
      ("len('hé中')", "3"),
      (#"len(b'h\xc3')"#, "2"),
    ])
  }

  @Test func repr_escapes() throws {
    try check([
      (#"'a\'b'"#, #""a'b""#),
      (#"'a"b\''"#, #"'a"b\''"#),
      (#"'\n\r\t\x01\x7f\\'"#, #"'\n\r\t\x01\x7f\\'"#),
      ("'é中😀'", #"'\xe9\u4e2d\U0001f600'"#),
      (#"b'\x00\xff\'"'"#, #"b'\x00\xff\'"'"#),
      (#"b'a\'b'"#, #"b"a'b""#),
      ("str(b'ab')", #""b'ab'""#),
    ])
  }
}
