import Flasher
import K210Boards
import K210Flash
import TestSupport
import Testing

@Suite("The longest times on the way to a board")
struct ConnectTimeTests {
  /// Who makes it last: silence, text and noise without end, frames without end, half-truths, answers that get lost.
  static let peers: [(name: String, make: @Sendable () -> any Peer)] = [
    ("silence", { PeerSaying { _ in [] } }), ("noise", { NoisyPeer(seed: 1) }),
    ("frames without end", { NoisyPeer(seed: 2, markEvery: 2) }),
    ("echo", { PeerSaying { $0 } }), ("modem", { ModemPeer() }), ("stub of kflash", { KFlashStubPeer() }),
    ("refusing ROM", { PeerSaying { _ in ISPReply(code: 0xC3, status: .badChecksum).wire } }),
  ]

  /// The longest of what all peers, on all kinds of ports, make it last.
  private func longest(_ body: (FrameLink, Int) -> Void) -> Duration {
    var longest = Duration.zero
    for peer in Self.peers {
      for port in BoardConnectorTests.ports.indices {
        let transport = ScriptedTransport(
          peer.make(), hasModemLines: BoardConnectorTests.ports[port].hasLines)
        body(FrameLink(transport), port)
        longest = max(longest, transport.now)
      }
    }
    return longest
  }

  @Test("connecting: 12 s")
  func connecting() {
    let time = longest { link, port in
      let connector = BoardConnector(link: link, choice: BoardConnectorTests.ports[port].choice) { _ in }
      _ = try? connector.connect()
    }
    #expect(.seconds(4)...(.seconds(12)) ~= time)
  }

  @Test("one greeting of the ROM: its patience, and a byte's time")
  func greeting() {
    let time = longest { link, _ in _ = try? ROMClient(link: link).greet(.milliseconds(250)) }
    #expect(.milliseconds(250)...(.milliseconds(260)) ~= time)
  }

  @Test("loading a program that nobody takes: 15 s")
  func loading() {
    let program = [UInt8](repeating: 1, count: 16 << 10)
    let time = longest { link, _ in
      #expect(throws: FlashFault.self) {
        try ROMClient(link: link).load(program, at: 0x8000_0000) { _ in }
      }
    }
    #expect(.seconds(2)...(.seconds(15)) ~= time)
  }

  @Test("loading 16 KiB over a line that loses answers: 4 minutes, or it gives up", arguments: 0..<20)
  func lossy(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let program = random.bytes(16 << 10)
    // From one in ten to nine in ten.
    let loss = 1 + seed % 9
    let rom = ROMPeer()
    rom.loses = { random.next() % 10 < loss }
    let transport = ScriptedTransport(rom)
    do throws(FlashFault) {
      try ROMClient(link: FrameLink(transport)).load(program, at: 0x8000_0000) { _ in }
      #expect(rom.program == program)
    } catch {
      guard case .programNotLoaded = error else {
        Issue.record("\(error)")
        return
      }
      #expect(loss > 5)
    }
    #expect(transport.now < .seconds(240))
  }

  @Test("the stub: greeting 0.3 s, another speed 8 s, finding it again 4 s, resetting 1 s")
  func stub() {
    let hello = longest { link, _ in _ = try? StubLink(link).hello(.milliseconds(250)) }
    #expect(hello < .milliseconds(300))
    let baud = longest { link, _ in _ = try? StubLink(link).setBaud(1_500_000) }
    #expect(baud < .seconds(8))
    let again = longest { link, _ in _ = try? StubLink(link).findAgain() }
    #expect(again < .seconds(4))
    let reboot = longest { link, _ in _ = try? StubLink(link).reboot() }
    #expect(reboot < .seconds(1))
  }

  @Test("a device that has another frame whenever one looks keeps nobody beyond the deadline")
  func endless() throws {
    let transport = EndlessTransport()
    #expect(try ROMClient(link: FrameLink(transport)).greet(.milliseconds(250)) == false)
    #expect(transport.now < .milliseconds(300))
    transport.limit = transport.now + .seconds(15)
    #expect(throws: FlashFault.self) {
      _ = try BoardConnector(link: FrameLink(transport), choice: .detect) { _ in }.connect()
    }
    #expect(transport.now < transport.limit)
  }
}

/// Has frames at any time, which cost time even when it is late; ends what goes on for too long.
private final class EndlessTransport: Transport {
  let hasModemLines = true
  private(set) var now = Duration.zero
  var limit = Duration.seconds(15)
  func read(until deadline: Duration) throws(TransportError) -> [UInt8] {
    guard now < limit else { throw .failed("too long") }
    now += .milliseconds(1)
    return SLIP.encode([1, 2, 3])
  }
  func write(_ bytes: [UInt8], until deadline: Duration) {}
  func setBaud(_ rate: Int) {}
  func set(_ line: ModemLine, _ isAsserted: Bool) {}
  func wait(until deadline: Duration) { now = max(now, deadline) }
  func reopen(until deadline: Duration) {}
}
