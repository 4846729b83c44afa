import Pictures
import Testing

@Suite("Fitting a picture")
struct FittingTests {
  /// Brightness tells the place: 10 * y + x.
  private func ramp(_ width: Int, _ height: Int) throws -> Picture {
    let pixels = (0..<height).flatMap { y in (0..<width).map { x in UInt8(10 * y + x) } }
    return try Picture(width: width, height: height, format: .gray8, pixels: pixels)
  }

  @Test(
    "equal sizes are kept as they are", arguments: [Fitting.asIs, .stretch, .centreCrop, .letterbox(.white)])
  func equalSizes(fitting: Fitting) throws {
    let picture = try ramp(4, 3)
    let fitted = try picture.fitted(to: picture.size, by: fitting)
    #expect(fitted.picture == picture)
    #expect(fitted.placement.description == "4x3 as it is")
  }

  @Test("as-is refuses another size")
  func asIs() throws {
    let picture = try ramp(4, 3)
    let target = Size(width: 3, height: 4)
    #expect(throws: PictureError(kind: .notTheSize(expected: target, found: picture.size))) {
      _ = try picture.fitted(to: target, by: .asIs)
    }
  }

  @Test("targets out of bounds are refused under every rule")
  func badTargets() throws {
    let picture = try ramp(2, 2)
    #expect(throws: PictureError.self) { try picture.fitted(to: Size(width: 0, height: 2), by: .stretch) }
    #expect(throws: PictureError.self) {
      try picture.fitted(to: Size(width: .max, height: 2), by: .centreCrop)
    }
  }

  @Test("centre crop cuts the middle and says so")
  func centreCrop() throws {
    let fitted = try ramp(8, 4).fitted(to: Size(width: 2, height: 2), by: .centreCrop)
    #expect(fitted.placement.crop == Rectangle(x: 2, y: 0, width: 4, height: 4))
    // Each pixel is the average of a 2x2 block: (2 + 3 + 12 + 13) / 4 = 7.5, up.
    #expect(fitted.picture.pixels == [8, 10, 28, 30])
    #expect(fitted.placement.description == "8x4 → 2x2, centre-cropped to 4x4 at (2, 0)")
  }

  @Test("a crop of the target's size is only cut, never blended")
  func cropOnly() throws {
    let fitted = try ramp(5, 3).fitted(to: Size(width: 3, height: 3), by: .centreCrop)
    #expect(fitted.picture.pixels == [1, 2, 3, 11, 12, 13, 21, 22, 23])
  }

  @Test("letterbox centres and fills the rest")
  func letterbox() throws {
    let white = try Picture(width: 4, height: 2, format: .rgb888, filledWith: .white)
    let fill = Color(red: 1, green: 2, blue: 3)
    let fitted = try white.fitted(to: Size(width: 4, height: 5), by: .letterbox(fill))
    #expect(fitted.placement.content == Rectangle(x: 0, y: 1, width: 4, height: 2))
    let colors = (0..<5).map { fitted.picture.color(x: 3, y: $0) }
    #expect(colors == [fill, .white, .white, fill, fill])
    #expect(fitted.placement.description == "4x2 → 4x5, letterboxed to 4x2 at (0, 1)")
  }

  @Test("extreme proportions still show at least a pixel")
  func extremes() throws {
    let line = try Picture(width: 1000, height: 1, format: .gray8, filledWith: .white)
    let fitted = try line.fitted(to: Size(width: 8, height: 8), by: .letterbox(.black))
    #expect(fitted.placement.content == Rectangle(x: 0, y: 3, width: 8, height: 1))
    let cropped = try line.fitted(to: Size(width: 8, height: 8), by: .centreCrop)
    #expect(cropped.placement.crop == Rectangle(x: 499, y: 0, width: 1, height: 1))
    #expect(cropped.picture.pixels == [UInt8](repeating: 255, count: 64))
  }

  @Test("stretch uses everything and names both sizes")
  func stretch() throws {
    let fitted = try ramp(4, 2).fitted(to: Size(width: 2, height: 2), by: .stretch)
    #expect(fitted.placement.crop == Rectangle(x: 0, y: 0, width: 4, height: 2))
    #expect(fitted.placement.description == "4x2 → 2x2, stretched")
    #expect(fitted.picture.pixels == [1, 3, 11, 13])
  }

  @Test("boxes are carried back to the source through crop and letterbox")
  func backToSource() throws {
    let cropped = try ramp(8, 4).fitted(to: Size(width: 2, height: 2), by: .centreCrop).placement
    #expect(
      cropped.sourceRectangle(left: 0, top: 0, right: 0.5, bottom: 1)
        == Rectangle(x: 2, y: 0, width: 2, height: 4))
    let boxed = try ramp(8, 4).fitted(to: Size(width: 8, height: 8), by: .letterbox(.black)).placement
    #expect(
      boxed.sourceRectangle(left: 0, top: 0.25, right: 1, bottom: 0.75)
        == Rectangle(x: 0, y: 0, width: 8, height: 4))
    #expect(
      boxed.sourceRectangle(left: -1, top: 0, right: .infinity, bottom: .nan)
        == Rectangle(x: 0, y: 0, width: 8, height: 0))
  }

  @Test("a cut-out is exact and refused outside")
  func crop() throws {
    let picture = try ramp(5, 4)
    #expect(try picture.cropped(to: Rectangle(x: 3, y: 2, width: 9, height: 1)).pixels == [23, 24])
    #expect(throws: PictureError.self) { try picture.cropped(to: Rectangle(x: 5, y: 0, width: 1, height: 1)) }
  }
}
