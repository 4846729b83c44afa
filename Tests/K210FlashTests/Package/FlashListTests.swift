import Containers
import K210Flash
import TestSupport
import Testing

@Suite("flash-list.json")
struct FlashListTests {
  private func read(_ text: String) throws(PackageError) -> FlashList {
    try FlashList(text: Array(text.utf8))
  }

  private func failure(_ text: String) -> String? {
    do throws(PackageError) {
      _ = try read(text)
      return nil
    } catch {
      return error.description
    }
  }

  /// A list of one file with these fields.
  private func list(_ fields: String) -> String { "{\"version\": \"0.1.0\", \"files\": [{\(fields)}]}" }

  @Test("a list of kflash_gui: bare hexadecimal addresses, CRLF") func kflashGUI() throws {
    let text = """
      {
          "version": "0.1.0",
          "files": [
              {
                  "address": 0x00000000,
                  "bin": "maixpy.bin",
                  "sha256Prefix": true
              },
              {
                  "address": 0x00300000,
                  "bin": "face.kmodel",
                  "sha256Prefix": false
              }
          ]
      }
      """
    let list = try FlashList(text: Array(text.replacing("\n", with: "\r\n").utf8))
    #expect(
      list.items == [
        .init(address: 0, name: "maixpy.bin", hasHeader: true, line: 4),
        .init(address: 0x30_0000, name: "face.kmodel", hasHeader: false, line: 9),
      ])
    #expect(list.version == "0.1.0")
    #expect(list.notes.map { $0.kind } == [.liberty(.bareHexadecimal), .liberty(.bareHexadecimal)])
    #expect(list.notes.map { $0.line } == [5, 10])
  }

  @Test(
    "addresses in every form that tools write, in any position",
    arguments: [
      ("0", 0), ("3145728", 0x30_0000), ("0x300000", 0x30_0000), ("0X0030_0000", nil),
      ("\"0x00300000\"", 0x30_0000), ("\"3145728\"", 0x30_0000), ("\" 0xA00000 \"", 0xA0_0000),
      ("0xFFFFFFFF", 0xFFFF_FFFF), ("0x100000000", nil), ("-1", nil), ("\"-1\"", nil), ("1.5", nil),
      ("1e3", nil),
      ("\"\"", nil), ("\"0x\"", nil), ("\"+5\"", nil), ("\"0x+5\"", nil), ("\"3M\"", nil), ("true", nil),
      ("null", nil), ("99999999999999999999", nil),
    ] as [(String, UInt32?)])
  func addresses(text: String, address: UInt32?) {
    for fields in [
      "\"address\": \(text), \"bin\": \"a\", \"sha256Prefix\": false",
      "\"bin\": \"a\", \"sha256Prefix\": false, \"address\": \(text)",
    ] {
      #expect((try? read(list(fields)))?.items.first?.address == address)
    }
  }

  @Test("the second address's failure says where and what") func addressFailure() {
    #expect(
      failure("{\"files\": [\n{\"bin\": \"a\",\n\"address\": -4}]}")
        == "flash-list.json line 3: the number -4; must be an address from 0 to 0xFFFFFFFF")
  }

  @Test(
    "flags in every form, and what they are taken for",
    arguments: [
      ("true", true, nil), ("false", false, nil), ("1", true, "the number 1"), ("0", false, "the number 0"),
      ("\"True\"", true, "the text \"True\""), ("\"false\"", false, "the text \"false\""),
    ] as [(String, Bool, String?)])
  func flags(text: String, value: Bool, note: String?) throws {
    let list = try read(list("\"address\": 0, \"bin\": \"a\", \"sha256Prefix\": \(text)"))
    #expect(list.items.first?.hasHeader == value)
    let expected = note.map { [PackageNote.Kind.looseFlag(key: "sha256Prefix", found: $0)] } ?? []
    #expect(list.notes.map { $0.kind } == expected)
  }

  @Test("both words for reversed words are understood") func reversed() throws {
    for key in ["reverse4Bytes", "swap"] {
      let list = try read(list("\"address\": 0, \"bin\": \"a\", \"sha256Prefix\": false, \"\(key)\": true"))
      #expect(list.items.first?.isReversed == true)
      #expect(list.notes.map { $0.kind } == [.reversed(name: "a")])
    }
    let off = try read(
      list(
        "\"address\": 0, \"bin\": \"a\", \"sha256Prefix\": false, \"reverse4Bytes\": false, \"swap\": true"))
    #expect(off.items.first?.isReversed == false)
  }

  @Test("oddities are taken and noted") func oddities() throws {
    let list = try FlashList(
      text: [0xEF, 0xBB, 0xBF]
        + Array(
          """
          {"version": "2", "author": 1, "files": [
            {"address": 0, "bin": "./a"},
            {"address": 4096, "bin": "a", "sha256Prefix": null, "size": 3,},
          ]}
          """.utf8))
    #expect(list.items.map { $0.name } == ["a", "a"])
    #expect(list.items.allSatisfy { !$0.hasHeader })
    #expect(
      Set(list.notes.map { $0.description }) == [
        "flash-list.json line 1: a byte order mark; kflash stops at it",
        "flash-list.json line 3: a comma behind the last element; kflash stops at it",
        "flash-list.json line 1: version \"2\"; known are 0.1.0 and 0.1.1",
        "flash-list.json line 1: \"author\" is ignored",
        "flash-list.json line 3: \"size\" is ignored",
        "flash-list.json line 2: './a': ./ in front is ignored",
        "flash-list.json line 2: 'a' has no sha256Prefix; taken as false, and kflash stops at it",
        "flash-list.json line 3: 'a' has no sha256Prefix; taken as false, and kflash stops at it",
        "flash-list.json line 3: 'a' is listed more than once",
      ])
    let plain = try read("{\"files\": []}")
    #expect(plain.version == nil)
    #expect(plain.notes.map { $0.description } == ["no version"])
  }

  @Test(
    "names that lead into folders are refused",
    arguments: ["../a", "a/b", "/a", "a\\\\b", "C:a", "..", ".", "./../a"])
  func nestedNames(name: String) {
    let words = failure(list("\"address\": 0, \"bin\": \"\(name)\", \"sha256Prefix\": false"))
    #expect(
      words?.hasSuffix("leads into folders; must be a plain file name") == true, "\(words ?? "accepted")")
  }

  @Test(
    "lists without what they need are refused",
    arguments: [
      ("[]", "line 1: a list; must be an object"), ("{}", "line 1: no \"files\""),
      ("{\"files\": {}}", "line 1: an object; must be a list of files"),
      ("{\"files\": [1]}", "line 1: the number 1; must be an object"),
      ("{\"files\": [\n{\"address\": 0}]}", "line 2: no \"bin\""),
      ("{\"files\": [{\"bin\": \"\"}]}", "line 1: the text \"\"; must be a file name"),
      ("{\"files\": [{\"bin\": 5}]}", "line 1: the number 5; must be a file name"),
      ("{\"files\": [{\"bin\": \"a\"}]}", "line 1: 'a' has no \"address\""),
      ("{\"version\": [], \"files\": []}", "line 1: a list; must be a version such as \"0.1.0\""),
      (
        "{\"files\": [{\"bin\": \"a\", \"address\": 0, \"sha256Prefix\": 2}]}",
        "line 1: the number 2; sha256Prefix must be true or false"
      ), ("{\"files\": [}", "line 1: '}'; must be a value"),
    ])
  func refusals(text: String, words: String) {
    #expect(failure(text) == "flash-list.json \(words)")
  }

  @Test("too many files are refused") func count() {
    let one = "{\"address\": 0, \"bin\": \"a\", \"sha256Prefix\": false}"
    let many = [String](repeating: one, count: 65).joined(separator: ",")
    #expect(failure("{\"files\": [\(many)]}")?.contains("65 files; at most 64 are read") == true)
  }

  @Test("written lists are read as they were, without a note", arguments: 1...20) func roundTrip(seed: UInt64)
    throws
  {
    var random = SplitMix64(seed: seed)
    let items = (0..<Int.random(in: 0...5, using: &random)).map { index in
      FlashList.Item(
        address: UInt32(truncatingIfNeeded: random.next()), name: "\"é\(index)\u{7}.bin",
        hasHeader: Bool.random(using: &random), isReversed: Bool.random(using: &random))
    }
    let list = try read(FlashList(items).text)
    #expect(list.version == "0.1.0")
    var found = list.items
    for index in found.indices { found[index].line = 0 }
    #expect(found == items)
    #expect(list.notes.allSatisfy { if case .reversed = $0.kind { true } else { false } })
  }

  @Test("the text has one key per line and a comma behind each address, as kflash's reader needs") func form()
  {
    let list = FlashList([.init(address: 0x30_0000, name: "a.bin", hasHeader: false)])
    let expected = """
      {
        "version": "0.1.0",
        "files": [
          {
            "address": 3145728,
            "bin": "a.bin",
            "sha256Prefix": false
          }
        ]
      }

      """
    #expect(list.text == expected)
    #expect(FlashList([]).text == "{\n  \"version\": \"0.1.0\",\n  \"files\": []\n}\n")
  }
}
