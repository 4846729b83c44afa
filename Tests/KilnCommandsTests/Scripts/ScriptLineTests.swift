import Foundation
import KilnCommands
import TestSupport
import Testing

@Suite("A prompt's line on a pseudo-terminal")
struct ScriptLineTests {
  @Test(.timeLimit(.minutes(1))) func longOutput_arrivesWholeAtASlowReader() throws {
    let terminal = try PseudoTerminal()
    let user = TerminalUser(terminal.path)
    let line = PseudoTerminalLine(terminal)
    var received: [UInt8] = []
    // The reader gets a turn whenever the line waits.
    let clock = ScriptClock(
      now: { .zero }, wallSeconds: { 0 },
      wait: { interests, _ in
        received += user.read()
        return Waiting.wait(for: interests, seconds: 0.01)
      })
    let sent = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
    #expect(line.send(sent, watch: ScriptWatch(clock)) == 0)
    while received.count < sent.count {
      let piece = user.read()
      if piece.isEmpty { _ = line.receive() }
      received += piece
    }
    #expect(received == sent)
    #expect(terminal.lostByteCount == 0)
  }

  @Test func whatIsTypedDuringOutput_isKept() throws {
    let terminal = try PseudoTerminal()
    let user = TerminalUser(terminal.path)
    let line = PseudoTerminalLine(terminal)
    var isFirst = true
    let clock = ScriptClock(
      now: { .zero }, wallSeconds: { 0 },
      wait: { interests, _ in
        if isFirst { user.write("typed") }
        isFirst = false
        _ = user.read()
        return Waiting.wait(for: interests, seconds: 0.01)
      })
    _ = line.send(Array(repeating: 0x78, count: 100_000), watch: ScriptWatch(clock))
    #expect(line.receive() == bytes("typed"))
  }

  @Test func timeLimit_endsSendingToAReaderWhoSleeps() throws {
    let terminal = try PseudoTerminal()
    let user = TerminalUser(terminal.path)
    var now = Duration.zero
    let clock = ScriptClock(
      now: { now }, wallSeconds: { 0 },
      wait: { _, seconds in
        now += .seconds(seconds ?? 0)
        return []
      })
    let watch = ScriptWatch(clock, timeout: .seconds(5))
    _ = PseudoTerminalLine(terminal).send(Array(repeating: 0x78, count: 1_000_000), watch: watch)
    #expect(watch.ending == .timeout)
    #expect(user.isOpen)
  }

  @Test func outputForNobody_isLost() throws {
    let terminal = try PseudoTerminal()
    let line = PseudoTerminalLine(terminal)
    #expect(line.send(Array(repeating: 0x78, count: 1_000_000), watch: ScriptWatch(.system)) == 0)
  }
}
