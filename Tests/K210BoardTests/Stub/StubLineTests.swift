import Bytes
import Flasher
import K210Board
import K210Flash
import TestSupport
import Testing

@Suite("The flash stub and its line")
struct StubLineTests {
  @Test("says who it is, with the host's nonce and the checksum of its image")
  func hello() throws {
    let stub = StubOnBoard()
    let hello = try #require(stub.hello(nonce: 0xC0DB_DCDD))
    let expected = StubHello(
      nonce: 0xC0DB_DCDD, slotCount: 256, slotByteCount: 4096, cpuHertz: 390_000_000, baud: 115_200,
      imageChecksum: CRC32.checksum(of: FlashStubImage.bytes))
    #expect(hello == expected)
    #expect(stub.noiseCount == 0)
  }

  @Test("a byte that changed on the way shows in the checksum")
  func damagedImage() throws {
    var image = FlashStubImage.bytes
    // The last word is where hart 1 finds its job, which is written before it looks.
    let last = try #require(image.indices.last)
    image[last] ^= 0x10
    let stub = StubOnBoard(image: image)
    let sum = try #require(stub.hello()).imageChecksum
    #expect(sum == CRC32.checksum(of: image) && sum != CRC32.checksum(of: FlashStubImage.bytes))
  }

  @Test("is idle when nobody talks")
  func idle() {
    let stub = StubOnBoard()
    let before = stub.board.instructionCount
    #expect(stub.board.run(until: stub.board.now + .seconds(100)) == .idle)
    #expect(stub.board.instructionCount - before < 1000)
  }

  @Test("changes its speed behind the answer", arguments: [UInt32(9600), 230_400, 1_500_000, 3_000_000])
  func baud(rate: UInt32) throws {
    let stub = StubOnBoard()
    try #require(stub.setBaud(rate))
    #expect(stub.hello()?.baud == Int(rate))
    #expect(stub.setBaud(115_200))
    #expect(stub.hello()?.baud == 115_200)
    #expect(stub.noiseCount == 0)
  }

  @Test("refuses a speed that cannot be", arguments: [UInt32(0), 9599, 26_000_000, .max])
  func impossibleBaud(rate: UInt32) {
    let stub = StubOnBoard()
    #expect(stub.ask(.baud, first: rate)?.status == .refused)
    #expect(stub.hello()?.baud == 115_200)
  }

  @Test("is found at 115,200 baud again when the host has lost its speed")
  func fallback() throws {
    let stub = StubOnBoard()
    try #require(stub.setBaud(1_500_000))
    // Silence is no reason.
    stub.run(.seconds(5))
    #expect(stub.hello()?.baud == 1_500_000)
    stub.board.line.hostBaud = 115_200
    #expect(stub.hello() == nil)
    stub.run(.milliseconds(500))
    #expect(stub.hello() == nil)
    stub.run(.milliseconds(700))
    #expect(stub.hello()?.baud == 115_200)
  }

  @Test("a slow line has time for long frames", .optimisedOnly)
  func slowLine() throws {
    let stub = StubOnBoard()
    try #require(stub.setBaud(9600))
    _ = stub.begin(epoch: 1)
    try #require(stub.select() != nil)
    let data = [UInt8](repeating: 0xC0, count: 4096)
    stub.queue(.write, second: 4096, data: data)
    #expect(stub.finish()?.done == 2)
    #expect(stub.board.flash.bytes(0..<4096).elementsEqual(data))
  }

  @Test("resets the chip behind the answer")
  func reboot() {
    let stub = StubOnBoard()
    stub.board.setBoot(isLow: false)
    _ = stub.board.backplane.takeNotices()
    #expect(stub.ask(.reboot) == StubReply(.reboot))
    stub.run(.milliseconds(100))
    #expect(stub.board.backplane.takeNotices().contains(.reset(.software)))
    #expect(stub.board.phase == .bootFailed)
  }

  @Test("damaged frames are told at once and counted, the next one is obeyed")
  func damaged() throws {
    let stub = StubOnBoard()
    var body = StubRequest(.state).body
    body[1] ^= 0x40
    stub.send(SLIP.encode(body))
    let reply = try #require(stub.waitForReply(.milliseconds(100)))
    #expect(reply.status == .damaged && reply.operation == .state)
    #expect(StubState(payload: reply.payload)?.damagedCount == 1)
    // Too short, too long, ended within an escape.
    stub.send(SLIP.encode([1, 2, 3]))
    stub.send(SLIP.encode([UInt8](repeating: 7, count: 5000)))
    stub.send([0xC0] + StubRequest(.hello).body + [0xDB, 0xC0])
    stub.run(.seconds(2))
    _ = stub.takeReplies()
    #expect(stub.state()?.damagedCount == 4)
  }

  @Test("a lost mark costs no frame, an empty frame nothing")
  func marks() throws {
    let stub = StubOnBoard()
    let frame = StubRequest(.state).wire
    stub.send(frame.dropLast() + frame + [0xC0, 0xC0] + frame.dropFirst())
    stub.run(.milliseconds(100))
    let replies = stub.takeReplies()
    #expect(replies.map(\.operation) == [.state, .state, .state])
    #expect(replies.allSatisfy { $0.status == .done })
  }

  @Test("more requests than it has room to answer are no harm")
  func flood() {
    let stub = StubOnBoard()
    for _ in 0..<300 { stub.send(StubRequest(.state)) }
    stub.run(.seconds(2))
    let replies = stub.takeReplies()
    #expect(replies.count > 100 && replies.count < 300)
    #expect(stub.noiseCount == 0)
    #expect(stub.hello() != nil)
  }

  @Test("whatever comes over the line, it is there afterwards", .optimisedOnly, arguments: 0..<12)
  func noise(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let stub = StubOnBoard()
    _ = stub.begin(epoch: 1)
    for _ in 0..<40 {
      switch Int.random(in: 0..<4, using: &random) {
      case 0: stub.send(random.bytes(Int.random(in: 1...600, using: &random)))
      case 1:
        // Sound frames with any words, but neither another speed nor a reset.
        let code = try #require(Array("HNSFCRWE?".utf8).randomElement(using: &random))
        stub.send(Self.frame(code: code, using: &random))
      case 2:
        var wire = Self.frame(code: 0x57, using: &random)
        wire[Int.random(in: 0..<wire.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        stub.send(wire)
      default: stub.send([0xC0])
      }
      stub.run(.milliseconds(Int64.random(in: 0...20, using: &random)))
    }
    stub.send([0xC0])
    stub.run(.seconds(60))
    _ = stub.takeReplies()
    #expect(stub.hello(nonce: 42)?.nonce == 42)
    #expect(stub.begin(epoch: 9)?.freeSlots == 256)
    #expect(stub.select() != nil)
  }

  private static func frame(code: UInt8, using random: inout SplitMix64) -> [UInt8] {
    var body = [code, UInt8.random(in: 0...2, using: &random)]
    body += [UInt8.random(in: 0...40, using: &random), 0]
    body += random.bytes(8)
    // Small numbers make more sense.
    if Bool.random(using: &random) {
      body.replaceSubrange(6..<8, with: [0, 0])
      body.replaceSubrange(10..<12, with: [0, 0])
    }
    body += random.bytes(Int.random(in: 0...300, using: &random))
    var sum = ByteWriter()
    sum.append(CRC32.checksum(of: body))
    return SLIP.encode(body + sum.bytes)
  }
}
