#if DEBUG  // What it looks at is not part of optimised builds.
import Pictures
import Testing

@testable import MaixModules

@Suite("Frames of the camera")
struct CameraFrameTests {
  /// Four pixels wide, two high; each channel tells the place.
  private func picture() throws -> Picture {
    var pixels: [UInt8] = []
    for y in 0..<2 {
      for x in 0..<4 { pixels += [UInt8(x * 64 + 7), UInt8(y * 128 + 5), 250] }
    }
    return try Picture(width: 4, height: 2, format: .rgb888, pixels: pixels)
  }

  private func view(_ change: (inout Camera.View) -> Void = { _ in }) -> Camera.View {
    var view = Camera.View()
    (view.width, view.height) = (4, 2)
    change(&view)
    return view
  }

  @Test("pixels lose their low bits, planes keep all eight") func color() throws {
    let frame = try CameraFrame(try picture(), view())
    // 7, 5, 250: 00000 000001 11111; 71: 01000.
    #expect(Array(frame.raster.bytes.prefix(4)) == [0x00, 0x3F, 0x40, 0x3F])
    #expect(frame.raster.format == .rgb565 && frame.raster.bytes.count == 16)
    #expect(Array(frame.planes[0..<8]) == [7, 71, 135, 199, 7, 71, 135, 199])
    #expect(Array(frame.planes[8..<16]) == [5, 5, 5, 5, 133, 133, 133, 133])
    #expect(Array(frame.planes[16...]) == [UInt8](repeating: 250, count: 8))
  }

  @Test("flips come before the window") func flips() throws {
    let mirrored = try CameraFrame(try picture(), view { $0.flipsColumns = true })
    #expect(Array(mirrored.planes[0..<4]) == [199, 135, 71, 7])
    let turned = try CameraFrame(
      try picture(),
      view {
        ($0.flipsColumns, $0.flipsRows) = (true, true)
        $0.window = Rectangle(x: 1, y: 0, width: 2, height: 1)
      })
    #expect(turned.raster.width == 2 && turned.raster.height == 1)
    #expect(turned.planes == [135, 71, 133, 133, 250, 250])
  }

  @Test("grey pixels are the first plane") func gray() throws {
    let frame = try CameraFrame(try picture(), view { $0.isGray = true })
    // (77·7 + 150·5 + 29·250 + 128) / 256 = 8667 / 256
    #expect(frame.raster.format == .grayscale && frame.raster.bytes[0] == 33)
    #expect(Array(frame.planes.prefix(8)) == frame.raster.bytes)
    let negative = try CameraFrame(
      try picture(),
      view {
        $0.isGray = true
        $0.isNegative = true
      })
    #expect(negative.raster.bytes[0] == 222)
  }

  @Test("a grey picture fills all parts of a pixel") func grayPicture() throws {
    let picture = try Picture(width: 4, height: 2, format: .gray8, pixels: [UInt8](repeating: 0x84, count: 8))
    let frame = try CameraFrame(picture, view())
    #expect(Array(frame.raster.bytes.prefix(2)) == [0x84, 0x30])
    #expect(frame.planes == [UInt8](repeating: 0x84, count: 24))
  }

  @Test("a picture of another shape covers the frame") func covers() throws {
    var pixels = [UInt8](repeating: 0, count: 3 * 4 * 4)
    // Rows 1 and 2 are what a 2:1 frame shows of a square.
    for index in 12..<36 { pixels[index] = 255 }
    let square = try Picture(width: 4, height: 4, format: .rgb888, pixels: pixels)
    let frame = try CameraFrame(square, view())
    #expect(frame.raster.bytes == [UInt8](repeating: 255, count: 16))
  }

  @Test("two buffers take turns, one is overwritten") func buffers() throws {
    let camera = Camera()
    camera.view = view()
    let first = try camera.capture(try picture())
    let second = try camera.capture(try Picture(width: 4, height: 2, format: .rgb888))
    #expect(first === second && first.raster.bytes == [UInt8](repeating: 0, count: 16))
    camera.dropBuffers()
    camera.bufferCount = 2
    let third = try camera.capture(try picture())
    let fourth = try camera.capture(try picture())
    #expect(third !== fourth && first !== third)
    #expect(try camera.capture(try picture()) === third)
    #expect(third.isFrameBuffer)
  }

  @Test("what a script draws is gone with the next snapshot of the same picture") func redrawn() throws {
    let camera = Camera()
    camera.view = view()
    let picture = try picture()
    let buffer = try camera.capture(picture)
    buffer.raster[0, 0] = 0xFFFF
    buffer.planes?[0] = 99
    _ = try camera.capture(picture)
    #expect(buffer.raster[0, 0] == 0x003F && buffer.planes?[0] == 7)
  }
}
#endif
