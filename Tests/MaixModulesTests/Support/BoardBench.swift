import MaixModules
import Pictures
import Scripting

/// A board, its interpreter and what came out of them, for one test.
final class BoardBench: ScriptHost, MaixHost {
  private(set) var output: [UInt8] = []
  private(set) var screens: [Picture] = []
  private(set) var explanations: [String] = []
  private(set) var traces: [String] = []
  /// What the camera sees, by turns; ends when they are used up.
  var pictures: [Picture] = []
  /// The flash chip's content from address 0; 0xFF behind it.
  var flash: [UInt8] = []
  var isTracing = false
  var files: (any ScriptFiles)?
  private(set) var ending: BoardEnding?
  /// How often the host was asked whether the script shall stop.
  private(set) var pollCount = 0
  /// The one of those times when Ctrl-C is pressed; 0 for never.
  var interruptedPoll = 0
  private var time: UInt64 = 0
  private weak var board: MaixBoard?

  /// Runs a script on a new board; what it printed, and the last line of a traceback behind it.
  func run(
    _ source: String, _ configuration: MaixBoard.Configuration = .init(),
    script: ScriptConfiguration = .init()
  ) throws -> String {
    let vm = try Interpreter(configuration: script, host: self)
    let board = MaixBoard(configuration, host: self)
    board.install(in: vm)
    self.board = board
    defer { withExtendedLifetime(board) { board.settle() } }
    let outcome = vm.run(source: Array(source.utf8), name: Array("main.py".utf8), arguments: [], path: [])
    var text = String(decoding: output, as: UTF8.self).replacing("\r\n", with: "\n")
    if case .raised(let traceback, _) = outcome {
      let lines = String(decoding: traceback, as: UTF8.self).split(whereSeparator: \.isNewline)
      text += lines.last.map { "\($0)\n" } ?? ""
    }
    output = []
    return text
  }

  /// What was written since the last time.
  func takeOutput() -> String {
    defer { output = [] }
    return String(decoding: output, as: UTF8.self).replacing("\r\n", with: "\n")
  }

  func write(_ bytes: [UInt8]) { output += bytes }
  func readLine(prompt: [UInt8]) -> [UInt8]? { nil }
  func microseconds() -> UInt64 {
    time += 1000
    return time
  }
  func sleep(microseconds: UInt64) {
    time += microseconds
    board?.settle()
  }
  func wallSeconds() -> Int { Int(time / 1_000_000) }
  func randomBytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 4, count: count) }
  func poll() -> ScriptInterruption? {
    pollCount += 1
    if pollCount == interruptedPoll { return .keyboardInterrupt }
    return ending == nil ? nil : .stop
  }

  func nextCameraPicture() -> Picture? { pictures.isEmpty ? nil : pictures.removeFirst() }
  func show(_ screen: Picture) { screens.append(screen) }
  func readFlash(at address: Int, count: Int) -> [UInt8] {
    (address..<(address + count)).map { $0 < flash.count ? flash[$0] : 0xFF }
  }
  func writeFlash(at address: Int, _ bytes: [UInt8]) -> Bool { false }
  func explain(_ line: String) { explanations.append(line) }
  func trace(_ line: String) { traces.append(line) }
  func end(_ ending: BoardEnding) { self.ending = ending }
}
