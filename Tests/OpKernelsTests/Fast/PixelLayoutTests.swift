import OpKernels
import TestSupport
import Testing

@Suite("planes and interleaved pixels")
struct PixelLayoutTests {
  @Test("interleaving and back, beside the 16 of a transposition", arguments: [1, 3, 4, 15, 16, 17, 40])
  func bothWays(channels: Int) {
    var random = SplitMix64(seed: UInt64(channels))
    for width in [1, 4, 15, 16, 17, 33] {
      let (height, rowStride) = (3, width + 5)
      let offsets = (0..<channels).map { 7 + $0 * (height * rowStride + 2) }
      let planes = random.mixedBytes(7 + channels * (height * rowStride + 2))
      let stride = LayerShapeK210.padded(channels)
      let pixels = filled(height * width * stride, with: UInt8(9)) {
        PixelLayout.interleave(
          planes: planes.span, planeOffsets: offsets, rowStride: rowStride, height: height, width: width,
          pixels: &$0)
      }
      var expected = [UInt8](repeating: 0, count: pixels.count)
      var back = [UInt8](repeating: 200, count: planes.count)
      for (channel, offset) in offsets.enumerated() {
        for row in 0..<height {
          for column in 0..<width {
            let place = offset + row * rowStride + column
            expected[(row * width + column) * stride + channel] = planes[place]
            back[place] = planes[place]
          }
        }
      }
      #expect(pixels == expected)
      let restored = filled(planes.count, with: UInt8(200)) {
        PixelLayout.deinterleave(
          pixels: pixels.span, planeOffsets: offsets, rowStride: rowStride, height: height, width: width,
          planes: &$0)
      }
      #expect(restored == back)
    }
  }
}
