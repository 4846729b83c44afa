import Flasher
import K210Boards
import K210Flash
import TestSupport
import Testing

@Suite("Connecting under bad conditions")
struct BoardConnectorTests {
  /// How a port may be: without lines, with lines and no known board, with those of one board.
  static let ports: [(hasLines: Bool, choice: BoardChoice)] = [
    (false, .detect), (true, .detect), (true, .board(.dan)), (true, .board(.goD)), (true, .manual),
  ]

  /// What `connect` throws, and after how much of the transport's time; nil when it does not.
  static func failure(
    _ peer: any Peer, hasLines: Bool = false, choice: BoardChoice = .detect,
    prepare: (ScriptedTransport) -> Void = { _ in }
  ) -> (fault: FlashFault, time: Duration)? {
    let transport = ScriptedTransport(peer, hasModemLines: hasLines)
    prepare(transport)
    let connector = BoardConnector(link: FrameLink(transport), choice: choice) { _ in }
    do throws(FlashFault) {
      _ = try connector.connect()
      return nil
    } catch {
      return (error, transport.now)
    }
  }

  /// What the wire looked like, for each kind of port; in less than the time that a user waits.
  private func impressions(_ peer: () -> any Peer) throws -> [WireImpression] {
    try Self.ports.map { port in
      let failure = try #require(Self.failure(peer(), hasLines: port.hasLines, choice: port.choice))
      #expect(failure.time < .seconds(12))
      guard case .noAnswer(let impression, _) = failure.fault else { throw failure.fault }
      return impression
    }
  }

  @Test("silence")
  func silence() throws {
    #expect(try impressions { PeerSaying { _ in [] } }.allSatisfy { $0 == .silence })
  }

  @Test("an echo, whole or as a terminal shows it")
  func echo() throws {
    #expect(try impressions { PeerSaying { $0 } }.allSatisfy { $0 == .echo })
    #expect(
      try impressions { PeerSaying { bytes in bytes.filter { $0 >= 0x20 } } }[0] == .echo)
  }

  @Test("MaixPy, whose words come after each reset or behind an echo")
  func maixPy() throws {
    let banner =
      "[MAIXPY]Pll0:freq:806000000\r\nMicroPython v0.5.0 on 2019-11-29; Sipeed_M1 with kendryte-k210\r\n>>> "
    let seen = try impressions { TalkingPeer(banner, echoes: true) }
    #expect(seen[1] == .text(">>> ", isMaixPy: true))
    #expect(seen[2] == .text(">>> ", isMaixPy: true))
    let prompt = Array("\r\n>>> ".utf8)
    let behind = try impressions { PeerSaying { bytes in bytes.filter { $0 >= 0x20 } + prompt } }
    #expect(behind.allSatisfy { $0 == .text(">>> ", isMaixPy: true) })
  }

  @Test("a modem that repeats everything and answers ERROR is no echo")
  func modem() throws {
    #expect(try impressions { ModemPeer() }.allSatisfy { $0 == .text("ERROR", isMaixPy: false) })
  }

  @Test("other programs, by the last line that they say")
  func text() throws {
    let seen = try impressions {
      PeerSaying { _ in Array("\u{1B}[0mready\r\n  temperature: 21 °C\r\n\r\n".utf8) }
    }
    #expect(seen.allSatisfy { $0 == .text("temperature: 21 °C", isMaixPy: false) })
  }

  @Test("noise at full speed, marks among it", arguments: [1, 11])
  func noise(seed: UInt64) throws {
    for marks: UInt64 in [.max, 64, 4] {
      let seen = try impressions { NoisyPeer(seed: seed, markEvery: marks) }
      for impression in seen {
        guard case .noise(let count, _) = impression else {
          Issue.record("\(impression), marks \(marks)")
          continue
        }
        #expect(count > 1000)
      }
    }
  }

  @Test("the ROM that has nothing to start, between other things")
  func bootFailure() throws {
    let text =
      "\r\ninteresting, something's wrong, boot failed with exit code 233, go to find your vendor.\r\n"
    let seen = try impressions { TalkingPeer(text) }
    #expect(seen[1] == .bootFailure && seen[2] == .bootFailure)
    let behindOthers = try impressions {
      PeerSaying { _ in [UInt8](repeating: 0x80, count: 600) + Array(text.utf8) }
    }
    #expect(behindOthers.allSatisfy { $0 == .bootFailure })
  }

  @Test("a flash stub of kflash that runs already")
  func kflashStub() throws {
    let seen = try impressions { KFlashStubPeer() }
    #expect(seen[0] == .foreignStub && seen[4] == .foreignStub)
    // By its text, and by its answer to the greeting.
    #expect(
      try impressions { PeerSaying { _ in ISPReply.debugText("Boot OK").wire } }.allSatisfy {
        $0 == .foreignStub
      })
    #expect(
      try impressions { PeerSaying { $0.contains(0xD2) ? ISPReply(code: 0xD2).wire : [] } }[0]
        == .foreignStub)
  }

  @Test("frames of something else, and a ROM that refuses")
  func frames() throws {
    #expect(
      try impressions { PeerSaying { _ in SLIP.encode([0x01, 0x02, 0x80, 0x99]) } }
        == Self.ports.map { _ in .frames("01028099") })
    #expect(
      try impressions { PeerSaying { _ in ISPReply(code: 0xC2, status: .badChecksum).wire } }
        == Self.ports.map { _ in .frames("c2e2") })
  }

  @Test("a device that takes no bytes, a port that goes away: at once, and as what it is")
  func transports() throws {
    for port in Self.ports {
      let stuck = try #require(Self.failure(StuckPeer(), hasLines: port.hasLines, choice: port.choice))
      #expect(stuck.fault == .transport(.writeTimeout) && stuck.time < .seconds(5))
      for milliseconds in stride(from: 0, through: 1500, by: 70) {
        let gone = try #require(
          Self.failure(PeerSaying { _ in [] }, hasLines: port.hasLines, choice: port.choice) {
            $0.unplugsAt = .milliseconds(milliseconds)
          })
        #expect(gone.fault == .transport(.unplugged) && gone.time < .milliseconds(milliseconds + 2000))
      }
    }
  }

  @Test("a ROM is found behind noise, deaf at first", arguments: 0..<8)
  func noiseBeforeGreeting(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for port in Self.ports {
      let rom = ROMPeer()
      rom.deafFor = 1
      rom.prefix = { random.bytes(Int(random.next() % 40)) + (random.next() % 2 == 0 ? [0xC0] : []) }
      #expect(Self.failure(rom, hasLines: port.hasLines, choice: port.choice) == nil)
    }
  }

  @Test("who says that it waits already does not have its lines touched")
  func manual() throws {
    let transport = ScriptedTransport(PeerSaying { _ in [] }, hasModemLines: true)
    #expect(throws: FlashFault.self) {
      _ = try BoardConnector(link: FrameLink(transport), choice: .manual) { _ in }.connect()
    }
    #expect(transport.lineChanges.isEmpty)
  }

  @Test("stopped by the user at any time, both lines end released")
  func cancelled() throws {
    for count in 1..<20 {
      var asked = 0
      let transport = ScriptedTransport(PeerSaying { _ in [] }, hasModemLines: true)
      let link = FrameLink(transport) {
        asked += 1
        return asked > count
      }
      let connector = BoardConnector(link: link, choice: .detect) { _ in }
      do throws(FlashFault) {
        _ = try connector.connect()
      } catch {
        let isOver: Bool = if case .noAnswer = error { true } else { false }
        #expect(error == .cancelled || isOver)
      }
      #expect(transport.lines == ModemLines())
    }
  }

  @Test("every impression and every fault is one line of words")
  func words() {
    let impressions: [WireImpression] = [
      .silence, .echo, .bootFailure, .foreignStub, .text("", isMaixPy: false), .text("a", isMaixPy: true),
      .frames("00"), .noise(byteCount: 1, start: "FF"),
    ]
    let words = impressions.map { FlashFault.noAnswer($0, tried: ["a", "b"]).description }
    #expect(Set(words).count == impressions.count)
    #expect(words.allSatisfy { !$0.contains("\n") && $0.count > 20 })
  }
}
