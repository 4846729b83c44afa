import ArgumentParser
import Flasher
import K210Flash
import KilnCommands
import Testing

@Suite("Failures of kiln flash")
struct FlashFailureWordsTests {
  private func words(
    _ fault: FlashFault, _ options: [String] = [], account: FlashAccount? = nil, lines: Bool = true,
    rescue: RescueFile? = nil
  ) throws -> FlashFailureWords {
    FlashFailureWords(
      error: FlasherError(fault, phase: .writing, account: account), path: "/dev/ttyUSB0",
      options: try FlashOptions.parse(options), hasModemLines: lines, rescue: rescue,
      retry: RetryCommand(["flash", "app.bin"] + options))
  }

  private static let faults: [FlashFault] = [
    .noAnswer(.silence, tried: []), .noAnswer(.echo, tried: []), .noAnswer(.bootFailure, tried: []),
    .noAnswer(.foreignStub, tried: []), .noAnswer(.text("x", isMaixPy: true), tried: []),
    .noAnswer(.text("x", isMaixPy: false), tried: []), .noAnswer(.frames("00"), tried: []),
    .noAnswer(.noise(byteCount: 4, start: "00"), tried: []), .programNotLoaded(offset: 0, status: nil),
    .stubSilent(.silence), .wrongStub(found: 1, expected: 2), .linkLost, .lineTooBad(damagedShare: 0.5),
    .transport(.unplugged), .transport(.writeTimeout), .transport(.speedRefused(9)), .transport(.failed("x")),
    .otherChip(found: [1], expected: [2]), .cancelled, .noFlashChip(jedecID: [0, 0, 0]),
    .beyondChip(end: 2, chip: 1), .flash(StubFailure(kind: .staysProtected, address: 0, sequence: 0)),
    .flash(StubFailure(kind: .differs, address: 0, sequence: 0)),
    .flash(StubFailure(kind: .notSelected, address: 0, sequence: 0)), .doesNotHold([0..<4096]),
    .stubCannot(stub: "x", operation: "read"), .stubRefused(operation: "write", status: "busy"),
  ]

  @Test("every failure names the port and says what to do, in two lines at most", arguments: faults)
  func everyFault(fault: FlashFault) throws {
    let failure = try words(fault).failure
    #expect(failure.exitCode == .work)
    #expect(failure.message.hasPrefix("/dev/ttyUSB0: "))
    #expect((1...2).contains(failure.hints.count))
    // One of them can be typed.
    #expect(failure.hints.contains { $0.contains("kiln ") })
  }

  @Test("nobody answers: by hand, then with --board manual, once") func byHand() throws {
    let hint = "hold BOOT, press and release RESET, let BOOT go, then: kiln flash app.bin"
    #expect(try words(.noAnswer(.silence, tried: [])).failure.hints.first == "\(hint) --board manual")
    #expect(
      try words(.noAnswer(.silence, tried: []), ["--board", "dan"]).failure.hints.first
        == "\(hint) --board manual")
    #expect(
      try words(.noAnswer(.silence, tried: []), ["--board", "manual"]).failure.hints.first
        == "\(hint) --board manual")
    // Without lines nothing else was tried.
    #expect(try words(.noAnswer(.silence, tried: []), lines: false).failure.hints.first == hint)
  }

  @Test("MaixPy runs on under a board's name: perhaps it is another board") func wrongBoard() throws {
    let hints = try words(.noAnswer(.text(">>>", isMaixPy: true), tried: []), ["-B", "dan"]).failure.hints
    #expect(hints.first == "perhaps it is another board; to find out: kiln flash app.bin")
  }

  @Test("slower after a bad line, the other controller without a chip") func options() throws {
    #expect(
      try words(.lineTooBad(damagedShare: 0.5)).failure.hints.first?.hasSuffix(
        "kiln flash app.bin --baud 921600") == true)
    #expect(
      try words(.lineTooBad(damagedShare: 0.5), ["-b", "115200"]).failure.hints.first?.hasSuffix(
        "kiln flash app.bin --baud 115200") == true)
    #expect(
      try words(.noFlashChip(jedecID: [0]), ["--chip", "spi0"]).failure.hints.first?.hasSuffix("--chip spi3")
        == true)
  }

  @Test("how flash stands, and how to go on") func account() throws {
    let account = FlashAccount(written: [0..<4096], missing: [4096..<8192])
    let words = try self.words(.transport(.unplugged), account: account)
    #expect(
      words.account == [
        "in flash:  4.0 KiB (4096 bytes): 0x00000000 to 0x00001000",
        "missing:   4.0 KiB (4096 bytes): 0x00001000 to 0x00002000",
      ])
    #expect(words.failure.message.hasSuffix("(while writing)"))
    #expect(words.failure.hints.last == "to go on, what is in flash is skipped: kiln flash app.bin")
    #expect(try self.words(.linkLost).account.isEmpty)
    #expect(try self.words(.cancelled).failure.hints == ["again: kiln flash app.bin"])
  }

  @Test("bytes beside the files are named, with the file that has them") func atRisk() throws {
    let neighbour = FlashSegment(address: 0x1000, bytes: [UInt8](repeating: 1, count: 4096))
    let folder = try TemporaryRescue()
    let account = FlashAccount(missing: [0x1000..<0x1800], neighbours: [neighbour])
    let words = try self.words(.linkLost, account: account, rescue: folder.file)
    #expect(
      words.account.last?.hasPrefix("at risk:   4.0 KiB (4096 bytes): 0x00001000 to 0x00002000; ") == true)
    #expect(words.account.last?.hasSuffix("kiln-rescue-0x00001800.kfpkg has it") == true)
    let hint = try #require(words.failure.hints.last)
    #expect(
      hint.hasPrefix(
        "to go on: kiln flash app.bin; then bring back what was beside it: kiln flash --port /dev/ttyUSB0 "))
  }
}
