import Console
import Testing

@Suite("Forms of numbers and text")
struct TextFormTests {
  @Test(
    "counts are grouped in threes",
    arguments: [
      (0, "0"), (999, "999"), (1000, "1,000"), (-1_351_592, "-1,351,592"),
      (.min, "-9,223,372,036,854,775,808"),
    ])
  func grouped(value: Int, text: String) {
    #expect(NumberForm.grouped(value) == text)
  }

  @Test(
    "sizes have a unit and the exact number",
    arguments: [
      (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1.0 KiB (1024 bytes)"),
      (1_351_592, "1.3 MiB (1351592 bytes)"), (1_048_575, "1.0 MiB (1048575 bytes)"),
      (6 << 20, "6.0 MiB (6291456 bytes)"), (.max, "8589934592.0 GiB (9223372036854775807 bytes)"),
    ])
  func bytes(count: Int, text: String) {
    #expect(NumberForm.bytes(count) == text)
  }

  @Test(
    "operations are counted in thousands",
    arguments: [(812, "812 MAC"), (3_400, "3.4 kMAC"), (120_512_000, "120.5 MMAC"), (999_999, "1.0 MMAC")])
  func macs(count: Int, text: String) {
    #expect(NumberForm.macs(count) == text)
  }

  @Test(
    "durations suit their length",
    arguments: [
      (0.00085, "850 µs"), (0.0123, "12.3 ms"), (4.2, "4.2 s"), (59.97, "1 min 00 s"), (185, "3 min 05 s"),
      (7800, "2 h 10 min"), (.nan, "?"), (-1, "?"), (.infinity, "?"),
    ])
  func durations(seconds: Double, text: String) {
    #expect(NumberForm.duration(seconds: seconds) == text)
  }

  @Test(
    "decimals are rounded and padded",
    arguments: [
      (3.14159, 2, "3.14"), (2, 3, "2.000"), (-0.04, 1, "0.0"), (-1.25, 1, "-1.3"), (0.999, 2, "1.00"),
      (7.5, 0, "8"),
      (.nan, 2, "nan"), (-.infinity, 2, "-inf"), (1e300, 2, "1e+300"), (0.5, -3, "1"),
    ])
  func decimals(value: Double, places: Int, text: String) {
    #expect(NumberForm.decimal(value, places: places) == text)
  }

  @Test("shares are percent")
  func percent() {
    #expect(NumberForm.percent(0.125) == "12.5 %")
  }

  @Test(
    "width counts columns",
    arguments: [
      ("abc", 3), ("猫和狗", 6), ("é", 1), ("e\u{301}", 1), ("ｱ", 1), ("Ａ", 2), ("한글", 4), ("🐱", 2),
      ("❤\u{FE0F}", 2),
      ("→…", 2), ("", 0), ("a\u{200B}b", 2), ("\u{1B}", 0), ("µ", 1),
    ])
  func width(text: String, columns: Int) {
    #expect(DisplayWidth.of(text) == columns)
  }

  @Test(
    "cut texts end in an ellipsis and fit",
    arguments: [
      ("classifier", 10, "classifier"), ("classifier", 6, "class…"), ("猫和狗", 4, "猫…"), ("猫和狗", 5, "猫和…"),
      ("abc", 1, "…"), ("abc", 0, ""), ("abc", -1, ""),
    ])
  func truncation(text: String, width: Int, cut: String) {
    #expect(DisplayWidth.truncated(text, to: width) == cut)
  }

  @Test("control characters become spaces")
  func singleLine() {
    #expect(DisplayWidth.singleLine("a\r\nb\tc\u{1B}[31m\u{202E}d") == "a b c [31m d")
    #expect(DisplayWidth.singleLine("猫 é") == "猫 é")
  }
}
