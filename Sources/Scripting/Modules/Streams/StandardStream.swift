/// `sys.stdin`, `sys.stdout` and `sys.stderr`.
final class StandardStream: ScriptStream {
  private let number: Int
  /// What is left of the line that was read last.
  private var rest: ArraySlice<UInt8> = []

  /// - Parameter number: 0 to 2, as files of a process are numbered.
  init(_ number: Int) { self.number = number }

  var isTextStream: Bool { true }

  /// Its number, as `fileno` gives it.
  var fileNumber: Int { number }

  func readStream(_ vm: Interpreter, atMost count: Int) throws(Raised) -> [UInt8]? {
    if rest.isEmpty {
      let typed = vm.host.readLine(prompt: [])
      // Ctrl-C and the like end the waiting, not the line.
      try vm.checkStop()
      guard let line = typed else { return [] }
      rest = (line + [Ascii.lineFeed])[...]
    }
    let part = rest.prefix(count)
    rest = rest.dropFirst(part.count)
    return Array(part)
  }

  func writeStream(_ vm: Interpreter, _ bytes: ArraySlice<UInt8>) throws(Raised) -> Int? {
    vm.host.write(Array(bytes))
    return bytes.count
  }

  func flushStream(_ vm: Interpreter) throws(Raised) {}

  func closeStream(_ vm: Interpreter) throws(Raised) {}

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    Array("<io.TextIOWrapper \(number)>".utf8)
  }
}
