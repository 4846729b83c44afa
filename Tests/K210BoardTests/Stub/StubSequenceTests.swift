import K210Board
import K210Flash
import TestSupport
import Testing

@Suite("The flash stub's sequence of requests")
struct StubSequenceTests {
  /// A stub at 1.5 Mbaud with a chip selected, in an epoch.
  private func ready(_ flash: NORFlash = NORFlash(.w25q32)) throws -> StubOnBoard {
    let stub = StubOnBoard(flash: flash)
    try #require(stub.setBaud(1_500_000))
    try #require(stub.begin(epoch: 3) != nil)
    try #require(stub.select() != nil)
    return stub
  }

  private func write(_ stub: StubOnBoard, _ page: Int) -> StubRequest {
    stub.request(
      .write, first: UInt32(page * 256), second: 256, data: [UInt8](repeating: UInt8(page), count: 256))
  }

  @Test("each request is answered at once by a state that knows it")
  func stateReports() throws {
    let stub = try ready()
    let number = stub.queue(.write, first: 0, second: 1, data: [0])
    let reply = try #require(stub.waitForReply())
    #expect(reply.operation == .state && reply.sequence == number && reply.epoch == 3)
    let state = try #require(StubState(payload: reply.payload))
    #expect(state.next == number + 1 && state.hasReceived(number) && state.isBusy)
    #expect(state.freeSlots == 255)
  }

  @Test("what comes early waits for what is missing")
  func reordered() throws {
    let stub = try ready()
    let first = stub.sequence
    let requests = (0..<6).map { write(stub, $0) }
    for index in [3, 1, 5, 2, 4] { stub.send(requests[index]) }
    stub.run(.milliseconds(50))
    _ = stub.takeReplies()
    var state = try #require(stub.state())
    #expect(state.next == first && state.held == 0b11111 && state.done == first - 1)
    #expect(stub.board.flash.work.programs == 0)
    stub.send(requests[0])
    state = try #require(stub.finish())
    #expect(state.next == first + 6 && state.held == 0 && state.freeSlots == 256)
    for page in 0..<6 {
      #expect(stub.board.flash.bytes(page * 256..<page * 256 + 256).allSatisfy { $0 == UInt8(page) })
    }
  }

  @Test("a request that comes twice is carried out once, and takes one slot")
  func duplicates() throws {
    let stub = try ready()
    let requests = (0..<3).map { write(stub, $0) }
    for request in [requests[2], requests[2], requests[0], requests[0], requests[1], requests[2]] {
      stub.send(request)
    }
    stub.run(.milliseconds(100))
    _ = stub.takeReplies()
    let state = try #require(stub.finish())
    #expect(state.freeSlots == 256 && stub.board.flash.work.programs == 3)
  }

  @Test("32 ahead of the missing one are kept, the next is not")
  func window() throws {
    let stub = try ready()
    let requests = (0..<34).map { write(stub, $0) }
    for request in requests[1...33] { stub.send(request) }
    stub.run(.milliseconds(200))
    _ = stub.takeReplies()
    let state = try #require(stub.state())
    #expect(state.held == .max && state.freeSlots == 256 - 32)
    stub.send(requests[0])
    stub.run(.milliseconds(200))
    _ = stub.takeReplies()
    #expect(stub.state()?.next == requests[33].sequence)
  }

  @Test("numbers go on from 65,535 to 0", .optimisedOnly)
  func wrap() throws {
    let stub = try ready()
    // Requests that do nothing much: none is queued while the counter is driven round.
    for _ in 0..<(65_536 / 128) {
      let batch = (0..<128).map { _ in stub.request(.erase, first: 0, second: 0) }
      if batch.contains(where: { $0.sequence == 0 }) {
        // The first of them fails: an erase of nothing makes no sense, so the rest is only counted.
        for request in batch { stub.send(request) }
        break
      }
      for request in batch { stub.send(request) }
      stub.run(.milliseconds(30))
    }
    stub.run(.milliseconds(100))
    _ = stub.takeReplies()
    let state = try #require(stub.state())
    #expect(state.next == stub.sequence && state.next < 200 && state.freeSlots == 256)
    #expect(state.failure?.kind == .badRange && state.failure?.sequence == 2)
  }

  @Test("a full stub drops what has no room, and takes it later", .optimisedOnly)
  func full() throws {
    let stub = try ready()
    // An erase that takes its time, and more than 256 small writes behind it.
    stub.queue(.erase, first: 0x10000, second: 0x10_0000)
    let requests = (0..<300).map { index in
      stub.request(.write, first: UInt32(index), second: 1, data: [UInt8(index & 0xFF)])
    }
    for request in requests { stub.send(request) }
    stub.run(.milliseconds(200))
    _ = stub.takeReplies()
    let state = try #require(stub.state())
    #expect(state.freeSlots == 0 && state.next == requests[255].sequence && state.isBusy)
    // Those that were dropped come again.
    stub.run(.seconds(6))
    for request in requests[255...] { stub.send(request) }
    stub.run(.milliseconds(100))
    _ = stub.takeReplies()
    #expect(stub.finish()?.freeSlots == 256)
    #expect(stub.board.flash.bytes(0..<300).enumerated().allSatisfy { $1 == UInt8($0 & 0xFF) })
  }

  @Test("a new epoch forgets what waits, once the present work is done")
  func newEpoch() throws {
    let stub = try ready()
    stub.queue(.erase, first: 0, second: 0x1_0000)
    for page in 0..<20 { stub.send(write(stub, page)) }
    let late = write(stub, 30)
    stub.run(.milliseconds(60))
    _ = stub.takeReplies()
    let start = stub.board.now
    let state = try #require(stub.begin(epoch: 4))
    #expect(state == StubState(freeSlots: 256))
    // The erase of 64 KiB has come to its end.
    #expect(stub.board.now - start > .milliseconds(60) && stub.board.now - start < .milliseconds(150))
    #expect(stub.board.flash.work.block64Erases == 1 && stub.board.flash.work.programs == 0)
    // A straggler of the old epoch is told of the new one.
    stub.send(late)
    let reply = try #require(stub.waitForReply())
    #expect(reply.operation == .state && reply.epoch == 4 && reply.sequence == late.sequence)
    #expect(StubState(payload: reply.payload)?.next == 1)
    #expect(stub.select() != nil)
  }

  @Test("a long erase or checksum ends early for a new epoch")
  func abandoned() throws {
    let stub = try ready()
    stub.queue(.erase, first: 0, second: 0x40_0000)
    stub.run(.milliseconds(400))
    _ = stub.takeReplies()
    #expect(stub.begin(epoch: 5) != nil)
    #expect(stub.board.flash.work.block64Erases == 3)
    stub.queue(.checksums, first: 0, second: 0x40_0000, data: [0, 0, 0x40, 0])
    // Nothing is selected anew: the chip stays the one that it was.
    stub.run(.milliseconds(100))
    _ = stub.takeReplies()
    let start = stub.board.now
    #expect(stub.begin(epoch: 6) != nil)
    #expect(stub.board.now - start < .milliseconds(10))
  }

  @Test(
    "any order, losses, damage and doubles: all is done once and in order", .optimisedOnly, arguments: 0..<8)
  func anyOrder(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let stub = try ready()
    let first = stub.sequence
    // Each write clears one more bit of a byte, so that the order shows in the number of programs alone and the end in the byte.
    let requests = (0..<60).map { index in
      stub.request(.write, first: UInt32(index % 7 * 256), second: 1, data: [UInt8(255 - index)])
    }
    var state = StubState(next: first, freeSlots: 256)
    var rounds = 0
    while state.next != stub.sequence, rounds < 400 {
      rounds += 1
      let base = Int(state.next - first)
      let ahead = requests[base..<min(base + 33, requests.count)]
      let picked = ahead.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }.shuffled(using: &random)
      for request in picked {
        var wire = request.wire
        if Int.random(in: 0..<5, using: &random) == 0 {
          wire[Int.random(in: 0..<wire.count, using: &random)] ^= 0x08
        }
        if Int.random(in: 0..<9, using: &random) == 0 { wire.removeLast(wire.count / 2) }
        stub.send(wire)
      }
      stub.run(.milliseconds(5))
      stub.send([0xC0])
      _ = stub.takeReplies()
      state = try #require(stub.state())
    }
    state = try #require(stub.finish())
    #expect(state.done == stub.sequence - 1 && state.freeSlots == 256 && state.failure == nil)
    for place in 0..<7 {
      let last = try #require((0..<60).last { $0 % 7 == place })
      #expect(stub.board.flash.contents[place * 256] == UInt8(255 - last))
    }
  }
}
