import Scripting
import Testing

/// What `str` and `bytes` find.
///
/// Right-hand sides are what MicroPython 1.11 prints.
struct TextFindingTests {
  @Test func find_countsCharacters() throws {
    try check([
      ("'hello'.find('l')", "2"),
      ("'hello'.rfind('l')", "3"),
      ("'héllo中'.find('中')", "5"),
      ("'hello'.find('l', 3)", "3"),
      ("'hello'.find('l', -2, -1)", "3"),
      ("'hello'.find('')", "0"),
      ("'abc'.find('', 5)", "3"),
      ("'abc'.find('b', None, 1)", "-1"),
      (#"b'a\xffb'.find(b'b')"#, "2"),
      ("'abc'.find(1)", "TypeError can't convert 'int' object to str implicitly"),
      ("'abc'.find('a', 'x')", "TypeError string indices must be integers, not str"),
      ("'a'.find(b'a')", "TypeError can't convert 'bytes' object to str implicitly"),
    ])
  }

  @Test func index_raisesWhenThereIsNone() throws {
    try check([
      ("'abc'.index('c')", "2"),
      ("'abc'.rindex('d')", "ValueError substring not found"),
      ("'abca'.rindex('a')", "3"),
      ("b'abc'.index(b'')", "0"),
    ])
  }

  @Test func count_stepsOverCharacters() throws {
    try check([
      ("'aaaa'.count('aa')", "2"),
      ("'héé'.count('')", "4"),
      ("''.count('')", "1"),
      ("'abc'.count('', 5)", "1"),
      (#"b'a\x80'.count(b'\x80')"#, "0"),
      (#"b'\x80\x80'.count(b'\x80')"#, "2"),
      ("'abcabc'.count('c', 3)", "1"),
    ])
  }

  @Test func startsAndEnds_takeTextOrBytes() throws {
    try check([
      ("'abc'.startswith('bc', 1)", "True"),
      ("'abc'.startswith('')", "True"),
      ("'abc'.startswith('abcd')", "False"),
      ("'abc'.endswith('bc')", "True"),
      ("'abc'.endswith('c', 1)", "NotImplementedError start/end indices"),
      ("'abc'.startswith(b'a')", "True"),
      ("'abc'.startswith(1)", "TypeError can't convert 'int' object to str implicitly"),
    ])
  }

  @Test func questions_lookAtLettersOfASCII() throws {
    try check([
      ("'abc'.isalpha()", "True"),
      ("''.isalpha()", "False"),
      ("'aé'.isalpha()", "False"),
      ("'12'.isdigit()", "True"),
      (#"' \t\n'.isspace()"#, "True"),
      ("'AB1'.isupper()", "True"),
      ("'Ab'.isupper()", "False"),
      ("'1'.islower()", "False"),
      ("'a1'.islower()", "True"),
    ])
  }

  @Test func contains_takesTextOfItsKind() throws {
    try check([
      ("'b' in 'abc'", "True"),
      ("'' in 'abc'", "True"),
      ("1 in 'abc'", "TypeError can't convert 'int' object to str implicitly"),
      ("b'bc' in b'abc'", "True"),
      ("97 in b'abc'", "True"),
      ("'a' in b'abc'", "True"),
      ("b'bc' in bytearray(b'abc')", "True"),
      ("97 in bytearray(b'abc')", "NotImplementedError "),
    ])
  }
}
