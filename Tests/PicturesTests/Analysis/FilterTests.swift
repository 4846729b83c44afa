import Pictures
import Testing

@Suite("Filters")
struct FilterTests {
  private func gray(_ width: Int, _ bytes: [UInt8]) throws -> Raster {
    try Raster(width: width, height: bytes.count / width, format: .grayscale, bytes: bytes)
  }

  /// 5×5, black but for the middle.
  private func speck(_ value: UInt8 = 255) throws -> Raster {
    var bytes = [UInt8](repeating: 0, count: 25)
    bytes[12] = value
    return try gray(5, bytes)
  }

  private func filtered(
    _ kind: NeighbourhoodFilter.Kind, _ raster: Raster, radius: Int = 1,
    comparison: NeighbourhoodFilter.Comparison? = nil, mask: Raster? = nil
  ) -> [UInt8] {
    let filter = NeighbourhoodFilter(kind, radius: radius, comparison: comparison)
    var work = NeighbourhoodWork(filter, on: raster, mask: mask)
    return work.finished().bytes
  }

  @Test("a point under each filter; results are cut")
  func point() throws {
    let raster = try speck()
    func ring(_ inside: [UInt8]) -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: 25)
      for (place, value) in inside.enumerated() { bytes[6 + place / 3 * 5 + place % 3] = value }
      return bytes
    }
    // 255 / 9 = 28.3; half of 255 = 127.5.
    #expect(filtered(.mean, raster) == ring([UInt8](repeating: 28, count: 9)))
    #expect(filtered(.median(0.5), raster) == ring([]))
    #expect(filtered(.median(1), raster) == ring([UInt8](repeating: 255, count: 9)))
    #expect(filtered(.mode, raster) == ring([]))
    #expect(filtered(.midpoint(0.5), raster) == ring([UInt8](repeating: 127, count: 9)))
    // 255/16 = 15.9, 255/8 = 31.9, 255/4 = 63.75.
    let bell: [Int32] = [1, 2, 1, 2, 4, 2, 1, 2, 1]
    #expect(
      filtered(.kernel(bell, scale: 1 / 16, addition: 0), raster)
        == ring([15, 31, 15, 31, 63, 31, 15, 31, 15]))
    #expect(
      filtered(.kernel(bell, scale: 1 / 16, addition: -20), raster) == ring([0, 11, 0, 11, 43, 11, 0, 11, 0]))
  }

  @Test("comparison and mask")
  func comparison() throws {
    let raster = try speck()
    // White where the mean is below the pixel: the point alone.
    var expected = [UInt8](repeating: 0, count: 25)
    expected[12] = 255
    #expect(filtered(.mean, raster, comparison: .init(offset: 0, isInverted: false)) == expected)
    #expect(
      filtered(.mean, raster, comparison: .init(offset: 0, isInverted: true)) == expected.map { 255 - $0 })
    var mask = try Raster(width: 5, height: 5, format: .binary)
    mask[2, 2] = 1
    expected[12] = 28
    #expect(filtered(.mean, raster, mask: mask) == expected)
  }

  @Test("sliding windows give what adding up every window gives", arguments: 0..<16)
  func sliding(seed: Int) throws {
    var state = UInt64(seed) &* 104_729 &+ 5
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let (width, height) = (next(9) + 1, next(9) + 1)
    let radius = next(min(4, height + 1))
    let bytes = (0..<(width * height)).map { _ in UInt8(next(256)) }
    let raster = try gray(width, bytes)
    let part = Float(next(5)) / 4
    let side = 2 * radius + 1
    var means: [UInt8] = []
    var medians: [UInt8] = []
    var modes: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        var values: [UInt8] = []
        for j in -radius...radius {
          for k in -radius...radius {
            values.append(bytes[min(max(y + j, 0), height - 1) * width + min(max(x + k, 0), width - 1)])
          }
        }
        means.append(UInt8(Float(values.reduce(0) { $0 + Int($1) }) * (1 / Float(side * side))))
        var counts = [Int](repeating: 0, count: 256)
        var (most, mode) = (0, UInt8(0))
        for value in values {
          counts[Int(value)] += 1
          if counts[Int(value)] > most { (most, mode) = (counts[Int(value)], value) }
        }
        modes.append(mode)
        medians.append(values.sorted()[Int(part * Float(side * side - 1))])
      }
    }
    #expect(filtered(.mean, raster, radius: radius) == means)
    #expect(filtered(.median(part), raster, radius: radius) == medians)
    #expect(filtered(.mode, raster, radius: radius) == modes)
  }

  @Test("colours are filtered part by part")
  func colors() throws {
    var raster = try Raster(width: 3, height: 3, format: .rgb565)
    raster[1, 1] = 0xFFFF
    var work = NeighbourhoodWork(.init(.mean, radius: 1), on: raster)
    // 31 / 9 = 3, 63 / 9 = 7 (just below: 63 times the float 1/9 is 7).
    let result = work.finished()
    let parts = Raster.Format.parts(result[1, 1])
    #expect(parts.red == 3 && parts.blue == 3)
    #expect(parts.green == Int(Float(63) * (1 / Float(9))))
  }

  @Test("a bilateral filter keeps what is far apart in colour")
  func bilateral() throws {
    let raster = try gray(4, [10, 10, 200, 200, 10, 12, 200, 200, 10, 10, 200, 200])
    let result = filtered(.bilateral(color: 0.1, space: 1), raster)
    for (before, after) in zip(raster.bytes, result) { #expect(abs(Int(before) - Int(after)) <= 2) }
  }
}

@Suite("Erosion and dilation")
struct MorphologyTests {
  private func raster(_ rows: [String]) throws -> Raster {
    var raster = try Raster(width: rows[0].count, height: rows.count, format: .grayscale)
    for (y, row) in rows.enumerated() {
      for (x, letter) in row.enumerated() where letter == "#" { raster[x, y] = 255 }
    }
    return raster
  }

  private let drawing = [".......", ".#####.", ".#####.", ".#####.", ".#####.", ".#####.", "......."]

  @Test("a square loses and gains a rim")
  func square() throws {
    var eroded = try raster(drawing)
    eroded.apply(.erode, radius: 1, threshold: 8)
    let inner = [".......", ".......", "..###..", "..###..", "..###..", ".......", "......."]
    #expect(eroded == (try raster(inner)))
    var dilated = eroded
    dilated.apply(.dilate, radius: 1, threshold: 0)
    #expect(dilated == (try raster(drawing)))
  }

  @Test("thresholds count neighbours without the pixel, borders repeat")
  func thresholds() throws {
    var raster = try raster(["##", ".."])
    // The upper left pixel and its repetitions: 5 of 8 neighbours beside it are bright.
    var kept = raster
    kept.apply(.erode, radius: 1, threshold: 5)
    #expect(kept.bytes == [255, 255, 0, 0])
    raster.apply(.erode, radius: 1, threshold: 6)
    #expect(raster.bytes == [0, 0, 0, 0])
  }

  @Test("opening removes a speck, closing fills a hole")
  func openClose() throws {
    var speck = try raster(["......", ".#....", "......", "......"])
    speck.open(radius: 1, threshold: 0)
    #expect(speck.bytes.allSatisfy { $0 == 0 })
    var hole = try raster(["######", "##.###", "######", "######"])
    hole.close(radius: 1, threshold: 0)
    #expect(hole.bytes.allSatisfy { $0 == 255 })
  }

  @Test("sliding sums give what adding up every window gives", arguments: 0..<12)
  func sliding(seed: Int) throws {
    var state = UInt64(seed) &* 31 &+ 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let (width, height) = (next(8) + 1, next(8) + 1)
    let radius = next(min(3, height) + 1)
    let bytes = (0..<(width * height)).map { _ in UInt8(next(256)) }
    let threshold = next((2 * radius + 1) * (2 * radius + 1) + 1)
    for operation in [Raster.Morphology.erode, .dilate] {
      var raster = try Raster(width: width, height: height, format: .grayscale, bytes: bytes)
      raster.apply(operation, radius: radius, threshold: threshold)
      var expected = bytes
      for y in 0..<height {
        for x in 0..<width {
          var sum = 0
          for j in -radius...radius {
            for k in -radius...radius {
              let value = bytes[min(max(y + j, 0), height - 1) * width + min(max(x + k, 0), width - 1)]
              sum += value > 127 ? 1 : 0
            }
          }
          let isBright = bytes[y * width + x] > 127
          if operation == .erode, isBright, sum - 1 < threshold { expected[y * width + x] = 0 }
          if operation == .dilate, !isBright, sum > threshold { expected[y * width + x] = 255 }
        }
      }
      #expect(raster.bytes == expected)
    }
  }
}
