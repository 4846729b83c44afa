import Scripting
import TestSupport
import Testing

/// Every event of a text in a short form, or the fault.
private func events(_ text: String, depthLimit: Int = 100) -> String {
  let bytes = Array(text.utf8)
  func describe(_ scalar: JSONScalar) -> String {
    switch scalar {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .string(let value): "'\(String(decoding: value, as: UTF8.self))'"
    case .integer(let range): "i\(String(decoding: bytes[range], as: UTF8.self))"
    case .float(let range): "f\(String(decoding: bytes[range], as: UTF8.self))"
    }
  }
  var reader = JSONReader(bytes, depthLimit: depthLimit)
  var words: [String] = []
  do {
    while let event = try reader.next() {
      switch event {
      case .beginArray: words.append("[")
      case .endArray: words.append("]")
      case .beginObject: words.append("{")
      case .endObject: words.append("}")
      case .key(let scalar): words.append(describe(scalar) + ":")
      case .value(let scalar): words.append(describe(scalar))
      }
    }
  } catch {
    return error == EngineFault(.valueError, "syntax error in JSON") ? "fault" : "\(error.exception)"
  }
  return words.joined(separator: " ")
}

@Suite("JSONReader")
struct JSONReaderTests {
  @Test(
    "next_takesWhatTheDeviceTakes",
    arguments: [
      (" null ", "null"), ("[1, -2.5e3, true]", "[ i1 f-2.5e3 true ]"),
      (#"{"a": [], "b": {}}"#, "{ 'a': [ ] 'b': { } }"),
      ("[1 2:3,,]", "[ i1 i2 i3 ]"), ("[1}", "[ i1 ]"), ("[1", "[ i1 ]"), (#"{"a""#, "{ 'a': }"),
      ("1\0junk", "i1"),
      (#"[{"a"} {5}]"#, "[ { 'a': } { i5 } ]"), ("{1 null}", "{ i1: null }"), ("1-2", "i1-2"),
      (#""\u00e9\n\q\/\"""#, "'é\nq/\"'"), (#""\uD83D""#, "'\u{FFFD}\u{FFFD}\u{FFFD}'"),
      ("false\u{0B}", "false"),
    ])
  func accepted(text: String, expected: String) {
    #expect(events(text) == expected)
  }

  @Test(
    "next_refusesWhatTheDeviceRefuses",
    arguments: [
      "", " ", "nul", "truE", "[[1", "]", "1 2", "\"a", "{[1]}", "{{}}", "[1]]", "'a'", "+1", "\u{0B}1",
      "\"\\",
    ])
  func refused(text: String) {
    #expect(events(text) == "fault")
  }

  @Test("next_deepTextEndsAtTheLimit")
  func depth() {
    #expect(events(String(repeating: "[", count: 101)) == "memoryError")
    #expect(events(String(repeating: "[", count: 100) + String(repeating: "]", count: 100)) != "memoryError")
  }

  @Test("next_randomTextNeverTrapsAndEnds", arguments: 1...20)
  func random(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let letters = Array(#"[]{}:," \u1-e.ntf"#.utf8) + [0x0A, 0x80]
    for _ in 0..<200 {
      let text = (0..<30).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] }
      #expect(events(String(decoding: text, as: UTF8.self)).utf8.count < 1000)
    }
  }

  @Test("appendString_escapesAsTheDevice")
  func escapes() {
    var text: [UInt8] = []
    JSONText.appendString(Array("a\"\\\n\r\t\u{01}\u{1F}é\u{7F}".utf8).span, to: &text)
    #expect(String(decoding: text, as: UTF8.self) == #""a\"\\\n\r\t\u0001\u001fé"# + "\u{7F}\"")
  }

  @Test("appendString_isReadBack", arguments: 1...10)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let bytes = random.bytes(200).filter { $0 != 0 }
    var text: [UInt8] = []
    JSONText.appendString(bytes.span, to: &text)
    var reader = JSONReader(text)
    #expect(try reader.next() == .value(.string(bytes)))
  }
}
