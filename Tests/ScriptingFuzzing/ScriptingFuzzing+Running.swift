internal import Scripting

extension ScriptingFuzzing {
  /// Runs the script that bytes choose; what must not be, nil when all is well.
  ///
  /// The first four bytes choose under what it runs, the others the script.
  public static func runFinding(in bytes: [UInt8]) -> String? {
    let run = FuzzRun(bytes)
    return run.finding(script(from: Array(bytes.dropFirst(FuzzRun.choiceCount))))
  }

  /// Runs bytes as a script; what must not be, nil when all is well.
  ///
  /// The first four bytes choose under what it runs, the others are its text.
  public static func runFinding(inText bytes: [UInt8]) -> String? {
    FuzzRun(bytes).finding(Array(bytes.dropFirst(FuzzRun.choiceCount)))
  }
}

/// A script is run once or twice; the second time must be like the first one.
///
/// Either both are as usual, or both leave garbage unused, so that equal objects have equal addresses, and the second one collects it as
/// often as it can.
struct FuzzRun {
  /// How many bytes choose.
  static let choiceCount = 4

  private struct Result: Equatable {
    let outcome: ScriptOutcome
    let output: [UInt8]
    let outputCount: Int
  }

  private var configuration = ScriptConfiguration()
  private let polls: Int
  private let hasFiles: Bool
  private let period: Int
  private let isRepeated: Bool

  init(_ bytes: [UInt8]) {
    var choices = ChoiceBytes(Array(bytes.prefix(Self.choiceCount)))
    configuration.heapByteCount = choices.pick([64, 96, 128, 192, 256, 512]) << 10
    configuration.callDepthLimit = choices.pick([100, 20, 50, 400])
    let way = choices.pick(64)
    configuration.floatWidth = way & 1 == 0 ? .single : .double
    hasFiles = way & 2 == 0
    period = way & 4 == 0 ? 0 : [1, 3, 10, 40, 7, 100, 20, 2][way >> 3]
    let seed = choices.pick(256)
    configuration.seed = UInt32(seed)
    // All do the first time; most of what may go wrong does so then.
    isRepeated = period > 0 || seed & 3 == 0
    configuration.pollInterval = period > 0 ? 0 : 100
    polls = period > 0 ? 8000 : 1500
    // Of garbage that both keep, how much the second collection finds must not matter.
    if period > 0 { configuration.heapByteCount = 1 << 20 }
  }

  /// What must not be, nil when all is well.
  func finding(_ source: [UInt8]) -> String? {
    do throws(FuzzFault) {
      let first = try result(source, period: period > 0 ? Int.max : 0)
      guard isRepeated else { return nil }
      let second = try result(source, period: period)
      guard first != second else { return nil }
      throw FuzzFault("two runs differ (collection period \(period)): \(Self.difference(first, second))")
    } catch {
      return error.text
    }
  }

  private func result(_ source: [UInt8], period: Int) throws(FuzzFault) -> Result {
    var configuration = configuration
    configuration.collectionPeriod = period
    let host = FuzzHost(polls: polls, files: hasFiles ? FuzzFiles() : nil)
    let interpreter: Interpreter
    do {
      interpreter = try Interpreter(configuration: configuration, host: host)
    } catch {
      throw FuzzFault("no machine: \(error)")
    }
    let outcome = interpreter.run(source: source, name: Array("random.py".utf8), arguments: [], path: [[]])
    let account = interpreter.collectedAccount()
    let again = interpreter.collectedAccount()
    if account != again { throw FuzzFault("two collections differ: \(account), \(again)") }
    guard self.period > 0 else { return Result(outcome: outcome, output: host.output, outputCount: host.outputCount) }
    return Result(outcome: outcome, output: Self.withoutAddresses(host.output), outputCount: 0)
  }

  /// Text without hexadecimal numbers of five digits and more, which may be addresses.
  private static func withoutAddresses(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var digitCount = 0
    for byte in text {
      let isDigit = UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte
      if !isDigit, digitCount > 4 { result.removeLast(digitCount) }
      digitCount = isDigit ? digitCount + 1 : 0
      result.append(byte)
    }
    return result
  }

  private static func difference(_ first: Result, _ second: Result) -> String {
    let pairs = zip(first.output.split(separator: 10), second.output.split(separator: 10))
    if let pair = pairs.first(where: { $0 != $1 }) {
      return "'\(String(decoding: pair.0.prefix(200), as: UTF8.self))', '\(String(decoding: pair.1.prefix(200), as: UTF8.self))'"
    }
    return "\(first.outputCount) and \(second.outputCount) bytes, \(text(first.outcome)), \(text(second.outcome))"
  }

  private static func text(_ outcome: ScriptOutcome) -> String {
    if case .raised(let traceback, _) = outcome { return String(decoding: traceback, as: UTF8.self) }
    return "\(outcome)"
  }
}

/// Something that must not be.
private struct FuzzFault: Error {
  let text: String

  init(_ text: String) { self.text = text }
}
