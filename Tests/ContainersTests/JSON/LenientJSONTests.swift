import Containers
import Testing

@Suite("Lenient JSON")
struct LenientJSONTests {
  private func read(_ text: String) throws(LenientJSON.Failure) -> LenientJSON {
    try LenientJSON(Array(text.utf8))
  }

  private func failure(_ text: String) -> String? {
    do throws(LenientJSON.Failure) {
      _ = try read(text)
      return nil
    } catch {
      return error.description
    }
  }

  private func elements(_ node: JSONNode) -> [JSONNode] {
    guard case .array(let elements) = node.value else { return [] }
    return elements
  }

  private func members(_ node: JSONNode) -> [JSONNode.Member] {
    guard case .object(let members) = node.value else { return [] }
    return members
  }

  @Test("strict texts are read without oddities") func strict() throws {
    let json = try read(
      """
      {"a": [1, -2.5e+3, true, false, null], "b": {}, "c": [],
       "d": "x\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00"}
      """)
    #expect(json.oddities.isEmpty)
    let list = try #require(json.root["a"])
    #expect(
      elements(list).map { $0.value }
        == [.number("1"), .number("-2.5e+3"), .boolean(true), .boolean(false), .null])
    #expect(json.root["b"]?.value == .object([]))
    #expect(json.root["c"]?.value == .array([]))
    #expect(json.root["d"]?.value == .string("x\"\\/\u{8}\u{C}\n\r\té😀"))
    #expect(json.root["d"]?.line == 2)
    #expect(json.root["e"] == nil)
    #expect(list["a"] == nil)
  }

  @Test("the liberties of hand-written files are taken and reported with their lines") func liberties() throws
  {
    let json = try LenientJSON(
      [0xEF, 0xBB, 0xBF] + Array("{\r\n\"a\": 0x00A00000,\r\n\"a\": [1,\r\n2,],\r\n}\r\n".utf8))
    let expected: [(LenientJSON.Liberty, Int)] = [
      (.byteOrderMark, 1), (.bareHexadecimal, 2), (.repeatedName("a"), 3), (.trailingComma, 4),
      (.trailingComma, 4),
    ]
    #expect(json.oddities.map { $0.liberty } == expected.map { $0.0 })
    #expect(json.oddities.map { $0.line } == [1, 2, 3, 4, 4])
    #expect(members(json.root).first?.node.value == .number("0x00A00000"))
    #expect(json.root["a"]?.kindName == "a list")
  }

  @Test(
    "what cannot be meant is refused with its line",
    arguments: [
      ("", "line 1: the text ends; must be a value"),
      ("{\n", "line 2: the text ends; must be a name in quotes"),
      ("{} x", "line 1: 'x' behind the end; must be nothing"), ("[1 2]", "line 1: '2'; must be ',' or ']'"),
      ("{a: 1}", "line 1: 'a'; must be a name in quotes"),
      ("{\"a\" 1}", "line 1: '1'; must be ':' behind \"a\""), ("[,]", "line 1: ','; must be a value"),
      ("[1,,]", "line 1: ','; must be a value"), ("[0x]", "line 1: '0x' is no number"),
      ("[0xG]", "line 1: '0xG' is no number"),
      ("[yes]", "line 1: 'yes' is no value; text must stand in quotes"),
      ("[1.]", "line 1: '1.' is no value; text must stand in quotes"),
      ("[1e]", "line 1: '1e' is no value; text must stand in quotes"),
      ("[-]", "line 1: '-' is no value; text must stand in quotes"),
      ("\"a", "line 1: the text ends inside quotes"), ("\"a\\", "line 1: the text ends inside quotes"),
      ("[\n\"a\n\"]", "line 2: byte 10 inside a text; a closing quote may be missing"),
      ("\"C:\\app\"", "line 1: the escape \\a; a backslash is written \\\\"),
      ("\"\\u12\"", "line 1: \\u needs four hexadecimal digits"),
      ("\"\\u+123\"", "line 1: \\u needs four hexadecimal digits"),
      ("\"\\udc00\"", "line 1: half of a \\u pair"), ("\"\\ud800x\"", "line 1: half of a \\u pair"),
      ("\"\\ud800\\u0041\"", "line 1: half of a \\u pair"), ("\u{1}", "line 1: byte 1; must be a value"),
    ])
  func refusals(text: String, words: String) {
    #expect(failure(text) == words)
  }

  @Test("depth and size are bounded") func bounds() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(failure(nested(LenientJSON.depthLimit)) == nil)
    #expect(failure(nested(LenientJSON.depthLimit + 1)) == "line 1: nested deeper than 16 levels")
    #expect(failure(String(repeating: "[", count: 100_000)) == "line 1: nested deeper than 16 levels")
    let spaces = String(repeating: " ", count: LenientJSON.byteLimit)
    #expect(failure("1" + spaces)?.contains("at most 1048576 are read") == true)
    #expect(failure("1" + spaces.dropLast()) == nil)
  }

  @Test("bytes that are no UTF-8 are refused in texts") func encoding() {
    #expect(throws: LenientJSON.Failure.self) { try LenientJSON([0x22, 0xFF, 0x22]) }
  }

  @Test("a text cut anywhere is refused without harm") func cuts() {
    let text = Array("{\"files\": [{\"address\": 0x10, \"bin\": \"a\\u00e9.bin\", \"sha\": true}]}".utf8)
    for count in 0..<text.count {
      #expect(throws: LenientJSON.Failure.self) { try LenientJSON(text.prefix(count)) }
    }
  }

  @Test("values are named for errors") func kindNames() throws {
    let json = try read("[{}, [], \"a\", 1, true, null]")
    let nodes = elements(json.root)
    #expect(
      nodes.map { $0.kindName } == ["an object", "a list", "the text \"a\"", "the number 1", "true", "null"])
  }

  @Test("comments are read where they are allowed, and only there") func comments() throws {
    let text = Array("// é\n{ # one\n \"a\": \"// #\", //\n} // end".utf8)
    let json = try LenientJSON(text, allowsComments: true)
    #expect(json.root["a"]?.value == .string("// #") && json.root["a"]?.line == 3)
    #expect(throws: LenientJSON.Failure.self) { try LenientJSON(text) }
    #expect(throws: LenientJSON.Failure.self) { try LenientJSON(Array("1 / 2".utf8), allowsComments: true) }
  }
}
