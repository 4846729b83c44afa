import Scripting

/// What is around a script in tests: output is collected, there are no files, no input and no time.
final class TestHost: ScriptHost {
  var output: [UInt8] = []

  func write(_ bytes: [UInt8]) { output += bytes }
  func readLine(prompt: [UInt8]) -> [UInt8]? { nil }
  func microseconds() -> UInt64 { 0 }
  func sleep(microseconds: UInt64) {}
  func wallSeconds() -> Int { 0 }
  func randomBytes(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }
  func poll() -> ScriptInterruption? { nil }
  var files: (any ScriptFiles)? { nil }
}

extension TestHost {
  /// What a script prints, tracebacks with it; with a collection period garbage goes as often as it can.
  static func output(of script: String, heapByteCount: Int = 512 << 10, floatWidth: FloatWidth = .single, collectionPeriod: Int = 0)
    throws -> String
  {
    var configuration = ScriptConfiguration()
    configuration.collectionPeriod = collectionPeriod
    if collectionPeriod > 0 { configuration.pollInterval = 0 }
    configuration.heapByteCount = heapByteCount
    configuration.floatWidth = floatWidth
    let host = TestHost()
    let interpreter = try Interpreter(configuration: configuration, host: host)
    let outcome = interpreter.run(
      source: Array(script.utf8), name: Array("test.py".utf8), arguments: [], path: [])
    if case .raised(let traceback, _) = outcome { host.output += traceback }
    return String(decoding: host.output, as: UTF8.self)
  }

  /// What expressions are, each in a line as `repr` shows it or as an exception's name and text.
  static func values(of expressions: [String], before setup: String = "") throws -> [String] {
    var script = setup + "\n"
    for expression in expressions {
      script += "try:\n print(repr(\(expression)))\nexcept Exception as e:\n print(type(e).__name__, e)\n"
    }
    return try output(of: script).split(separator: "\n").map(String.init)
  }
}
