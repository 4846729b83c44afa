#if DEBUG  // What it looks at is not part of optimised builds.
import ImageCodecs
import Pictures
import Scripting
import Testing

@testable import MaixModules

@Suite("Images in files")
struct ImageFileTests {
  private func run(_ source: String, _ files: MemoryFiles) throws -> String {
    let bench = BoardBench()
    bench.files = files
    return try bench.run("import image\n" + source)
  }

  @Test("a bitmap comes back as it was saved: RGB565 in 16 bits, grey in 8, a part of it")
  func bitmaps() throws {
    let files = MemoryFiles()
    let found = try run(
      """
      a = image.Image(size=(3, 2))
      a.draw_line(0, 0, 2, 1, (255, 128, 8))
      print(a.save('/sd/a.bmp') is a)
      b = image.Image('/sd/a.bmp')
      print(b, b[:] == a[:])
      g = a.to_grayscale()
      g.save('/sd/g.BMP', roi=(1, 0, 2, 2))
      print(image.Image('/sd/g.BMP')[:], g[:])
      """, files)
    #expect(
      found == """
        True
        {"w":3, "h":2, "type"="rgb565", "size":12} True
        (153, 0, 0, 153) (153, 153, 0, 0, 0, 153)

        """)
    // 66 bytes of header, rows of 3 pixels in 8 bytes.
    #expect(files.contents["/sd/a.bmp"]?.count == 66 + 16)
    #expect(files.contents["/sd/a.bmp"]?[22..<26] == [0xFE, 0xFF, 0xFF, 0xFF])
  }

  @Test("JPEG: made, saved, loaded from a file and from bytes")
  func photographs() throws {
    let files = MemoryFiles()
    let found = try run(
      """
      a = image.Image(size=(32, 16))
      a.draw_rectangle(0, 0, 32, 16, (255, 0, 0), fill=True)
      a.save('/sd/a.jpg', quality=95)
      b = image.Image('/sd/a.jpg')
      print(b, b[100][0] > 240, b[100][1] < 16)
      c = a.compressed(90)
      print(c.width(), c.height(), c.format(), c.size() == len(c.to_bytes()), c[0], c[1])
      d = image.Image(bytes(c.to_bytes()), from_bytes=True)
      print(d)
      print(a.compress(quality=50).format(), a)
      a.save('/sd/c.jpeg')
      print(image.Image('/sd/c.jpeg').size())
      """, files)
    let lines = found.split(separator: "\n").map(String.init)
    #expect(lines[0] == "{\"w\":32, \"h\":16, \"type\"=\"rgb565\", \"size\":1024} True True")
    #expect(lines[1] == "32 16 5 True 255 216")
    #expect(lines[2] == "{\"w\":32, \"h\":16, \"type\"=\"rgb565\", \"size\":1024}")
    #expect(lines[3].hasPrefix("5 {\"w\":32, \"h\":16, \"type\"=\"jpeg\", \"size\":"))
    #expect(lines[4] == "1024")
  }

  @Test("bad files: missing, cut, of other depths, too large")
  func refusals() throws {
    let files = MemoryFiles()
    let raster = try Raster(width: 5, height: 4, format: .rgb565)
    let whole = BoardBitmap.write(raster, raster.bounds)
    files.contents["/sd/whole.bmp"] = whole
    files.contents["/sd/cut.bmp"] = Array(whole.dropLast())
    files.contents["/sd/head.bmp"] = Array(whole.prefix(20))
    files.contents["/sd/deep.bmp"] = whole.enumerated().map { $0 == 28 ? 32 : $1 }
    files.contents["/sd/flat.bmp"] = whole.enumerated().map { (18..<22).contains($0) ? 0 : $1 }
    files.contents["/sd/wide.bmp"] = whole.enumerated().map { $0 == 20 ? 1 : $1 }
    files.contents["/sd/a.pgm"] = Array("P5 1 1 255\n ".utf8)
    let found = try run(
      """
      for name in 'none.bmp', 'cut.bmp', 'head.bmp', 'deep.bmp', 'flat.bmp', 'wide.bmp', 'a.pgm', 'whole.bmp':
        try:
          print(image.Image('/sd/' + name).size())
        except (OSError, ValueError, MemoryError) as e:
          print(e)
      """, files)
    #expect(
      found == """
        [Errno 2] ENOENT
        [Errno 5] EIO
        Failed to read requested bytes!
        Unsupported format!
        file_corrupted_raise!
        file_corrupted_raise!
        format not supported
        40

        """)
  }

  @Test("24 bits, which others write, are rounded to RGB565")
  func trueColor() throws {
    let picture = try Picture(
      width: 2, height: 2, format: .rgb888, pixels: [29, 131, 252, 0, 0, 0, 255, 0, 0, 1, 2, 3])
    let file = try picture.encoded(as: .bmp)
    let raster = try #require(try BoardBitmap.read(file, limit: 1000))
    #expect(raster[0, 0] == 4 << 11 | 32 << 5 | 31)
    #expect(raster[0, 1] == 0xF800)
  }
}
#endif
