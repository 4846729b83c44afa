import K210Boards
import MaixModules
import Pictures
import Testing

@Suite("Module sensor")
struct SensorTests {
  /// What the firmware prints when it finds the sensor.
  private static let greeting = "init i2c2\n[MAIXPY]: find ov7740\n"
  private static let start = "import sensor\nsensor.reset()\nsensor.set_pixformat(sensor.RGB565)\n"

  private func run(
    _ script: String, pictures: [Picture] = [], _ configuration: MaixBoard.Configuration = .init()
  ) throws -> String {
    let bench = BoardBench()
    bench.pictures = pictures
    return try bench.run("import sensor\n" + script, configuration).replacing(Self.greeting, with: "")
  }

  @Test("reset says which sensor it finds") func greeting() throws {
    #expect(
      try BoardBench().run("import sensor\nprint(sensor.reset(), sensor.get_id())") == Self.greeting
        + "None 30530\n")
  }

  @Test(
    "frame sizes have the firmware's numbers and extents",
    arguments: [
      ("QQCIF", 1, 88, 72), ("SIF", 6, 352, 240), ("QQQQVGA", 7, 40, 30), ("QVGA", 10, 320, 240),
      ("VGA", 11, 640, 480), ("HQQQVGA", 12, 80, 40), ("B64X32", 15, 64, 32), ("B240X240", 19, 240, 240),
      ("LCD", 20, 128, 160), ("QQVGA2", 21, 128, 160), ("UXGA", 26, 1600, 1200),
    ])
  func sizes(name: String, number: Int, width: Int, height: Int) throws {
    // Without `reset` nothing is set; minimum has room for all but the largest.
    var configuration = MaixBoard.Configuration()
    configuration.firmware = try #require(FirmwareFlavour.named("minimum"))
    let script = """
      print(sensor.\(name))
      sensor.reset()
      try:
        sensor.set_framesize(sensor.\(name))
      except OSError: pass
      print(sensor.width(), sensor.height())
      """
    let output = try run(script, configuration)
    #expect(output.hasPrefix("\(number)\n") && output.hasSuffix("\(width) \(height)\n"))
  }

  @Test(
    "what the firmware refuses, with its texts",
    arguments: [
      ("sensor.snapshot()", "TypeError: not found sensor"),
      ("sensor.reset()\nsensor.snapshot()", "RuntimeError: Not init!"),
      ("sensor.set_framesize(sensor.QVGA)", "OSError: [Errno 5] EIO"),
      ("sensor.reset()\nsensor.set_framesize(99)", "OSError: [Errno 5] EIO"),
      ("sensor.set_pixformat(sensor.RGB565)", "OSError: Pixel format is not supported!"),
      ("sensor.reset()\nsensor.set_pixformat(sensor.JPEG)", "OSError: Pixel format is not supported!"),
      ("sensor.reset()\nsensor.set_pixformat(sensor.BAYER)", "OSError: Pixel format is not supported!"),
      ("sensor.set_pixformat(2, 3)", "ValueError: arg err"),
      ("sensor.set_framesize(2, 3)", "ValueError: arg err"),
      ("sensor.set_hmirror(1)", "ValueError: Sensor control failed!"),
      ("sensor.set_auto_gain(0)", "ValueError: Sensor control failed!"),
      ("sensor.sleep(1)", "[MAIXPY]: Operation not supported.OSError: Sleep Failed"),
      ("sensor.set_framerate(7)", "ValueError: Invalid framerate"),
      ("sensor.reset()\nsensor.set_framerate(8)", "ValueError: Fail"),
      ("sensor.set_gainceiling(3)", "ValueError: Invalid gainceiling"),
      ("sensor.set_jb_quality('x')", "ValueError: must be int"),
      ("sensor.run('x')", "TypeError: can't convert str to int"),
      (
        "sensor.reset()\nsensor.set_framesize(sensor.QVGA)\nsensor.run(0)\nsensor.snapshot()",
        "RuntimeError: Sensor timeout!"
      ),
      (
        "sensor.reset()\nsensor.set_framesize(sensor.QVGA)\nsensor.shutdown(True)\nsensor.skip_frames(1)",
        "RuntimeError: Sensor Timeout!!"
      ),
    ])
  func refusals(script: String, text: String) throws {
    #expect(try run(script) == text + "\n")
  }

  @Test(
    "windows are checked",
    arguments: [
      ("(1, 2, 3)", "The tuple/list must either be (x, y, w, h) or (w, h)"),
      ("(7, 100)", "The selected window is too small"),
      ("(328, 240)", "The selected window is outside the bounds of the frame"),
      ("(200, 0, 128, 64)", "The selected window is outside the bounds of the frame"),
      ("(-8, 0, 64, 64)", "The selected window is outside the bounds of the frame"),
      ("[0, 0, 1 << 61, 1 << 61]", "The selected window is outside the bounds of the frame"),
      ("(100, 100)", "value must be multiple of 8"),
    ])
  func windows(window: String, text: String) throws {
    let script = "sensor.reset()\nsensor.set_framesize(sensor.QVGA)\nsensor.set_windowing(\(window))"
    #expect(try run(script) == "ValueError: \(text)\n")
  }

  @Test("settings are taken or refused as the OV7740's driver does") func levels() throws {
    let script = """
      print(sensor.set_contrast(0))
      sensor.reset()
      print(sensor.set_contrast(-4), sensor.set_brightness(5), sensor.set_saturation(4))
      print(sensor.set_gainceiling(128), sensor.set_colorbar(True), sensor.set_lens_correction(True, 1, 2))
      print(sensor.set_special_effect(1), sensor.set_special_effect(2), sensor.set_framerate(30))
      print(sensor.set_auto_gain(False, gain_db=3), sensor.set_auto_whitebal(False, (1, 2, 3)))
      print(sensor.set_auto_exposure(0, 500), sensor.get_rgb_gain_db(), sensor.get_exposure_us())
      print(sensor.set_pixformat(4), sensor.run(1), sensor.skip_frames(time=2000), sensor.get_fb())
      """
    #expect(
      try run(script) == """
        False
        True False True
        True True False
        True False None
        None None
        None (0.0, 0.0, 0.0) 0
        True True None None

        """)
  }

  @Test("a frame that finds no room is the board's error, and the user is told why") func noRoom() throws {
    let bench = BoardBench()
    let script = """
      import sensor
      sensor.reset(dual_buff=True)
      sensor.set_pixformat(sensor.RGB565)
      sensor.set_framesize(sensor.VGA)
      """
    let output = try bench.run(script)
    // 2 × (614400 + 921600) bytes and 4 headers of 16, of 2622080; the fourth block does not fit.
    let lines = output.split(separator: "\n")
    #expect(lines.last == "OSError: [Errno 12] ENOMEM")
    #expect(lines.dropLast().last?.hasPrefix("E (") == true)
    #expect(lines.dropLast().last?.hasSuffix(") SYSCALL: Out of memory") == true)
    #expect(bench.explanations.count == 1)
    #expect(bench.explanations.first?.contains("need 3072000 bytes") == true)
    #expect(bench.explanations.first?.contains("leave dual_buff away") == true)
    let single = try run("sensor.reset()\nsensor.set_framesize(sensor.VGA)\nprint('fits')")
    #expect(single == "fits\n")
  }

  @Test("the end of the pictures is KeyboardInterrupt, which a script may catch") func end() throws {
    let picture = try Picture(width: 8, height: 8, format: .rgb888)
    let script = """
      sensor.reset()
      sensor.set_pixformat(sensor.RGB565)
      sensor.set_framesize(sensor.QQQVGA)
      n = 0
      try:
        while True:
          sensor.snapshot()
          n += 1
      except KeyboardInterrupt:
        print('end', n)
      sensor.snapshot()
      """
    #expect(try run(script, pictures: [picture, picture]) == "end 2\nKeyboardInterrupt: \n")
  }

  @Test("a script that the board ended does not go on") func reset() throws {
    let bench = BoardBench()
    bench.end(.reset)
    #expect(try bench.run("try:\n  for i in range(100000): pass\nfinally:\n  print('no')") == "")
  }
}
