import ArgumentParser
import Flasher
import K210Boards
import KilnCommands
import Testing

@Suite("Options of kiln flash")
struct FlashOptionsTests {
  @Test("boards by name or alias, manual, or found out") func boards() throws {
    #expect(try FlashOptions.parse([]).boardChoice() == .detect)
    #expect(try FlashOptions.parse(["-B", "Maixduino"]).boardChoice() == .board(.goE))
    #expect(try FlashOptions.parse(["--board", "MANUAL"]).boardChoice() == .manual)
    let failure = #expect(throws: CommandFailure.self) {
      try FlashOptions.parse(["--board", "manul"]).boardChoice()
    }
    #expect(failure?.exitCode == .usage)
    #expect(failure?.hints == ["did you mean manual?"])
  }

  @Test("a port without a name is wrong usage") func emptyPort() {
    #expect(throws: (any Error).self) { try FlashOptions.parse(["--port", ""]) }
    #expect(throws: Never.self) { try FlashOptions.parse(["--port", "x"]) }
  }

  @Test("speeds between the slowest that boards begin at and what ports can do") func bauds() {
    #expect(throws: Never.self) { try FlashOptions.parse(["-b", "2000000"]) }
    for wrong in ["9600", "0", "-1", "9000000", "fast"] {
      #expect(throws: (any Error).self) { try FlashOptions.parse(["-b", wrong]) }
    }
  }
}
