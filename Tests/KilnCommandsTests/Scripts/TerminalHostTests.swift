import Glibc
import KilnCommands
import Scripting
import TestSupport
import Testing

@Suite("What is around a script")
struct TerminalHostTests {
  private final class Output {
    var pieces: [String] = []
    var code: Int32 = 0
  }

  private let clock = HandClock()
  private let output = Output()

  private func host(
    _ watch: ScriptWatch, input: Int32 = -1, isTerminal: Bool = false
  ) -> TerminalHost {
    TerminalHost(watch: watch, files: nil, input: input, isTerminal: isTerminal) { [output] bytes in
      output.pieces.append(String(decoding: bytes, as: UTF8.self))
      return output.code
    }
  }

  @Test func output_isKeptBackForAWhile() {
    let host = host(ScriptWatch(clock.clock))
    host.write(bytes("a\n"))
    #expect(host.poll() == nil && output.pieces.isEmpty)
    clock.pass(.milliseconds(60))
    #expect(host.poll() == nil && output.pieces == ["a\n"])
    host.write(bytes("b"))
    host.sleep(microseconds: 10)
    #expect(output.pieces == ["a\n", "b"])
    host.write(Array(repeating: 0x78, count: 1 << 16))
    #expect(output.pieces.count == 3)
  }

  @Test func linesOnATerminal_areShownAtOnce() {
    let host = host(ScriptWatch(clock.clock), isTerminal: true)
    host.write(bytes("a"))
    host.write(bytes("b\n"))
    #expect(output.pieces == ["ab\n"])
  }

  @Test func outputThatFails_stopsTheScript() {
    let watch = ScriptWatch(clock.clock)
    let host = host(watch)
    output.code = 28
    host.write(bytes("a"))
    host.flush()
    #expect(host.poll() == .stop && watch.ending == .outputFailed(28))
  }

  @Test func timeout_stopsAndWakes() {
    let watch = ScriptWatch(clock.clock, timeout: .seconds(2))
    let host = host(watch)
    #expect(host.poll() == nil)
    host.sleep(microseconds: 60_000_000)
    #expect(clock.waits == [2])
    #expect(host.poll() == .stop && host.poll() == .stop && watch.ending == .timeout)
  }

  @Test func interruption_isToldOnce() {
    let watch = ScriptWatch(clock.clock)
    let host = host(watch)
    watch.interrupt()
    #expect(host.poll() == .keyboardInterrupt && host.poll() == nil)
  }

  @Test func sleep_takesItsTime() {
    let host = host(ScriptWatch(clock.clock))
    host.sleep(microseconds: 1_500_000)
    #expect(host.microseconds() == 1_500_000)
    #expect(host.wallSeconds() == 42)
    host.sleep(microseconds: 0)
    #expect(clock.waits == [1.5])
  }

  @Test func lines_areReadWithoutTheirEnds() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("one\r\ntwo\n\nlast".utf8, to: "input")
    let input = try #require(openForReading(path))
    defer { close(input) }
    let host = host(ScriptWatch(clock.clock), input: input)
    let lines = (0..<5).map { _ in
      host.readLine(prompt: bytes("? ")).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(lines == ["one", "two", "", "last", nil])
    #expect(output.pieces == ["? ", "? ", "? ", "? ", "? "])
  }

  @Test func seed_makesTheSameBytes() {
    let same = (0..<2).map { _ in ScriptWatch(clock.clock, seed: 7).randomBytes(16) }
    #expect(same[0] == same[1] && Set(same[0]).count > 4)
    #expect(ScriptWatch(clock.clock, seed: 8).randomBytes(16) != same[0])
    #expect(ScriptWatch(clock.clock).randomBytes(-1).isEmpty)
  }
}
