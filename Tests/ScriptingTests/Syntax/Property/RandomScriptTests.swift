import ScriptingFuzzing
import TestSupport
import Testing

@Suite("Random scripts for fuzzing")
struct RandomScriptTests {
  /// Choices for scripts of many lengths.
  private static let inputs: [[UInt8]] = {
    var random = SplitMix64(seed: 11)
    return (0..<200).map { random.bytes($0 * 9) }
  }()

  @Test("All of them parse")
  func parsing() {
    for input in Self.inputs { #expect(ScriptingFuzzing.parseFinding(in: input) == nil) }
  }

  @Test("Equal bytes give equal scripts, other bytes others")
  func repetition() throws {
    let input = try #require(Self.inputs.last)
    #expect(ScriptingFuzzing.script(from: input) == ScriptingFuzzing.script(from: input))
    #expect(Set(Self.inputs.map { ScriptingFuzzing.script(from: $0) }).count > 190)
  }

  @Test("Together they have every sort of statement and the rarer sorts of expression")
  func variety() {
    let text = Self.inputs.map { String(decoding: ScriptingFuzzing.script(from: $0), as: UTF8.self) }.joined()
    let wanted = [
      "while ", "for ", "else:", "elif ", "finally:", "break", "continue", "return ", "raise\n", "with ",
      "yield ",
      "yield from", "global ", "nonlocal v", "lambda", "del ", "assert ", "exec(", "eval(", "compile(",
      "memoryview(",
      "@property", "@classmethod", "@staticmethod", "__getattr__", "__del__", "super()", "Watched(",
      ".format(",
      " % (", "<<",
      "**", ".send(", ".throw(", "from struct import *", "import ure as m", "((((((((", "cap(", " for x in ",
    ]
    for piece in wanted { #expect(text.contains(piece), "\(piece)") }
  }

  @Test("However many bytes there are, a script stays small")
  func size() {
    var random = SplitMix64(seed: 12)
    #expect(ScriptingFuzzing.script(from: random.bytes(100_000)).count < 200_000)
  }
}
