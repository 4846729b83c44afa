import Flasher
import K210Flash
import KilnCommands
import Testing

@Suite("Words of kiln flash")
struct FlashWordsTests {
  private static let chip = FlashChipIdentity(
    jedecID: [0xEF, 0x40, 0x18], status: [0, 2, 0x60], uniqueID: [1, 2, 3, 4, 5, 6, 7, 8])

  @Test("every event but progress has a line, and none reads like another") func events() {
    let events: [FlashEvent] = [
      .connecting("x"), .romAnswers(board: "dan"), .romAnswers(board: nil), .stubAnswers,
      .stubRuns(name: "kiln"), .baud(1), .baudRefused(asked: 2, works: 1), .lineGarbles(from: 2, to: 1),
      .chip(Self.chip), .alreadyThere(bytes: 1, of: 2),
      .holdsNeighbours([FlashSegment(address: 0, bytes: [1])]),
      .recovering("x"), .resumed, .verified(bytes: 1), .stubText("hi\nthere"), .rebooted,
    ]
    let lines = events.compactMap { FlashEventWords.line(for: $0) }
    #expect(lines.count == events.count)
    #expect(Set(lines).count == lines.count)
    #expect(lines.allSatisfy { !$0.contains("\n") && !$0.hasSuffix(".") })
    #expect(FlashEventWords.line(for: .progress(.writing, done: 1, total: 2)) == nil)
    #expect(FlashEventWords.line(for: .alreadyThere(bytes: 0, of: 2)) == nil)
  }

  @Test("a script hears of trouble, not of what always happens") func notes() {
    #expect(FlashEventWords.isOfNote(.baudRefused(asked: 2, works: 1)))
    #expect(FlashEventWords.isOfNote(.recovering("x")))
    #expect(!FlashEventWords.isOfNote(.baud(1)))
    #expect(!FlashEventWords.isOfNote(.rebooted))
  }

  @Test("chips have a name, or none is made up") func chips() {
    #expect(FlashChipWords(Self.chip).summary == "Winbond W25Q128, 16.0 MiB (JEDEC id ef 40 18)")
    let strange = FlashChipWords(FlashChipIdentity(jedecID: [0x12, 0x34, 0x17]))
    #expect(strange.summary == "of an unknown part, 8.0 MiB (JEDEC id 12 34 17)")
    #expect(FlashChipWords(FlashChipIdentity(jedecID: [0xC8, 1, 99])).summary.contains("of unknown size"))
  }

  @Test(
    "write protection by the status registers",
    arguments: [
      ([0, 2, 0x60], "none"), ([0x1C, 0, 0], "all of it"), ([0x04, 0, 0], "parts of it"),
      ([0, 0x40, 0], "all of it"), ([0x1C, 0x40, 0], "parts of it"),
      ([0, 0, 4], "by single blocks (WPS is set)"),
    ] as [([UInt8], String)])
  func protection(status: [UInt8], words: String) {
    let chip = FlashChipIdentity(jedecID: [0xEF, 0x40, 0x18], status: status)
    #expect(FlashChipWords(chip).protection == words)
    #expect(FlashChipWords(FlashChipIdentity(jedecID: [0xEF, 0x40, 0x18])).protection == nil)
  }
}
