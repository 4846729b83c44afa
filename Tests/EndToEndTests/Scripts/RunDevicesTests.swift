import Foundation
import ImageCodecs
import Pictures
import TestSupport
import Testing

@Suite("kiln run with a camera and a display, end to end")
struct RunDevicesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ script: String, _ line: String) throws -> KilnTool.Result {
    try folder.write(Array(script.utf8), to: "main.py")
    return try KilnTool.shell("cd '\(folder.path)' && \(line)")
  }

  private static let start = """
    import sensor, lcd
    lcd.init()
    sensor.reset()
    sensor.set_pixformat(sensor.RGB565)
    sensor.set_framesize(sensor.QVGA)

    """
  private static let loop = "while True:\n  lcd.display(sensor.snapshot())\n"

  private var screens: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path("lcd")).sorted() }
  }

  @Test("--frames ends a loop in good order, and each display is a file") func frames() throws {
    let result = try run(Self.start + Self.loop, "$KILN run --frames 3 --lcd-dir lcd main.py")
    #expect(result.exitCode == 0)
    #expect(result.output.hasSuffix("[MAIXPY]: find ov7740\n") || result.output.hasSuffix("ov7740\r\n"))
    #expect(result.talk == "camera: a generated pattern; --camera takes a picture or a folder of them\n")
    #expect(try screens == ["000000.png", "000001.png", "000002.png"])
    let first = try ImageDecoder().decode(try folder.bytes("lcd/000000.png")).picture
    #expect(first.size == Size(width: 320, height: 240))
    // The pattern's first bar is light, the disc's place white.
    #expect(first.color(x: 24, y: 24) == .white)
  }

  @Test("a folder's end is the same, and what the script does about it counts") func folderOfPictures() throws
  {
    for shade in [10, 200] {
      let picture = try Picture(
        width: 32, height: 24, format: .rgb888, filledWith: Color(gray: UInt8(shade)))
      try folder.write(try picture.encoded(as: .png), to: "camera/\(shade).png")
    }
    let line = "$KILN run --camera camera --lcd-dir lcd main.py"
    let caught =
      "try:\n  while True: lcd.display(sensor.snapshot())\nexcept KeyboardInterrupt: print('end')\n1/0\n"
    let failed = try run(Self.start + caught, line)
    #expect(failed.exitCode == 1 && failed.output.hasSuffix("end\n"))
    #expect(failed.talk.contains("ZeroDivisionError"))
    #expect(try screens.count == 2)
    let swallowed = try run(
      Self.start + "while True:\n  try: sensor.snapshot()\n  except BaseException: pass\n", line)
    #expect(swallowed.exitCode == 0 && swallowed.talk.contains("stopped: the script went on"))
  }

  @Test("screens are written whatever ends the script") func endings() throws {
    let ends = [
      ("import sys\nsys.exit(4)\n", "", Int32(4)), ("1/0\n", "", 1),
      ("while True: pass\n", "--timeout 0.3", 124),
    ]
    for (end, options, code) in ends {
      try? FileManager.default.removeItem(atPath: folder.path("lcd"))
      let script = "import lcd\nlcd.init()\nlcd.draw_string(0, 0, 'x')\n" + end
      let result = try run(script, "$KILN run \(options) --lcd-dir lcd main.py")
      #expect(result.exitCode == code)
      #expect(try screens == ["000000.png"])
    }
  }

  @Test("a loop of pictures hears of the time soon") func timeout() throws {
    let result = try run(Self.start + Self.loop, "$KILN run --timeout 0.5 --lcd-dir lcd main.py")
    #expect(result.exitCode == 124)
    // Ten thousand instructions would be two thousand pictures.
    #expect(try screens.count < 500)
  }

  @Test("a camera that is none is exit 3, before the script runs") func noCamera() throws {
    let result = try run("print(1)\n", "$KILN run --camera none.png main.py")
    #expect(result.exitCode == 3 && result.output.isEmpty && result.talk.contains("none.png: no such file"))
  }

  @Test("memory for the camera is what the firmware leaves") func memory() throws {
    let script = "import sensor\nsensor.reset()\nsensor.set_framesize(sensor.SVGA)\n"
    let full = try run(script, "$KILN run --firmware minimum main.py")
    #expect(full.exitCode == 0)
    let result = try run(script, "$KILN run --firmware full --gc-heap 1M main.py")
    #expect(result.exitCode == 1 && result.output.contains("SYSCALL: Out of memory"))
    #expect(result.talk.contains("note: the camera's buffers for SVGA need 2400000 bytes"))
  }

  @Test("a prompt has the same modules") func prompt() throws {
    let line = "printf 'import lcd\\nlcd.init()\\nlcd.width()\\n' | $KILN repl --lcd-dir lcd"
    let result = try run("", line)
    #expect(result.exitCode == 0 && result.output.contains(">>> lcd.width()\r\n320\r\n"))
    #expect(try screens.count == 1)
  }
}
