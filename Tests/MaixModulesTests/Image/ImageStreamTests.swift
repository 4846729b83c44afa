import MaixModules
import Scripting
import Testing

@Suite("Files of frames")
struct ImageStreamTests {
  private func run(_ source: String, _ files: MemoryFiles, on bench: BoardBench = BoardBench()) throws
    -> String
  {
    bench.files = files
    return try bench.run("import image\n" + source)
  }

  @Test("frames come back as they were written: colours, shades, bits and a JPEG")
  func roundTrip() throws {
    let (files, bench) = (MemoryFiles(), BoardBench())
    let found = try run(
      """
      a = image.Image(size=(5, 3)).draw_line(0, 0, 4, 2, (255, 128, 8))
      g = a.to_grayscale(copy=True)
      b = g.binary([(100, 255)], to_bitmap=True, copy=True)
      j = image.Image(size=(32, 16)).compressed()
      w = image.ImageWriter('/sd/a.bin')
      print(w, w.size(), w.add_frame(a) is w)
      w.add_frame(g).add_frame(b).add_frame(j)
      print(w, w.close() is w)
      r = image.ImageReader('/sd/a.bin')
      print(r.size() == w.size())
      for frame in (a, g, b, j):
        i = r.next_frame(copy_to_fb=False, loop=False)
        print(i, i.to_bytes() == frame.to_bytes())
      print(r.next_frame(loop=False))
      i = r.next_frame()
      print(i, i.to_bytes() == a.to_bytes())
      r.close()
      """, files, on: bench)
    let lines = found.split(separator: "\n").map(String.init)
    #expect(lines[0] == "{\"size\":64} 16 True")
    #expect(lines[1].hasSuffix("True") && lines[2] == "True")
    #expect(lines[3] == "{\"w\":5, \"h\":3, \"type\"=\"rgb565\", \"size\":30} True")
    #expect(lines[4] == "{\"w\":5, \"h\":3, \"type\"=\"grayscale\", \"size\":15} True")
    #expect(lines[5].hasPrefix("{\"w\":5, \"h\":3, \"type\"=\"binary\"") && lines[5].hasSuffix("True"))
    #expect(lines[6].hasPrefix("{\"w\":32, \"h\":16, \"type\"=\"jpeg\"") && lines[6].hasSuffix("True"))
    #expect(lines[7] == "None")
    #expect(lines[8] == "{\"w\":5, \"h\":3, \"type\"=\"rgb565\", \"size\":30} True")
    #expect(bench.explanations.filter { $0.contains("a board crashes in it") }.count == 2)
  }

  @Test("the format, byte by byte")
  func format() throws {
    let files = MemoryFiles()
    _ = try run(
      """
      w = image.ImageWriter('f')
      w.add_frame(image.Image(size=(3, 2)).to_grayscale())
      """, files)
    let bytes = try #require(files.contents["f"])
    #expect(bytes.count == 16 + 16 + 16)
    #expect(Array(bytes.prefix(16)) == Array("OMV IMG STR V1.0".utf8))
    // Milliseconds, columns, rows, bytes of a pixel.
    #expect(bytes[17..<32].elementsEqual([0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0]))
    #expect(bytes[32...].allSatisfy { $0 == 0 })
  }

  @Test("a frame is waited for, as long as its file says; the host may end that")
  func waiting() throws {
    let files = MemoryFiles()
    let pixel: [UInt8] = [7] + [UInt8](repeating: 0, count: 15)
    files.contents["f"] = Array("OMV IMG STR V1.0".utf8) + frame(time: 5000, 1, 1, 1) + pixel
    let found = try run(
      """
      import time
      r = image.ImageReader('f')
      start = time.ticks_ms()
      print(r.next_frame()[0], 4990 < time.ticks_diff(time.ticks_ms(), start) < 6500)
      """, files)
    #expect(found == "7 True\n")
  }

  private func frame(time: UInt32, _ width: UInt32, _ height: UInt32, _ kind: UInt32) -> [UInt8] {
    [time, width, height, kind].flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
  }

  @Test("files that are none, or lie about what follows")
  func refusals() throws {
    let files = MemoryFiles()
    let header = Array("OMV IMG STR V1.0".utf8)
    files.contents["short"] = Array(header.dropLast())
    files.contents["other"] = header.reversed()
    files.contents["empty"] = header
    files.contents["cut"] = header + [1, 2, 3]
    files.contents["wide"] = header + frame(time: 0, .max, 1, 1)
    files.contents["huge"] = header + frame(time: 0, 60_000, 60_000, 2)
    files.contents["none"] = header + frame(time: 0, 0, 0, 1)
    files.contents["long"] = header + frame(time: 0, 9, 9, 1) + [0, 0]
    files.contents["raw"] = header + frame(time: 0, 2, 2, 3) + [0, 0, 0, 0]
    files.contents["jpeg"] = header + frame(time: 0, 2, 2, 0x7FFF_FFFF)
    let found = try run(
      """
      for name in 'missing', 'short', 'other', 'empty', 'cut', 'wide', 'huge', 'none', 'long', 'raw', 'jpeg':
        try: print(image.ImageReader(name).next_frame())
        except OSError as e: print(e)
      w = image.ImageWriter('x')
      for f in (lambda: w.add_frame(3), lambda: w.add_frame(), lambda: image.ImageWriter(3), lambda: image.ImageReader()):
        try: f()
        except TypeError as e: print(e)
      w.close()
      try: w.add_frame(image.Image())
      except OSError as e: print(e)
      """, files)
    let lines = found.split(separator: "\n").map(String.init)
    #expect(
      lines.prefix(4) == [
        "[Errno 2] ENOENT", "Failed to read requested bytes!", "Unexpected value read!", "None",
      ])
    #expect(lines[4..<11].allSatisfy { $0 == "Failed to read requested bytes!" })
    #expect(lines[11] == "Can't convert int to Image")
    #expect(lines.count == 16 && lines[15].hasPrefix("[Errno 9]"))
  }
}
