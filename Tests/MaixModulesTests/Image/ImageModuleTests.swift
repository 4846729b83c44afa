import MaixModules
import Pictures
import Testing

@Suite("Module image")
struct ImageModuleTests {
  private func run(_ source: String) throws -> String { try BoardBench().run("import image\n" + source) }

  @Test("a new image is black, as large as the usual display, and says so")
  func newImages() throws {
    let found = try run(
      """
      a = image.Image()
      print(a, a.get_pixel(3, 4), a.format())
      b = image.Image(size=(10, 4))
      print(b.width(), b.height(), b.size(), type(b))
      print(b.to_grayscale(copy=True))
      """)
    #expect(
      found == """
        {"w":320, "h":240, "type"="rgb565", "size":153600} (0, 0, 0) 2
        10 4 80 <class 'Image'>
        {"w":10, "h":4, "type"="grayscale", "size":40}

        """)
  }

  @Test("pixels: parts widened and rounded, integers as bytes lie in memory, nothing outside")
  func pixels() throws {
    let found = try run(
      """
      a = image.Image(size=(3, 2))
      print(a.set_pixel(1, 0, (255, 128, 8)) is a)
      print(a.get_pixel(1, 0), a.get_pixel((1, 0), rgbtuple=False), a.get_pixel(3, 0), a.get_pixel(-1, 0))
      a.set_pixel(0, 0, 0x00F8)
      a.set_pixel(2, 0)
      print(a[0], a[2], a[-1], a[0:2])
      a[4] = (8, 0, 0)
      a[0:2] = [(255, 255, 255), (0, 0, 0)]
      print(a[4], a[0], a[1])
      g = a.to_grayscale(copy=True)
      g[3:5] = 7
      print(g[0], g[3:6], g.get_pixel(3 - 2, 1, True))
      """)
    // (255, 128, 8) has 31, 32 and 1: 0xFC01, whose bytes swapped are 508.
    #expect(
      found == """
        True
        (255, 130, 8) 508 None None
        (255, 0, 0) (255, 255, 255) (0, 0, 0) ((255, 0, 0), (255, 130, 8))
        (8, 0, 0) (255, 255, 255) (0, 0, 0)
        255 (7, 7, 0) (8, 8, 8)

        """)
  }

  @Test(
    "mistakes have the firmware's words",
    arguments: [
      ("a[6]", "IndexError: Image index out of range"),
      ("a['x']", "TypeError: Image indices must be integers, not str"),
      ("a[0:4:2]", "OSError: only slices with step=1 (aka None) are supported"),
      ("a[0:2] = [(1, 2, 3)]", "OSError: cannot grow or shrink image"),
      ("a.draw_image(3, 0, 0)", "TypeError: Can't convert int to Image"),
      ("a.draw_image(a, 0, 0, alpha=257)", "OSError: Error: 0 <= alpha <= 256!"),
      ("a.draw_line(1, 2, 3)", "OSError: Not enough positional arguments!"),
      ("a.draw_line((1, 2, 3))", "ValueError: requested length 4 but object has length 3"),
      ("a.draw_line(0, 0, 1, 1, color='red')", "TypeError: object 'str' isn't a tuple or list"),
      ("a.draw_rectangle(1.5, 0, 1, 1)", "TypeError: can't convert float to int"),
      ("a.draw_string(0, 0, 'x', scale=0)", "OSError: Error: 0 < scale!"),
      ("a.copy(roi=(0, 0, 0, 1))", "OSError: Invalid ROI dimensions!"),
      ("a.copy(roi=(3, 0, 1, 1))", "OSError: ROI does not overlap on the image!"),
      ("a.copy(roi=(0, 0, 1 << 16, 1))", "OSError: Invalid ROI dimensions!"),
      ("a.add(1.5)", "TypeError: object 'float' isn't a tuple or list"),
      ("a.copy(x_scale=0.1)", "OSError: Output image width is 0!"),
      ("a.crop(x_scale=2.0)", "OSError: The new image won't fit in the target frame buffer!"),
      ("a.to_grayscale().to_rgb565()", "OSError: Can't convert to rgb565 in place!"),
      ("a.to_grayscale().to_rainbow()", "OSError: Can't convert to rainbow in place!"),
      ("a.compress(quality=0)", "OSError: Error: 1 <= quality <= 100!"),
      ("a.compress()", "OSError: Can't compress in place!"),
      ("a.compressed().clear()", "OSError: Image format is not supported!"),
      ("a.save('x.pgm')", "OSError: Image is not PGM!"),
      ("a.save('x.bmp')", "OSError: [Errno 19] ENODEV"),
      ("image.Image(b'GIF89a', from_bytes=True)", "ValueError: format not supported"),
      ("image.Image(b'BM', from_bytes=True)", "OSError: Not support"),
      ("image.Image(b'\\xff\\xd8', from_bytes=True)", "OSError: [Errno 5] EIO"),
      ("image.warp_affine_ai(a, a, [0] * 9)", "ValueError: only support ai image affine"),
      ("image.get_affine_transform((), ())", "OSError: Need input [[x0,y0],[x1,y1],...]\r\n"),
      ("a.resize(0, 3)", "MemoryError: \(noRoom)"),
      ("a.resize(1 << 40, 1 << 40)", "MemoryError: \(noRoom)"),
      ("image.Image(size=(2000, 2000))", "MemoryError: \(noRoom)"),
    ])
  func mistakes(_ statement: String, _ message: String) throws {
    let found = try run("a = image.Image(size=(3, 2))\n\(statement)\n")
    #expect(
      found.split(separator: "\n").last.map(String.init)
        == message.split(whereSeparator: \.isNewline).last.map(String.init))
  }

  private static let noRoom =
    "Out of normal MicroPython Heap Memory! Please reduce the resolution of the image you are running this algorithm"
    + " on to bypass this issue!"

  @Test("a fourth image of the usual size finds no room; images nobody has any more make room")
  func memory() throws {
    let script = """
      a = image.Image()
      b = image.Image()
      try:
        c = image.Image()
        d = image.Image()
        for i in range(3): pass
      except MemoryError as e:
        print(e)
      """
    #expect(try run(script) == "\(Self.noRoom)\n")
    let again = """
      for i in range(50):
        a = image.Image()
        a.draw_string(0, 0, str(i))
      print('done')
      """
    #expect(try run(again) == "done\n")
  }

  @Test("AI planes take room in the heap, once")
  func planesMemory() throws {
    let found = try run(
      """
      import gc
      a = image.Image(size=(100, 10))
      gc.collect()
      before = gc.mem_free()
      a.pix_to_ai()
      a.pix_to_ai()
      gc.collect()
      print(before - gc.mem_free())
      """)
    // 3 planes of 10 rows of 128.
    #expect(found == "3840\n")
  }

  @Test("pixels to planes and back")
  func planes() throws {
    let found = try run(
      """
      a = image.Image(size=(2, 1))
      print(a.ai_to_pix(), a.pix_to_ai())
      a.set_pixel(0, 0)
      a.ai_to_pix()
      print(a[0])
      a.set_pixel(0, 0, (255, 0, 0))
      a.pix_to_ai()
      a.clear()
      a.conv3((0, 0, 0, 0, 1, 0, 0, 0, 0))
      print(a[0], a[1])
      """)
    #expect(found == "None None\n(0, 0, 0)\n(255, 0, 0) (0, 0, 0)\n")
  }

  @Test("conversions in place share the pixels")
  func conversions() throws {
    let found = try run(
      """
      a = image.Image(size=(4, 2))
      b = a.to_grayscale()
      b.draw_rectangle(0, 0, 4, 2, color=(255, 255, 255), fill=True)
      print(a, a[0], b is a)
      c = a.to_rainbow(copy=1)
      print(c, c[0], a[0])
      for i in range(20000): a = a.to_grayscale()
      print(a[0])
      """)
    #expect(
      found == """
        {"w":4, "h":2, "type"="grayscale", "size":8} 255 False
        {"w":4, "h":2, "type"="rgb565", "size":16} (255, 4, 0) 255
        255

        """)
  }

  @Test("copies, crops, cuts and sizes")
  func copies() throws {
    let found = try run(
      """
      a = image.Image(size=(4, 3)).to_grayscale()
      for i in range(12): a[i] = i
      print(a.copy(roi=(1, 1, 2, 5))[:], a.copy((1, 0, 2, 1), 2.0)[:])
      print(a.cut(3, 2, 2, 1)[:], a.resize(8, 6).size())
      b = a.copy()
      print(b.crop(roi=(2, 0, 2, 1))[:], b, b is a, a.size())
      print(a.draw_image(a.copy(roi=(0, 2, 4, 1)), 0, 0)[0:5], a.draw_image(a, 1, 1) is a)
      print(bytes(a.to_bytes())[0:5], len(a.to_bytes()), bytearray(a)[4])
      """)
    #expect(
      found == """
        (5, 6, 9, 10) (1, 1, 2, 2)
        (11, 0) 48
        (2, 3) {"w":2, "h":1, "type"="grayscale", "size":2} False 12
        (8, 9, 10, 11, 4) True
        b'\\x08\\t\\n\\x0b\\x04' 12 4

        """)
  }

  @Test("drawing takes places as a tuple or spread, colours as numbers or parts, and returns the image")
  func drawing() throws {
    let found = try run(
      """
      a = image.Image(size=(20, 20))
      print(a.draw_line((0, 0, 19, 0), 0x00F8) is a, a[5])
      a.draw_rectangle(2, 2, 5, 5, (0, 255, 0), 1, True)
      a.draw_circle(12, 12, 3, color=(0, 0, 255))
      a.draw_cross((4, 15), size=1)
      a.draw_ellipse(12, 5, 3, 2, 0, (255, 255, 0))
      a.draw_arrow(0, 19, 19, 19)
      a.draw_string(0, 8, 'Kiln', mono_space=True)
      a.draw_keypoints([(10, 10, 45)], size=6)
      a.draw_font(0, 0, 8, 8, b'\\x80\\0\\0\\0\\0\\0\\0\\0', scale=2)
      print(a.get_pixel(4, 4), a.get_pixel(15, 12), a.get_pixel(4, 15), a.get_pixel(15, 5), a.get_pixel(1, 1))
      print(a.flood_fill(19, 10, color=(255, 0, 0)).get_pixel(19, 10), a.invert().get_pixel(4, 4))
      """)
    #expect(
      found == """
        True (255, 0, 0)
        (0, 255, 0) (0, 0, 255) (255, 255, 255) (255, 255, 0) (255, 255, 255)
        (255, 0, 0) (255, 0, 255)

        """)
  }

  @Test("colours of the module")
  func colors() throws {
    let found = try run(
      """
      print(image.rgb_to_grayscale((255, 255, 255)), image.grayscale_to_rgb(7))
      print(image.lab_to_rgb((100, 0, 0)), image.lab_to_rgb((0, 0, 0)), image.rgb_to_lab((0, 0, 0)))
      print(image.get_affine_transform([(0, 0), (4, 0), (0, 4)], [(0, 0), (2, 0), (0, 2)])[0:3])
      """)
    let lines = found.split(separator: "\n")
    // 1.055 less 0.055 is a little less than 1 in floats.
    #expect(lines[0] == "254 (7, 7, 7)" || lines[0] == "255 (7, 7, 7)")
    #expect(lines[1].hasSuffix("(0, 0, 0) (-1, 0, 0)") || lines[1].hasSuffix("(0, 0, 0) (0, 0, 0)"))
    #expect(lines[2].hasPrefix("(2.0"))
  }

  @Test("what is not simulated tells why, once")
  func explanations() throws {
    let bench = BoardBench()
    _ = try bench.run(
      """
      import image
      image.font_load(image.UTF8, 16, 16, 0xA00000)
      image.font_load(image.UTF8, 16, 16, 0xA00000)
      image.Image().to_grayscale().save('x.tif')
      """)
    #expect(bench.explanations.count == 2)
    #expect(bench.explanations.last?.contains("x.tif") == true)
  }
}
