import Pictures
import Testing

@Suite("Pixels one by one")
struct PixelOperationTests {
  private func result(_ operation: PixelOperation, _ this: UInt8, _ other: UInt8) throws -> UInt8 {
    var raster = try Raster(width: 1, height: 1, format: .grayscale, bytes: [this])
    raster.apply(operation, .value(UInt16(other)))
    return raster.bytes[0]
  }

  @Test("arithmetic of greys")
  func arithmetic() throws {
    #expect(try result(.add, 200, 100) == 255)
    #expect(try result(.subtract(isReversed: false), 100, 130) == 0)
    #expect(try result(.subtract(isReversed: true), 100, 130) == 30)
    #expect(try result(.multiply(isInverted: false), 128, 128) == 64)
    // 255 - 127 * 127 / 255 = 191.7.
    #expect(try result(.multiply(isInverted: true), 128, 128) == 191)
    #expect(try result(.divide(isInverted: false, isRemainder: false), 50, 100) == 127)
    #expect(try result(.divide(isInverted: true, isRemainder: false), 50, 100) == 255)
    #expect(try result(.divide(isInverted: false, isRemainder: false), 50, 0) == 0)
    // 50 * 255 = 12750; less 127 * 100 = 50.
    #expect(try result(.divide(isInverted: false, isRemainder: true), 50, 100) == 50)
    #expect(try result(.minimum, 5, 9) == 5)
    #expect(try result(.maximum, 5, 9) == 9)
    #expect(try result(.difference, 5, 9) == 4)
    #expect(try result(.blend(0.5), 101, 200) == 150)
  }

  @Test("arithmetic of colours goes part by part")
  func colors() throws {
    var raster = try Raster(width: 1, height: 1, format: .rgb565)
    raster[0, 0] = Raster.Format.pixel(20, 40, 5)
    raster.apply(.add, .value(Raster.Format.pixel(20, 10, 6)))
    #expect(raster[0, 0] == Raster.Format.pixel(31, 50, 11))
    raster.negate()
    #expect(raster[0, 0] == Raster.Format.pixel(0, 13, 20))
  }

  @Test("replacing mirrors, flips, and turns rows into columns")
  func replace() throws {
    let source = try Raster(width: 3, height: 2, format: .grayscale, bytes: [1, 2, 3, 4, 5, 6])
    func replaced(_ isMirrored: Bool, _ isFlipped: Bool, _ isTransposed: Bool) -> Raster {
      var raster = source
      raster.replace(
        with: .raster(source), isMirrored: isMirrored, isFlipped: isFlipped, isTransposed: isTransposed)
      return raster
    }
    #expect(replaced(true, false, false).bytes == [3, 2, 1, 6, 5, 4])
    #expect(replaced(false, true, false).bytes == [4, 5, 6, 1, 2, 3])
    let turned = replaced(false, false, true)
    #expect(turned.width == 2 && turned.height == 3 && turned.bytes == [1, 4, 2, 5, 3, 6])
  }

  @Test("limits make black and white, bits, or holes")
  func binary() throws {
    let raster = try Raster(width: 4, height: 1, format: .grayscale, bytes: [10, 100, 150, 250])
    let limits = [ColorThreshold([90, 160])]
    #expect(raster.binary(limits, inverted: false, zeroing: false).bytes == [0, 255, 255, 0])
    #expect(raster.binary(limits, inverted: true, zeroing: false).bytes == [255, 0, 0, 255])
    #expect(raster.binary(limits, inverted: false, zeroing: true).bytes == [10, 0, 0, 250])
    let bits = raster.binary(limits, inverted: false, zeroing: false, isBitmap: true)
    #expect(bits.format == .binary && bits.bytes == [0, 1, 1, 0])
  }

  @Test("equalizing spreads what there is")
  func equalize() throws {
    var raster = try Raster(width: 4, height: 1, format: .grayscale, bytes: [10, 10, 20, 30])
    raster.equalize()
    // Half of the pixels are at most 10: 127.5, cut.
    #expect(raster.bytes == [127, 127, 191, 255])
  }

  @Test("tile by tile: one brightness fills its tile's range, a limit keeps it near where it was")
  func equalizeAdaptively() throws {
    // 64×64 has 7 bits: 2×2 tiles. All of one brightness becomes 255, whatever it was, without a limit.
    var flat = try Raster(
      width: 64, height: 64, format: .grayscale, bytes: [UInt8](repeating: 100, count: 64 * 64))
    #expect(flat.equalizationTiles == 4)
    let before = flat
    flat.equalizeAdaptively(limit: -1)
    #expect(flat.bytes.allSatisfy { $0 == 255 })
    var untouched = before
    untouched.equalizeAdaptively(limit: 1)
    #expect(untouched == before)
    // A limit of 2 in tiles of 1024 pixels: 8 to a bin. Of 1024 at 100, 1016 go round, 3 to each bin and then 248 more:
    // up to bin 100 there are 100 * 3 + 8 and a part of these.
    var limited = before
    limited.equalizeAdaptively(limit: 2)
    let value = Int(limited.bytes[2000])
    #expect(value >= 308 * 255 / 1024 && value <= (308 + 101) * 255 / 1024)
    #expect(limited.bytes.allSatisfy { $0 == limited.bytes[0] })
    for size in [(1, 1), (3, 500), (321, 7), (33, 65)] {
      var raster = try Raster(width: size.0, height: size.1, format: .rgb565)
      raster.equalizeAdaptively(limit: 3)
      raster.equalizeAdaptively(limit: 0.001)
    }
  }

  @Test("blocks become one pixel")
  func pooling() throws {
    let raster = try Raster(
      width: 5, height: 2, format: .grayscale, bytes: [1, 2, 10, 20, 99, 3, 5, 30, 41, 99])
    let mean = raster.pooled(.mean, columns: 2, rows: 2)
    #expect(mean.width == 2 && mean.height == 1 && mean.bytes == [2, 25])
    #expect(raster.pooled(.midpoint(128), columns: 2, rows: 2).bytes == [3, 25])
    #expect(raster.pooled(.midpoint(256), columns: 2, rows: 2).bytes == [5, 41])
  }

  @Test("brightness added, gamma of 1 changes a value by little")
  func gamma() throws {
    let ramp = (0...255).map { UInt8($0) }
    var raster = try Raster(width: 256, height: 1, format: .grayscale, bytes: ramp)
    raster.correctGamma(1, contrast: 1, brightness: 0)
    for (before, after) in zip(ramp, raster.bytes) { #expect(abs(Int(before) - Int(after)) <= 1) }
    raster.correctGamma(1, contrast: 1, brightness: 1)
    #expect(raster.bytes.allSatisfy { $0 == 255 })
  }
}
