import Containers
import TestSupport
import Testing

@Suite("BSON documents")
struct BSONDocumentTests {
  static let file = BSONFile.document([
    ("d", .double(1.5)), ("s", .text("nearest")), ("t", .boolean(true)), ("n", .null),
    ("i", .integer32(-3)), ("l", .integer64(1 << 40)), ("b", .binary([7, 8])),
    ("a", .array([.integer32(1), .integer64(2), .boolean(false)])),
    ("o", .document([("value", .array([.integer32(4)])), ("x", .null)])),
  ])

  @Test("each kind of value is read") func values() throws {
    let document = try BSONDocument(Self.file[...])
    #expect(document["d"]?.number == 1.5 && document["i"]?.number == -3)
    #expect(document["s"] == .string("nearest") && document["n"] == .null)
    #expect(document["t"]?.integer == 1 && document["l"]?.integer == 1 << 40)
    #expect(document["a"]?.integers == [1, 2, 0])
    guard case .binary(let range)? = document["b"], case .document(let inner)? = document["o"] else {
      Issue.record("no bytes or no document")
      return
    }
    #expect(Array(Self.file[range]) == [7, 8])
    #expect(inner["value"]?.integers == [4])
    #expect(document["none"] == nil && document["s"]?.integers == nil && document["d"]?.integer == nil)
    #expect(document["o"]?.number == nil)
    // Nine of its own, three, two and one inside.
    #expect(document.elementCount == 15 && inner.elementCount == 3)
  }

  @Test("cut or lengthened anywhere, it is refused with an offset inside of it") func truncation() throws {
    for count in 0..<Self.file.count {
      let error = try #require(throws: BSONError.self) { try BSONDocument(Self.file[..<count]) }
      #expect((0...count).contains(error.offset), "\(error)")
    }
    let error = try #require(throws: BSONError.self) { try BSONDocument((Self.file + [0])[...]) }
    #expect(error.offset == Self.file.count)
  }

  @Test("every byte may be anything") func bytes() {
    for place in Self.file.indices {
      for byte in [0, 1, 3, 4, 0x7F, 0x80, 0xFF] as [UInt8] {
        var bytes = Self.file
        bytes[place] = byte
        do throws(BSONError) {
          _ = try BSONDocument(bytes[...])
        } catch {
          #expect((0...bytes.count).contains(error.offset))
        }
      }
    }
  }

  @Test("an element that is longer than its document is refused, not followed") func overrun() throws {
    // A document of 8 bytes with a number that ends at 11, and another element behind it.
    let inner: [UInt8] = [8, 0, 0, 0, 0x10, 0, 1, 2, 3, 4, 0x0A, 0x61, 0, 0]
    let file = BSONFile.document([("o", .raw(3, inner))])
    let error = try #require(throws: BSONError.self) { try BSONDocument(file[...]) }
    #expect(error.reason.contains("should have ended"))
  }

  @Test("a document inside that is longer than what it is in is refused") func nested() throws {
    var file = BSONFile.document([("o", .document([("x", .null)])), ("y", .null)])
    // Length of the inner one.
    file[7] = 13
    #expect(throws: BSONError.self) { try BSONDocument(file[...]) }
  }

  @Test("nesting ends at a depth") func depth() throws {
    var value = BSONFile.Value.null
    for _ in 0..<(BSONDocument.depthLimit - 1) { value = .document([("v", value)]) }
    let deepest = BSONFile.document([("v", value)])
    #expect(try BSONDocument(deepest[...]).elementCount == BSONDocument.depthLimit)
    let error = try #require(throws: BSONError.self) {
      try BSONDocument(BSONFile.document([("v", .document([("v", value)]))])[...])
    }
    #expect(error.reason.contains("nested deeper"))
  }

  @Test("more elements than allowed are refused") func limit() throws {
    #expect(try BSONDocument(Self.file[...], elementLimit: 15).elements.count == 9)
    let error = try #require(throws: BSONError.self) { try BSONDocument(Self.file[...], elementLimit: 14) }
    #expect(error.reason == "more than 14 elements")
  }

  @Test(
    "what cannot be read says so",
    arguments: [
      (.raw(0x07, []), "type 0x00000007"), (.raw(0x02, [0, 0, 0, 0]), "text of 0 bytes"),
      (.raw(0x02, [0xFF, 0xFF, 0xFF, 0xFF]), "text of -1 bytes"),
      (.raw(0x05, [0xFF, 0xFF, 0xFF, 0xFF, 0]), "-1 bytes are needed"),
      (.raw(0x03, [4, 0, 0, 0]), "document of 4 bytes"),
    ] as [(BSONFile.Value, String)])
  func refusals(value: BSONFile.Value, words: String) throws {
    let error = try #require(throws: BSONError.self) {
      try BSONDocument(BSONFile.document([("v", value)])[...])
    }
    #expect(error.description.contains(words), "\(error)")
  }
}
