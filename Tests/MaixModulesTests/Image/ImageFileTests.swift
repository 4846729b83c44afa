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
    #expect(files.content["/sd/a.bmp"]?.count == 66 + 16)
    #expect(files.content["/sd/a.bmp"]?[22..<26] == [0xFE, 0xFF, 0xFF, 0xFF])
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
    files.content["/sd/whole.bmp"] = whole
    files.content["/sd/cut.bmp"] = Array(whole.dropLast())
    files.content["/sd/head.bmp"] = Array(whole.prefix(20))
    files.content["/sd/deep.bmp"] = whole.enumerated().map { $0 == 28 ? 32 : $1 }
    files.content["/sd/flat.bmp"] = whole.enumerated().map { (18..<22).contains($0) ? 0 : $1 }
    files.content["/sd/wide.bmp"] = whole.enumerated().map { $0 == 20 ? 1 : $1 }
    files.content["/sd/a.pgm"] = Array("P5 1 1 255\n ".utf8)
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

/// Files in memory, for one test.
private final class MemoryFiles: ScriptFiles {
  var content: [String: [UInt8]] = [:]
  private var handles: [(path: String, offset: Int)] = []

  func open(_ path: [UInt8], _ mode: ScriptFileMode) throws(ScriptFileError) -> Int {
    let name = String(decoding: path, as: UTF8.self)
    guard content[name] != nil || mode.creates else { throw ScriptFileError(number: 2) }
    if mode.truncates || content[name] == nil { content[name] = [] }
    handles.append((name, 0))
    return handles.count - 1
  }
  func read(_ file: Int, count: Int) throws(ScriptFileError) -> [UInt8] {
    let part = Array((content[handles[file].path] ?? []).dropFirst(handles[file].offset).prefix(count))
    handles[file].offset += part.count
    return part
  }
  func write(_ file: Int, _ bytes: ArraySlice<UInt8>) throws(ScriptFileError) {
    content[handles[file].path, default: []] += bytes
  }
  func seek(_ file: Int, offset: Int, whence: Int) throws(ScriptFileError) -> Int {
    throw ScriptFileError(number: 22)
  }
  func flush(_ file: Int) throws(ScriptFileError) {}
  func close(_ file: Int) {}
  func list(_ path: [UInt8]) throws(ScriptFileError) -> [ScriptFileEntry] { [] }
  func status(_ path: [UInt8]) throws(ScriptFileError) -> ScriptFileStatus {
    throw ScriptFileError(number: 2)
  }
  func makeDirectory(_ path: [UInt8]) throws(ScriptFileError) { throw ScriptFileError(number: 22) }
  func remove(_ path: [UInt8], directory: Bool) throws(ScriptFileError) { throw ScriptFileError(number: 22) }
  func rename(_ path: [UInt8], to target: [UInt8]) throws(ScriptFileError) {
    throw ScriptFileError(number: 22)
  }
  func currentDirectory() throws(ScriptFileError) -> [UInt8] { Array("/sd".utf8) }
  func changeDirectory(_ path: [UInt8]) throws(ScriptFileError) { throw ScriptFileError(number: 22) }
  func space(_ path: [UInt8]) throws(ScriptFileError) -> (blockByteCount: Int, blocks: Int, free: Int) {
    throw ScriptFileError(number: 22)
  }
}
