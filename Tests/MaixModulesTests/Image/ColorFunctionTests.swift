import MaixModules
import Scripting
import Testing

@Suite("Colour functions of the module image")
struct ColorFunctionTests {
  private func run(_ source: String) throws -> [String] {
    try BoardBench().run("import image\n" + source).split(separator: "\n").map(String.init)
  }

  /// Computed in Python with numpy's single floats, step by step as `imlib.c` describes, quick cube root and all.
  @Test("Lab and brightness, against another program's numbers")
  func fromRGB() throws {
    let expected: [((Int, Int, Int), (Int, Int, Int), Int)] = [
      ((0, 0, 0), (-1, 0, 0), 0), ((255, 255, 255), (98, 0, 0), 254), ((255, 0, 0), (53, 86, 69), 127),
      ((0, 255, 0), (87, -77, 83), 219), ((0, 0, 255), (32, 74, -103), 75),
      ((128, 128, 128), (54, 0, 0), 128),
      ((200, 100, 50), (54, 40, 44), 128), ((12, 34, 56), (12, 0, -19), 32), ((7, 7, 7), (1, 0, 0), 7),
    ]
    let lines = try run(
      expected.map { "print(image.rgb_to_lab(\($0.0)), image.rgb_to_grayscale(\($0.0)))" }
        .joined(separator: "\n"))
    for (line, (_, lab, gray)) in zip(lines, expected) { #expect(line == "\(lab) \(gray)") }
    #expect(lines.count == expected.count)
  }

  @Test("red, green, blue, against another program's numbers")
  func fromLab() throws {
    let expected: [((Int, Int, Int), (Int, Int, Int))] = [
      ((0, 0, 0), (0, 0, 0)), ((100, 0, 0), (255, 255, 254)), ((53, 80, 67), (254, 0, 0)),
      ((50, -40, 20), (39, 135, 83)), ((30, 10, -60), (0, 72, 165)), ((75, -128, 127), (0, 227, 0)),
      ((127, 127, -128), (255, 229, 255)), ((-16, 0, 0), (0, 0, 0)),
    ]
    let lines = try run(expected.map { "print(image.lab_to_rgb(\($0.0)))" }.joined(separator: "\n"))
    for (line, (_, color)) in zip(lines, expected) { #expect(line == "\(color)") }
    #expect(lines.count == expected.count)
  }

  @Test("parts are bytes, with a sign in Lab; others are refused")
  func limits() throws {
    let lines = try run(
      """
      print(image.rgb_to_lab((256, 511, -1)) == image.rgb_to_lab((0, 255, 255)), image.grayscale_to_rgb(300))
      print(image.lab_to_rgb((356, 0, 256)) == image.lab_to_rgb((100, 0, 0)))
      class R:
        def __int__(self): print('ran'); return 1
      for f in (image.rgb_to_lab, image.lab_to_rgb, image.rgb_to_grayscale, image.grayscale_to_rgb):
        for v in (None, 'abc', 1.5, (1, 2), (1, 2, 3, 4), (1, 2, None), (1, 2, 3.5), (R(), 1, 1), [1 << 70] * 3):
          try: print(f, v, f(v))
          except (TypeError, ValueError, OverflowError): pass
      """)
    #expect(lines == ["True (44, 44, 44)", "True"])
  }
}
