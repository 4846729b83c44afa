package import ArgumentParser
import Console
import KPUSim
import NPUGraph
import Reports
package import Simulation

/// `kiln estimate`: how long a model takes on the chip, and what lies in its memories meanwhile.
struct EstimateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "estimate",
    abstract: "Say how long a model takes on the chip, layer by layer, and what fills its memory.",
    discussion: """
      Nothing is run: the times come from a cycle model whose constants are other people's measurements, \
      fits and guesses. Each is marked, and the total says how far it may be off. --accuracy sets the model \
      against every public measurement we know.
      """)

  @Argument(help: "The model file; not needed with --accuracy.")
  var model: String?

  @Option(help: .init("Cores of the NPU that share the work, for chips with several.", valueName: "count"))
  var cores = 1

  @OptionGroup
  var clocks: ClockArguments

  @Flag(help: "List every layer in the order of execution.")
  var all = false

  @Flag(help: "Print every figure of every layer as comma-separated values instead.")
  var csv = false

  @Flag(help: "Print one JSON object instead.")
  var json = false

  @Option(help: .init("Write a page with tables and charts here.", valueName: "file"))
  var html: String?

  @Flag(help: "Print measured against estimated times for every public measurement, with sources.")
  var accuracy = false

  func validate() throws {
    guard model != nil || accuracy else { throw ValidationError("Give a model file, or --accuracy.") }
    guard !(csv && json) else { throw ValidationError("--csv and --json exclude each other.") }
    guard !accuracy || (!csv && html == nil && !all) else {
      throw ValidationError("--accuracy is a table of its own; only --json goes with it.")
    }
  }

  func run() throws {
    let measurements = accuracy ? PublicMeasurement.all : nil
    guard let model else {
      guard let measurements else { return }
      return print(
        json
          ? try JSONOutput.text(AccuracyReport(measurements))
          : AccuracyText(measurements).text(width: Talk.standard.outputWidth))
    }
    let loaded = try LoadedModel(path: model, ModelSettings(cores: cores))
    guard !(loaded.model is ImportedModel) else {
      throw CommandFailure(
        .usage, "\(model): a network of no chip takes no time on one",
        hints: [
          "what chips make of it: kiln check \(model) --target k210",
          "for Axera's chips: kiln build \(model) --target ax620a --calibration PICTURES -o OUT.joint",
        ])
    }
    if let opaque = loaded.opaqueProgram { throw opaque }
    let estimate = loaded.model.estimate(at: clocks.clocks(of: loaded.model))
    let plans = loaded.model.memoryPlans
    if let html {
      let page = EstimatePage(
        title: loaded.path, chip: loaded.model.identity.chip, estimate, plans: plans)
      try Files.write(Array(page.html.utf8), to: html)
      Talk.standard.say("wrote \(html)")
    }
    if json {
      print(try JSONOutput.text(EstimateReport(loaded, estimate, plans: plans, measurements: measurements)))
    } else if csv {
      print(EstimateTable(estimate, plans: plans).everything.csv, terminator: "")
    } else {
      let text = EstimateText(title: loaded.path, chip: loaded.model.identity.chip, estimate, plans: plans)
      print(text.text(showsAllLayers: all, width: Talk.standard.outputWidth))
    }
    if let measurements, !json {
      print("")
      print(AccuracyText(measurements).text(width: Talk.standard.outputWidth))
    }
  }
}

/// The chip's clocks on the command line.
package struct ClockArguments: ParsableArguments {
  @Option(
    name: [.customLong("kpu-mhz"), .customLong("npu-mhz")],
    help: .init("Clock of the accelerator (default: the chip's usual one; K210: 400).", valueName: "mhz"))
  package var kpuMHz: Double?

  @Option(
    name: .customLong("cpu-mhz"),
    help: .init("Clock of the CPU (default: the chip's usual one; K210: 400).", valueName: "mhz"))
  package var cpuMHz: Double?

  /// Made by the argument parser.
  package init() {}

  package func validate() throws {
    for clock in [kpuMHz, cpuMHz].compactMap({ $0 }) where !(1...4000).contains(clock) {
      throw ValidationError("--kpu-mhz and --cpu-mhz must be 1 to 4000.")
    }
  }

  /// The clocks to estimate for: those given, else the model's nominal ones.
  package func clocks(of model: any SimulatedModel) -> ChipClocks {
    let nominal = model.nominalClocks
    return ChipClocks(
      acceleratorMHz: kpuMHz ?? nominal.acceleratorMHz, cpuMHz: cpuMHz ?? nominal.cpuMHz)
  }
}
