import Pictures
import Testing

@Suite("QR codes")
struct QRCodeTests {
  @Test(
    "codes of another library are read, with their version, level, mask and corners",
    arguments: QRCodeSample.all)
  func samples(sample: QRCodeSample) throws {
    let raster = try sample.raster(scale: 4, format: sample.mask % 2 == 0 ? .grayscale : .rgb565)
    let codes = raster.qrCodes(in: raster.bounds)
    let code = try #require(codes.first)
    #expect(codes.count == 1)
    #expect(String(decoding: code.payload, as: UTF8.self) == sample.text)
    #expect(code.version == sample.version && code.correctionLevel == sample.level)
    #expect(code.mask == sample.mask && code.dataType == sample.kind && code.encoding == 0)
    let end = 16 + 4 * sample.side
    let expected = [(16, 16), (end, 16), (end, end), (16, end)]
    for (corner, place) in zip(code.corners, expected) {
      #expect(abs(corner.x - place.0) <= 2 && abs(corner.y - place.1) <= 2)
    }
  }

  @Test("kanji are the bytes of Shift-JIS, as quirc leaves them")
  func kanji() throws {
    let raster = try QRCodeSample.kanji.raster(scale: 4)
    let code = try #require(raster.qrCodes(in: raster.bounds).first)
    // Three characters as Python's shift_jis encodes them.
    #expect(code.payload == [0x93, 0xFA, 0x96, 0x7B, 0x8C, 0xEA])
    #expect(code.dataType == 8 && code.version == 1 && code.mask == 3)
  }

  @Test("upside down and in an area of the picture")
  func turned() throws {
    let sample = QRCodeSample.all[9]
    let upright = try sample.raster(scale: 3)
    var raster = upright
    raster.replace(with: .raster(upright), isMirrored: true, isFlipped: true, isTransposed: false)
    let code = try #require(raster.qrCodes(in: raster.bounds).first)
    #expect(String(decoding: code.payload, as: UTF8.self) == sample.text)
    // The code's upper left corner is now the picture's lower right one.
    #expect(code.corners[0].x > code.corners[1].x && code.corners[0].y > code.corners[3].y)
    #expect(raster.qrCodes(in: Rectangle(x: 0, y: 0, width: raster.width / 2, height: raster.height)).isEmpty)
  }

  @Test("damage up to the code's strength is corrected, more is not read")
  func damage() throws {
    // Version 1, level M: ten redundant bytes, so five may be wrong.
    let sample = QRCodeSample.all[0]
    // The five bytes that are read first lie in the two columns to the right, twelve rows from below up: 2×4 modules each.
    let damaged = Set(
      (0..<5).map { byte in
        let (column, row) = byte < 3 ? (20, 20 - 4 * byte) : (18, 9 + 4 * (byte - 3))
        return row * sample.side + column
      })
    let raster = try sample.raster(scale: 4, turning: damaged)
    let code = try #require(raster.qrCodes(in: raster.bounds).first)
    #expect(String(decoding: code.payload, as: UTF8.self) == sample.text)
    var worse = damaged
    for row in 9..<21 { worse.formUnion((15..<21).map { row * sample.side + $0 }) }
    let ruined = try sample.raster(scale: 4, turning: worse)
    #expect(ruined.qrCodes(in: ruined.bounds).isEmpty)
  }

  @Test("uneven light")
  func shadow() throws {
    let sample = QRCodeSample.all[10]
    var raster = try sample.raster(scale: 4)
    for y in 0..<raster.height {
      for x in 0..<raster.width {
        raster[x, y] = UInt16(20 + Int(raster[x, y]) * (20 + 80 * x / raster.width) / 100)
      }
    }
    let code = try #require(raster.qrCodes(in: raster.bounds).first)
    #expect(String(decoding: code.payload, as: UTF8.self) == sample.text)
  }

  @Test("nothing in pictures without codes")
  func nothing() throws {
    var raster = try Raster(width: 100, height: 80, format: .grayscale)
    #expect(raster.qrCodes(in: raster.bounds).isEmpty)
    var state: UInt64 = 1
    for y in 0..<80 {
      for x in 0..<100 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        raster[x, y] = UInt16(state >> 56)
      }
    }
    #expect(raster.qrCodes(in: raster.bounds).isEmpty)
    let small = try Raster(width: 5, height: 5, format: .binary)
    #expect(small.qrCodes(in: small.bounds).isEmpty)
  }

  @Test("Reed and Solomon: up to half of the redundancy", arguments: 0..<20)
  func correction(seed: Int) {
    var state = UInt64(seed) &* 48_271 &+ 3
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    // All zeros are a valid block of any length.
    let redundancy = 2 * (next(12) + 1)
    let count = redundancy + next(60) + 1
    var block = [UInt8](repeating: 0, count: count)
    for _ in 0..<(redundancy / 2) { block[next(count)] = UInt8(next(255) + 1) }
    #expect(ReedSolomon.corrected(block, redundancy: redundancy) == [UInt8](repeating: 0, count: count))
  }

  @Test("layouts: alignment patterns and bytes of the standard's tables")
  func layouts() {
    #expect(QRCodeLayout(version: 1).alignments == [])
    #expect(QRCodeLayout(version: 2).alignments == [6, 18])
    #expect(QRCodeLayout(version: 7).alignments == [6, 22, 38])
    #expect(QRCodeLayout(version: 32).alignments == [6, 34, 60, 86, 112, 138])
    #expect(QRCodeLayout(version: 40).alignments == [6, 30, 58, 86, 114, 142, 170])
    for (version, byteCount) in [(1, 26), (2, 44), (6, 172), (7, 196), (10, 346), (27, 1828), (40, 3706)] {
      let layout = QRCodeLayout(version: version)
      let modules = (0..<(layout.side * layout.side)).filter {
        !layout.isFunction($0 % layout.side, $0 / layout.side)
      }
      #expect(modules.count / 8 == byteCount)
    }
  }
}
