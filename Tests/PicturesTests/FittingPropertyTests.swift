import Pictures
import TestSupport
import Testing

@Suite("Fitting, on random sizes")
struct FittingPropertyTests {
  /// A hundred pairs of sizes from 1 to 40 a side.
  private static func sizes(seed: UInt64) -> [(source: Size, target: Size)] {
    var generator = SplitMix64(seed: seed)
    return (0..<100).map { _ in
      let sides = (0..<4).map { _ in Int.random(in: 1...40, using: &generator) }
      return (Size(width: sides[0], height: sides[1]), Size(width: sides[2], height: sides[3]))
    }
  }

  /// Half the difference on either side, the odd pixel at the end.
  private func isCentred(_ start: Int, _ count: Int, in whole: Int) -> Bool {
    let rest = whole - start - count
    return start >= 0 && (rest == start || rest == start + 1)
  }

  @Test("a letterbox is centred, touches two edges and keeps proportions within half a pixel")
  func letterbox() throws {
    for (source, target) in Self.sizes(seed: 1) where source != target {
      let picture = try Picture(
        width: source.width, height: source.height, format: .gray8, filledWith: .white)
      let fitted = try picture.fitted(to: target, by: .letterbox(.black))
      let content = fitted.placement.content
      #expect(isCentred(content.x, content.width, in: target.width))
      #expect(isCentred(content.y, content.height, in: target.height))
      #expect(content.width == target.width || content.height == target.height)
      let difference = abs(content.width * source.height - content.height * source.width)
      // A side of at least 1 may be forced on very long pictures.
      #expect(2 * difference <= max(source.width, source.height) || min(content.width, content.height) == 1)
      let lit = fitted.picture.pixels.reduce(0) { $0 + ($1 == 255 ? 1 : 0) }
      #expect(lit == content.width * content.height)
    }
  }

  @Test("a crop is centred, as large as it can be and shows no other pixel")
  func centreCrop() throws {
    for (source, target) in Self.sizes(seed: 2) where source != target {
      var picture = try Picture(width: source.width, height: source.height, format: .gray8)
      let crop = try picture.fitted(to: target, by: .centreCrop).placement.crop
      #expect(isCentred(crop.x, crop.width, in: source.width))
      #expect(isCentred(crop.y, crop.height, in: source.height))
      #expect(crop.width == source.width || crop.height == source.height)
      // Light exactly the crop: then nothing dark may be seen.
      picture.fill(crop, with: .white)
      #expect(try picture.fitted(to: target, by: .centreCrop).picture.pixels.allSatisfy { $0 == 255 })
    }
  }

  @Test(
    "colour channels are fitted like three grey pictures",
    arguments: [Fitting.stretch, .centreCrop, .letterbox(.white)])
  func channels(fitting: Fitting) throws {
    var generator = SplitMix64(seed: 3)
    for (source, target) in Self.sizes(seed: 4).prefix(25) {
      let count = source.width * source.height
      let planes = generator.bytes(3 * count)
      let picture = try Picture(width: source.width, height: source.height, planes: planes, order: .rgb)
      let whole = try picture.fitted(to: target, by: fitting).picture.planar(.rgb)
      let parts = try (0..<3).flatMap { channel in
        let plane = Array(planes[(channel * count)..<((channel + 1) * count)])
        let gray = try Picture(width: source.width, height: source.height, planes: plane, order: .gray)
        return try gray.fitted(to: target, by: fitting).picture.pixels
      }
      #expect(whole == parts)
    }
  }

  @Test("the whole target goes back to the whole part that was used")
  func wholeBack() throws {
    for (source, target) in Self.sizes(seed: 5) {
      let picture = try Picture(width: source.width, height: source.height, format: .gray8)
      for fitting in [Fitting.stretch, .centreCrop, .letterbox(.black)] {
        let placement = try picture.fitted(to: target, by: fitting).placement
        #expect(placement.sourceRectangle(left: 0, top: 0, right: 1, bottom: 1) == placement.crop)
      }
    }
  }
}
