import Scripting

/// A host of which tests of containers need nothing.
final class ContainersHost: ScriptHost {
  func write(_ bytes: [UInt8]) {}
  func readLine(prompt: [UInt8]) -> [UInt8]? { nil }
  func microseconds() -> UInt64 { 0 }
  func sleep(microseconds: UInt64) {}
  func wallSeconds() -> Int { 0 }
  func randomBytes(_ count: Int) -> [UInt8] { [] }
  func poll() -> ScriptInterruption? { nil }
  var files: (any ScriptFiles)? { nil }

  /// A machine with a heap of 16 MiB.
  static func machine() throws -> Interpreter {
    var configuration = ScriptConfiguration()
    configuration.heapByteCount = 16 << 20
    return try Interpreter(configuration: configuration, host: ContainersHost())
  }
}

/// Numbers that are the same each time (Knuth's MMIX generator).
struct ContainersNumbers {
  private var state: UInt64

  init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) }

  /// A number from 0 up to a limit.
  mutating func next(below limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }
}

extension Interpreter {
  /// A list of small integers.
  func list(_ numbers: [Int]) throws -> Value { try newList(numbers.map { Value(small: $0) }) }

  /// What an iterable of small integers gives.
  func numbers(_ iterable: Value) throws -> [Int] {
    var numbers: [Int] = []
    try forEach(iterable) { numbers.append($0.small) }
    return numbers
  }

  /// A slice; nil is None.
  func slice(_ start: Int?, _ stop: Int?, _ step: Int?) throws -> Value {
    try newSlice(bound(start), bound(stop), bound(step))
  }

  private func bound(_ number: Int?) -> Value { number.map { Value(small: $0) } ?? .none }
}
