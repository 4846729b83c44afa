import Containers
import TestSupport
import Testing

@Suite("Protocol Buffers' text format")
struct ProtobufTextTests {
  static func parse(_ text: String) throws(ProtobufText.Failure) -> ProtobufText.Message {
    try ProtobufText(Array(text.utf8)).root
  }

  /// A message as one line: what it says without how it says it.
  static func line(_ message: ProtobufText.Message) -> String {
    message.fields.map { field in
      "\(field.name)=" + field.values.map { line($0) }.joined(separator: field.isList ? "|" : ",")
    }.joined(separator: " ")
  }

  private static func line(_ value: ProtobufText.Value) -> String {
    switch value.content {
    case .text(let bytes): "'\(String(decoding: bytes, as: UTF8.self))'"
    case .word(let word): word
    case .integer(let isNegative, let magnitude): "\(isNegative ? "-" : "")\(magnitude)"
    case .float(let value): "\(value)"
    case .message(let message): "(\(line(message)))"
    }
  }

  @Test(
    "what a text says does not depend on how it says it",
    arguments: [
      ("", ""), ("a: 1", "a=1"), ("a:1,b:2;c:3", "a=1 b=2 c=3"), ("a { b: 1 }", "a=(b=1)"),
      ("a: { b: 1 }\n   ", "a=(b=1)"), ("a < b: <> >", "a=(b=())"),
      ("a: [1, 2,3]", "a=1|2|3"), ("a: []", "a="), ("a [{b: 1}, <b: 2>]", "a=(b=1)|(b=2)"),
      ("a: 'x' \"y\"\n  'z' # end", "a='xyz'"), ("a: ENABLED b: true", "a=ENABLED b=true"),
      ("a: -5 b: - 7", "a=-5 b=-7"), ("a: 0x1F b: 017 c: 0", "a=31 b=15 c=0"),
      ("a: 1.5 b: .5 c: 2. d: 1e3 e: 2f f: 1.5e-1F", "a=1.5 b=0.5 c=2.0 d=1000.0 e=2.0 f=0.15"),
      ("a: inf b: -inf c: nan", "a=inf b=-inf c=nan"),
      ("a: 18446744073709551615 b: 18446744073709551616", "a=18446744073709551615 b=1.8446744073709552e+19"),
      ("# 只有注释：{ } [ ]\na: 1 # 注释", "a=1"), ("\u{FEFF}a: 1", "a=1"),
      ("a: '\\n\\x41\\101\\u00e9\\'\\\\'", "a='\nAAé'\\'"), ("a\n:\n1", "a=1"),
    ])
  func values(text: String, expected: String) throws { #expect(Self.line(try Self.parse(text)) == expected) }

  @Test("fields and values know their lines and columns") func places() throws {
    let root = try Self.parse("# é\nfirst: 1\n  second { t: 'ü' u: 2 }")
    #expect(root.fields.map(\.place) == [.init(line: 2, column: 1), .init(line: 3, column: 3)])
    #expect(root.fields[0].values[0].place == .init(line: 2, column: 8))
    guard case .message(let message) = root.fields[1].values[0].content else {
      Issue.record("no message")
      return
    }
    // The letter of two bytes is one column.
    #expect(message.fields[1].place == .init(line: 3, column: 19))
  }

  @Test("values are taken for what a schema asks for") func accessors() throws {
    let values = try Self.parse("a: 1 b: -2 c: 1.5 d: inf e: true f: 'x' g {} h: 18446744073709551615 i: f")
      .fields
      .map { $0.values[0] }
    #expect(values.map(\.number) == [1, -2, 1.5, .infinity, nil, nil, nil, 0x1p64, nil])
    #expect(values.map(\.integer) == [1, -2, nil, nil, nil, nil, nil, nil, nil])
    #expect(values.map(\.boolean) == [true, nil, nil, nil, true, nil, nil, nil, false])
    #expect(values.map(\.text) == [nil, nil, nil, nil, nil, "x", nil, nil, nil])
    #expect(values[6].kindName == "a message" && values[5].kindName == "the text \"x\"")
    #expect(try Self.parse("a: -9223372036854775808").fields[0].values[0].integer == .min)
  }

  @Test(
    "what is wrong is named with its place",
    arguments: [
      ("a", "line 1, column 2: the text ends; must be ':' or '{' behind 'a'"),
      ("a:\n", "line 2, column 1: the text ends; must be a value of 'a'"),
      ("a { b: 1", "line 1, column 9: the text ends; must be '}' of line 1"),
      ("a: 1 }", "line 1, column 6: '}'; must be a field's name"),
      ("a {\n b: 1 >", "line 2, column 7: '>'; must be a field's name"),
      ("a： 1", "line 1, column 2: '：' (U+FF1A); must be ':' or '{' behind 'a'"),
      ("a: [1 2]", "line 1, column 7: '2'; must be ',' or ']'"),
      ("a: [1,]", "line 1, column 7: ']'; must be a value of 'a'"),
      ("[a.b]: 1", "line 1, column 1: '['; extensions are not read, must be a field's name"),
      ("a: 'x\n'", "line 1, column 4: a text without its closing quote on the same line"),
      ("a: '\\q'", "line 1, column 6: the escape \\q is none; a backslash is written \\\\"),
      ("a: '\\400'", "line 1, column 6: the escape \\4 is none; a backslash is written \\\\"),
      ("a: 12x", "line 1, column 4: '12x' is no number"),
      ("a: 1.2.3", "line 1, column 4: '1.2.3' is no number"),
      (
        "a: 0x1FFFFFFFFFFFFFFFF",
        "line 1, column 4: '0x1FFFFFFFFFFFFFFFF' is no number of base 16 that fits 64 bits"
      ),
      ("a: -x", "line 1, column 5: 'x' is no number"),
      ("a: \u{1}", "line 1, column 4: byte 1; must be a value of 'a'"),
    ])
  func refusals(text: String, expected: String) throws {
    let failure = try #require(throws: ProtobufText.Failure.self) { try Self.parse(text) }
    #expect("\(failure)" == expected)
  }

  @Test("depth and size are bounded") func bounds() throws {
    let deep = String(repeating: "a{", count: 32) + String(repeating: "}", count: 32)
    _ = try Self.parse(deep)
    #expect(throws: ProtobufText.Failure.self) { try Self.parse("a{" + deep + "}") }
    #expect(throws: ProtobufText.Failure.self) { try Self.parse(String(repeating: "a<", count: 100_000)) }
    #expect(throws: ProtobufText.Failure.self) {
      try ProtobufText([UInt8](repeating: 0x20, count: ProtobufText.byteLimit + 1))
    }
  }

  @Test("damaged texts end in a failure or a message") func damage() {
    let text = Array(
      "a: 1 b { c: 'x\\x41' d: [1.5, -2, nan] } # note\ne < f: [{}, {g: \"é\" 'h'}] > i: 0x1F; j: T".utf8)
    let marks = Array("{}<>[]:,;'\"\\#\n-.0xeéa ".utf8)
    var random = SplitMix64(seed: 5)
    var outcomes: Set<Bool> = []
    for count in 0..<text.count { outcomes.insert((try? ProtobufText(text[..<count])) != nil) }
    for _ in 0..<4000 {
      var copy = text
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<copy.count, using: &random)
        copy[place] = marks.randomElement(using: &random) ?? 0
      }
      outcomes.insert((try? ProtobufText(copy)) != nil)
    }
    #expect(outcomes == [true, false])
  }
}
