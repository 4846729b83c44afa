import ImageCodecs
import KilnCommands
import MaixModules
import Pictures
import Scripting
import TestSupport
import Testing

@Suite("Devices around a script's board")
struct ScriptDevicesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func png(_ shade: UInt8) throws -> [UInt8] {
    try Picture(width: 2, height: 2, format: .gray8, filledWith: Color(gray: shade)).encoded(as: .png)
  }

  private func shades(_ source: CameraSource, _ count: Int, warnings: (CommandFailure) -> Void = { _ in })
    -> [UInt8?]
  {
    (0..<count).map { _ in source.next(warn: warnings)?.color(x: 0, y: 0)?.red }
  }

  private func devices(
    _ camera: CameraSource, watch: ScriptWatch = ScriptWatch(HandClock().clock), frames: Int? = nil,
    say: @escaping (String) -> Void = { _ in }
  ) throws -> ScriptDevices {
    ScriptDevices(
      camera: camera, screens: nil, flash: try ScriptFlash(path: nil, loads: []), watch: watch,
      frameLimit: frames, say: say)
  }

  // MARK: Camera

  @Test("one picture is seen for ever") func still() throws {
    let path = try folder.write(try png(7), to: "a.png")
    #expect(shades(try CameraSource(path), 3) == [7, 7, 7])
  }

  @Test("a folder's pictures come in the order of their names, and end") func folderOfPictures() throws {
    try folder.write(try png(2), to: "b.png")
    try folder.write(try png(1), to: "a.PNG")
    try folder.write(try png(9), to: "c.png")
    try folder.write(Array("words".utf8), to: "b1.jpg")
    try folder.write(Array("words".utf8), to: "a.txt")
    var warnings: [String] = []
    let seen = shades(try CameraSource(folder.path), 5) { warnings.append($0.message) }
    #expect(seen == [1, 2, 9, nil, nil])
    #expect(warnings.count == 1 && warnings[0].contains("b1.jpg"))
  }

  @Test("what is no picture is exit 3") func noPicture() throws {
    try folder.write(Array("words".utf8), to: "empty/a.txt")
    let text = try folder.write(Array("words".utf8), to: "a.txt")
    for path in [text, folder.path("empty"), folder.path("none")] {
      let failure = #expect(throws: CommandFailure.self) { try CameraSource(path) }
      #expect(failure?.exitCode == .file)
    }
  }

  @Test("the pattern moves, and is told of once") func pattern() throws {
    #expect(CameraPattern.picture(0) != CameraPattern.picture(1))
    #expect(CameraPattern.picture(.max)?.size == CameraPattern.size)
    var lines: [String] = []
    let devices = try devices(try CameraSource(nil)) { lines.append($0) }
    _ = devices.nextCameraPicture()
    _ = devices.nextCameraPicture()
    #expect(lines.count == 1 && lines[0].contains("--camera"))
  }

  @Test("a script that asks on and on is ended") func refusals() throws {
    let watch = ScriptWatch(HandClock().clock)
    let devices = try devices(try CameraSource(nil), watch: watch, frames: 2)
    #expect(devices.nextCameraPicture() != nil && devices.nextCameraPicture() != nil)
    #expect(!devices.hasCameraEnded)
    for _ in 0..<ScriptDevices.refusalLimit { #expect(devices.nextCameraPicture() == nil) }
    #expect(watch.ending == nil && devices.hasCameraEnded)
    #expect(devices.nextCameraPicture() == nil)
    #expect(watch.ending == .camera)
  }

  @Test("a board's end is the script's, not the prompt's") func boardEnding() throws {
    let watch = ScriptWatch(HandClock().clock)
    try devices(try CameraSource(nil), watch: watch).end(.reset)
    #expect(watch.takeInterruption() == .stop)
    #expect(watch.takeScriptEnding() == .board(.reset))
    #expect(watch.ending == nil && watch.takeInterruption() == nil)
    watch.end(.timeout)
    #expect(watch.takeScriptEnding() == nil && watch.ending == .timeout)
  }

  // MARK: Flash

  @Test("flash is erased where nothing was put, and ends with the chip") func flash() throws {
    let flash = try ScriptFlash(path: nil, loads: [])
    let end = ScriptFlash.byteCount
    #expect(flash.read(at: 0, count: 3) == [0xFF, 0xFF, 0xFF])
    #expect(flash.write([1, 2, 3], at: end - 3))
    #expect(flash.read(at: end - 4, count: 100) == [0xFF, 1, 2, 3])
    #expect(!flash.write([1, 2], at: end - 1) && !flash.write([1], at: -1) && !flash.write([1], at: .max))
    #expect(flash.read(at: end, count: 1).isEmpty && flash.read(at: -1, count: 1).isEmpty)
    #expect(flash.read(at: .max, count: .max).isEmpty && flash.read(at: 0, count: -1).isEmpty)
  }

  @Test("a model that was given as --flash stays what it is") func modelAsFlash() throws {
    let model = try folder.write([3, 0, 0, 0], to: "model.kmodel")
    #expect(throws: CommandFailure.self) { try ScriptFlash(path: model, loads: []) }
    #expect(try folder.bytes("model.kmodel") == [3, 0, 0, 0])
  }

  @Test("an image is made, filled by --load, and kept") func flashImage() throws {
    let model = try folder.write([5, 6, 7], to: "model.kmodel")
    let path = folder.path("flash.img")
    let flash = try ScriptFlash(path: path, loads: ["\(model)@0x300000"])
    #expect(flash.read(at: 0x2F_FFFF, count: 5) == [0xFF, 5, 6, 7, 0xFF])
    #expect(flash.write([8], at: 0x30_0001))
    let again = try ScriptFlash(path: path, loads: [])
    #expect(again.read(at: 0x30_0000, count: 3) == [5, 8, 7])
    #expect(try folder.bytes("flash.img").count == ScriptFlash.byteCount)
  }

  @Test("files that do not fit are refused before anything is made") func flashRefused() throws {
    let model = try folder.write([5, 6, 7], to: "model.kmodel")
    let path = folder.path("flash.img")
    #expect(throws: CommandFailure.self) { try ScriptFlash(path: path, loads: ["\(model)@0xFFFFFF"]) }
    #expect(throws: CommandFailure.self) { try ScriptFlash(path: path, loads: [model]) }
    #expect(!Files.exists(path))
  }

  // MARK: Screens

  @Test("screens are files in their order, all of them written at the end") func screens() throws {
    let writer = try ScreenWriter(folder.path("lcd/out"))
    try folder.write([0], to: "lcd/out/000100.png")
    for shade in 0..<100 {
      writer.write(try Picture(width: 3, height: 2, format: .rgb888, filledWith: Color(gray: UInt8(shade))))
    }
    #expect(writer.finish() == nil)
    #expect(writer.leftovers == 1)
    for shade in [0, 57, 99] {
      let name = shade < 10 ? "lcd/out/00000\(shade).png" : "lcd/out/0000\(shade).png"
      let picture = try ImageDecoder().decode(try folder.bytes(name)).picture
      #expect(picture.size == Size(width: 3, height: 2) && picture.color(x: 2, y: 1)?.red == UInt8(shade))
    }
  }

  @Test("a folder that goes away is a failure at the end") func unwritable() throws {
    let writer = try ScreenWriter(folder.path("lcd"))
    try folder.write([0], to: "lcd/000000.png/file")
    writer.write(try Picture(width: 3, height: 2, format: .rgb888))
    #expect(writer.finish()?.exitCode == .work)
    let path = try folder.write([0], to: "file")
    #expect(throws: CommandFailure.self) { try ScreenWriter(path) }
  }
}
