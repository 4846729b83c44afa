import K210Boards
import Testing

@Suite("boards and their lines")
struct BoardTests {
  /// What a chip does while a host works the lines: whether it ran when they came to rest, and how BOOT stood from the last
  /// time that it left reset on.
  private struct Chip {
    var lines = ModemLines()
    var pins: ResetPins
    let wiring: ResetWiring
    /// Resets that the steps made.
    var resets = 0

    init(_ wiring: ResetWiring, lines: ModemLines = ModemLines()) {
      (self.wiring, self.lines) = (wiring, lines)
      pins = wiring.pins(lines)
    }

    mutating func apply(_ steps: [LineStep]) {
      for case .set(let line, let isAsserted) in steps {
        var new = lines
        new[line] = isAsserted
        let after = wiring.pins(new)
        if wiring.pulsesReset(from: lines, to: new) || (pins.resetLow && !after.resetLow) { resets += 1 }
        (lines, pins) = (new, after)
      }
    }
  }

  @Test(
    "its own sequence brings each board into ISP mode: reset, then running with BOOT low",
    arguments: Board.all)
  func isp(board: Board) {
    for lines in [
      ModemLines(), ModemLines(dtr: true, rts: true), ModemLines(dtr: true), ModemLines(rts: true),
    ] {
      var chip = Chip(board.wiring.value, lines: lines)
      chip.apply(board.enterISP.value)
      #expect(chip.resets > 0)
      #expect(chip.pins == ResetPins(resetLow: false, bootLow: true))
    }
  }

  @Test("its own sequence has each board run its program: reset, then BOOT high", arguments: Board.all)
  func run(board: Board) {
    for lines in [
      ModemLines(), ModemLines(dtr: true, rts: true), ModemLines(dtr: true), ModemLines(rts: true),
    ] {
      var chip = Chip(board.wiring.value, lines: lines)
      chip.apply(board.resetToRun.value)
      #expect(chip.resets > 0)
      #expect(chip.pins == ResetPins(resetLow: false, bootLow: false))
    }
  }

  @Test("the sequence for the other wiring leaves a board without a greeting")
  func wrongBoard() {
    var chip = Chip(Board.dan.wiring.value)
    chip.apply(Board.kd233.enterISP.value)
    #expect(chip.pins == ResetPins(resetLow: true, bootLow: false))
  }

  @Test("the circuits agree but for both lines asserted", arguments: ModemLine.allCases)
  func circuits(reset: ModemLine) {
    for (dtr, rts) in [(false, false), (true, false), (false, true)] {
      let lines = ModemLines(dtr: dtr, rts: rts)
      #expect(ResetWiring.separate(reset: reset).pins(lines) == ResetWiring.crossed(reset: reset).pins(lines))
    }
    let both = ModemLines(dtr: true, rts: true)
    #expect(ResetWiring.separate(reset: reset).pins(both) == ResetPins(resetLow: true, bootLow: true))
    #expect(ResetWiring.crossed(reset: reset).pins(both) == ResetPins(resetLow: false, bootLow: false))
  }

  @Test("kflash's rows take 100 ms each")
  func delays() {
    for board in Board.all {
      for steps in [board.enterISP.value, board.resetToRun.value] {
        #expect(steps.count == 9)
        #expect(steps.filter { $0 == .wait(milliseconds: 100) }.count == 3)
      }
    }
  }

  @Test("every name of kflash -B is known, and no name twice")
  func names() {
    for name in ["kd233", "dan", "bit", "bit_mic", "goE", "goD", "maixduino", "trainer"] {
      #expect(Board.named(name) != nil, "\(name)")
    }
    #expect(Board.named("Maixduino") == .goE)
    #expect(Board.named("goe") == .goE)
    #expect(Board.named("esp32") == nil)
    #expect(Set(Board.allNames.map { $0.lowercased() }).count == Board.allNames.count)
    #expect(Board.detectionOrder.value.allSatisfy { Board.named($0) != nil })
  }

  @Test("a bridge's vendor is one that kflash looks for, and every fact has a source")
  func bridges() {
    for board in Board.all {
      if let bridge = board.bridge { #expect(Board.usbVendors.value.contains(bridge.value.vendor)) }
      #expect(
        !board.wiring.source.isEmpty && !board.enterISP.source.isEmpty && !board.resetToRun.source.isEmpty)
    }
  }
}
