import ArgumentParser
import K210Boards
import MaixModules
import Scripting

/// What `kiln run` and `kiln repl` have in common.
struct ScriptOptions: ParsableArguments {
  @Option(
    help: .init(
      "The folder that is the script's /sd, and where it begins (default: the folder you are in).",
      valueName: "folder"))
  var sd: String?

  @Option(
    name: .customLong("gc-heap"),
    help: .init("MicroPython's heap (default: 512K): utils.gc_heap_size.", valueName: "bytes"))
  var gcHeap: ByteCountArgument?

  @Option(
    help: .init(
      "The MaixPy build whose limits count: \(FirmwareFlavour.all.map(\.id).joined(separator: ", ")).",
      valueName: "id"))
  var firmware: String?

  @Option(
    help: .init(
      "The board whose pins board.board_info names: \(PinNames.all.map(\.board).joined(separator: ", ")).",
      valueName: "name"))
  var board: String?

  @Flag(help: "Floats of 64 bits, as on a PC; the board's have 32.")
  var float64 = false

  @Option(
    help: .init("File that holds the flash chip's contents; made when it is missing.", valueName: "image"))
  var flash: String?

  @Option(
    help: .init(
      "Put a file into flash first, as kiln board does: a model at an address, a .kfpkg as its list says.",
      valueName: "file[@address]"))
  var load: [String] = []

  @Option(
    help: .init(
      "What the camera sees: one picture for ever, or a folder's in their order (default: a moving pattern).",
      valueName: "image or folder"))
  var camera: String?

  @Option(
    name: .customLong("lcd-dir"),
    help: .init("Write what the display shows into this folder: 000000.png and so on.", valueName: "folder"))
  var screens: String?

  @Option(help: .init("End with exit code 124 after so many seconds.", valueName: "seconds"))
  var timeout: Double?

  @Option(help: .init("Where random numbers begin; the same ones each time.", valueName: "n"))
  var seed: UInt32?

  @Flag(help: "Say on standard error which files, pins and lines the script uses.")
  var trace = false

  /// The smallest heap that the modules alone leave something of.
  static let smallestHeap = 16 << 10
  /// The largest heap; above it are slips.
  static let largestHeap = 1 << 30

  func validate() throws {
    guard timeout.map({ $0 > 0 && $0 <= 1e7 }) ?? true else {
      throw ValidationError("--timeout must be above 0 and at most 10,000,000 seconds.")
    }
    for (option, value) in [("--sd", sd), ("--camera", camera), ("--lcd-dir", screens), ("--flash", flash)]
    where value == "" {
      throw ValidationError("\(option) needs a path.")
    }
    guard let gcHeap else { return }
    guard (Self.smallestHeap...Self.largestHeap).contains(gcHeap.bytes) else {
      throw ValidationError("--gc-heap must be 16K to 1G.")
    }
  }

  /// What the machine is made with.
  ///
  /// - Throws: exit code 2 for a firmware that is none, and a heap that it has no room for.
  func configuration() throws(CommandFailure) -> ScriptConfiguration {
    var configuration = ScriptConfiguration()
    configuration.heapByteCount = gcHeap?.bytes ?? GCHeap.defaultBytes.value
    configuration.floatWidth = float64 ? .double : .single
    configuration.seed = seed ?? configuration.seed
    guard let flavour = try flavour() else { return configuration }
    let room = K210Memory.general.value - flavour.staticBytes.value
    guard configuration.heapByteCount <= room else {
      throw CommandFailure(
        .usage,
        "--gc-heap: \(configuration.heapByteCount) bytes; firmware \(flavour.id) leaves about \(room)",
        hints: ["take a smaller heap, or leave --firmware away"])
    }
    return configuration
  }

  /// The board's part of the same.
  ///
  /// - Throws: exit code 2 for a firmware or a board that is none.
  func boardConfiguration() throws(CommandFailure) -> MaixBoard.Configuration {
    var configuration = MaixBoard.Configuration()
    configuration.gcHeapByteCount = gcHeap?.bytes ?? GCHeap.defaultBytes.value
    configuration.pinNames = try pinNames()
    guard let flavour = try flavour() else { return configuration }
    (configuration.firmware, configuration.isFirmwareChosen) = (flavour, true)
    return configuration
  }

  /// The names of the chosen board's pins; nil if none was chosen.
  private func pinNames() throws(CommandFailure) -> PinNames? {
    guard let board else { return nil }
    if let names = PinNames.named(board) { return names }
    let ids = PinNames.all.map(\.board)
    let near = NearestName.find(board, among: ids)
    throw CommandFailure(
      .usage, "--board \(board): must be one of \(ids.joined(separator: ", "))",
      hints: near.map { ["did you mean \($0)?"] } ?? [])
  }

  /// The firmware that was chosen; nil if none was.
  private func flavour() throws(CommandFailure) -> FirmwareFlavour? {
    guard let firmware else { return nil }
    if let flavour = FirmwareFlavour.named(firmware) { return flavour }
    let ids = FirmwareFlavour.all.map(\.id)
    let near = NearestName.find(firmware, among: ids)
    throw CommandFailure(
      .usage, "--firmware \(firmware): must be one of \(ids.joined(separator: ", "))",
      hints: near.map { ["did you mean \($0)?"] } ?? [])
  }
}
