import Bytes
import K210Flash
import TestSupport
import Testing

/// The frames of Kiln's own flash stub, both ways.
struct StubFrameTests {
  @Test func `a request is what the page says`() {
    let request = StubRequest(
      .write, epoch: 7, sequence: 0x1234, first: 0x30_0000, second: 2, data: [0xC0, 0xDB])
    let body = request.body
    #expect(Array(body.prefix(14)) == [0x57, 7, 0x34, 0x12, 0, 0, 0x30, 0, 2, 0, 0, 0, 0xC0, 0xDB])
    let sum = CRC32.checksum(of: body.prefix(14))
    #expect(Array(body.suffix(4)) == (0..<4).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) })
    #expect(StubRequest(body: body) == request)
  }

  @Test func `a reply is what the page says`() {
    let reply = StubReply(.read, epoch: 9, sequence: 2, status: .refused, payload: [1, 2, 3])
    #expect(Array(reply.body.prefix(11)) == [0xD2, 9, 2, 0, 2, 0, 0, 0, 1, 2, 3])
    #expect(StubReply(body: reply.body) == reply)
  }

  @Test func `an echo of a request is no reply, and a reply no request`() {
    for operation in StubOperation.allCases {
      #expect(StubReply(body: StubRequest(operation).body) == nil)
      #expect(StubRequest(body: StubReply(operation).body) == nil)
    }
  }

  @Test func `one wrong bit anywhere is noticed`() {
    let request = StubRequest(.erase, epoch: 1, sequence: 2, first: 0x1000, second: 0x1000).body
    let reply = StubReply(.state, payload: StubState(freeSlots: 3).payload).body
    for (body, isSound) in [
      (request, { StubRequest(body: $0) != nil } as ([UInt8]) -> Bool),
      (reply, { StubReply(body: $0) != nil }),
    ] {
      #expect(isSound(body))
      for bit in 0..<(8 * body.count) {
        var damaged = body
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(!isSound(damaged), "bit \(bit)")
      }
      for count in body.indices { #expect(!isSound(Array(body.prefix(count)))) }
    }
  }

  @Test func `more data than a sector is refused`() {
    let most = StubRequest(.write, data: [UInt8](repeating: 1, count: 4096))
    #expect(StubRequest(body: most.body) == most)
    #expect(StubRequest(body: StubRequest(.write, data: [UInt8](repeating: 1, count: 4097)).body) == nil)
    #expect(StubReply(body: StubReply(.read, payload: [UInt8](repeating: 1, count: 4097)).body) == nil)
  }

  @Test func `hello and identity come back as they were`() {
    let hello = StubHello(
      nonce: 0xDEAD_BEEF, slotCount: 256, slotByteCount: 4096, cpuHertz: 390_000_000, baud: 1_500_000,
      imageChecksum: 0x1234_5678)
    #expect(hello.payload.count == 28)
    #expect(StubHello(payload: hello.payload) == hello)
    #expect(StubHello(payload: Array(hello.payload.dropLast())) == nil)
    var other = hello.payload
    other[4] = UInt8(ascii: "k")
    #expect(StubHello(payload: other) == nil)
    let identity = StubFlashIdentity(jedecID: [0xEF, 0x40, 0x18], status: [1, 2, 3], uniqueID: Array(1...8))
    #expect(StubFlashIdentity(payload: identity.payload) == identity)
    #expect(StubFlashIdentity(payload: []) == nil)
  }

  @Test func `a state comes back as it was, with each failure`() {
    for code in UInt8(0)...9 {
      var payload = StubState(
        next: 3, done: 1, held: 0x8000_0001, freeSlots: 200, isBusy: true, damagedCount: 5
      ).payload
      payload[10] = code
      payload[12] = 0x10
      let state = StubState(payload: payload)
      #expect(
        state?.payload
          == (code == 0 ? payload.enumerated().map { $0.offset == 12 ? 0 : $0.element } : payload))
      #expect((state?.failure == nil) == (code == 0))
    }
    #expect(StubState(payload: [1, 2]) == nil)
  }

  @Test func `what has arrived is known across the end of the numbers`() {
    let state = StubState(next: 0xFFFE, held: 0b101, freeSlots: 9)
    let received: [(UInt16, Bool)] = [
      (0xFFFD, true), (0x8000, true), (0xFFFE, false), (0xFFFF, true), (0, false), (1, true), (2, false),
      (0x1E, false),
      (0x100, false),
    ]
    for (sequence, isThere) in received { #expect(state.hasReceived(sequence) == isThere, "\(sequence)") }
  }
}
