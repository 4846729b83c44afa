import Pictures
import TestSupport
import Testing

@Suite("Scaling, on random pictures")
struct ScalingPropertyTests {
  private static func random(_ width: Int, _ height: Int, _ format: Picture.Format, seed: UInt64) throws
    -> Picture
  {
    var generator = SplitMix64(seed: seed)
    return try Picture(
      width: width, height: height, format: format,
      pixels: generator.bytes(width * height * format.channelCount))
  }

  /// Weights by the definition: overlap of two intervals when shrinking, a hat function when growing; times 2ab.
  private static func weight(_ index: Int, of target: Int, _ sample: Int, of source: Int) -> Int {
    if target <= source {
      let start = max(index * source, sample * target)
      let end = min((index + 1) * source, (sample + 1) * target)
      return max(0, end - start) * 2 * target
    }
    let centre = min(max((2 * index + 1) * source, target), (2 * source - 1) * target)
    return max(0, 2 * target - abs(centre - (2 * sample + 1) * target)) * source
  }

  private static func plainlyScaled(_ picture: Picture, to target: Size) -> [UInt8] {
    let channels = picture.format.channelCount
    var pixels: [UInt8] = []
    let total = 2 * target.width * picture.width * 2 * target.height * picture.height
    for y in 0..<target.height {
      for x in 0..<target.width {
        for channel in 0..<channels {
          var sum = 0
          for row in 0..<picture.height {
            let down = weight(y, of: target.height, row, of: picture.height)
            for column in 0..<picture.width where down > 0 {
              let across = weight(x, of: target.width, column, of: picture.width)
              sum += across * down * Int(picture.pixels[(row * picture.width + column) * channels + channel])
            }
          }
          pixels.append(UInt8((2 * sum + total) / (2 * total)))
        }
      }
    }
    return pixels
  }

  @Test(
    "equals the plain definition, growing and shrinking on either axis",
    arguments: [
      (7, 5, 3, 2), (3, 2, 7, 5), (7, 2, 3, 5), (2, 7, 5, 3), (1, 1, 4, 3), (9, 9, 1, 1), (8, 8, 4, 4),
      (5, 5, 6, 6), (6, 6, 5, 5), (1, 8, 3, 1), (4, 4, 12, 8),
    ], Picture.Format.allCases)
  func definition(sizes: (Int, Int, Int, Int), format: Picture.Format) throws {
    let picture = try Self.random(sizes.0, sizes.1, format, seed: UInt64(sizes.0 * 31 + sizes.2))
    let target = Size(width: sizes.2, height: sizes.3)
    let scaled = try picture.fitted(to: target, by: .stretch).picture
    #expect(scaled.pixels == Self.plainlyScaled(picture, to: target))
  }

  @Test("shrinking a picture of repeated pixels restores it", arguments: [2, 3, 5, 8])
  func restores(factor: Int) throws {
    let picture = try Self.random(6, 5, .rgb888, seed: UInt64(factor))
    var pixels: [UInt8] = []
    for y in 0..<(5 * factor) {
      for x in 0..<(6 * factor) {
        let start = 3 * (y / factor * 6 + x / factor)
        pixels += picture.pixels[start..<(start + 3)]
      }
    }
    let large = try Picture(width: 6 * factor, height: 5 * factor, format: .rgb888, pixels: pixels)
    #expect(try large.fitted(to: picture.size, by: .stretch).picture == picture)
  }

  @Test("one colour stays that colour", arguments: [0, 1, 127, 254, 255] as [UInt8])
  func constant(shade: UInt8) throws {
    let picture = try Picture(width: 13, height: 7, format: .gray8, filledWith: Color(gray: shade))
    for size in [Size(width: 5, height: 20), Size(width: 64, height: 3)] {
      #expect(try picture.fitted(to: size, by: .stretch).picture.pixels.allSatisfy { $0 == shade })
    }
  }

  @Test("the longest side in one dimension does not overflow")
  func longSide() throws {
    let line = try Picture(width: Picture.sideLimit, height: 1, format: .gray8, filledWith: .white)
    let shrunk = try line.fitted(to: Size(width: 1, height: 3), by: .stretch).picture
    #expect(shrunk.pixels == [255, 255, 255])
    let dot = try Picture(width: 1, height: 1, format: .gray8, filledWith: .white)
    let grown = try dot.fitted(to: Size(width: Picture.sideLimit, height: 1), by: .stretch).picture
    #expect(grown.pixels.allSatisfy { $0 == 255 })
  }
}
