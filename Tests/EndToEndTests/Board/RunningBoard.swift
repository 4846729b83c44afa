import Foundation
import TestSupport
import Testing

/// `kiln board --pty` as a process that goes on by itself, and the programs at its terminal.
final class RunningBoard {
  /// The slave's path, the first line that the board prints.
  let path: String
  /// A program that has the terminal open.
  let user: TerminalUser
  private let process = Process()
  private let folder: TemporaryFolder

  /// Seconds after which something that ought to happen is given up.
  private static let patience = 60.0

  /// Starts a board and waits until it answers.
  init(_ arguments: [String]) throws {
    folder = try TemporaryFolder()
    let (output, talk) = (try folder.write([], to: "output"), try folder.write([], to: "talk"))
    process.executableURL = URL(filePath: KilnTool.path)
    process.arguments = ["board", "--pty"] + arguments
    process.currentDirectoryURL = KilnTool.root
    process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: talk))
    try process.run()
    let (process, folder) = (process, folder)
    let first = try Self.waiting("the terminal's path", while: process) {
      let text = String(decoding: try folder.bytes("output"), as: UTF8.self)
      return text.contains("\n") ? text : nil
    }
    path = String(first.prefix { $0 != "\n" })
    user = TerminalUser(path)
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// What is on standard error so far.
  var talk: String { get throws { String(decoding: try folder.bytes("talk"), as: UTF8.self) } }

  /// All of standard output so far.
  var output: String { get throws { String(decoding: try folder.bytes("output"), as: UTF8.self) } }

  /// Waits until standard error holds a text `count` times.
  func waitForTalk(_ text: String, count: Int = 1) throws {
    _ = try Self.waiting("'\(text)' on standard error", while: process) {
      try talk.components(separatedBy: text).count > count ? true : nil
    }
  }

  /// Reads the terminal until a text has come; all that was read.
  @discardableResult
  func read(until text: String) throws -> String {
    var bytes: [UInt8] = []
    return try Self.waiting("'\(text)' on the terminal", while: process) {
      bytes += user.read()
      let all = String(decoding: bytes, as: UTF8.self)
      return all.contains(text) ? all : nil
    }
  }

  /// Asks something by the control channel; the answer's line.
  func ask(_ request: String) throws -> String {
    let client = try #require(LocalClient(name: "kiln-board" + path))
    client.send(request + "\n")
    return client.receive().trimmingCharacters(in: .newlines)
  }

  /// What the board says of itself.
  func status() throws -> [String: Any] {
    let answer = try ask("status")
    #expect(answer.hasPrefix("ok "))
    return try JSONSerialization.jsonObject(with: Data(answer.dropFirst(3).utf8)) as? [String: Any] ?? [:]
  }

  /// Waits until the harts do what is said of each.
  func waitForActivities(_ expected: [String]) throws {
    _ = try Self.waiting("harts that are \(expected)", while: process) {
      let harts = try status()["harts"] as? [[String: Any]] ?? []
      return harts.map { $0["activity"] as? String } == expected ? true : nil
    }
  }

  /// Waits for the end; the exit code.
  func waitForEnd() -> Int32 {
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }

  /// Sends a signal and waits for the end; the exit code.
  func stop(_ signal: Int32) -> Int32 {
    kill(process.processIdentifier, signal)
    return waitForEnd()
  }

  /// Asks again and again until there is an answer.
  private static func waiting<Result>(
    _ what: String, while process: Process, _ poll: () throws -> Result?
  ) throws -> Result {
    let end = Date().addingTimeInterval(patience)
    while Date() < end, process.isRunning {
      if let result = try poll() { return result }
      usleep(5000)
    }
    if let result = try poll() { return result }
    throw NeverCame(what: what)
  }

  /// What was waited for in vain.
  struct NeverCame: Error { let what: String }
}
