import Bytes
import Flasher
import K210Flash
import KilnCommands
import TestSupport
import Testing

@Suite("Plans of kiln flash")
struct FlashPlanTests {
  private func piece(_ name: String, at address: UInt32, _ count: Int, framed: Bool = false) -> FlashPiece {
    FlashPiece(
      name: name, address: address, file: [UInt8](repeating: 0x55, count: count), isFramed: framed)
  }

  @Test("keys are 32 hexadecimal digits") func keys() {
    #expect(EncryptionKeyArgument(argument: "00112233445566778899aabbCCDDEEFF") != nil)
    for wrong in [
      "", "00", "0011223344556677889", "zz112233445566778899aabbCCDDEEFF", "+1112233445566778899aabbCCDDEEFF",
    ] {
      #expect(EncryptionKeyArgument(argument: wrong) == nil)
    }
  }

  @Test("an encrypted firmware takes whole blocks of the cipher, in the plan as in flash") func encrypted()
    throws
  {
    let key = try #require(AES128(key: 0..<16))
    for count in [1, 15, 16, 17, 100] {
      let pieces = [piece("fw", at: 0, count, framed: true), piece("m", at: 0x30_0000, 7)]
      let plan = FlashPlan(pieces, chipByteCount: 16 << 20, key: key)
      let image = try plan.image()
      #expect(plan.map.regions.map(\.bytes) == image.segments.map(\.range))
      #expect(image.segments[0].bytes.count == (count + 15) / 16 * 16 + 37)
      #expect(image.segments[0].bytes.first == 3)
      // Models are never encrypted.
      #expect(image.segments[1].bytes == pieces[1].file)
    }
  }

  @Test("what is refused: errors always, warnings and broken models without --force") func refusals() {
    func refusal(_ pieces: [FlashPiece], forced: Bool) -> CommandFailure? {
      FlashPlan(pieces, chipByteCount: 16 << 20).refusal(isForced: forced)
    }
    let firmware = piece("fw", at: 0, 5000, framed: true)
    #expect(refusal([firmware], forced: false) == nil)
    for isForced in [false, true] {
      let overlap = refusal([firmware, piece("m", at: 0x1000, 10)], forced: isForced)
      #expect(overlap?.exitCode == .work)
      #expect(overlap?.message.contains("'m' at 0x00001000: overlaps 'fw'") == true)
      #expect(overlap?.hints.isEmpty == true)
    }
    let unframed = [piece("m", at: 0, 10)]
    #expect(refusal(unframed, forced: false)?.hints == ["if it is meant so: --force"])
    #expect(refusal(unframed, forced: true) == nil)
    let broken = FlashPiece(
      name: "m.kmodel", address: 0x30_0000, file: Array("LDMK".utf8) + [4, 0, 0, 0, 9],
      isFramed: false)
    #expect(refusal([firmware, broken], forced: false)?.message.contains("broken kmodel") == true)
    #expect(refusal([firmware, broken], forced: true) == nil)
    let two = refusal([piece("m", at: 0, 10), piece("n", at: 0x30_0000, 10)], forced: false)
    #expect(two?.message.hasSuffix("(and 1 more)") == true)
  }

  @Test("the plan for another chip knows its end") func otherChip() {
    let plan = FlashPlan([piece("m", at: 0x50_0000, 10)], chipByteCount: 16 << 20)
    #expect(!plan.map.isRefused)
    #expect(plan.onChip(byteCount: 4 << 20).map.isRefused)
  }

  @Test("what cannot be in flash is not compared, what only should not be there is") func comparisons() {
    func refusal(_ piece: FlashPiece) -> CommandFailure? {
      FlashPlan([piece], chipByteCount: 16 << 20).comparisonRefusal
    }
    #expect(refusal(piece("m", at: 0, 10)) == nil)
    #expect(
      refusal(piece("m", at: 0x30_0000, 0))?.message.contains("'m' at 0x00300000: the file is empty") == true)
    #expect(refusal(piece("big", at: 0, 6 << 20 | 1, framed: true))?.message.contains("'big'") == true)
  }

  @Test("a plan beyond the chip keeps nothing") func keepsNothing() {
    let plan = FlashPlan([piece("m", at: 0xFF_FF00, 0x200)], chipByteCount: 16 << 20)
    #expect(plan.map.isRefused && plan.neighbours.isEmpty && plan.neighbourWords == nil)
  }

  @Test("bytes beside two files in one sector count once") func neighbours() throws {
    let pieces = [piece("a", at: 0x10_0000, 0x10), piece("b", at: 0x10_0100, 0x10)]
    let plan = FlashPlan(pieces, chipByteCount: 16 << 20)
    let words = try #require(plan.neighbourWords)
    #expect(words.hasPrefix("keeps 4.0 KiB (4064 bytes) beside the files"))
    #expect(plan.neighbours == [0x10_0010..<0x10_0100, 0x10_0110..<0x10_1000])
    #expect(words.contains("0x00100010 to 0x00100100"))
    #expect(FlashPlan([piece("a", at: 0x10_0000, 0x1000)], chipByteCount: 16 << 20).neighbourWords == nil)
  }

  @Test("lengths: bytes with a unit, or all", arguments: [("4096", 4096), ("0x1000", 4096), ("4k", 4096)])
  func lengths(text: String, count: Int) throws {
    #expect(FlashLengthArgument(argument: text) == .bytes(count))
    #expect(FlashLengthArgument(argument: "ALL") == .all)
    for wrong in ["0", "-1", "x", ""] { #expect(FlashLengthArgument(argument: wrong) == nil) }
    let chip = 16 << 20
    #expect(try FlashLengthArgument.bytes(count).range(from: 16, chipByteCount: chip) == 16..<(16 + count))
    #expect(try FlashLengthArgument.all.range(from: 16, chipByteCount: chip) == 16..<chip)
    for (length, start) in [(.bytes(1), chip), (.bytes(chip), 1), (.all, chip), (.bytes(.max), 5)]
      as [(FlashLengthArgument, Int)]
    {
      let failure = #expect(throws: CommandFailure.self) {
        try length.range(from: start, chipByteCount: chip)
      }
      #expect(failure?.exitCode == .work)
    }
  }

  @Test("a start may be 0, a length may not")
  func starts() {
    #expect(FlashStartArgument(argument: "0") == .address(0))
    #expect(FlashStartArgument(argument: "0x300000") == .address(0x30_0000))
    #expect(FlashStartArgument(argument: "all") == .all)
    #expect(FlashStartArgument(argument: "-1") == nil)
  }
}
