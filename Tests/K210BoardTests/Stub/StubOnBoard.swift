import Flasher
import K210Board
import K210Flash
import Testing

extension Trait where Self == ConditionTrait {
  /// For tests that would take half a minute and more without the optimiser; `make test-golden` runs them with it.
  static var optimisedOnly: Self {
    #if DEBUG
    let isOptimised = false
    #else
    let isOptimised = true
    #endif
    return .enabled(if: isOptimised, "it takes long when it is not optimised")
  }
}

/// The flash stub on a virtual board, loaded by the mask ROM, and a host's end of its line.
final class StubOnBoard {
  let board: VirtualBoard
  private var decoder = SLIPDecoder(limit: StubReply.byteLimit)
  /// The epoch of requests to come, and the number of the next one.
  var epoch: UInt8 = 0
  var sequence: UInt16 = 1
  /// Good frames that are no replies, and bytes between frames.
  private(set) var noiseCount = 0

  /// Loads the stub at 115,200 baud, as a flasher does, and starts it.
  init(flash: NORFlash = NORFlash(.w25q32), image: [UInt8] = FlashStubImage.bytes) {
    board = VirtualBoard(flash: flash)
    board.setBoot(isLow: true)
    load(image)
  }

  /// Loads the stub again, behind a reset.
  func reload() { load(FlashStubImage.bytes) }

  private func load(_ image: [UInt8]) {
    board.finishReset()
    board.line.hostBaud = 115_200
    for start in stride(from: 0, to: image.count, by: 1024) {
      let piece = Array(image[start..<min(start + 1024, image.count)])
      board.receive(ISPRequest.memoryWrite(piece, at: 0x8000_0000 + UInt32(start)).wire)
    }
    run(.seconds(2))
    _ = board.line.takeOutput()
    board.receive(ISPRequest.boot(at: 0x8000_0000).wire)
    // The stub needs some milliseconds to make its table and sum its image.
    run(.milliseconds(20))
  }

  /// Lets time pass; replies wait to be taken.
  func run(_ duration: Duration) { _ = board.run(until: board.now + duration) }

  // MARK: Bytes

  func send(_ bytes: some Sequence<UInt8>) { board.receive(bytes) }

  func send(_ request: StubRequest) { send(request.wire) }

  /// Takes the replies that have come.
  func takeReplies() -> [StubReply] {
    var replies: [StubReply] = []
    for byte in board.line.takeOutput() {
      switch decoder.take(byte) {
      case .frame(let frame):
        if let reply = StubReply(body: frame.body) { replies.append(reply) } else { noiseCount += 1 }
      case .noise, .dropped: noiseCount += 1
      case nil: break
      }
    }
    return replies
  }

  /// Runs until a reply comes that fits; others are dropped.
  func waitForReply(
    _ limit: Duration = .seconds(10), where fits: (StubReply) -> Bool = { _ in true }
  ) -> StubReply? {
    let end = board.now + limit
    while board.now < end {
      if let reply = takeReplies().first(where: fits) { return reply }
      guard board.run(until: min(end, board.now + .microseconds(200))) == .timeReached else { break }
    }
    return takeReplies().first(where: fits)
  }

  // MARK: Immediate requests

  /// Asks, and waits for the reply with the same code.
  func ask(
    _ operation: StubOperation, first: UInt32 = 0, limit: Duration = .seconds(10)
  ) -> StubReply? {
    send(StubRequest(operation, epoch: epoch, first: first))
    return waitForReply(limit) { $0.operation == operation }
  }

  func hello(nonce: UInt32 = 0x1234_5678) -> StubHello? {
    ask(.hello, first: nonce, limit: .milliseconds(200)).flatMap { StubHello(payload: $0.payload) }
  }

  func state() -> StubState? {
    ask(.state).flatMap { StubState(payload: $0.payload) }
  }

  /// Changes the speed of both ends; false when the stub refuses.
  func setBaud(_ baud: UInt32) -> Bool {
    guard ask(.baud, first: baud)?.status == .done else { return false }
    board.line.hostBaud = UInt64(baud)
    return true
  }

  func begin(epoch: UInt8) -> StubState? {
    (self.epoch, sequence) = (epoch, 1)
    return ask(.newEpoch).flatMap { StubState(payload: $0.payload) }
  }

  // MARK: Queued requests

  /// The next queued request.
  func request(
    _ operation: StubOperation, first: UInt32 = 0, second: UInt32 = 0, data: [UInt8] = []
  ) -> StubRequest {
    defer { sequence &+= 1 }
    return StubRequest(
      operation, epoch: epoch, sequence: sequence, first: first, second: second, data: data)
  }

  /// Sends the next queued request and gives its number.
  @discardableResult
  func queue(
    _ operation: StubOperation, first: UInt32 = 0, second: UInt32 = 0, data: [UInt8] = []
  ) -> UInt16 {
    let request = request(operation, first: first, second: second, data: data)
    send(request)
    return request.sequence
  }

  /// Sends a queued request and waits for its result.
  func result(
    _ operation: StubOperation, first: UInt32 = 0, second: UInt32 = 0, data: [UInt8] = [],
    limit: Duration = .seconds(10)
  ) -> [UInt8]? {
    let number = queue(operation, first: first, second: second, data: data)
    return waitForReply(limit) { $0.operation == operation && $0.sequence == number }?.payload
  }

  func select(_ bus: UInt32 = 3) -> StubFlashIdentity? {
    result(.select, first: bus).flatMap { StubFlashIdentity(payload: $0) }
  }

  /// Asks for the state until all that was queued is done or something failed.
  func finish(_ limit: Duration = .seconds(60)) -> StubState? {
    let end = board.now + limit
    while board.now < end {
      guard let state = state() else { return nil }
      if state.done == sequence &- 1 || state.failure != nil { return state }
      run(.milliseconds(1))
    }
    return nil
  }
}
