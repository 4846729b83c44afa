import MaixModules
import Pictures
import Scripting
import Testing

@Suite("Rectangles, segments and displacement, in scripts")
struct ShapeMethodTests {
  /// A dark square of 30 pixels at (30, 20).
  private func square(_ format: Raster.Format = .grayscale) throws -> Raster {
    let dark: UInt16 = format == .grayscale ? 20 : 0
    let light: UInt16 = format == .grayscale ? 220 : format == .binary ? 1 : 0xFFFF
    return try Raster(100, 80, format) { x, y in
      (30..<60).contains(x) && (20..<50).contains(y) ? dark : light
    }
  }

  @Test("a rectangle's text, items and methods", arguments: Raster.Format.allCases)
  func rectangle(format: Raster.Format) throws {
    let script = """
      r = img.find_rects()
      print(len(r))
      r = r[0]
      print(str(r)[:5], r[:4] == r.rect(), r.magnitude() == r[4] == r[-1], len(r.corners()))
      print(all(abs(a - b) < 2 for a, b in zip(r.rect(), (30, 20, 30, 30))), min(r.corners())[0] == r.x())
      print(len(img.find_rects(threshold=r.magnitude() + 1)), len(img.find_rects((0, 0, 20, 20))))
      """
    #expect(
      try measured(script, ["img": square(format)]) == "1\n{\"x\": True True 4\nTrue True\n0 0\n")
  }

  @Test("segments are lines")
  func segments() throws {
    let script = """
      s = img.find_line_segments()
      print(len(s), sorted(l.length() // 10 for l in s), type(s[0]), s[0].line() == s[0][:4])
      print(len(img.find_line_segments(merge_distance=100, max_theta_diff=180)))
      print(len(img.find_line_segments(roi=(40, 0, 40, 80))))
      """
    #expect(
      try measured(script, ["img": square()]) == "4 [2, 2, 2, 2] <class 'line'> True\n1\n3\n")
  }

  @Test("the usual 320×240 pixels are too many for segments on a board")
  func memory() throws {
    let large = try Raster(320, 240, .grayscale) { x, _ in x < 100 ? 0 : 255 }
    #expect(
      try measured("img.find_line_segments()", ["img": large])
        == "MemoryError: Out of temporary Frame Buffer Heap Memory! Please reduce the resolution of the image you are"
        + " running this algorithm on to bypass this issue!\n")
    #expect(try measured("print(len(img.find_line_segments((60, 0, 80, 80))))", ["img": large]) == "1\n")
    #expect(
      try measured("img.find_rects()", ["img": large], reserving: 2_000_000).contains(
        "MemoryError: Out of Memory!"))
  }

  @Test("a displacement's text, items and methods")
  func displacement() throws {
    let field = try Raster(80, 80, .grayscale) { x, y in UInt16((x * x * 31 + y * y * 17 + x * y * 7) % 251) }
    let script = """
      d = img.find_displacement(img, roi=(8, 8, 64, 64), template_roi=(11, 6, 64, 64))
      print(round(d.x_translation()), round(d.y_translation()), d.rotation(), d.scale(), d.response() > 0.3)
      print(d[0] == d.x_translation(), len(d[:]), str(d)[:17], str(d)[-10:].count('.'))
      d = img.find_displacement(img, logpolar=True)
      print(d[0], d[1], abs(d.rotation()) < 0.1, abs(d.scale() - 1) < 0.1)
      d = img.find_displacement(img, fix_rotation_scale=True)
      print(abs(d.rotation()) < 0.1, abs(d.scale() - 1) < 0.1)
      """
    #expect(
      try measured(script, ["img": field])
        == "3 2 0.0 0.0 True\nTrue 5 {\"x_translation\": 1\n0.0 0.0 True True\nTrue True\n")
    func last(_ call: String) throws -> String {
      try measured("img.find_displacement(\(call))", ["img": field])
    }
    #expect(try last("img, (0, 0, 9, 9)") == "OSError: ROI(w,h) != TEMPLATE_ROI(w,h)\n")
    #expect(try last("img, template_roi=(80, 0, 80, 80)") == "OSError: No intersection!\n")
    #expect(try last("3") == "TypeError: Can't convert int to Image\n")
    #expect(try last("").hasPrefix("TypeError: "))
  }

  @Test("no numbers from a script end the process")
  func extremes() throws {
    let pattern = try Raster(40, 30, .rgb565) { x, y in UInt16(truncatingIfNeeded: x * 2749 &+ y * 977) }
    let bits = try Raster(33, 7, .binary) { x, y in UInt16((x ^ y) & 1) }
    let script = """
      n = 2 ** 62
      count = 0
      for a in (img, bits):
        for f in (
          lambda: a.find_rects(threshold=-1), lambda: a.find_rects(threshold=n), lambda: a.find_rects((0, 0, 1, 1)),
          lambda: a.find_rects((-n, 0, 5, 5)), lambda: a.find_line_segments(merge_distance=-1, max_theta_diff=-1),
          lambda: a.find_line_segments((0, 0, 1, 1), n, n), lambda: a.find_line_segments(merge_distance=1, max_theta_diff=180),
          lambda: a.find_displacement(a, (0, 0, 1, 1), (0, 0, 1, 1), 1, 1), lambda: a.find_displacement(a, fix_rotation_scale=1),
          lambda: a.find_displacement(bits, (0, 0, 7, 7), (30, 3, 7, 7)), lambda: a.find_displacement(a, logpolar=1),
          lambda: a.find_displacement(a, (0, 0, 3, 1), (-32768, -1, 3, 1)),
          lambda: a.find_displacement(a, (0, 0, 7, 7), (-3, -2, 7, 7), True),
        ):
          try:
            f()
            count += 1
          except (OverflowError, OSError, MemoryError, ValueError, TypeError) as e: pass
      print('end', count > 12)
      """
    #expect(try measured(script, ["img": pattern, "bits": bits]) == "end True\n")
  }
}
