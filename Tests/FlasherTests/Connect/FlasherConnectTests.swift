import Flasher
import K210Boards
import K210Flash
import TestSupport
import Testing

@Suite("A flasher on its way to a board: its errors come within 15 s, and a stub that lets it down is reset")
struct FlasherConnectTests {
  /// Connects; how long it took, and why it failed.
  private func connect(
    _ peer: any Peer, hasLines: Bool = true, _ board: BoardChoice = .detect
  ) -> (seconds: Duration, fault: FlashFault?) {
    let transport = ScriptedTransport(peer, hasModemLines: hasLines)
    var options = Flasher.Options()
    options.board = board
    do throws(FlasherError) {
      try Flasher(transport, options: options).connect()
      return (transport.now, nil)
    } catch {
      return (transport.now, error.fault)
    }
  }

  @Test func `whoever is at the other end, the error comes in time`() {
    let others: [(String, () -> any Peer)] = [
      ("a ROM whose programs do not start", { StubPeer(.rom, loaded: .silent) }),
      ("a ROM that starts another stub", { StubPeer(.rom, loaded: .stub(checksum: 1, hangs: false)) }),
      (
        "a stub that hangs, again and again",
        { StubPeer(.rom, loaded: .stub(checksum: StubPeer.rightChecksum, hangs: true)) }
      ),
      ("a device that takes nothing", { StuckPeer() }),
    ]
    let peers = ConnectTimeTests.peers.map { ($0.name, $0.make) } + others
    for (name, make) in peers {
      for (hasLines, board) in [(true, BoardChoice.detect), (true, .board(.dan)), (false, .detect)] {
        let (seconds, fault) = connect(make(), hasLines: hasLines, board)
        #expect(fault != nil, "\(name)")
        #expect(seconds < .seconds(15), "\(name), \(seconds)")
      }
    }
  }

  @Test func `a stub of another version is reset and replaced where there are lines`() {
    let peer = StubPeer(.stub(checksum: 0x1234_5678, hangs: false))
    #expect(connect(peer).fault == nil)
    #expect(peer.resetCount > 0)
    let (_, fault) = connect(StubPeer(.stub(checksum: 0x1234_5678, hangs: false)), hasLines: false)
    #expect(fault == .wrongStub(found: 0x1234_5678, expected: StubPeer.rightChecksum))
  }

  @Test func `the right stub is taken as it is, whatever it did before`() {
    let peer = StubPeer(.stub(checksum: StubPeer.rightChecksum, hangs: false))
    #expect(connect(peer).fault == nil)
    #expect(peer.resetCount == 0)
  }

  @Test func `a port that is back but somebody else's is tried until it is free`() throws {
    for (freeAt, works) in [(5, true), (60, false)] {
      let transport = ScriptedTransport(
        StubPeer(.stub(checksum: StubPeer.rightChecksum, hangs: false)), hasModemLines: true)
      (transport.unplugsAt, transport.plugsInAt) = (.milliseconds(5), .seconds(2))
      transport.isBusyUntil = .seconds(freeAt)
      let flasher = Flasher(transport)
      if works {
        try flasher.connect()
      } else {
        let error = #expect(throws: FlasherError.self) { try flasher.connect() }
        #expect(error?.fault == .transport(.failed("in use")))
        #expect(transport.now < .seconds(25))
      }
    }
  }
}
