package import ArgumentParser
import Console
package import Flasher
import K210Boards
import K210Flash

/// How a board is reached: the same for all of `kiln flash`.
package struct FlashOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: .init(
      "Serial port, as kiln ports lists it (default: the only one that a board may be at).", valueName: "path"
    ))
  package var port: String?

  @Option(
    name: [.customShort("B"), .long],
    help: .init(
      """
      Board whose reset lines the port has: \(Board.all.map(\.id).joined(separator: ", ")); manual = it waits already, BOOT was held during \
      reset (default: find out).
      """, valueName: "name"))
  package var board: String?

  @Option(
    name: .shortAndLong,
    help: .init("Bits per second to work at; lowered by itself where that fails.", valueName: "rate"))
  package var baud = 1_500_000

  @Option(
    help: .init("Where the flash chip hangs: spi3 (on the module) or spi0.", valueName: "bus"))
  package var chip = FlashChipArgument.spi3

  @Flag(
    name: .customLong("no-reset"),
    help: "Leave the board waiting instead of starting what is in flash.")
  package var noReset = false

  @Flag(help: "Print one JSON object at the end instead.")
  package var json = false

  /// Made by the argument parser.
  package init() {}

  /// What `--port ""` is told: a shell's variable is empty, as a rule.
  static let emptyPort = "--port must name a port, as kiln ports lists it; without --port it is found."

  /// The slowest speed is the one at which everything begins.
  private static let bauds = 115_200...5_000_000

  package func validate() throws {
    guard port != "" else { throw ValidationError(Self.emptyPort) }
    guard Self.bauds.contains(baud) else {
      throw ValidationError("--baud must be between 115200 and 5000000.")
    }
  }

  /// The options that lead to the same chip again, for a command line of another kind.
  package func portWords(_ path: String) -> String {
    var words = ["--port", path]
    if let board { words += ["--board", board] }
    if chip != .spi3 { words += ["--chip", chip.rawValue] }
    return words.map { ShellWord.quoted($0) }.joined(separator: " ")
  }

  /// The board that is meant.
  ///
  /// - Throws: exit code 2 for names that no board has.
  package func boardChoice() throws(CommandFailure) -> BoardChoice {
    guard let board else { return .detect }
    if board.lowercased() == "manual" { return .manual }
    return .board(try Board.kind(named: board, besides: ["manual"]))
  }
}

/// The controller of a flash chip.
package enum FlashChipArgument: String, ExpressibleByArgument, CaseIterable, Sendable {
  case spi3, spi0
}
