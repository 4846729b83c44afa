import Bytes
import Flasher
import TestSupport
import Testing

/// What is erased and written, played on flash in memory: an erase gives ones, a write of the stub keeps what is beside it.
struct WritePlannerTests {
  /// Flash of 256 KiB that does what the stub does.
  struct PlainFlash {
    var bytes: [UInt8]

    mutating func play(_ step: WriteStep) {
      if step.isErase {
        bytes.replaceSubrange(
          step.address..<(step.address + step.byteCount), with: repeatElement(0xFF, count: step.byteCount))
      } else {
        bytes.replaceSubrange(step.address..<(step.address + step.bytes.count), with: step.bytes)
      }
    }

    func survey(_ image: FlashImage) -> SectorSurvey {
      var survey = SectorSurvey()
      for sector in image.sectors {
        let present = Array(bytes[FlashImage.range(ofSector: sector)])
        survey.note(
          CRC32.checksum(of: present), ofSector: sector,
          expected: CRC32.checksum(of: image.contents(ofSector: sector, over: present)))
      }
      return survey
    }
  }

  private static func random(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  @Test(arguments: 0..<20) func `any image on any flash ends right, and nothing beside it changes`(
    seed: UInt64
  ) {
    var random = SplitMix64(seed: seed)
    var flash = PlainFlash(bytes: [UInt8](repeating: 0xFF, count: 256 << 10))
    for _ in 0..<Int.random(in: 0..<4, using: &random) {
      let start = Int.random(in: 0..<200_000, using: &random)
      let piece = Self.random(Int.random(in: 1..<50_000, using: &random), &random)
      flash.bytes.replaceSubrange(start..<(start + piece.count), with: piece)
    }
    var segments: [FlashSegment] = []
    var address = Int.random(in: 0..<70_000, using: &random)
    for _ in 0..<Int.random(in: 1..<4, using: &random) {
      let piece = Self.random(Int.random(in: 1..<55_000, using: &random), &random)
      segments.append(FlashSegment(address: address, bytes: piece))
      address += piece.count + (Bool.random(using: &random) ? 0 : Int.random(in: 0..<9000, using: &random))
    }
    let image = FlashImage(segments: segments)
    let before = flash.bytes
    let planner = WritePlanner(image: image, survey: flash.survey(image))
    for step in planner.steps { flash.play(step) }
    var expected = before
    for segment in segments { expected.replaceSubrange(segment.range, with: segment.bytes) }
    #expect(flash.bytes == expected)
    #expect(flash.survey(image).wrongSectors.isEmpty)
    #expect(WritePlanner(image: image, survey: flash.survey(image)).steps.isEmpty)
  }

  @Test func `neighbours that were lost come back`() {
    var flash = PlainFlash(bytes: [UInt8](repeating: 0x11, count: 256 << 10))
    let image = FlashImage(segments: [FlashSegment(address: 0x1100, bytes: [1, 2, 3])])
    let kept = [1: [UInt8](repeating: 0x11, count: 4096)]
    // Power was cut while the sector was erased.
    flash.play(.erase(0x1000..<0x2000))
    var survey = SectorSurvey()
    survey.note(SectorSurvey.blankChecksum, ofSector: 1, expected: 0)
    let planner = WritePlanner(image: image, survey: survey, neighbours: kept, rewritesNeighbours: true)
    for step in planner.steps { flash.play(step) }
    #expect(flash.bytes[0x10FF] == 0x11)
    #expect(Array(flash.bytes[0x1100..<0x1104]) == [1, 2, 3, 0x11])
    #expect(flash.bytes[0x1FFF] == 0x11)
  }

  @Test func `a block is erased at once when most of it is in the way, and only if all of it is ours`() {
    let whole = FlashImage(segments: [
      FlashSegment(address: 0x1_0000, bytes: [UInt8](repeating: 7, count: 0x1_0000))
    ])
    let part = FlashImage(segments: [
      FlashSegment(address: 0x1_0001, bytes: [UInt8](repeating: 7, count: 0xFFFF))
    ])
    for (image, inTheWay, erasesBlock) in [
      (whole, 16, true), (whole, 4, true), (whole, 3, false), (part, 16, false),
    ] {
      var survey = SectorSurvey()
      for sector in 16..<32 {
        survey.note(sector < 16 + inTheWay ? 5 : SectorSurvey.blankChecksum, ofSector: sector, expected: 1)
      }
      let steps = WritePlanner(image: image, survey: survey).steps
      #expect(steps.contains { $0.isErase && $0.byteCount == 0x1_0000 } == erasesBlock)
    }
  }

  @Test func `erased bytes are not sent`() {
    var bytes = [UInt8](repeating: 0xFF, count: 8192)
    bytes[5000] = 1
    let image = FlashImage(segments: [FlashSegment(address: 0, bytes: bytes)])
    var survey = SectorSurvey()
    survey.note(SectorSurvey.blankChecksum, ofSector: 0, expected: SectorSurvey.blankChecksum)
    survey.note(SectorSurvey.blankChecksum, ofSector: 1, expected: 1)
    #expect(WritePlanner(image: image, survey: survey).steps == [.write([1], at: 5000)])
  }
}
