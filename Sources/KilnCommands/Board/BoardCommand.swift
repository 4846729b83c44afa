import ArgumentParser
import Console
import K210Board
import K210Boards
import K210Flash

/// `kiln board`: a K210 board that is not there.
struct BoardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "board",
    abstract: "Run firmware on a virtual K210 board, or have a board on a pseudo-terminal.",
    discussion: """
      Boots from flash as the chip's mask ROM does. Without --pty, what the program says on IO4/IO5 goes to standard \
      output, time is the board's own and nothing waits; with --pty the board answers on a terminal until it is stopped, and \
      waits as a real one would.

      Exit codes: 0 the program stopped or --until was seen, 1 --fail was seen or the program faulted, \
      124 the time was over.
      """)

  @OptionGroup var machine: BoardOptions

  @Option(
    name: .customLong("pty"), defaultAsFlag: "",
    help: .init(
      "Answer on a pseudo-terminal, whose path is the first line printed; LINK leads there.",
      valueName: "link"))
  var terminal: String?

  @Option(help: .init("End when the program has said this.", valueName: "text"))
  var until: String?

  @Option(help: .init("End with exit code 1 when the program has said this.", valueName: "text"))
  var fail: String?

  @Option(
    help: .init(
      "End with exit code 124 after so many seconds: of the board's time; with --pty of yours.",
      valueName: "seconds"))
  var timeout: Double?

  @Option(
    name: .customLong("max-instructions"),
    help: .init("End with exit code 124 after so many instructions of both harts.", valueName: "n"))
  var maximumInstructions: UInt64?

  @Option(
    help: .init(
      "Wait for GDB on this port of 127.0.0.1 before the first instruction; with --pty, let it come at any time.",
      valueName: "port"))
  var gdb: UInt16?

  @Flag(help: "Print every instruction on standard error before it runs.")
  var trace = false

  @Flag(help: "Say at the end where the program spent its instructions, by symbol.")
  var profile = false

  @Flag(help: "Print one JSON object at the end instead of what the program says.")
  var json = false

  func validate() throws {
    guard timeout.map({ $0 > 0 && $0 <= 1e7 }) ?? true else {
      throw ValidationError("--timeout must be above 0 and at most 10,000,000 seconds.")
    }
    guard gdb == nil || !(trace || profile) else {
      throw ValidationError("--trace and --profile do not go together with --gdb.")
    }
    guard until != "", fail != "" else { throw ValidationError("--until and --fail need a text.") }
  }

  func run() throws {
    let kind = try Board.kind(named: machine.board)
    let setup = try BoardSetup(machine)
    var watch = TextWatch()
    if let until { watch.add(until, .until) }
    if let fail { watch.add(fail, .fail) }
    let limits = BoardLimits(seconds: timeout, instructions: maximumInstructions)
    let run = BoardRun(setup, watch: watch, limits: limits, keepsOutput: json)
    if let gdb {
      if terminal == nil { run.board.finishReset() }
      run.debugger = try BoardDebugger(port: gdb, board: run.board, waits: terminal == nil)
    }
    if trace { run.trace() }
    if profile { run.profile() }
    let ending =
      if let terminal {
        try run.onTerminal(link: terminal.isEmpty ? nil : terminal, board: kind)
      } else {
        try run.onStandardOutput()
      }
    try setup.flashFile?.write(run.board.takeChangedFlash())
    run.takeNotices()
    if json {
      print(try JSONOutput.text(BoardReport(run, ending)))
    }
    run.tell(ending)
    guard ending.exitCode == 0 else { throw ExitCode(ending.exitCode) }
  }
}

/// What the board consists of.
struct BoardOptions: ParsableArguments {
  @Option(
    help: .init("File that holds the flash chip's contents; made when it is missing.", valueName: "image"))
  var flash: String?

  @Option(name: .customLong("flash-size"), help: .init("Size of the flash chip.", valueName: "bytes"))
  var flashSize = ByteCountArgument(FlashMap.standardChipByteCount)

  @Option(
    name: .customLong("flash-timing"),
    help: .init("How long the flash chip takes: typical, maximum or fast.", valueName: "profile"))
  var flashTiming = FlashTimingArgument.typical

  @Option(
    help: .init(
      """
      Put a file into flash first: a .kfpkg as its list says, a .bin or ELF program at 0 with the header that the chip boots, \
      anything else as it is.
      """, valueName: "file[@address]"))
  var load: [String] = []

  @Option(help: .init("Take function names from an ELF file.", valueName: "elf"))
  var symbols: String?

  @Option(help: .init("Board whose wiring DTR and RTS have, as kflash -B calls it.", valueName: "name"))
  var board = "dan"

  @Flag(help: "Hold the BOOT button during the first reset, so that the mask ROM waits for a flasher.")
  var isp = false

  @Flag(
    name: .customLong("strict-alignment"), help: "Trap on accesses that are not aligned, as silicon does.")
  var strictAlignment = false
}

/// How long the flash chip takes for things.
enum FlashTimingArgument: String, ExpressibleByArgument, CaseIterable {
  case typical, maximum, fast
}
