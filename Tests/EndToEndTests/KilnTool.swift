import Foundation
import TestSupport

/// Runs the built tool as a process, from the root of the repository.
enum KilnTool {
  /// What a run left behind.
  struct Result {
    let output: String
    let talk: String
    let exitCode: Int32

    /// The lines of standard output.
    var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) } }

    /// Standard output as a JSON object.
    func json() throws -> [String: Any] {
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
    }
  }

  /// The root of the repository.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The tool.
  static let path = built("kiln")

  /// A program of ours, which is built into the same folder as the tests.
  private static func built(_ name: String) -> String {
    let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    return tests.deletingLastPathComponent().appending(path: name).path(percentEncoded: false)
  }

  /// Seconds after which a run is killed.
  private static let timeLimit = 60

  /// Runs `kiln` with the given arguments.
  static func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Result {
    try run(arguments, environment: environment)
  }

  /// Runs `kiln` with the given arguments.
  static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
    try start([path] + arguments, environment: environment)
  }

  /// Runs `kiln-bench` with the given arguments.
  static func bench(_ arguments: String...) throws -> Result {
    try start([built("kiln-bench")] + arguments, environment: [:])
  }

  /// Runs a line of shell in which `$KILN` is the tool.
  static func shell(_ line: String, environment: [String: String] = [:]) throws -> Result {
    try start(
      ["/bin/bash", "-c", line], environment: environment.merging(["KILN": path]) { first, _ in first })
  }

  private static func start(_ command: [String], environment: [String: String]) throws -> Result {
    let folder = try TemporaryFolder()
    // Files instead of pipes: a full pipe would stop the tool while nobody reads.
    let (output, talk) = (try folder.write([], to: "output"), try folder.write([], to: "talk"))
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/timeout")
    process.arguments = ["--signal=KILL", "\(timeLimit)"] + command
    process.currentDirectoryURL = root
    let plain = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "COLUMNS": "80", "TERM": "xterm"]
    process.environment = plain.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: talk))
    try process.run()
    process.waitUntilExit()
    return Result(
      output: String(decoding: try folder.bytes("output"), as: UTF8.self),
      talk: String(decoding: try folder.bytes("talk"), as: UTF8.self), exitCode: process.terminationStatus)
  }
}

/// Paths of the samples, relative to the root of the repository.
enum Sample {
  static let v3 = "samples/digits/digits-v3.kmodel"
  static let v4 = "samples/digits/digits-v4.kmodel"
  static let seven = "samples/digits/pictures/seven.png"
  static let labels = "samples/digits/labels.txt"
  static let test = "samples/digits/test"

  /// A file of the digit sample.
  static func url(_ name: String) -> URL { KilnTool.root.appending(path: "samples/digits/\(name)") }
}
