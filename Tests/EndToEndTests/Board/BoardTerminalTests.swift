import Foundation
import K210Flash
import TestSupport
import Testing

@Suite("kiln board on a pseudo-terminal, end to end")
struct BoardTerminalTests {
  private let files: BoardFiles

  init() throws { files = try BoardFiles() }

  @Test("the first line is the terminal's path, and a link leads there while the board lives")
  func path() throws {
    let link = files.folder.path("port")
    let board = try RunningBoard([link, "--load", BoardFiles.prebuilt("hello-uart")])
    #expect(try board.output == board.path + "\n")
    #expect(board.path.hasPrefix("/dev/pts/"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == board.path)
    try board.waitForTalk("board: Sipeed Maix Dock on \(board.path)")
    #expect(board.stop(SIGINT) == 0)
    #expect(!FileManager.default.fileExists(atPath: link))
  }

  @Test("a program at the terminal and the program on the board talk with each other")
  func talk() throws {
    let board = try RunningBoard(["--load", try files.binary(BoardPrograms.echo), "--timeout", "100"])
    board.user.write("there and back\n")
    #expect(try board.read(until: "back\n") == "there and back\n")
    #expect(board.stop(SIGTERM) == 0)
  }

  @Test("the mask ROM answers a flasher's greeting and starts what it is given")
  func flasher() throws {
    let board = try RunningBoard(["--isp"])
    try board.waitForTalk("waits for a flasher")
    let program = Assembler.bytes(BoardPrograms.saying("loaded\n"))
    let greeting = ISPRequest.greeting(.maskROM).wire
    board.user.write(bytes: greeting)
    board.user.write(bytes: ISPRequest.memoryWrite(program, at: 0x8000_0000).wire)
    board.user.write(bytes: ISPRequest.boot(at: 0x8000_0000).wire)
    try board.read(until: "loaded\n")
    #expect(board.stop(SIGTERM) == 0)
  }

  @Test("SIGTERM ends with exit 0, and what was written to flash is in the file")
  func kept() throws {
    let image = try files.flash(BoardPrograms.writingFlash("kept"))
    let board = try RunningBoard(["--flash", image, "--flash-size", "4M"])
    // Both harts sleep for good once all is written.
    try board.waitForActivities(["waiting", "waiting"])
    #expect(board.stop(SIGTERM) == 0)
    #expect(try files.folder.bytes("flash.img")[0x1000..<0x1006] == ArraySlice("kept".utf8) + [0xFF, 0xFF])
  }

  @Test("a fault is told and does not end the board; a reset starts the program anew")
  func fault() throws {
    let board = try RunningBoard(["--load", try files.elf([("main", BoardPrograms.faulting)])])
    let words = "board: hart 0: store access fault at 0x80000018 <main+0x18>, address 0x70000000"
    try board.waitForTalk(words)
    #expect(try board.talk.contains("board: hart 0 stands still until the next reset"))
    try board.waitForActivities(["halted", "waiting"])
    #expect(try board.ask("reset") == "ok reset")
    try board.waitForTalk(words, count: 2)
    #expect(board.stop(SIGTERM) == 0)
  }

  @Test("modem lines press RESET and BOOT as the board's wiring has it")
  func lines() throws {
    let board = try RunningBoard(["--load", try files.binary(BoardPrograms.echo), "--board", "dan"])
    #expect(try board.ask("lines?") == "ok dtr=0 rts=0")
    // dan: RTS alone holds RESET, DTR alone holds BOOT.
    #expect(try board.ask("rts=1") == "ok dtr=0 rts=1")
    #expect(try board.status()["phase"] as? String == "held")
    #expect(try board.ask("dtr=1 rts=0") == "ok dtr=1 rts=0")
    try board.waitForTalk("waits for a flasher")
    #expect(try board.ask("power=0") == "ok power=0")
    #expect(try board.status()["phase"] as? String == "held")
    #expect(try board.ask("nonsense").hasPrefix("error 'nonsense'"))
    #expect(board.stop(SIGTERM) == 0)
  }

  @Test("--until and --timeout end it as without a terminal")
  func ends() throws {
    let board = try RunningBoard(["--load", BoardFiles.prebuilt("hello-uart"), "--until", "line 2"])
    #expect(board.waitForEnd() == 0)
    let timed = try RunningBoard(["--load", BoardFiles.prebuilt("hello-uart"), "--timeout", "0.2"])
    #expect(timed.waitForEnd() == 124)
  }
}
