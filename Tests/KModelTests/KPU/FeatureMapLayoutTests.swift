import KModel
import Testing

@Suite("FeatureMapLayout")
struct FeatureMapLayoutTests {
  @Test(
    "width decides how channels share rows",
    arguments: [
      (1, 4, 1, 16), (16, 4, 1, 16), (17, 2, 1, 32), (32, 2, 1, 32), (33, 1, 1, 64), (64, 1, 1, 64),
      (65, 1, 2, 64), (320, 1, 5, 64),
    ])
  func widths(width: Int, channelsPerRow: Int, rows: Int, pitch: Int) {
    let layout = FeatureMapLayout(channels: 5, height: 3, width: width)
    #expect(layout.channelsPerRow == channelsPerRow)
    #expect(layout.rowsPerImageRow == rows)
    #expect(layout.channelPitch == pitch)
    #expect(layout.rowCount == rows * 3 * ((5 + channelsPerRow - 1) / channelsPerRow))
    #expect(layout.byteCount == layout.rowCount * 64)
  }

  @Test("channels of one row lie a pitch apart, groups a whole map apart")
  func offsets() {
    let layout = FeatureMapLayout(channels: 6, height: 4, width: 10)
    #expect((0..<6).map(layout.offset(ofChannel:)) == [0, 16, 32, 48, 256, 272])
    #expect(!layout.isPlanar)
    #expect(FeatureMapLayout(channels: 6, height: 4, width: 128).isPlanar)
  }
}
