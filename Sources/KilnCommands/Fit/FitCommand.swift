import ArgumentParser
import Console
import K210Boards
import KPUSim
import NPUGraph
import Reports
import Simulation

/// `kiln fit`: will the model load, and what to change when it does not.
struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Say whether a model loads on a board, and what to change when it does not.",
    discussion: """
      Without --firmware every MaixPy firmware and a plain C program are judged; with it all sums are shown. \
      Exit code 1 when the model does not fit (without --firmware: when it fits nowhere).

      Firmware: \(FitTarget.ids.joined(separator: ", ")), or the name of a released file. Cameras: QVGA, VGA, \
      240x240, QQVGA and the other frame sizes of MaixPy, or any size like 224x224.
      """)

  /// Sizes above are slips; sums of those below cannot overflow.
  static let largestSize = 1 << 30

  @Argument(help: "The model file.")
  var model: String

  @Option(help: .init("Judge one firmware and show the sums.", valueName: "id"))
  var firmware: String?

  @Option(help: .init("The script uses the camera with frames of this size.", valueName: "size"))
  var camera: String?

  @Flag(help: "The camera has two buffers: sensor.reset(dual_buff=True).")
  var dualBuffer = false

  @Flag(help: "The script uses the display: lcd.init().")
  var lcd = false

  @Option(help: .init("MicroPython's heap (default: 512K): utils.gc_heap_size.", valueName: "bytes"))
  var gcHeap: ByteCountArgument?

  @Option(help: .init("Where the model lies in flash.", valueName: "address"))
  var flashOffset = ByteCountArgument(0x30_0000)

  @Option(help: .init("Size of the firmware's .bin file, if known.", valueName: "bytes"))
  var firmwareSize: ByteCountArgument?

  @Option(help: .init("The firmware's own share of memory, if known.", valueName: "bytes"))
  var staticBytes: ByteCountArgument?

  @Flag(help: "Print one JSON object instead.")
  var json = false

  @Flag(help: "Print the table as comma-separated values instead.")
  var csv = false

  @Option(help: .init("Write a page with bars, ways out and sources here.", valueName: "file"))
  var html: String?

  func validate() throws {
    if json, csv { throw ValidationError("--json and --csv: choose one.") }
    if let gcHeap {
      guard gcHeap.bytes > 0 else { throw ValidationError("--gc-heap: must be at least 1 byte.") }
      if let firmware, (try? FitTarget.named(firmware))?.target == .plainProgram {
        throw ValidationError("--gc-heap describes MicroPython's heap: a plain C program has none.")
      }
    }
    if dualBuffer, camera == nil { throw ValidationError("--dual-buffer needs --camera SIZE.") }
    if let camera, FrameSize(camera) == nil {
      throw ValidationError(
        "--camera \(camera): must be a frame size such as QVGA, VGA or QQVGA, or WIDTHxHEIGHT up to "
          + "\(FrameSize.longestSide).")
    }
    let (memory, flash) = ("the chip has 6 MiB of RAM", "the flash chip has 16 MiB")
    for (name, value, holds) in [
      ("gc-heap", gcHeap, memory), ("flash-offset", flashOffset, flash),
      ("firmware-size", firmwareSize, flash), ("static-bytes", staticBytes, memory),
    ] where (value?.bytes ?? 0) > Self.largestSize {
      throw ValidationError("--\(name): must be at most \(Self.largestSize) (1 GiB); \(holds).")
    }
    guard firmware == nil else { return }
    for (name, value) in [("firmware-size", firmwareSize), ("static-bytes", staticBytes)] where value != nil {
      throw ValidationError("--\(name) describes one firmware: add --firmware ID.")
    }
  }

  func run() throws {
    let target = try firmware.map { (name) throws(CommandFailure) in try FitTarget.named(name) }
    let loaded = try LoadedModel(path: model)
    guard let simulated = loaded.model as? SimulatedKModel else {
      throw Self.notJudged(loaded)
    }
    let survey = FitSurvey(
      FitModel(simulated), targets: target.map { [$0] } ?? FitTarget.all, scenario: scenario)
    if let html { try Files.write(Array(FitPage(loaded, survey).html.utf8), to: html) }
    if json {
      print(try JSONOutput.text(FitReport(loaded, survey)))
    } else if csv {
      print(
        target == nil ? FitTables.summary(survey).csv : FitTables.sums(survey.answers[0]).csv, terminator: "")
    } else if target == nil {
      print(FitSummaryText(loaded, survey, width: Talk.standard.outputWidth).text)
    } else {
      print(FitDetailText(loaded, survey.answers[0], width: Talk.standard.outputWidth).text)
    }
    if let html, !json, !csv { Talk.standard.say("wrote \(html)") }
    if !survey.loadsSomewhere { throw ExitCode(CommandFailure.Code.work.rawValue) }
  }

  /// Why a model of another kind is not judged, and what says more about it.
  private static func notJudged(_ loaded: LoadedModel) -> CommandFailure {
    let (path, identity) = (loaded.path, loaded.model.identity)
    if loaded.model is ImportedModel {
      return CommandFailure(
        .file, "\(path): a network that is not compiled (\(identity.format)); must be a kmodel",
        hints: ["what the K210 would make of it: kiln check \(path) --target k210"])
    }
    return CommandFailure(
      .file,
      "\(path): of the format \(identity.format), for \(identity.chip); must be a kmodel, for the K210",
      hints: ["what memory it needs: kiln info \(path)"])
  }

  /// What the program does, whatever it runs on.
  private var scenario: FitScenario {
    FitScenario(
      .plainProgram, gcHeapBytes: gcHeap?.bytes, camera: camera.flatMap { FrameSize($0) },
      wantsTwoBuffers: dualBuffer, usesDisplay: lcd, staticBytes: staticBytes?.bytes,
      flashOffset: flashOffset.bytes, imageBytes: firmwareSize?.bytes)
  }
}
