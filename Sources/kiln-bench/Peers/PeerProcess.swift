import Foundation
import Glibc

/// The Python process that runs other runtimes, one inference per line of text.
final class PeerProcess {
  /// What the process says of itself when it is ready.
  struct Greeting: Decodable {
    /// Runtimes with their number types.
    let peers: [String]
    /// Runtimes that could not be imported, and why; versions of the others.
    let notes: [String]
  }

  /// What went wrong with the process.
  enum Failure: Error, CustomStringConvertible {
    case ended
    case answer(String)

    var description: String {
      switch self {
      case .ended: "the peers' process ended"
      case .answer(let text): "the peers' process said: \(text)"
      }
    }
  }

  let greeting: Greeting
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var buffer: [UInt8] = []

  /// Starts the script beside the list of networks.
  init(python: URL, networks: URL) throws {
    process.executableURL = python
    process.arguments = [
      networks.deletingLastPathComponent().appending(path: "peers.py").path(), networks.path(),
    ]
    process.standardInput = input
    process.standardOutput = output
    // Writing to a process that has ended fails then, instead of ending this one.
    _ = signal(SIGPIPE, SIG_IGN)
    let (source, reading) = (process, output)
    try source.run()
    var rest: [UInt8] = []
    let line = try Self.line(from: reading, &rest)
    greeting = try JSONDecoder().decode(Greeting.self, from: Data(line.utf8))
    buffer = rest
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Runs one inference there and returns its milliseconds; `clock` is `thread` or `wall`.
  func run(_ network: String, _ peer: String, threads: Int, clock: String) throws -> Double {
    let request = [network, peer, "\(threads)", clock].joined(separator: "\t") + "\n"
    try input.fileHandleForWriting.write(contentsOf: Data(request.utf8))
    let line = try Self.line(from: output, &buffer)
    guard let milliseconds = Double(line) else { throw Failure.answer(line) }
    return milliseconds
  }

  /// The next line without its end; `rest` holds what was read beyond it.
  private static func line(from pipe: Pipe, _ rest: inout [UInt8]) throws -> String {
    while true {
      if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: rest[..<end], as: UTF8.self)
        rest.removeSubrange(...end)
        return line
      }
      let data = pipe.fileHandleForReading.availableData
      if data.isEmpty { throw Failure.ended }
      rest += data
    }
  }
}
