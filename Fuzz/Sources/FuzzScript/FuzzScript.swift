internal import FuzzDriver
internal import ScriptingFuzzing

/// Reads bytes as a script, and the program that the grammar makes of the same bytes.
@main
enum FuzzScript {
  static func main() {
    unsafe LibFuzzer.run { start, count in
      if let finding = ScriptingFuzzing.parseFinding(in: unsafe LibFuzzer.bytes(start, count)) {
        LibFuzzer.finding(finding)
      }
      return 0
    }
  }
}
