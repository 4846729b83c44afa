import K210Flash
import Testing

@Suite("ISP replies and operations")
struct ISPReplyTests {
  @Test("every status is the number on the wire, and back") func statuses() throws {
    for code in UInt8.min...UInt8.max {
      let reply = try ISPReply(body: [0xD4, code])
      #expect(reply.status.code == code)
      #expect(!reply.status.name.isEmpty)
      #expect(reply.body == [0xD4, code])
      let isKnown = code == 0 || (0xE0...0xE7).contains(code)
      #expect((reply.status == .unknown(code)) == !isKnown)
    }
    #expect(ISPReply(code: 0xD2).wire == hex("C0 D2 E0 C0"))
    #expect(try ISPReply(body: [0xD4, 0xE7]).status == .busy)
  }

  @Test("text from the stub is told from answers") func text() throws {
    let line = ISPReply.debugText("Aligned error!")
    #expect(try ISPReply(body: line.body) == line)
    #expect(line.text == "Aligned error!")
    #expect(ISPReply(code: 0xD4, payload: [0x41]).text == nil)
    #expect(ISPReply(code: 0xD1, payload: [0xFF]).text == "\u{FFFD}")
  }

  @Test("too few bytes, or more than any program sends, are no reply") func sizes() {
    #expect(throws: ISPError.self) { try ISPReply(body: []) }
    #expect(throws: ISPError.self) { try ISPReply(body: [0xD2]) }
    #expect(throws: Never.self) { try ISPReply(body: [UInt8](repeating: 0xDA, count: 65_552)) }
    #expect(throws: ISPError.self) { try ISPReply(body: [UInt8](repeating: 0xDA, count: 65_553)) }
  }

  @Test("ktool's stub brings data behind 16 bytes and the identity at 16") func ktool() throws {
    let data = try ISPReply(body: [0xDA, 0xE0] + [UInt8](repeating: 0, count: 14) + [1, 2, 3])
    #expect(data.ktoolData.map { Array($0) } == [1, 2, 3])
    #expect(data.ktoolFlashIdentity == nil)
    let identity = try ISPReply(
      body: [0xDE, 0xE0] + [UInt8](repeating: 0, count: 14) + [0xEF, 0x40, 0x18] + [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(identity.ktoolFlashIdentity == [0xEF, 0x40, 0x18])
    #expect(identity.ktoolData == nil)
    #expect(ISPReply(code: 0xDA).ktoolData == nil)
    #expect(ISPReply(code: 0xDE).ktoolFlashIdentity == nil)
  }

  @Test("a number means one operation to a dialect", arguments: ISPOperation.Dialect.allCases)
  func dialects(dialect: ISPOperation.Dialect) {
    let operations = ISPOperation.allCases.filter { $0.belongs(to: dialect) }
    #expect(Set(operations.map { $0.code }).count == operations.count)
    for operation in operations {
      #expect(ISPOperation(code: operation.code, dialect: dialect) == operation)
      #expect(!operation.name.isEmpty)
    }
    #expect(ISPOperation(code: 0x00, dialect: dialect) == nil)
  }

  @Test("shared numbers mean different things to kflash and ktool") func sharedNumbers() {
    #expect(ISPOperation(code: 0xD8, dialect: .kflash) == .erase)
    #expect(ISPOperation(code: 0xD8, dialect: .ktool) == .ktoolWriteMemory)
    #expect(ISPOperation(code: 0xD9, dialect: .kflash) == .status)
    #expect(ISPOperation(code: 0xD9, dialect: .ktool) == .ktoolExecute)
    #expect(ISPOperation(code: 0xD4, dialect: .maskROM) == nil)
    #expect(
      ISPOperation.allCases.allSatisfy { operation in
        ISPOperation.Dialect.allCases.contains { operation.belongs(to: $0) }
      })
  }
}
