internal import FuzzDriver
internal import ScriptingFuzzing

/// Reads bytes as a script and runs them, and the program that the grammar makes of the same bytes.
@main
enum FuzzScript {
  static func main() {
    unsafe LibFuzzer.run { start, count in
      let bytes = unsafe LibFuzzer.bytes(start, count)
      let finding =
        ScriptingFuzzing.parseFinding(in: bytes) ?? ScriptingFuzzing.runFinding(in: bytes)
        ?? ScriptingFuzzing.runFinding(inText: bytes)
      if let finding { LibFuzzer.finding(finding) }
      return 0
    }
  }
}
