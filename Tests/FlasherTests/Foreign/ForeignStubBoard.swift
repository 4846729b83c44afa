import FlashScenarios
import Flasher
import K210Board
import K210Boards
import K210Flash
import TestSupport

/// A virtual board on which a program that cannot be shipped is played by a simulation: whoever loads ``program`` gets it, anything else runs itself.
final class ForeignStubBoard: Transport {
  /// Stands for the stub's image.
  static let program = Array("a stub of another tool".utf8)

  let inner: BoardTransport
  private let kind: SimulatedForeignStub.Kind
  /// The stub, while it runs.
  private(set) var stub: SimulatedForeignStub?
  /// What stubs were asked in all.
  private(set) var requests: [UInt8] = []
  private(set) var startCount = 0
  /// Whether the stub says that it writes and does not.
  var lies = false
  /// Whether it never says anything.
  var isMute = false
  /// The fastest speed that bytes survive.
  var speedLimit = Int.max
  /// The chance that a byte of either direction is damaged, in bytes per million.
  var damagedPerMillion: UInt64 = 0
  /// The chance that an answer gets lost, in percent.
  var lostPercent: UInt64 = 0
  /// The chance that an answer to a write comes when nobody waits for it any more, in percent.
  var latePercent: UInt64 = 0
  /// The stub dies at this request, once.
  var diesAtRequest: Int?
  private var random: SplitMix64
  private var decoder = SLIPDecoder()
  private var loaded: [UInt8] = []
  private var baud = 115_200
  private var incoming: [(at: Duration, bytes: [UInt8])] = []

  init(
    _ kind: SimulatedForeignStub.Kind, contents: [UInt8], hasModemLines: Bool = true, seed: UInt64 = 1
  ) {
    self.kind = kind
    random = SplitMix64(seed: seed)
    let board = VirtualBoard(flash: NORFlash(.w25q32, contents: contents, profile: .fast))
    inner = BoardTransport(board, hasModemLines: hasModemLines)
    if !hasModemLines { pressButtons() }
  }

  /// What flash holds.
  func flash(_ range: Range<Int>) -> [UInt8] {
    if let stub { return Array(stub.flash[range]) }
    return Array(inner.board.flash.bytes(range))
  }

  /// What somebody does who holds BOOT and presses RESET.
  func pressButtons() {
    endStub()
    inner.board.setReset(isLow: true)
    inner.board.setBoot(isLow: true)
    inner.board.setReset(isLow: false)
    inner.wait(until: now + .milliseconds(100))
    inner.board.setBoot(isLow: false)
  }

  var now: Duration { inner.now }
  var hasModemLines: Bool { inner.hasModemLines }

  private func endStub() {
    guard let stub else { return }
    inner.board.flash.load(stub.flash, at: 0)
    requests += stub.requests
    (self.stub, incoming) = (nil, [])
  }

  private func startStub() {
    startCount += 1
    stub = SimulatedForeignStub(kind, flash: Array(inner.board.flash.bytes(0..<(4 << 20))))
    stub?.lies = lies
  }

  func write(_ bytes: [UInt8], until deadline: Duration) throws(TransportError) {
    guard stub != nil else { return try writeToBoard(bytes, until: deadline) }
    let before = stub?.baud
    guard !isMute, before == baud else { return }
    if let limit = diesAtRequest, let stub, stub.requests.count >= limit {
      diesAtRequest = nil
      isMute = true
    }
    let answer = stub?.take(damaged(bytes)) ?? []
    let wire = Duration.nanoseconds((bytes.count + answer.count) * 10_000_000_000 / baud)
    guard random.next() % 100 >= lostPercent else { return }
    let isLate = bytes.count > 1000 && random.next() % 100 < latePercent
    // Answers keep their order.
    let at = max(now + wire + (isLate ? .seconds(11) : .milliseconds(1)), incoming.last?.at ?? .zero)
    incoming.append((at, damaged(answer)))
  }

  private func writeToBoard(_ bytes: [UInt8], until deadline: Duration) throws(TransportError) {
    for frame in decoder.frames(in: bytes) {
      guard let request = try? ISPRequest(body: frame.body) else { continue }
      if request.code == 0xC3 { loaded = request.data }
      if request.code == 0xC5, loaded == Self.program { return startStub() }
    }
    try inner.write(bytes, until: deadline)
  }

  private func damaged(_ bytes: [UInt8]) -> [UInt8] {
    if baud > speedLimit { return bytes.map { _ in UInt8(truncatingIfNeeded: random.next()) } }
    guard damagedPerMillion > 0 else { return bytes }
    return bytes.map { random.next() % 1_000_000 < damagedPerMillion ? $0 ^ 0x10 : $0 }
  }

  func read(until deadline: Duration) throws(TransportError) -> [UInt8] {
    guard stub != nil else { return try inner.read(until: deadline) }
    guard let first = incoming.first, first.at <= deadline else {
      inner.wait(until: deadline)
      return []
    }
    inner.wait(until: first.at)
    incoming.removeFirst()
    return first.bytes
  }

  func setBaud(_ rate: Int) throws(TransportError) {
    baud = rate
    try inner.setBaud(rate)
  }

  func set(_ line: ModemLine, _ isAsserted: Bool) throws(TransportError) {
    try inner.set(line, isAsserted)
    if inner.board.phase == .held {
      endStub()
      isMute = false
    }
  }

  func wait(until deadline: Duration) { inner.wait(until: deadline) }
  func reopen(until deadline: Duration) throws(TransportError) { try inner.reopen(until: deadline) }
}
