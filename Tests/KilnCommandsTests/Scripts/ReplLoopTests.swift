import KilnCommands
import ScriptConsole
import Scripting
import Testing

@Suite("Prompt over a line")
struct ReplLoopTests {
  private let clock = HandClock()

  /// What the line gets for what is typed, and how it ends.
  private func serve(
    _ typed: String..., timeout: Duration? = nil, endKey: UInt8? = nil, code: Int32 = 0
  ) throws -> (text: String, ending: ScriptWatch.Ending?, machines: Int) {
    let watch = ScriptWatch(clock.clock, timeout: timeout)
    let line = TestLine(typed)
    line.code = code
    let host = ReplHost(watch: watch, line: line, files: nil)
    var machines = 0
    let loop = ReplLoop(
      host: host, watch: watch, session: ReplSession(banner: Array("B\r\n".utf8)), endKey: endKey
    ) { () throws(CommandFailure) in
      machines += 1
      return WordEngine(host)
    }
    let ending = try loop.serve()
    return (line.text, ending, machines)
  }

  @Test func output_getsCarriageReturns() throws {
    #expect(try serve("say hello\r").text == "B\r\n>>> say hello\r\nhello\r\n>>> ")
  }

  @Test func tab_completes() throws {
    #expect(try serve("s\t b\r").text == "B\r\n>>> say b\r\nb\r\n>>> ")
  }

  @Test func rawMode_isByteExact() throws {
    let (text, ending, machines) = try serve("\u{01}", "say a", "\u{04}fail\u{04}\u{04}say b\u{04}\u{02}")
    #expect(
      text == "B\r\n>>> \r\nraw REPL; CTRL-B to exit\r\n>OKa\r\n\u{04}\u{04}>OK\u{04}Error: failed\r\n\u{04}>"
        + "OK\r\n[MaixPy]: soft reboot\r\nraw REPL; CTRL-B to exit\r\n>OKb\r\n\u{04}\u{04}>\r\nB\r\n>>> ")
    #expect(ending == .inputEnded && machines == 2)
  }

  @Test func exit_goesBackToThePrompt() throws {
    #expect(try serve("exit\r").text == "B\r\n>>> exit\r\n>>> ")
  }

  @Test func controlC_interruptsWhatRuns() throws {
    let (text, _, _) = try serve("loop\r", "", "\u{03}say next\r")
    #expect(text == "B\r\n>>> loop\r\nKeyboardInterrupt: \r\n>>> say next\r\nnext\r\n>>> ")
  }

  @Test func controlC_wakesASleeper() throws {
    let (text, _, _) = try serve("sleep\r", "", "\u{03}", "say x\r")
    #expect(text == "B\r\n>>> sleep\r\nKeyboardInterrupt: \r\n>>> say x\r\nx\r\n>>> ")
  }

  @Test(arguments: [
    ("a\r", "? a\r\n<a>\r\n"), ("ab\u{7F}c\r", "? ab\u{08}\u{1B}[Kc\r\n<ac>\r\n"), ("\u{04}", "? EOF\r\n"),
    ("a\u{03}", "? KeyboardInterrupt: \r\n"),
  ])
  func questions_areAnsweredAtTheLine(typed: String, shown: String) throws {
    #expect(try serve("ask\r", typed).text == "B\r\n>>> ask\r\n" + shown + ">>> ")
  }

  @Test func timeout_endsWhatRunsAndThePrompt() throws {
    clock.whileWaiting = { [clock] in clock.pass(.seconds(10)) }
    #expect(try serve("sleep\r", "", "", timeout: .seconds(3)).ending == .timeout)
    #expect(try serve("", "", timeout: .seconds(3)).ending == .timeout)
  }

  @Test func endKey_endsAtThePromptOnly() throws {
    #expect(try serve("say x\r", "\u{1D}say y\r", endKey: 0x1D).ending == nil)
    #expect(try serve("\u{01}\u{1D}\u{04}", endKey: 0x1D).ending == .inputEnded)
  }

  @Test func lostLine_ends() throws {
    #expect(try serve("say x\r", code: 5).ending == .outputFailed(5))
  }
}
