import K210Boards
import MaixModules
import Pictures
import Testing

@Suite("Module lcd")
struct LCDTests {
  private func run(_ script: String, _ configuration: MaixBoard.Configuration = .init()) throws -> String {
    try BoardBench().run("import lcd\n" + script, configuration)
  }

  /// The screens that a script shows.
  private func screens(_ script: String, pictures: [Picture] = []) throws -> [Picture] {
    let bench = BoardBench()
    bench.pictures = pictures
    let output = try bench.run("import lcd, sensor, time\n" + script)
    #expect(!output.contains("Error"), "\(output)")
    return bench.screens
  }

  private static let camera = """
    sensor.reset()
    sensor.set_pixformat(sensor.RGB565)
    sensor.set_framesize(sensor.QQVGA)

    """

  @Test("the panel's extents, before and after") func extents() throws {
    let script = """
      print(lcd.width(), lcd.height(), lcd.type())
      print(lcd.init(), lcd.width(), lcd.height(), lcd.type(), lcd.get_backlight(), lcd.set_backlight(50))
      print(lcd.rotation(1), lcd.width(), lcd.height(), lcd.rotation(), lcd.mirror(), lcd.mirror(True))
      lcd.init(type=2)
      print(lcd.width(), lcd.height(), lcd.type(), lcd.rotation(), lcd.freq(), lcd.freq(20000000), lcd.freq())
      lcd.init(1, 15000000, lcd.RED, 240, 135)
      print(lcd.width(), lcd.height())
      lcd.deinit()
      print(lcd.width(), lcd.init(0), lcd.width())
      """
    #expect(
      try run(script) == """
        None None None
        None 320 240 1 None None
        1 240 320 1 0 1
        240 240 2 0 15000000 20000000 20000000
        240 135
        None None None

        """)
  }

  @Test(
    "what the firmware refuses, with its texts",
    arguments: [
      ("lcd.init(type=9)", "ValueError: type error"),
      ("lcd.init(colour=1)", "TypeError: extra keyword arguments given"),
      ("lcd.init()\nlcd.rotation(4)", "ValueError: value:[0,3]"),
      ("lcd.draw_string(0, 0, 'x')", "ValueError: not init"),
      ("lcd.fill_rectangle(0, 0, 1, 1, 0)", "ValueError: not init"),
      ("lcd.init()\nlcd.fill_rectangle(0, 0, 320, 10, 0)", "ValueError: arg error"),
      ("lcd.init()\nlcd.fill_rectangle(-1, 0, 3, 10, 0)", "ValueError: arg error"),
      ("lcd.init()\nlcd.bgr_to_rgb()", "ValueError: True or False"),
      ("lcd.init()\nlcd.display(3)", "TypeError: Can't convert int to Image"),
      ("import image\nlcd.display(image.Image(), (0, 0, 1 << 16, 1))", "OSError: Invalid ROI dimensions!"),
      ("lcd.init()\nlcd.clear((1, 2))", "ValueError: requested length 3 but object has length 2"),
    ])
  func refusals(script: String, text: String) throws {
    #expect(try run(script) == text + "\n")
  }

  @Test("a line buffer that finds no room is ENOMEM") func noRoom() throws {
    let bench = BoardBench()
    let output = try bench.run("import lcd\nlcd.init(width=2000, height=2000)")
    #expect(output.hasSuffix(") SYSCALL: Out of memory\nOSError: [Errno 12] ENOMEM\n"))
    #expect(bench.explanations.first?.contains("need 8000000 bytes") == true)
  }

  @Test(
    "colours are RGB565 with their bytes exchanged",
    arguments: [
      ("lcd.RED", Color(red: 255, green: 0, blue: 0)), ("lcd.GREEN", Color(red: 0, green: 255, blue: 0)),
      ("lcd.BLUE", Color(red: 0, green: 0, blue: 255)), ("lcd.WHITE", .white),
      ("(255, 0, 300)", Color(red: 255, green: 0, blue: 255)),
      // 0xFD20: 11111 101001 00000
      ("lcd.ORANGE", Color(red: 255, green: 166, blue: 0)),
    ])
  func colors(value: String, color: Color) throws {
    let shown = try screens("lcd.init()\nlcd.clear(\(value))\ntime.sleep_ms(30)")
    #expect(shown.count == 1)
    #expect(shown.first?.size == Size(width: 320, height: 240))
    #expect(shown.first?.color(x: 0, y: 0) == color && shown.first?.color(x: 319, y: 239) == color)
  }

  @Test("small images stand in the middle of black, or where they are put") func places() throws {
    let white = try Picture(width: 160, height: 120, format: .rgb888, filledWith: .white)
    let shown = try screens(
      "lcd.init(color=lcd.RED)\n" + Self.camera
        + "img = sensor.snapshot()\nlcd.display(img)\nlcd.clear(lcd.BLUE)\nlcd.display(img, oft=(300, 8))\n"
        + "lcd.clear()\nlcd.display(img, roi=(0, 0, 10, 20))\nlcd.display(img, (0, 0, 10, 20), (0, 0))",
      pictures: [white])
    #expect(shown.count == 4)
    let corners = [(79, 60), (80, 59), (80, 60), (239, 179), (240, 179), (239, 180)]
    #expect(
      corners.map { shown[0].color(x: $0.0, y: $0.1) } == [.black, .black, .white, .white, .black, .black])
    let blue = Color(red: 0, green: 0, blue: 255)
    let edges = [(299, 8), (300, 7), (300, 8), (319, 127), (319, 128)]
    #expect(edges.map { shown[1].color(x: $0.0, y: $0.1) } == [blue, blue, .white, .white, blue])
    #expect(shown[2].color(x: 155, y: 110) == .white && shown[2].color(x: 165, y: 110) == .black)
    #expect(shown[3].color(x: 9, y: 19) == .white && shown[3].color(x: 10, y: 19) == .black)
  }

  @Test("images larger than the panel lose their edges") func crops() throws {
    var picture = try Picture(width: 640, height: 480, format: .rgb888)
    picture.fill(Rectangle(x: 160, y: 120, width: 320, height: 240), with: .white)
    let shown = try screens(
      "lcd.init()\n" + Self.camera + "sensor.set_framesize(sensor.VGA)\nlcd.display(sensor.snapshot())",
      pictures: [picture])
    #expect(shown.first?.color(x: 0, y: 0) == .white && shown.first?.color(x: 319, y: 239) == .white)
  }

  @Test("text stands in cells of 8 by 12 and ends at the edge") func text() throws {
    let shown = try screens("lcd.init()\nlcd.draw_string(300, 10, 'abcdef', lcd.WHITE, lcd.BLUE)")
    let screen = try #require(shown.last)
    let blue = Color(red: 0, green: 0, blue: 255)
    // (320 - 300) / 8 = 2 cells
    #expect(screen.color(x: 300, y: 10) == blue && screen.color(x: 315, y: 21) == blue)
    #expect(screen.color(x: 316, y: 10) == .black && screen.color(x: 300, y: 22) == .black)
    let white = (0..<16).flatMap { x in (0..<12).map { screen.color(x: 300 + x, y: 10 + $0) } }.count {
      $0 == .white
    }
    #expect(white > 15 && white < 60)
    #expect(try screens("lcd.init()\nlcd.draw_string(0, 305, 'x')\nlcd.draw_string(320, 0, 'x')").count == 1)
  }

  @Test("what is no ASCII shows as a box") func box() throws {
    let screen = try #require(try screens("lcd.init()\nlcd.draw_string(0, 0, '\\x01', lcd.WHITE)").last)
    let white = (0..<12).map { row in (0..<8).filter { screen.color(x: $0, y: row) == .white } }
    let (edge, sides) = ([1, 2, 3, 4, 5], [1, 5])
    #expect(white == [[], [], edge, sides, sides, sides, sides, sides, edge, [], [], []])
  }

  @Test("the panel turns, and what is on it stays") func turns() throws {
    let shown = try screens(
      """
      lcd.init()
      lcd.fill_rectangle(0, 0, 8, 8, lcd.WHITE)
      lcd.rotation(1)
      lcd.fill_rectangle(20, 20, 4, 4, lcd.RED)
      lcd.rotation(2)
      lcd.fill_rectangle(20, 20, 4, 4, lcd.RED)
      lcd.rotation(0)
      lcd.mirror(True)
      lcd.fill_rectangle(0, 100, 4, 4, lcd.GREEN)
      """)
    #expect(
      shown.map(\.size) == [
        Size(width: 320, height: 240), Size(width: 240, height: 320), Size(width: 320, height: 240),
        Size(width: 320, height: 240),
      ])
    #expect(shown[0].color(x: 0, y: 0) == .white)
    // Directions XY_RLUD after YX_RLDU: the corner at the left above is now that below on the left.
    #expect(shown[1].color(x: 0, y: 319) == .white)
    #expect(
      shown[2].color(x: 319, y: 239) == .white
        && shown[2].color(x: 20, y: 20) == Color(red: 255, green: 0, blue: 0))
    // The script's left is the right of what is seen.
    #expect(shown[3].color(x: 319, y: 100) == Color(red: 0, green: 255, blue: 0))
    #expect(shown[3].color(x: 0, y: 0) == .white)
  }

  @Test("each display is a screen, with what was drawn on it") func handing() throws {
    let picture = try Picture(width: 320, height: 240, format: .rgb888)
    let loop =
      "for i in range(3):\n  lcd.display(sensor.snapshot())\n"
      + "  lcd.draw_string(0, 0, '#', lcd.WHITE, lcd.WHITE)\n"
    let shown = try screens(
      "lcd.init()\nlcd.clear(lcd.RED)\n" + Self.camera + loop, pictures: [picture, picture, picture])
    #expect(shown.count == 3)
    #expect(shown.allSatisfy { $0.color(x: 7, y: 11) == .white && $0.color(x: 8, y: 11) == .black })
  }

  @Test("a screen that stands while the script sleeps is one") func sleeping() throws {
    #expect(try screens("lcd.init()\nfor i in range(3):\n  lcd.clear(i)\n  time.sleep_ms(20)\n").count == 3)
    #expect(try screens("lcd.init()\nfor i in range(3):\n  lcd.clear(i)\n").count == 1)
  }
}
