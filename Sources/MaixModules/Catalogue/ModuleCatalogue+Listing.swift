import Pictures
package import Scripting

extension ModuleCatalogue {
  /// What all modules offer, in the order of their names: each is imported once for that.
  ///
  /// - Throws: `ScriptStartError` when there is no memory for an interpreter.
  package static func listing(_ configuration: MaixBoard.Configuration = .init()) throws(ScriptStartError)
    -> [Entry]
  {
    let host = AbsentHost()
    let vm = try Interpreter(configuration: ScriptConfiguration(), host: host)
    let board = MaixBoard(configuration, host: host)
    board.install(in: vm)
    for name in board.moduleNames.sorted() {
      let source = "try:\n import \(name)\nexcept Exception: pass\n"
      _ = vm.run(source: Array(source.utf8), name: [], arguments: [], path: [])
    }
    return board.catalogue.entries
  }
}

/// Nothing is around the board, and no time passes.
private final class AbsentHost: ScriptHost, MaixHost {
  let files: (any ScriptFiles)? = nil
  let isTracing = false

  func write(_ bytes: [UInt8]) {}
  func readLine(prompt: [UInt8]) -> [UInt8]? { nil }
  func microseconds() -> UInt64 { 0 }
  func sleep(microseconds: UInt64) {}
  func wallSeconds() -> Int { 0 }
  func randomBytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
  func poll() -> ScriptInterruption? { nil }

  func nextCameraPicture() -> Picture? { nil }
  func show(_ screen: Picture) {}
  func readFlash(at address: Int, count: Int) -> [UInt8] { [] }
  func writeFlash(at address: Int, _ bytes: [UInt8]) -> Bool { false }
  func explain(_ line: String) {}
  func trace(_ line: String) {}
}
