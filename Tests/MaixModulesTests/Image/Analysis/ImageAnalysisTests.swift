import K210Boards
import MaixModules
import Pictures
import Testing

@Suite("What images measure and filter, in scripts")
struct ImageAnalysisTests {
  /// 20×10 white pixels at (30, 40).
  private func rectangle() throws -> Raster {
    try Raster(160, 120, .grayscale) { x, y in (30..<50).contains(x) && (40..<50).contains(y) ? 255 : 0 }
  }

  private func ramp() throws -> Raster { try Raster(16, 16, .grayscale) { x, y in UInt16(16 * y + x) } }

  @Test("a blob's text, items, slices and methods")
  func blob() throws {
    let script = """
      b = img.find_blobs([(100, 255)])[0]
      print(b)
      print(b[0], b[-1], b[4:7], b[:])
      print(b.rect(), b.x(), b.y(), b.w(), b.h(), b.pixels(), b.cx(), b.cy(), b.code(), b.count(), b.area())
      print(b.density() > 1.16, b.density() < 1.17, b.rotation() == b[7])
      """
    let text = try measured(script, ["img": rectangle()])
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.count == 4)
    // The angle's last places are those of single precision.
    #expect(
      lines[0].hasPrefix(#"{"x":30, "y":40, "w":19, "h":9, "pixels":200, "cx":39, "cy":44, "rotation":0.009"#)
    )
    #expect(lines[0].hasSuffix(#", "code":1, "count":1}"#))
    #expect(lines[1].hasPrefix("30 1 (200, 39, 44) (30, 40, 19, 9, 200, 39, 44, 0.009"))
    #expect(lines[2] == "(30, 40, 19, 9) 30 40 19 9 200 39 44 1 1 171")
    #expect(lines[3] == "True True True")
  }

  @Test("arguments of find_blobs by place and by name")
  func blobArguments() throws {
    let images = ["img": try rectangle()]
    #expect(try measured("print(len(img.find_blobs([(100, 255)], False, (0, 0, 20, 20))))", images) == "0\n")
    #expect(try measured("print(len(img.find_blobs([(100, 255)], pixels_threshold=201)))", images) == "0\n")
    #expect(try measured("print(len(img.find_blobs([(100, 255)], area_threshold=-1)))", images) == "0\n")
    #expect(try measured("print(len(img.find_blobs([(100, 255)], invert=True)))", images) == "1\n")
    #expect(try measured("print(img.find_blobs([]), img.find_blobs([()]))", images) == "[] []\n")
    #expect(
      try measured("print(img.find_blobs([(100, 255)], roi=[35, 0, 5, 100])[0].rect())", images)
        == "(35, 40, 4, 9)\n")
  }

  @Test("wrong arguments raise what the device raises")
  func errors() throws {
    let images = ["img": try rectangle(), "rgb": try Raster(8, 8, .rgb565) { _, _ in 0 }]
    func last(_ script: String) throws -> String { try measured(script, images) }
    #expect(try last("img.find_blobs([(1, 2)], roi=(0, 0, 0, 5))") == "OSError: Invalid ROI dimensions!\n")
    #expect(
      try last("img.find_blobs([(1, 2)], roi=(200, 0, 5, 5))")
        == "OSError: ROI does not overlap on the image!\n")
    #expect(try last("img.find_blobs([(1, 2)], x_stride=0)") == "OSError: x_stride must not be zero.\n")
    #expect(try last("img.find_blobs(5)") == "TypeError: object 'int' isn't a tuple or list\n")
    #expect(
      try last("img.find_blobs([(1, 2)], roi=(0, 0, 5))")
        == "ValueError: requested length 4 but object has length 3\n")
    #expect(try last("img.find_blobs([(100, 255)])[0][10]") == "IndexError: blob index out of range\n")
    #expect(
      try last("img.find_blobs([(100, 255)])[0]['x']")
        == "TypeError: blob indices must be integers, not str\n")
    #expect(
      try last("img.find_blobs([(100, 255)])[0][::2]")
        == "OSError: only slices with step=1 (aka None) are supported\n")
    #expect(try last("img.mean(-1)") == "OSError: KernelSize must be >= 0!\n")
    #expect(try last("img.median(1, percentile=2)") == "OSError: Error: 0 <= percentile <= 1!\n")
    #expect(try last("img.add(rgb)") == "OSError: Images not equal!\n")
    #expect(try last("img.mean(1, mask=3)") == "TypeError: Can't convert int to Image\n")
    #expect(try last("rgb.find_edges(0)") == "OSError: Image format is not supported!\n")
    #expect(try last("img.mean_pool(0, 1)") == "OSError: Width divisor must be greater than >= 1\n")
    #expect(try last("img.lens_corr(0)") == "OSError: Strength must be > 0!\n")
    #expect(try last("img.blend(img, alpha=257)") == "OSError: Error: 0 <= alpha <= 256!\n")
    #expect(try last("img.get_histogram(bins=1)") == "OSError: bins must be >= 2\n")
  }

  @Test("callbacks choose blobs and pairs; their exceptions come through")
  func callbacks() throws {
    let raster = try Raster(60, 20, .grayscale) { x, y in
      (5..<15).contains(y) && ((5..<15).contains(x) || (20..<30).contains(x) || (50..<60).contains(x))
        ? 255 : 0
    }
    let images = ["img": raster]
    #expect(
      try measured(
        "print([b.x() for b in img.find_blobs([(100, 255)], threshold_cb=lambda b: b.x() > 10)])", images)
        == "[20, 50]\n")
    let merging = "print([b.count() for b in img.find_blobs([(100, 255)], merge=True, margin=7"
    #expect(try measured("\(merging))])", images) == "[2, 1]\n")
    #expect(try measured("\(merging), merge_cb=lambda a, b: a.x() != 5)])", images) == "[1, 1, 1]\n")
    #expect(
      try measured("\(merging), merge_cb=lambda a, b: 1 / 0)])", images)
        == "ZeroDivisionError: divide by zero\n")
  }

  @Test("statistics and histograms")
  func statistics() throws {
    let images = ["img": try ramp(), "rgb": try Raster(4, 4, .rgb565) { _, _ in 0xF800 }]
    #expect(
      try measured("print(img.get_statistics())", images)
        == #"{"mean":127, "median":127, "mode":0, "stdev":73, "min":0, "max":255, "lq":63, "uq":191}"# + "\n")
    #expect(
      try measured("s = img.statistics()\nprint(s.mean(), s.l_mean(), s[3], s.uq(), s[8:10])", images)
        == "127 127 73 191 (0, 0)\n")
    #expect(
      try measured("s = rgb.get_stats()\nprint(s.l_mode(), s.a_mode(), s.b_mode(), s[8], len(s[:]))", images)
        == "53 80 67 80 24\n")
    // 85 of 256 pixels in each of three bins, one in the last.
    #expect(
      try measured(
        "h = img.get_histogram(bins=4)\nprint([b * 256 for b in h.bins()], h[1], h.get_percentile(0.5))",
        images)
        == "[85.0, 85.0, 85.0, 1.0] [] {\"value\":85}\n")
    #expect(
      try measured("print(img.get_histogram(roi=(0, 0, 1, 1), bins=2))", images) == "{\"bins\":[1.0, 0.0]}\n")
    #expect(
      try measured("h = rgb.get_hist()\nprint(h.get_percentile(0.5), h.get_threshold())", images)
        == #"{"l_value:53", "a_value":80, "b_value":67} {"l_value":0, "a_value":0, "b_value":0}"# + "\n")
    #expect(
      try measured(
        "h = img.get_histogram()\nprint(h.get_statistics().mean(), h.get_threshold().value())", images)
        == "127 127\n")
  }

  @Test("filters and arithmetic return the image; operations on bits do nothing, as on the device")
  func filters() throws {
    let host = BoardBench()
    let script = """
      print(img.mean(1) is img, img.get_statistics().max())
      img.negate()
      print(img.get_statistics().min())
      before = img.get_statistics().mean()
      print(img.b_xor(img) is img, img.get_statistics().mean() == before)
      img.sub(255)
      print(img.get_statistics().max())
      img.add((255, 255, 255)).binary([(0, 10)])
      print(img.get_statistics().max())
      """
    let text = try measured(script, ["img": rectangle()], on: host)
    #expect(text == "True 255\n0\nTrue True\n0\n0\n")
    #expect(host.explanations.contains { $0.contains("b_xor changes nothing") })
  }

  @Test("a missing file as the other picture is what opening it raises")
  func missingFile() throws {
    #expect(try measured("img.sub('/sd/none.bmp')", ["img": rectangle()]).hasPrefix("OSError: "))
  }

  @Test("pooling makes a smaller image, a new one, or this one")
  func pooling() throws {
    let script = """
      small = img.mean_pooled(4, 3)
      print(small is img, small.get_statistics().max())
      print(img.midpoint_pool(2, 2, bias=1.0) is img, img.find_blobs([(100, 255)])[0].rect())
      """
    #expect(
      try measured(script, ["img": rectangle()]) == "False 255\nTrue (15, 20, 9, 4)\n")
  }

  @Test("lines, circles, templates, edges")
  func features() throws {
    let disc = try Raster(100, 90, .grayscale) { x, y in
      (x - 45) * (x - 45) + (y - 50) * (y - 50) <= 400 ? 255 : 0
    }
    let edge = try Raster(80, 60, .grayscale) { x, _ in x < 40 ? 0 : 255 }
    let piece = try Raster(30, 30, .grayscale) { x, y in
      (x + 20 - 45) * (x + 20 - 45) + (y + 20 - 50) * (y + 20 - 50) <= 400 ? 255 : 0
    }
    let images = ["disc": disc, "edge": edge, "piece": piece]
    #expect(try measured("print(len(edge.find_lines()), edge.find_lines()[0].theta())", images) == "1 0\n")
    // Counted by a program in another language: the strongest, and those that are at least so strong and not united.
    let search = "x_stride=1, r_min=17, r_max=24, r_step=1"
    #expect(
      try measured("print(disc.find_circles(threshold=11000, \(search)))", images)
        == #"[{"x":45, "y":50, "r":20, "magnitude":12325}]"# + "\n")
    #expect(
      try measured(
        "for c in disc.find_circles((0, 0, 100, 90), 1, 1, 9000, 0, 0, 0, 17, 24, 1): print(c[:])", images)
        == "(45, 48, 19, 10254)\n(46, 50, 19, 9234)\n(45, 50, 20, 12325)\n(45, 50, 21, 9535)\n")
    #expect(try measured("print(disc.find_template(piece, 0.9, step=1))", images) == "(20, 20, 30, 30)\n")
    #expect(try measured("print(disc.find_template(disc, 2.0))", images) == "None\n")
    let pattern = try Raster(16, 12, .grayscale) { x, y in UInt16((x * x + 3 * y * y + x * y) % 11) }
    let edges = try measured(
      """
      print(p.find_edges(0, threshold=(100, 200)) is p)
      print([i for i in range(16 * 12) if p[i] == 255], sum(p[:]) // 255)
      """, ["p": pattern])
    // From a program in another language.
    let places = [
      (1, 1), (4, 1), (6, 1), (7, 1), (9, 1), (12, 1), (14, 1), (1, 2), (3, 2), (6, 2), (11, 2), (14, 2),
      (5, 3),
      (8, 3), (11, 3), (14, 3), (2, 4), (5, 4), (10, 4), (2, 5), (4, 5), (7, 5), (10, 5), (4, 6), (9, 6),
      (12, 6),
      (3, 7), (6, 7), (9, 7), (3, 8), (8, 8), (11, 8), (14, 8), (2, 9), (5, 9), (8, 9), (13, 9), (14, 9),
      (2, 10),
      (5, 10), (7, 10), (10, 10), (11, 10), (13, 10),
    ]
    #expect(edges == "True\n\(places.map { 16 * $0.1 + $0.0 }) \(places.count)\n")
    #expect(try measured("print(edge.get_regression([(200, 255)]).magnitude() >= 0)", images) == "True\n")
    #expect(try measured("print(edge.get_regression([(20, 25)]))", images) == "None\n")
  }

  @Test("a QR code's text, items and methods")
  func qrCode() throws {
    // Version 1, level M, mask 0, bytes "Kiln 0": from the library segno, 21 rows of 21 modules.
    let digits =
      "fe1bfc16d06e98bb7465dbacaec10507faafe00f00aa5093eb1bda923f89061972a8006a9bf95af047a3ba969d"
      + "d315aea2230486afeca98"
    let bits = digits.flatMap { digit in (0..<4).map { (digit.hexDigitValue ?? 0) >> (3 - $0) & 1 } }
    let raster = try Raster(116, 116, .rgb565) { x, y in
      let (column, row) = (x / 4 - 4, y / 4 - 4)
      guard (0..<21).contains(column), (0..<21).contains(row) else { return 0xFFFF }
      return bits[row * 21 + column] == 1 ? 0 : 0xFFFF
    }
    let script = """
      c = img.find_qrcodes()
      print(len(c), c[0])
      c = c[0]
      print(c.payload(), c[4], c.version(), c.ecc_level(), c.mask(), c.data_type(), c.eci(), c.is_binary(), c.is_kanji())
      print(c.rect() == c[:4], c.corners()[2], len(img.find_qrcodes(roi=(0, 0, 50, 50))))
      """
    let lines = try measured(script, ["img": raster]).split(separator: "\n").map(String.init)
    #expect(
      lines.first == #"1 {"x":16, "y":16, "w":84, "h":84, "payload":"Kiln 0", "version":1, "ecc_level":0, "#
        + #""mask":0, "data_type":4, "eci":0}"#)
    #expect(lines.dropFirst() == ["Kiln 0 Kiln 0 1 0 0 4 0 True False", "True (100, 100) 0"])
  }

  @Test("firmware with the minimum lacks nearly all")
  func minimum() throws {
    var configuration = MaixBoard.Configuration()
    configuration.firmware = .minimum
    configuration.isFirmwareChosen = true
    let images = ["img": try rectangle()]
    #expect(
      try measured("img.find_blobs([(1, 2)])", images, configuration)
        == "AttributeError: 'Image' object has no attribute 'find_blobs'\n")
    #expect(try measured("print(img.mean_pool(2, 2) is img)", images, configuration) == "True\n")
  }

  @Test("what has no simulation raises what firmware without it raises, and says why")
  func lacks() throws {
    let host = BoardBench()
    let text = try measured("img.find_apriltags()", ["img": rectangle()], on: host)
    #expect(text == "AttributeError: 'Image' object has no attribute 'find_apriltags'\n")
    #expect(host.explanations.count == 1)
  }

  @Test("work needs memory outside of Python's heap")
  func memory() throws {
    let images = ["img": try rectangle()]
    let message =
      "MemoryError: Out of Memory! Please reduce the resolution of the image you are running this algorithm on to"
      + " bypass this issue!\n"
    #expect(try measured("img.find_blobs([(1, 2)])", images, reserving: 2_000_000) == message)
    #expect(try measured("img.find_blobs([(1, 2)])", images, reserving: 1_800_000) == "")
    #expect(
      try measured("img.get_histogram(bins=1000000)", images)
        == "fb alloc 4000000 fail,errno:12\n\(message)")
    #expect(try measured("img.mean(1000)", images) == message)
  }

  @Test("no numbers from a script end the process")
  func extremes() throws {
    let images = ["img": try ramp()]
    let script = """
      n = 2 ** 62
      for f in (
        lambda: img.find_blobs([(n, -n)], x_stride=n + 1, y_stride=n + 1, margin=n, merge=True),
        lambda: img.find_blobs([(0, 255)], roi=(-n, -n, n, n)),
        lambda: img.find_blobs([(0, 255)], roi=(-32768, -32768, 32767, 32767)),
        lambda: img.find_lines(roi=(0, 0, 5, 5), threshold=0, theta_margin=-1, rho_margin=-1),
        lambda: img.find_circles(threshold=1, r_step=0, r_min=-n, r_max=n),
        lambda: img.gaussian(16), lambda: img.laplacian(16, sharpen=True), lambda: img.median(n),
        lambda: img.rotation_corr(1e30, 1e30, 1e30, 1e30, 1e30, 1e-30, 179.0),
        lambda: img.rotation_corr(corners=[(0, 0), (0, 0), (0, 0), (0, 0)]),
        lambda: img.lens_corr(1e30, 1e30), lambda: img.logpolar(), lambda: img.linpolar(True),
        lambda: img.gamma_corr(0.0, 1e30, -1e30), lambda: img.bilateral(1, 0.0, 0.0),
        lambda: img.morph(1, [n] * 9, mul=1e30, add=1e30), lambda: img.div(0, mod=True),
        lambda: img.get_histogram().get_percentile(float('nan')), lambda: img.erode(16, threshold=n),
        lambda: img.find_template(img, 0.5, step=-5), lambda: img.get_regression([(0, 255)], robust=True),
        lambda: img.midpoint_pool(1, 1, bias=float('nan')), lambda: img.find_edges(0, roi=(0, 0, 1, 1)),
      ):
        try:
          f()
        except (OverflowError, OSError, MemoryError, ValueError, TypeError) as e:
          pass
      print('end')
      """
    #expect(try measured(script, images).hasSuffix("end\n"))
  }
}
