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
      let rows = PlaneRows(offsets: offsets, stride: rowStride)
      let planes = random.mixedBytes(7 + channels * (height * rowStride + 2))
      let stride = LayerShapeK210.padded(channels)
      let pixels = filled(height * width * stride, with: UInt8(9)) {
        PixelLayout.interleave(
          planes: planes.span, rows, height: height, width: width, pixels: &$0)
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
          pixels: pixels.span, height: height, width: width, planes: &$0, rows)
      }
      #expect(restored == back)
    }
  }

  @Test(
    "copying planes moves their rows and nothing else, on any number of threads",
    arguments: [(3, 2, 5, 9, 5), (2, 4, 6, 6, 6), (40, 60, 250, 256, 250), (40, 60, 250, 250, 250)])
  func copy(_ count: Int, _ height: Int, _ width: Int, _ fromStride: Int, _ toStride: Int) {
    var random = SplitMix64(seed: UInt64(width))
    let from = PlaneRows(
      offsets: (0..<count).map { 3 + $0 * (height * fromStride + 1) }, stride: fromStride)
    let to = PlaneRows(
      offsets: (0..<count).map { 1 + ($0 ^ 1) * (height * toStride + 2) }, stride: toStride)
    let source = random.mixedBytes(3 + count * (height * fromStride + 1))
    var expected = [UInt8](repeating: 77, count: 1 + (count + 1) * (height * toStride + 2))
    for plane in 0..<count {
      for row in 0..<height {
        for x in 0..<width {
          expected[to.offsets[plane] + row * toStride + x] =
            source[from.offsets[plane] + row * fromStride + x]
        }
      }
    }
    for threads in [1, 2, 5] {
      let copied = filled(expected.count, with: UInt8(77)) {
        PixelLayout.copy(
          planes: source.span, from, height: height, width: width, to: &$0, to, threads: threads)
      }
      #expect(copied == expected)
    }
  }

  @Test(
    "clearing sets every byte of a span and no other, on any number of threads",
    arguments: [0, 1, 7, 3_000_001])
  func clear(_ count: Int) {
    for threads in [1, 2, 3] {
      let bytes = filled(count + 2, with: UInt8(5)) { span in
        var inner = span._mutatingExtracting(1..<(count + 1))
        inner.clear(threads: threads)
      }
      #expect(bytes == [5] + [UInt8](repeating: 0, count: count) + [5])
    }
  }
}
