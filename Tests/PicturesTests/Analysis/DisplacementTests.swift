import Pictures
import Testing

@Suite("How a picture has moved")
struct DisplacementTests {
  /// Noise that is the same for each seed.
  private func field(_ seed: UInt64 = 7) -> [[UInt16]] {
    var state = seed
    return (0..<80).map { _ in
      (0..<80).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt16(state >> 56)
      }
    }
  }

  private func part(_ field: [[UInt16]], _ x: Int, _ y: Int, _ format: Raster.Format = .grayscale) throws
    -> Raster
  {
    var raster = try Raster(width: 64, height: 64, format: format)
    for row in 0..<64 {
      for column in 0..<64 {
        let value = field[y + row][x + column]
        raster[column, row] = format == .grayscale ? value : value << 8 | value
      }
    }
    return raster
  }

  private func spectrum(_ raster: Raster) -> Spectrum {
    var spectrum = Spectrum(of: raster, in: raster.bounds, for: raster.size)
    spectrum.transform()
    return spectrum
  }

  @Test("whole pixels, to the right and up", arguments: [(0, 0), (3, 0), (0, 4), (-5, 2), (-7, -6)])
  func moved(x: Int, y: Int) throws {
    let field = field()
    let shift = spectrum(try part(field, 8, 8)).shift(from: spectrum(try part(field, 8 + x, 8 + y)))
    // Neighbours of the peak draw it aside a little.
    #expect(abs(shift.x - Float(x)) < 0.2 && abs(shift.y + Float(y)) < 0.2)
    #expect(shift.response > 0.7 && shift.response <= 1.01)
  }

  @Test("colours by their brightness")
  func colors() throws {
    let field = field()
    let shift = spectrum(try part(field, 8, 8, .rgb565)).shift(from: spectrum(try part(field, 6, 9, .rgb565)))
    #expect(abs(shift.x + 2) < 0.2 && abs(shift.y + 1) < 0.2)
  }

  @Test("other pictures are answered with little response, flat ones with none")
  func strange() throws {
    let shift = spectrum(try part(field(), 8, 8)).shift(from: spectrum(try part(field(99), 8, 8)))
    #expect(shift.response < 0.2)
    let black = try Raster(width: 64, height: 64, format: .grayscale)
    #expect(spectrum(black).shift(from: spectrum(black)) == SpectrumShift())
  }

  @Test("sizes are filled up to powers of two, single pixels with them", arguments: [1, 2, 3, 33, 64])
  func sizes(side: Int) throws {
    var raster = try Raster(width: side, height: 1, format: .grayscale)
    raster[side / 2, 0] = 200
    let spectrum = spectrum(raster)
    #expect(spectrum.width >= side && spectrum.width < 2 * side && spectrum.height == 1)
    #expect(Spectrum.byteCount(raster.size) == 8 * spectrum.width)
    let shift = spectrum.shift(from: spectrum)
    #expect(abs(shift.x) <= 1 && abs(shift.y) <= 1)
    var polar = spectrum
    polar.becomePolar()
    #expect(polar.width == spectrum.width)
  }
}
