import KilnCommands
import Testing

@Suite("The command line once more")
struct RetryCommandTests {
  private let plain = RetryCommand(["flash", "my app.bin@0", "--baud", "1500000", "--json"])

  @Test("words are quoted where a shell needs it") func quoted() {
    #expect(plain.text == "kiln flash 'my app.bin@0' --baud 1500000 --json")
  }

  @Test("an option is set once, however it was written") func options() {
    #expect(plain.with("--baud", "115200").words == ["flash", "my app.bin@0", "--json", "--baud", "115200"])
    #expect(
      RetryCommand(["flash", "--baud=9", "a"]).with("--baud", "1").words == ["flash", "a", "--baud", "1"])
    #expect(RetryCommand(["flash", "a"]).with("--board", "manual").text == "kiln flash a --board manual")
    #expect(plain.without("--baud").words == ["flash", "my app.bin@0", "--json"])
  }

  @Test("flags are there once") func flags() {
    #expect(plain.with("--json").words == plain.words)
    #expect(plain.with("--force").words == plain.words + ["--force"])
  }

  @Test("behind -- nothing is an option") func terminator() {
    let files = RetryCommand(["flash", "--", "--baud", "x"])
    #expect(files.with("--baud", "1").words == ["flash", "--baud", "1", "--", "--baud", "x"])
    #expect(files.with("--force").words == ["flash", "--force", "--", "--baud", "x"])
  }

  @Test("short forms are replaced, too") func shortForms() {
    let short = RetryCommand(["flash", "-B", "dan", "-b", "9600", "a"])
    #expect(short.with("--board", "manual").words == ["flash", "-b", "9600", "a", "--board", "manual"])
    #expect(short.with("--baud", "1").words == ["flash", "-B", "dan", "a", "--baud", "1"])
    #expect(RetryCommand(["flash", "-b9600", "a"]).without("--baud").words == ["flash", "a"])
  }
}
