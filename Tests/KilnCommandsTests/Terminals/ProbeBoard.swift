import Foundation
import K210Board
import K210Boards
import KilnCommands
import TestSupport
import Testing

/// A terminal with modem lines and no chip, at which a program under the preload library works.
final class ProbeBoard {
  /// What happened, in order: lines set, bytes read.
  enum Event: Equatable {
    case lines(ModemLines)
    case bytes(String)
  }

  let terminal: PseudoTerminal
  private let control: ControlSocket?
  private(set) var lines = ModemLines()
  private(set) var events: [Event] = []

  /// What a request is answered with instead of being done.
  var refusal: ControlReply?

  init(hasControl: Bool = true) throws {
    terminal = try PseudoTerminal()
    control = hasControl ? try ControlSocket(terminal: terminal.path) : nil
  }

  /// Does what was asked, in the order that `ControlSocket` names.
  func serve() {
    let requests = control?.requests() ?? []
    let bytes = terminal.read().bytes
    if !bytes.isEmpty { events.append(.bytes(String(decoding: bytes, as: UTF8.self))) }
    for (client, request) in requests {
      if case .setLines(let dtr, let rts) = request, refusal == nil {
        lines = ModemLines(dtr: dtr ?? lines.dtr, rts: rts ?? lines.rts)
        events.append(.lines(lines))
      }
      control?.reply(to: client, refusal ?? .lines(lines))
    }
  }

  /// What to sleep on.
  var interests: [WaitInterest] { terminal.interests + (control?.interests ?? []) }
}

/// A program that works a port's lines, run with or without the preload library.
enum Probe {
  /// Where this package's products are.
  private static let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()

  /// Runs the probe at a board's terminal while the boards are served; the lines that it prints.
  static func run(_ operations: [String], at board: ProbeBoard, withShim: Bool = true) throws -> [String] {
    try run([(operations, board)], withShim: withShim)[0]
  }

  /// Runs one probe per board at the same time.
  static func run(_ runs: [(operations: [String], board: ProbeBoard)], withShim: Bool = true) throws
    -> [[String]]
  {
    let folder = try TemporaryFolder()
    var processes: [Process] = []
    for (index, run) in runs.enumerated() {
      let process = Process()
      // A probe that hangs is killed; `timeout` runs under the library, too.
      process.executableURL = URL(filePath: "/usr/bin/timeout")
      let probe = products.appending(path: "modem-probe").path(percentEncoded: false)
      process.arguments = ["--signal=KILL", "30", probe, run.board.terminal.path] + run.operations
      let shim = products.appending(path: "libModemShim.so").path(percentEncoded: false)
      process.environment = withShim ? ["LD_PRELOAD": shim] : [:]
      process.standardOutput = try FileHandle(forWritingTo: URL(filePath: folder.write([], to: "\(index)")))
      try process.run()
      processes.append(process)
    }
    // Wakes now and then: the end of a process is no event of a terminal.
    while processes.contains(where: \.isRunning) {
      _ = Waiting.wait(for: runs.flatMap(\.board.interests), seconds: 0.005)
      for run in runs { run.board.serve() }
    }
    for run in runs { run.board.serve() }
    for process in processes { #expect(process.terminationStatus == 0) }
    return try runs.indices.map { index in
      String(decoding: try folder.bytes("\(index)"), as: UTF8.self).split(separator: "\n").map { String($0) }
    }
  }
}
