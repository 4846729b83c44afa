import K210Flash
import Testing

/// The whole line of kflash 1.1.6 as it flashed 20 bytes at 1.5 Mbaud, without the download of its stub.
@Suite("A session of kflash 1.1.6")
struct KflashSessionTests {
  private let wire =
    "c0c2000000000000000000000000c0 c0c5000000fb6fc4d40000008000000000c0 c0d2000000000000000000000000c0"
    + "c0d6000000b8e48573000000000400000060e31600c0 c0d2000000000000000000000000c0"
    + "c0d7000000f7df88a90100000000000000c0"
    + "c0d4000000278f3b76000000003900000002140000000b30557a9fc4e90e33587da2c7ec11365b80a5ca"
    + "88da59b1cf88c9de565771b314f08c321bd60dd6dbdc1ee869cc3f8dc947192228c0"
    + "c0d8000000dbdd3c0cf50030000000200000c0 c0d9000000000000000000000000c0 c0d5000000000000000000000000c0"

  @Test("each frame is the operation it should be, with right checksums where there are any")
  func operations() throws {
    var decoder = SLIPDecoder(overlong: .split)
    let frames = decoder.frames(in: hex(wire))
    let expected: [ISPOperation] = [
      .romGreeting, .romBoot, .greeting, .baud, .greeting, .initializeFlash, .writeFlash, .erase, .status,
      .reboot,
    ]
    #expect(frames.count == expected.count)
    for (frame, operation) in zip(frames, expected) {
      let request = try ISPRequest(body: frame.body)
      let dialect: ISPOperation.Dialect = request.code < 0xD0 ? .maskROM : .kflash
      #expect(ISPOperation(code: request.code, dialect: dialect) == operation)
      #expect(throws: Never.self) { try request.check(as: operation) }
      #expect(request.form == (operation.payload == .nothing ? .short(byteCount: 13) : .full))
      #expect(request.body == frame.body)
    }
  }

  @Test("the same bytes one by one, and with noise between the frames, give the same frames") func noise() {
    var plain = SLIPDecoder()
    let expected = plain.frames(in: hex(wire))
    var noisy = SLIPDecoder()
    var line: [UInt8] = [0xFA, 0xA6]
    for frame in expected { line += SLIP.encode(frame.body) + [0xFA, 0xDB, 0xDC] }
    #expect(noisy.frames(in: line) == expected)
  }

  @Test("answers as the real stub sends them let every request pass") func stub() throws {
    var stub = SimulatedStub(byteCount: 1 << 16)
    var decoder = SLIPDecoder()
    var toStub = SLIPDecoder()
    let codes = toStub.frames(in: hex(wire)).compactMap { $0.body.first }.filter { $0 >= 0xD0 }
    let answers = decoder.frames(in: stub.take(hex(wire)).suffix(from: 0)).compactMap {
      try? ISPReply(body: $0.body)
    }
    // The requests for the ROM are unknown to a stub.
    #expect(answers.filter { $0.code >= 0xD0 } == codes.map { ISPReply(code: $0) })
    #expect(answers.filter { $0.code < 0xD0 }.allSatisfy { $0.status == .standard })
    #expect(FirmwareImage.recognizes(stub.flash))
    #expect(stub.isRebooted && stub.refusedCount == 0)
  }
}
