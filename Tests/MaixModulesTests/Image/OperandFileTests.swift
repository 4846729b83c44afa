import MaixModules
import Scripting
import Testing

/// What methods read that take a file's name for the other image.
@Suite("Files in place of the other image")
struct OperandFileTests {
  private func run(_ source: String, _ files: MemoryFiles) throws -> String {
    let bench = BoardBench()
    bench.files = files
    return try bench.run("import image\n" + source)
  }

  @Test("PGM and PPM, as numbers and as bytes, and bitmaps")
  func kinds() throws {
    let files = MemoryFiles()
    files.contents["a.pgm"] = Array("P2 # two by one\n2 1\n255\n10 300\n".utf8)
    files.contents["b.pgm"] = Array("P5\n2 1\n255\n".utf8) + [1, 2]
    files.contents["c.ppm"] = Array("P3 2 1 255 255 0 0 0 0 255 ".utf8)
    files.contents["d.ppm"] = Array("P6 2 1 255\n".utf8) + [0, 255, 0, 255, 255, 255]
    let found = try run(
      """
      g = image.Image(size=(2, 1)).to_grayscale()
      # As a byte 300 is 44.
      print(g.replace('a.pgm')[:], g.add('b.pgm')[:])
      c = image.Image(size=(2, 1))
      print(c.replace('c.ppm')[:], c.max('d.ppm')[:])
      g.save('e.bmp')
      print(g.sub('e.bmp')[:], c.get_similarity('c.ppm').max() < 2)
      """, files)
    #expect(
      found == """
        (10, 44) (11, 46)
        ((255, 0, 0), (0, 0, 255)) ((255, 255, 0), (255, 255, 255))
        (0, 0) True

        """)
  }

  @Test("no JPEG, nothing cut, no other size, no name of another kind")
  func refusals() throws {
    let files = MemoryFiles()
    files.contents["a.jpg"] = [0xFF, 0xD8, 0xFF, 0xE0]
    files.contents["empty"] = []
    files.contents["cut.pgm"] = Array("P5 2 1 255 ".utf8) + [1]
    files.contents["head.pgm"] = Array("P5 2 1".utf8)
    files.contents["deep.pgm"] = Array("P5 2 1 65535 ".utf8) + [1, 2, 3, 4]
    files.contents["none.pgm"] = Array("P5 0 1 255 ".utf8)
    files.contents["wide.pgm"] = Array("P5 3 1 255 ".utf8) + [1, 2, 3]
    files.contents["huge.pgm"] = Array("P5 99999 99999 255 ".utf8)
    files.contents["a.ppm"] = Array("P5 2 1 255 ".utf8) + [1, 2]
    let found = try run(
      """
      g = image.Image(size=(2, 1)).to_grayscale()
      for name in ('missing', 'a.jpg', 'empty', 'cut.pgm', 'head.pgm', 'deep.pgm', 'none.pgm', 'wide.pgm', 'a.ppm',
                   'huge.pgm'):
        try: print(g.add(name))
        except OSError as e: print(e)
        except MemoryError: print('memory')
      print(g[:])
      """, files)
    #expect(
      found == """
        [Errno 2] ENOENT
        Unsupported format!
        Unsupported format!
        [Errno 5] EIO
        [Errno 5] EIO
        Unsupported format!
        File corrupted!
        Images not equal!
        Image is not PPM!
        memory
        (0, 0)

        """)
  }

  @Test("bitmaps of others: a palette that is not grey and a size that is not told are no matter")
  func bitmaps() throws {
    let files = MemoryFiles()
    var bytes: [UInt8] = []
    func long(_ value: Int) {
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
    bytes += Array("BM".utf8)
    for value in [1078 + 8, 0, 1078, 40, 3, -2, 1 | 8 << 16, 0, 0, 2835, 2835, 0, 0] { long(value) }
    for shade in 0..<256 { long(shade * 7) }
    bytes += [1, 2, 3, 0, 4, 5, 6, 0]
    files.contents["a.bmp"] = bytes
    #expect(try run("print(image.Image('a.bmp')[:])", files) == "(1, 2, 3, 4, 5, 6)\n")
  }
}
