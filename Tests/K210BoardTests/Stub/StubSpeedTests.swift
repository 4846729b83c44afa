import Bytes
import K210Board
import K210Flash
import TestSupport
import Testing

/// How long the stub takes, in the board's time; the wire is the limit.
@Suite("The flash stub's speed", .optimisedOnly)
struct StubSpeedTests {
  /// Sends requests through a window of 32, as fast as the line takes them, until the last one is done.
  private func stream(_ requests: [StubRequest], _ stub: StubOnBoard) throws -> StubState {
    let last = try #require(requests.last).sequence
    var state = StubState(next: try #require(requests.first).sequence, freeSlots: 256)
    var index = 0
    let end = stub.board.now + .seconds(20)
    while state.done != last, state.failure == nil, stub.board.now < end {
      while index < requests.count, Int16(bitPattern: requests[index].sequence &- state.next) < 32,
        stub.board.line.waitingCount < 10_000
      {
        stub.send(requests[index])
        index += 1
      }
      if index == requests.count, stub.board.line.waitingCount == 0 { stub.send(StubRequest(.state)) }
      stub.run(.milliseconds(2))
      for reply in stub.takeReplies() where reply.operation == .state {
        state = StubState(payload: reply.payload) ?? state
      }
    }
    return state
  }

  @Test("writing keeps up with 1.5 Mbaud, over a blank chip and over a full one", arguments: [false, true])
  func writing(isFull: Bool) throws {
    var random = SplitMix64(seed: 5)
    let size = 0x2_0000
    let data = random.bytes(size)
    let stub = StubOnBoard(flash: NORFlash(.w25q32, contents: isFull ? random.bytes(size) : []))
    try #require(stub.setBaud(1_500_000))
    _ = stub.begin(epoch: 1)
    try #require(stub.select() != nil)
    var requests: [StubRequest] = []
    for start in stride(from: 0, to: size, by: 4096) {
      if isFull, start % 0x1_0000 == 0 {
        requests.append(stub.request(.erase, first: UInt32(start), second: 0x1_0000))
      }
      requests.append(
        stub.request(
          .write, first: UInt32(start), second: 4096, data: Array(data[start..<start + 4096])))
    }
    let start = stub.board.now
    let state = try stream(requests, stub)
    let bytes = requests.map(\.wire.count).reduce(0, +)
    #expect(state.failure == nil && state.damagedCount == 0)
    #expect(stub.board.now - start < .ticks(UInt64(bytes * 10), of: 1_500_000) + .milliseconds(40))
    #expect(stub.board.flash.bytes(0..<size).elementsEqual(data))
  }

  @Test("a mebibyte's checksums take a fifth of a second")
  func checksums() throws {
    let stub = StubOnBoard()
    _ = stub.begin(epoch: 1)
    try #require(stub.select() != nil)
    stub.queue(.checksums, first: 0, second: 0x10_0000, data: [0, 0, 1, 0])
    let start = stub.board.now
    let reply = try #require(stub.waitForReply { $0.operation == .checksums })
    #expect(reply.payload.count == 64)
    #expect(stub.board.now - start < .milliseconds(210))
  }

  @Test("reading keeps up with 1.5 Mbaud")
  func reading() throws {
    var random = SplitMix64(seed: 6)
    let size = 0x1_0000
    let contents = random.bytes(size)
    let stub = StubOnBoard(flash: NORFlash(.w25q32, contents: contents))
    try #require(stub.setBaud(1_500_000))
    _ = stub.begin(epoch: 1)
    try #require(stub.select() != nil)
    let start = stub.board.now
    for address in stride(from: 0, to: size, by: 4096) {
      stub.queue(.read, first: UInt32(address), second: 4096)
    }
    var read: [UInt8] = []
    while read.count < size, stub.board.now < start + .seconds(2) {
      stub.run(.milliseconds(1))
      for reply in stub.takeReplies() where reply.operation == .read { read += reply.payload }
    }
    #expect(read == contents)
    // Frames, escapes and state reports are 3 %.
    #expect(stub.board.now - start < .ticks(UInt64(size * 10), of: 1_500_000) * 1.03)
  }
}
