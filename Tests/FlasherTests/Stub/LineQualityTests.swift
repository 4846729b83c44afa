import Flasher
import Testing

/// How long frames are, by how they get through.
struct LineQualityTests {
  @Test func `a good line has long frames and is never given up`() {
    var quality = LineQuality()
    for index in 0..<5000 {
      if index % 50 == 0 { quality.noteLoss() } else { quality.noteArrival() }
      #expect(!quality.isHopeless(at: 1_500_000))
    }
    #expect(quality.pieceByteCount == 4096)
  }

  @Test func `losses make frames shorter, quiet makes them longer again`() {
    var quality = LineQuality()
    for _ in 0..<12 { quality.noteLoss() }
    #expect(quality.pieceByteCount < 4096)
    for _ in 0..<400 { quality.noteArrival() }
    #expect(quality.pieceByteCount == 4096)
    for _ in 0..<1000 { quality.noteLoss() }
    #expect(quality.pieceByteCount == 64)
  }

  @Test func `a bad line is given up early at high speed, and only when nothing gets through at the lowest`()
  {
    var quality = LineQuality()
    for index in 0..<120 {
      if index % 3 == 0 { quality.noteLoss() } else { quality.noteArrival() }
    }
    #expect(quality.isHopeless(at: 1_500_000))
    #expect(!quality.isHopeless(at: 115_200))
    quality.slowDown()
    #expect(!quality.isHopeless(at: 921_600))
    for _ in 0..<100 { quality.noteLoss() }
    #expect(quality.isHopeless(at: 115_200))
  }
}
