import Pictures
import Testing

@Suite("Blobs")
struct BlobTests {
  /// A grey raster that is black but for some pixels.
  private func raster(_ width: Int, _ height: Int, _ isSet: (Int, Int) -> Bool) throws -> Raster {
    var raster = try Raster(width: width, height: height, format: .grayscale)
    for y in 0..<height {
      for x in 0..<width where isSet(x, y) { raster[x, y] = 200 }
    }
    return raster
  }

  private let bright = BlobSearch([ColorThreshold([100, 255])])

  @Test("a rectangle has the device's numbers: width less 1, means cut, the angle of its moments")
  func rectangle() throws {
    let raster = try raster(160, 120) { x, y in (30..<50).contains(x) && (40..<50).contains(y) }
    let blob = try #require(raster.blobs(bright, in: raster.bounds)?.first)
    #expect(blob.x == 30 && blob.y == 40 && blob.width == 19 && blob.height == 9)
    #expect(blob.pixels == 200 && blob.centerX == 39 && blob.centerY == 44)
    #expect(blob.code == 1 && blob.count == 1)
    // a = 200 (20² - 1) / 12 + 200 / 4 = 6700, c = 1700, b = 200 / 4 = 50: atan2(100, 5000) / 2.
    #expect(abs(blob.rotation - 0.0099987) < 1e-5)
  }

  @Test("pixels that touch at corners are two blobs")
  func corners() throws {
    var search = bright
    (search.leastArea, search.leastPixels, search.columnStep) = (0, 0, 1)
    let raster = try raster(8, 8) { x, y in (x, y) == (3, 3) || (x, y) == (4, 4) }
    #expect(raster.blobs(search, in: raster.bounds)?.map(\.pixels) == [1, 1])
  }

  @Test("steps pass over single pixels, and odd rows begin one column further")
  func steps() throws {
    var search = bright
    (search.leastArea, search.leastPixels) = (0, 0)
    let raster = try raster(8, 8) { x, y in (x, y) == (3, 2) || (x, y) == (3, 5) }
    #expect(raster.blobs(search, in: raster.bounds)?.map(\.y) == [5])
  }

  @Test("a pixel belongs to the first colour that takes it, also when the blob is too small")
  func colors() throws {
    var search = BlobSearch([ColorThreshold([150, 255]), ColorThreshold([100, 255])])
    (search.leastArea, search.leastPixels, search.columnStep) = (0, 5, 1)
    let raster = try raster(20, 4) { x, _ in x < 1 || x >= 10 }
    let blobs = try #require(raster.blobs(search, in: raster.bounds))
    #expect(blobs.map(\.code) == [1])
    #expect(blobs.map(\.pixels) == [40])
  }

  @Test("colours are limited by lightness, a and b")
  func lab() throws {
    var raster = try Raster(width: 30, height: 30, format: .rgb565)
    for y in 5..<15 {
      for x in 5..<15 { raster[x, y] = 0xF800 }
      for x in 16..<26 { raster[x, y] = 0x07E0 }
    }
    // Red is (53, 80, 67), green (88, -86, 83).
    let search = BlobSearch([
      ColorThreshold([30, 60, 60, 90, 50, 80]), ColorThreshold([80, 90, -90, -80, 80, 85]),
    ])
    let blobs = try #require(raster.blobs(search, in: raster.bounds))
    #expect(blobs.map(\.x) == [5, 16])
    #expect(blobs.map(\.code) == [1, 2])
  }

  @Test("inverted limits and an area")
  func inverted() throws {
    var search = bright
    search.isInverted = true
    let raster = try raster(40, 40) { x, _ in x >= 20 }
    let blobs = try #require(raster.blobs(search, in: Rectangle(x: 10, y: 5, width: 20, height: 10)))
    #expect(blobs.count == 1)
    #expect(blobs[0].x == 10 && blobs[0].y == 5 && blobs[0].width == 9 && blobs[0].height == 9)
  }

  @Test("more than the limit is refused")
  func limit() throws {
    var search = bright
    (search.leastArea, search.leastPixels, search.columnStep) = (0, 0, 1)
    let raster = try raster(40, 40) { x, y in (x + y) % 2 == 0 }
    #expect(raster.blobs(search, in: raster.bounds, limit: 799) == nil)
    #expect(raster.blobs(search, in: raster.bounds, limit: 800)?.count == 800)
  }

  @Test("random pixels fall into the same blobs as by spreading from each pixel in turn", arguments: 0..<20)
  func random(seed: Int) throws {
    var state = UInt64(seed) &* 7919 &+ 1
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let (width, height) = (Int(next() % 30) + 1, Int(next() % 30) + 1)
    let density = next() % 100
    var set = Set<Int>()
    for place in 0..<(width * height) where next() % 100 < density { set.insert(place) }
    let raster = try raster(width, height) { x, y in set.contains(y * width + x) }
    var search = bright
    (search.leastArea, search.leastPixels, search.columnStep) = (0, 0, 1)
    let blobs = try #require(raster.blobs(search, in: raster.bounds))
    var expected: [[Int]] = []
    var left = set
    for place in 0..<(width * height) where left.contains(place) {
      var pixels = [place]
      left.remove(place)
      var done = 0
      while done < pixels.count {
        let (x, y) = (pixels[done] % width, pixels[done] / width)
        done += 1
        for (nx, ny) in [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]
        where nx >= 0 && nx < width && ny >= 0 && ny < height {
          if left.remove(ny * width + nx) != nil { pixels.append(ny * width + nx) }
        }
      }
      let (xs, ys) = (pixels.map { $0 % width }, pixels.map { $0 / width })
      let (x, y) = (xs.min() ?? 0, ys.min() ?? 0)
      expected.append([
        x, y, (xs.max() ?? 0) - x, (ys.max() ?? 0) - y, pixels.count, xs.reduce(0, +) / pixels.count,
        ys.reduce(0, +) / pixels.count,
      ])
    }
    #expect(
      blobs.map { [$0.x, $0.y, $0.width, $0.height, $0.pixels, $0.centerX, $0.centerY] } == expected)
  }

  @Test("blobs whose rectangles overlap with a margin become one")
  func merging() throws {
    let raster = try raster(60, 20) { x, y in
      (5..<15).contains(y) && ((5..<15).contains(x) || (20..<30).contains(x) || (50..<60).contains(x))
    }
    let blobs = try #require(raster.blobs(bright, in: raster.bounds))
    #expect(blobs.count == 3)
    // The first ends at 5 + 9 = 14; the second begins at 20, with a margin of 6 at 14, which is not below 14.
    var apart = BlobMerging(blobs, margin: 6)
    let first = apart.pass { _, _ in true }
    #expect(first == false)
    var merging = BlobMerging(blobs, margin: 7)
    while merging.pass({ _, _ in true }) {}
    #expect(merging.blobs.map(\.count) == [2, 1])
    #expect(merging.blobs[0].x == 5 && merging.blobs[0].width == 24 && merging.blobs[0].pixels == 200)
    // Centres 9 and 24, equal weights.
    #expect(merging.blobs[0].centerX == 16)
    var refused = BlobMerging(blobs, margin: 7)
    let asked = refused.pass { _, _ in false }
    #expect(asked == false)
  }
}
