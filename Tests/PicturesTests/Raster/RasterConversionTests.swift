import Pictures
import Testing

@Suite("Rasters: sizes, formats and planes")
struct RasterConversionTests {
  @Test("colours are rounded as the firmware's tables have it")
  func colors() {
    // Entries of rgb2rgb_tab.c.
    #expect([3, 6, 13, 29].map { BoardColor.widened5[$0] } == [25, 49, 107, 239])
    #expect([10, 11, 31, 32, 53].map { BoardColor.widened6[$0] } == [40, 45, 125, 130, 215])
    #expect([4, 5, 28, 29, 90].map { BoardColor.narrowed5[$0] } == [0, 1, 3, 4, 11])
    for value in UInt16.min...UInt16.max where value % 97 == 0 {
      #expect(BoardColor.rgb565(BoardColor.color(value)) == value)
    }
    // Entries of yuv_tab.c, plus 128: green bits 8, 16, 24 and 32 of 63.
    #expect([0x0100, 0x0200, 0x0300, 0x0400].map { BoardColor.brightness[$0] } == [18, 38, 56, 76])
    #expect(BoardColor.brightness[0xFFFF] == 255)
    // Entries of rainbow_tab.c, bytes swapped.
    let entries = [0, 1, 2, 18, 127, 176, 200, 255]
    #expect(
      entries.map { BoardColor.rainbow[$0] } == [
        0x063F, 0x063F, 0x065F, 0x07FF, 0x67E0, 0xFFE0, 0xFD80, 0xF820,
      ])
  }

  private func grey(_ width: Int, _ height: Int, _ bytes: [UInt8]) throws -> Raster {
    try Raster(width: width, height: height, format: .grayscale, bytes: bytes)
  }

  @Test("copies take the pixel up and left of each place")
  func copies() throws {
    let raster = try grey(4, 2, [1, 2, 3, 4, 5, 6, 7, 8])
    let part = Rectangle(x: 1, y: 0, width: 2, height: 2)
    #expect(raster.copied(part)?.bytes == [2, 3, 6, 7])
    #expect(raster.copied(part, scaleX: 2, scaleY: 0.5)?.bytes == [2, 2, 3, 3])
    #expect(raster.copied(part, scaleX: 0.4, scaleY: 1) == nil)
    #expect(raster.cut(Rectangle(x: 3, y: 1, width: 2, height: 2))?.bytes == [8, 0, 0, 0])
  }

  @Test("grey shrinks to means whose columns follow the heights' ratio")
  func shrinking() throws {
    // 3x3 to 2x2: boxes of columns 0…1 and 1…3, the last of which is the next row's first.
    let raster = try grey(3, 3, [10, 20, 30, 40, 50, 60, 70, 80, 90])
    let small = try #require(raster.resized(width: 2, height: 2))
    #expect(small[0, 0] == (10 + 20 + 40 + 50) / 4)
    #expect(small[1, 0] == (20 + 30 + 40 + 50 + 60 + 70) / 6)
  }

  @Test("grey grows by mixing four; colour shrinks to the nearest")
  func growing() throws {
    let raster = try grey(2, 1, [0, 200])
    // Places -0.25, 0.25, 0.75 and 1.25 of the source, with -50 as 0.
    #expect(raster.resized(width: 4, height: 1)?.bytes == [0, 50, 150, 200])
    var color = try Raster(width: 4, height: 1, format: .rgb565)
    for x in 0..<4 { color[x, 0] = UInt16(x) * 0x0841 }
    #expect(color.resized(width: 2, height: 1).map { [$0[0, 0], $0[1, 0]] } == [0, 0x1082])
    var pair = try Raster(width: 2, height: 2, format: .rgb565)
    for y in 0..<2 { pair[1, y] = 16 << 11 | 32 << 5 | 16 }
    let wide = try #require(pair.resized(width: 4, height: 4))
    #expect(wide[1, 1] == 4 << 11 | 8 << 5 | 4)
    #expect(wide[2, 1] == 12 << 11 | 24 << 5 | 12)
  }

  @Test("planes are the parts widened, and pixels come back from them")
  func planes() throws {
    var raster = try Raster(width: 2, height: 1, format: .rgb565)
    raster[0, 0] = 3 << 11 | 11 << 5 | 29
    #expect(raster.planes == [25, 0, 45, 0, 239, 0])
    var other = try Raster(width: 2, height: 1, format: .rgb565)
    other.setPixels(planes: [25, 0, 45, 0, 239, 0])
    #expect(other == raster)
    #expect(try grey(2, 1, [3, 4]).planes == [3, 4])
    #expect(try Raster(width: 2, height: 1, format: .binary).planes == nil)
    other.setPixels(planes: [1])
    #expect(other == raster)
  }

  @Test("pictures to rasters and back")
  func pictures() throws {
    let picture = try Picture(width: 1, height: 1, format: .rgb888, pixels: [28, 130, 255])
    #expect(Raster(picture, format: .rgb565)[0, 0] == 3 << 11 | 32 << 5 | 31)
    #expect(Raster(picture, format: .rgb565, isRounded: true)[0, 0] == 3 << 11 | 32 << 5 | 31)
    let bright = try Picture(width: 1, height: 1, format: .rgb888, pixels: [29, 131, 252])
    #expect(Raster(bright, format: .rgb565)[0, 0] == 3 << 11 | 32 << 5 | 31)
    #expect(Raster(bright, format: .rgb565, isRounded: true)[0, 0] == 4 << 11 | 32 << 5 | 31)
    #expect(Raster(picture, format: .grayscale)[0, 0] == 113)
    #expect(Raster(picture, format: .binary)[0, 0] == 0)
    let back = Raster(picture, format: .rgb565).picture
    #expect(back.pixels == [24, 130, 255])
    #expect(try Raster(width: 1, height: 1, format: .binary, bytes: [1]).picture.pixels == [255])
  }

  @Test("conversions between formats")
  func formats() throws {
    let shades = try grey(3, 1, [0, 128, 255])
    #expect(shades.converted(to: .binary).bytes == [0, 1, 1])
    #expect(shades.converted(to: .binary).converted(to: .grayscale).bytes == [0, 255, 255])
    let color = shades.converted(to: .rgb565)
    #expect((0..<3).map { color[$0, 0] } == [0, 16 << 11 | 32 << 5 | 16, 0xFFFF])
    #expect(shades.rainbow[2, 0] == 0xF820)
  }

  @Test("stretching brightness")
  func stretching() throws {
    var raster = try grey(3, 3, [0, 0, 0, 0, 100, 0, 0, 0, 250])
    raster.stretch(from: 0, to: 255)
    // The inner pixels are all the same, so nothing happens.
    #expect(raster.bytes[8] == 250)
    raster = try grey(4, 3, [9, 9, 9, 9, 9, 10, 60, 9, 9, 9, 9, 255])
    raster.stretch(from: 5, to: 255)
    // 250 / 50 is 5; 9 becomes 0, and 255 becomes 1230 - 1024.
    #expect(raster.bytes == [0, 0, 0, 0, 0, 5, 255, 0, 0, 0, 0, 206])
    raster = try grey(2, 2, [100, 100, 100, 180])
    raster.stretchCharacters(isDarkened: false)
    // The mean is 120.
    #expect(raster.bytes == [0, 0, 0, 255])
  }

  @Test("nine weights over planes, with black around them")
  func weights() {
    let planes: [UInt8] = [10, 20, 30, 40, 1, 1, 1, 1]
    let found = Raster.convolved(
      planes: planes, width: 2, height: 2, weights: [0, 0, 0, 0, 1, 2, 0, 0, 0])
    #expect(found == [50, 20, 110, 40, 3, 1, 3, 1])
    let sharp = Raster.convolved(
      planes: planes, width: 2, height: 2, weights: [-1, -1, -1, -1, 8, -1, -1, -1, -1])
    #expect(sharp[0..<4] == [0, 80, 170, 255])
  }

  @Test("a turn by 90 degrees with scale and shift is found again, and moves planes")
  func transforms() throws {
    // target (x, y) lies at source (10 - 2 y, 5 + 2 x).
    let target: [(x: Float, y: Float)] = [(0, 0), (4, 0), (0, 4)]
    let source: [(x: Float, y: Float)] = [(10, 5), (10, 13), (2, 5)]
    let found = PlaneTransform(source: source, target: target).numbers
    for (one, other) in zip(found, [0, -2, 10, 2, 0, 5, 0, 0, 1]) { #expect(abs(one - Float(other)) < 1e-4) }
    let shift = try #require(PlaneTransform(numbers: [1, 0, 1, 0, 1, 0, 0, 0, 1]))
    let moved = shift.warped([1, 2, 3, 4], width: 2, height: 2, channels: 1, to: 2, height: 2)
    #expect(moved == [2, 0, 4, 0])
    let half = try #require(PlaneTransform(numbers: [1, 0, 0.5, 0, 1, 0, 0, 0, 1]))
    #expect(half.warped([10, 20], width: 2, height: 1, channels: 1, to: 1, height: 1) == [15])
    let nowhere = try #require(PlaneTransform(numbers: [.nan, 0, 0, 0, 1, 0, 0, 0, 1]))
    #expect(nowhere.warped([10, 20], width: 2, height: 1, channels: 1, to: 1, height: 1) == [0])
  }
}
