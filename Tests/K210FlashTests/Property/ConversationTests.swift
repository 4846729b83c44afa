import K210Flash
import TestSupport
import Testing

@Suite("Conversations with a stub")
struct ConversationTests {
  /// The replies in bytes from the stub.
  private func replies(_ bytes: [UInt8], _ decoder: inout SLIPDecoder) throws -> [ISPReply] {
    try decoder.frames(in: bytes).map { try ISPReply(body: $0.body) }
  }

  /// Sends a request in random pieces and returns what comes back.
  private func send(
    _ wire: [UInt8], to stub: inout SimulatedStub, _ random: inout SplitMix64
  ) -> [UInt8] {
    var (rest, answer): (ArraySlice<UInt8>, [UInt8]) = (wire[...], [])
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...40, using: &random))
      answer += stub.take(piece)
      rest = rest.dropFirst(piece.count)
    }
    return answer
  }

  @Test("a plan that is sent in frames lies in flash as planned", arguments: 1...10)
  func wholePlan(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var stub = SimulatedStub(byteCount: 1 << 18)
    var decoder = SLIPDecoder()
    let pieces = [
      FlashPiece(
        name: "fw", address: 0, file: random.bytes(Int.random(in: 1...3000, using: &random)), isFramed: true),
      FlashPiece(
        name: "model", address: 0x1_0000, file: random.bytes(Int.random(in: 1...3000, using: &random)),
        isFramed: false, isReversed: Bool.random(using: &random)),
    ]
    var requests: [ISPRequest] = [.greeting(.kflash), .initializeFlash(.spi3)]
    var expected = [UInt8](repeating: 0xFF, count: 1 << 18)
    for piece in pieces {
      let bytes = try piece.flashBytes()
      expected.replaceSubrange(piece.address..<(piece.address + bytes.count), with: bytes)
      for start in stride(from: 0, to: bytes.count, by: 1000) {
        let part = Array(bytes[start..<min(start + 1000, bytes.count)])
        requests.append(.flashWrite(part, at: UInt32(piece.address + start)))
      }
    }
    requests.append(.short(.reboot))
    for request in requests {
      let answer = send(request.wire, to: &stub, &random)
      #expect(try replies(answer, &decoder) == [ISPReply(code: request.code)])
    }
    #expect(stub.flash == expected)
    #expect(stub.isRebooted)
    #expect(try FirmwareImage(stub.flash).payload == pieces[0].file)
  }

  @Test("a damaged byte is refused or lost, and sending again works", arguments: 1...40)
  func damagedByte(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var stub = SimulatedStub(byteCount: 1 << 16)
    var decoder = SLIPDecoder()
    _ = stub.take(ISPRequest.initializeFlash(.spi3).wire)
    let request = ISPRequest.flashWrite(random.bytes(200), at: 0x100)
    var damaged = request.wire
    let place = Int.random(in: 0..<damaged.count, using: &random)
    damaged[place] ^= UInt8.random(in: 1...255, using: &random)
    _ = stub.take(damaged)
    // Whatever the stub made of it, two greetings bring both sides into step.
    _ = stub.take(ISPRequest.greeting(.kflash).wire)
    var answers = try replies(stub.take(ISPRequest.greeting(.kflash).wire), &decoder)
    #expect(answers.last == ISPReply(code: 0xD2))
    answers = try replies(stub.take(request.wire), &decoder)
    #expect(answers == [ISPReply(code: 0xD4)])
    #expect(Array(stub.flash[0x100..<(0x100 + 200)]) == request.data)
    // A damaged write changed nothing outside: its checksum was wrong.
    #expect(stub.flash[..<0x100].allSatisfy { $0 == 0xFF })
  }

  @Test("writing before the chip was chosen is not allowed") func order() throws {
    var stub = SimulatedStub(byteCount: 1 << 12)
    var decoder = SLIPDecoder()
    let write = ISPRequest.flashWrite([1], at: 0)
    #expect(try replies(stub.take(write.wire), &decoder) == [ISPReply(code: 0xD4, status: .invalidCommand)])
    #expect(
      try replies(stub.take(ISPRequest(code: 0xD7, first: 7).wire), &decoder)
        == [ISPReply(code: 0xD7, status: .invalidCommand)])
    #expect(
      try replies(stub.take(ISPRequest(code: 0x42).wire), &decoder) == [
        ISPReply(code: 0x42, status: .standard)
      ])
    #expect(stub.flash.allSatisfy { $0 == 0xFF })
  }

  @Test("a frame beyond 64 KiB ends there, and its rest is answered as a frame of its own")
  func overlong() throws {
    var stub = SimulatedStub(byteCount: 1 << 18)
    var decoder = SLIPDecoder()
    _ = stub.take(ISPRequest.initializeFlash(.spi3).wire)
    let most = ISPRequest.flashWrite([UInt8](repeating: 1, count: 65_536), at: 0)
    #expect(try replies(stub.take(most.wire), &decoder) == [ISPReply(code: 0xD4)])
    var long = most.body
    long += [0xD2, 0]
    let answers = try replies(stub.take(SLIP.encode(long)), &decoder)
    #expect(answers == [ISPReply(code: 0xD4), ISPReply(code: 0xD2)])
  }

  @Test("boot text around the answers is noise") func noise() throws {
    var decoder = SLIPDecoder()
    let text = Array("boot failed with exit code 233\r\n".utf8)
    let line = text + ISPReply(code: 0xC2).wire + text + ISPReply.debugText("hi").wire
    let found = try replies(line, &decoder)
    #expect(found == [ISPReply(code: 0xC2), .debugText("hi")])
    #expect(found.compactMap { $0.text } == ["hi"])
  }
}
