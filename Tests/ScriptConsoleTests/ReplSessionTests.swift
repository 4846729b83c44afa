import ScriptConsole
import Testing

@Suite("Prompt session")
struct ReplSessionTests {
  private var typist = Typist()

  @Test mutating func start_showsBannerAndPrompt() {
    #expect(typist.look() == "BANNER\r\n>>> ")
  }

  @Test mutating func line_isShownAndRun() {
    _ = typist.look()
    typist.type("1+1\r")
    #expect(typist.look() == "1+1\r\n>>> ")
    #expect(typist.requests == [.run(Array("1+1".utf8), .statement)])
  }

  @Test mutating func emptyLine_promptsAnew() {
    _ = typist.look()
    typist.type("\r")
    #expect(typist.look() == "\r\n>>> ")
    #expect(typist.requests.isEmpty)
  }

  @Test mutating func failure_isShownWithCarriageReturns() {
    _ = typist.look()
    typist.type("x\r", failure: "Traceback\nNameError: x\n")
    #expect(typist.look() == "x\r\nTraceback\r\nNameError: x\r\n>>> ")
  }

  @Test mutating func block_indentsItselfAndEndsWithAnEmptyLine() {
    _ = typist.look()
    typist.type("if x:\rprint(1)\r\u{7F}\r")
    #expect(typist.look() == "if x:\r\n...     print(1)\r\n...     \u{08}\u{08}\u{08}\u{08}\u{1B}[K\r\n>>> ")
    #expect(typist.sources == ["if x:\n    print(1)\n"])
  }

  @Test mutating func block_endsAfterTwoBlankLinesAndOneMore() {
    typist.type("while y:\rpass\r\r\r\r")
    #expect(typist.sources == ["while y:\n    pass\n    \n    \n"])
  }

  @Test mutating func nestedBlock_indentsFurther() {
    typist.type("def f():\rif x:\rreturn 1\r\u{7F}\u{7F}\r")
    #expect(typist.sources == ["def f():\n    if x:\n        return 1\n"])
  }

  @Test func textWithItsOwnIndents_getsNoOthers() {
    var typist = Typist(ReplSession(banner: [], isTyped: false))
    typist.type("if x:\r  if y:\r    z\r\r")
    #expect(typist.sources == ["if x:\n  if y:\n    z\n"])
  }

  @Test mutating func brackets_askForMore() {
    _ = typist.look()
    typist.type("(1,\r2)\r")
    #expect(typist.look() == "(1,\r\n... 2)\r\n>>> ")
    #expect(typist.sources == ["(1,\n2)"])
  }

  @Test mutating func controlC_cancelsALineAndABlock() {
    _ = typist.look()
    typist.type("abc\u{03}if x:\r\u{03}1\r")
    #expect(typist.look() == "abc\r\n>>> if x:\r\n...     \r\n>>> 1\r\n>>> ")
    #expect(typist.sources == ["1"])
  }

  @Test mutating func controlD_runsABlockAndResetsAtAnEmptyPrompt() {
    typist.type("(1\r\u{04}")
    #expect(typist.sources == ["(1\n"])
    _ = typist.look()
    typist.type("\u{04}")
    #expect(typist.requests.last == .softReset)
    #expect(typist.look() == "\r\n[MaixPy]: soft reboot\r\nBANNER\r\n>>> ")
  }

  @Test mutating func controlB_showsTheBanner() {
    _ = typist.look()
    typist.type("\u{02}")
    #expect(typist.look() == "\r\nBANNER\r\n>>> ")
  }

  @Test mutating func pasteMode_runsAllAtOnce() {
    _ = typist.look()
    typist.type("\u{05}a=1\ra\u{04}")
    #expect(typist.look() == "\r\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\r\n=== a=1\r\n=== a\r\n>>> ")
    #expect(typist.requests == [.run(Array("a=1\ra".utf8), .pasted)])
  }

  @Test mutating func pasteMode_isCancelled() {
    typist.type("\u{05}a=1")
    _ = typist.look()
    typist.type("\u{03}")
    #expect(typist.look() == "\r\n>>> ")
    #expect(typist.requests.isEmpty)
  }

  @Test mutating func longInput_isNotKept() {
    typist.type("\u{05}" + String(repeating: "x", count: 2000) + "\u{04}")
    #expect(typist.sources.map(\.utf8.count) == [1000])
  }
}

@Suite("Raw mode")
struct RawModeTests {
  private var typist = Typist()

  private mutating func enterRaw() {
    typist.type("\u{01}")
    _ = typist.look()
  }

  @Test mutating func controlA_entersAndStartsAnew() {
    _ = typist.look()
    typist.type("\u{01}")
    #expect(typist.look() == "\r\nraw REPL; CTRL-B to exit\r\n>")
    #expect(typist.session.isRaw)
    typist.type("junk\u{01}")
    #expect(typist.look() == "raw REPL; CTRL-B to exit\r\n>")
  }

  @Test mutating func program_isAnsweredAsBoardsDo() {
    enterRaw()
    typist.type("print(1)\n\u{04}")
    #expect(typist.look() == "OK\u{04}\u{04}>")
    #expect(typist.requests == [.run(Array("print(1)\n".utf8), .program)])
  }

  @Test mutating func failure_standsBetweenTheEnds() {
    enterRaw()
    typist.type("x\u{04}", failure: "NameError: x\n")
    #expect(typist.look() == "OK\u{04}NameError: x\r\n\u{04}>")
  }

  @Test mutating func bytes_comeThroughUnchanged() {
    enterRaw()
    let bytes = (0...255).map { UInt8($0) }.filter { !(1...4).contains($0) }
    for byte in bytes { #expect(typist.session.take(byte) == ([], nil)) }
    #expect(typist.session.take(4).request == .run(bytes, .program))
  }

  @Test mutating func controlC_clearsWhatWasSent() {
    enterRaw()
    typist.type("abc\u{03}d\u{04}")
    #expect(typist.sources == ["d"])
  }

  @Test mutating func nothing_resetsAndStaysRaw() {
    enterRaw()
    typist.type("\u{04}")
    #expect(typist.requests == [.softReset])
    #expect(typist.look() == "OK\r\n[MaixPy]: soft reboot\r\nraw REPL; CTRL-B to exit\r\n>")
  }

  @Test mutating func controlB_leaves() {
    enterRaw()
    typist.type("abc\u{02}")
    #expect(typist.look() == "\r\nBANNER\r\n>>> ")
    #expect(!typist.session.isRaw)
  }

  @Test mutating func rawPaste_isNotKnown() {
    enterRaw()
    typist.type("\u{05}A\u{01}")
    #expect(typist.look() == "raw REPL; CTRL-B to exit\r\n>")
  }

  @Test mutating func longProgram_isRefused() {
    enterRaw()
    typist.type(String(repeating: "x", count: 1001) + "\u{04}1\u{04}")
    #expect(typist.look() == "OK\u{04}MemoryError: program of more than 1000 bytes\r\n\u{04}>OK\u{04}\u{04}>")
    #expect(typist.sources == ["1"])
  }
}
