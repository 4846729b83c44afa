import Pictures
import Testing

@Suite("Histograms and what they tell")
struct HistogramTests {
  private func ramp() throws -> Raster {
    try Raster(width: 16, height: 16, format: .grayscale, bytes: (0...255).map { UInt8($0) })
  }

  @Test("each brightness once")
  func statistics() throws {
    let raster = try ramp()
    let histogram = raster.histogram(in: raster.bounds, binCounts: Histogram.binCounts(.grayscale))
    #expect(histogram.lightness == [Float](repeating: 1 / 256, count: 256))
    // Mean 127.5 and deviation 73.9, cut; quartiles where a quarter is reached.
    #expect(histogram.statistics[0].numbers == [127, 127, 0, 73, 0, 255, 63, 191])
    #expect(histogram.statistics[1].numbers == [0, 0, 0, 0, 0, 0, 0, 0])
    #expect(histogram.percentile(0.5).lightness == 127)
    #expect(histogram.percentile(1).lightness == 255)
    #expect(histogram.percentile(0).lightness == 0)
  }

  @Test("fewer bins take the bin whose number the scaled value is cut to")
  func bins() throws {
    let raster = try ramp()
    // Values times 3/255: 0…84 fall into 0, 85…169 into 1, 170…254 into 2, 255 into 3.
    let histogram = raster.histogram(in: raster.bounds, binCounts: [4])
    #expect(histogram.lightness.map { $0 * 256 } == [85, 85, 85, 1])
  }

  @Test("Otsu's threshold is the lower of two values")
  func threshold() throws {
    let bytes = (0..<100).map { UInt8($0 < 50 ? 50 : 200) }
    let raster = try Raster(width: 10, height: 10, format: .grayscale, bytes: bytes)
    let histogram = raster.histogram(in: raster.bounds, binCounts: [256])
    #expect(histogram.threshold.lightness == 50)
  }

  @Test("thresholds count pixels within them, once for each")
  func thresholds() throws {
    let raster = try ramp()
    let histogram = raster.histogram(
      in: raster.bounds, binCounts: [256], thresholds: [ColorThreshold([10, 19]), ColorThreshold([15, 15])])
    #expect(histogram.lightness[9] == 0 && histogram.lightness[10] == 1 / 256)
    #expect(histogram.lightness[15] == 2 / 256 && histogram.lightness[20] == 0)
  }

  @Test("colours have three parts")
  func colors() throws {
    var raster = try Raster(width: 4, height: 1, format: .rgb565)
    raster[0, 0] = 0xF800
    for x in 1..<4 { raster[x, 0] = 0xFFFF }
    let histogram = raster.histogram(in: raster.bounds, binCounts: Histogram.binCounts(.rgb565))
    #expect(histogram.lightness.count == 101 && histogram.a.count == 256)
    #expect(histogram.lightness[53] == 0.25 && histogram.lightness[100] == 0.75)
    #expect(histogram.a[128 + 80] == 0.25 && histogram.b[128 + 67] == 0.25)
    #expect(histogram.statistics.map { $0.numbers[4] } == [53, 0, 0])
    #expect(histogram.statistics.map { $0.numbers[5] } == [100, 80, 67])
  }

  @Test("colour tables: primaries in L*a*b* and brightness")
  func tables() {
    let tables = ColorTables.exact
    let expected: [(UInt16, [Int8])] = [
      (0x0000, [0, 0, 0, -128]), (0xFFFF, [100, 0, 0, 127]), (0xF800, [53, 80, 67, -52]),
      (0x07E0, [88, -86, 83, 21]), (0x001F, [32, 79, -108, -99]),
    ]
    for (pixel, numbers) in expected {
      let place = Int(pixel)
      #expect([tables.lightness[place], tables.a[place], tables.b[place], tables.y[place]] == numbers)
    }
    // The coarse table of a green of 1: that of black, and the additions for 1.
    let coarse = ColorTables.coarse
    #expect([coarse.lightness[32], coarse.a[32], coarse.b[32], coarse.y[32]] == [1, 2, 1, -126])
    #expect(BoardColor.rgb565(Color(red: 4, green: 3, blue: 5)) == 0x0021)
  }
}
