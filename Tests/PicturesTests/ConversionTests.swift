import Pictures
import TestSupport
import Testing

@Suite("Conversions of pixels")
struct ConversionTests {
  private let picture: Picture

  init() throws {
    picture = try Picture(width: 2, height: 1, format: .rgb888, pixels: [1, 2, 3, 40, 50, 60])
  }

  @Test(
    "planes come in the order asked for",
    arguments: [
      (ColorOrder.rgb, [1, 40, 2, 50, 3, 60]), (.bgr, [3, 60, 2, 50, 1, 40]), (.gray, [2, 48]),
    ] as [(ColorOrder, [UInt8])])
  func planar(order: ColorOrder, expected: [UInt8]) {
    #expect(picture.planar(order) == expected)
    #expect(order.channelCount * 2 == expected.count)
  }

  @Test("brightness and colours at half the size go back to nearly the same", arguments: [false, true])
  func semiPlanar(isVFirst: Bool) throws {
    // Equal colours over four pixels each, so that only rounding is lost.
    var generator = SplitMix64(seed: 5)
    let colors = generator.bytes(18)
    let pixels = (0..<72).map { index in
      let (row, column, channel) = (index / 18, index / 3 % 6, index % 3)
      return colors[(row / 2 * 3 + column / 2) * 3 + channel]
    }
    let picture = try Picture(width: 6, height: 4, format: .rgb888, pixels: pixels)
    let camera = SemiPlanarPicture(
      width: 6, height: 4, bytes: picture.semiPlanarYUV(isVFirst: isVFirst), isVFirst: isVFirst)
    for order in [ColorOrder.rgb, .bgr] {
      let pairs = zip(camera.planar(order), picture.planar(order))
      #expect(pairs.allSatisfy { abs(Int($0) - Int($1)) <= 2 })
    }
    #expect(camera.planar(.gray) == Array(picture.semiPlanarYUV(isVFirst: isVFirst).prefix(24)))
  }

  @Test("studio range: 16 is black, 235 is white")
  func studioRange() {
    let bytes: [UInt8] = [16, 235, 16, 235, 128, 128]
    let camera = SemiPlanarPicture(
      width: 2, height: 2, bytes: bytes, isVFirst: false, hasStudioRange: true)
    #expect(camera.planar(.rgb) == [0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255])
  }

  @Test("planes go back to the same picture", arguments: [ColorOrder.rgb, .bgr])
  func planesBack(order: ColorOrder) throws {
    var generator = SplitMix64(seed: 3)
    let random = try Picture(width: 5, height: 4, format: .rgb888, pixels: generator.bytes(60))
    #expect(try Picture(width: 5, height: 4, planes: random.planar(order), order: order) == random)
  }

  @Test("grey planes make grey pictures, and grey pictures three equal planes")
  func grayPlanes() throws {
    let gray = try Picture(width: 2, height: 1, planes: [7, 9], order: .gray)
    #expect(gray.format == .gray8)
    #expect(gray.planar(.bgr) == [7, 9, 7, 9, 7, 9])
    #expect(throws: PictureError(kind: .byteCount(expected: 6, found: 2))) {
      _ = try Picture(width: 2, height: 1, planes: [7, 9], order: .rgb)
    }
  }

  @Test("only one or three channels have an order", arguments: [-1, 0, 2, 4])
  func channels(count: Int) {
    #expect(ColorOrder(channelCount: count) == nil)
    #expect(ColorOrder(channelCount: 1, reversed: true) == .gray)
    #expect(ColorOrder(channelCount: 3) == .rgb)
    #expect(ColorOrder(channelCount: 3, reversed: true) == .bgr)
  }

  @Test("grey to colour and back is the identity")
  func grayToColor() throws {
    let gray = try Picture(width: 256, height: 1, format: .gray8, pixels: [UInt8](0...255))
    let color = gray.converted(to: .rgb888)
    #expect(color.pixels.prefix(6) == [0, 0, 0, 1, 1, 1])
    #expect(color.converted(to: .gray8) == gray)
    #expect(gray.converted(to: .gray8) == gray)
  }

  @Test("every sixteen-bit colour survives widening")
  func rgb565RoundTrip() {
    #expect((UInt16.min...UInt16.max).allSatisfy { Color(rgb565: $0).rgb565 == $0 })
  }

  @Test(
    "sixteen bits hold five, six and five",
    arguments: [
      (Color(red: 255, green: 0, blue: 0), 0xF800), (Color(red: 0, green: 255, blue: 0), 0x07E0),
      (Color(red: 0, green: 0, blue: 255), 0x001F), (.white, 0xFFFF),
    ] as [(Color, UInt16)])
  func rgb565(color: Color, value: UInt16) {
    #expect(color.rgb565 == value)
    #expect(Color(rgb565: value) == color)
  }

  @Test("pictures convert to sixteen bits and back, grey ones too")
  func rgb565Pictures() throws {
    let values: [UInt16] = [0xF800, 0x07E0, 0x1234, 0xFFFF, 0, 0x001F]
    let color = try Picture(width: 3, height: 2, rgb565: values)
    #expect(color.rgb565 == values)
    let gray = try Picture(width: 2, height: 1, format: .gray8, pixels: [0, 255])
    #expect(gray.rgb565 == [0, 0xFFFF])
    #expect(throws: PictureError(kind: .byteCount(expected: 8, found: 12))) {
      _ = try Picture(width: 2, height: 2, rgb565: values)
    }
  }
}
