import ArgumentParser
import KPUSim
import Simulation

/// `kiln sim`: run a model on the simulated NPU.
struct SimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sim",
    abstract: "Run a model on the simulated NPU, bit for bit.",
    discussion: """
      Pictures are fitted to the model's input; how is always said. A folder of pictures runs each of them, \
      with --labels and one sub-folder per class also top-1 accuracy and confusion.
      """)

  @Argument(help: "The model file.")
  var model: String

  @OptionGroup(title: "Input")
  var input: InputOptions

  @OptionGroup(title: "Networks of no chip")
  var shapes: ShapeOptions

  @OptionGroup(title: "Output")
  var output: OutputOptions

  @OptionGroup(title: "Run")
  var arguments: RunArguments

  @OptionGroup(title: "Estimate of the chip's time")
  var clocks: ClockArguments

  @Flag(help: "Print one JSON object instead.")
  var json = false

  func run() throws {
    let start = ContinuousClock.now
    let loaded = try LoadedModel(
      path: model,
      ModelSettings(
        rounding: arguments.rounding.selection, kernels: arguments.kernelSet, shapes: try shapes.named))
    let talk = Talk.standard
    if arguments.strict, let caution = loaded.model.cautions.first {
      throw CommandFailure(.file, "\(model): \(caution)", hints: ["without --strict it runs all the same"])
    }
    if let opaque = loaded.opaqueProgram { throw opaque }
    for caution in loaded.model.cautions { talk.warn(caution) }
    let runner = try loaded.runner(arguments.options)
    let session = SimSession(
      loaded: loaded, runner: runner, input: input, output: output, arguments: arguments, clocks: clocks,
      json: json, talk: talk,
      loadMilliseconds: start.milliseconds)
    try session.run()
  }
}

extension ContinuousClock.Instant {
  /// Milliseconds since then.
  fileprivate var milliseconds: Double {
    let elapsed = (ContinuousClock.now - self).components
    return Double(elapsed.seconds) * 1e3 + Double(elapsed.attoseconds) * 1e-15
  }
}

extension SimulationError {
  /// What to try about a model that does not run.
  var hints: [String] {
    switch kind {
    case .tooMuchMemory(let needed, _):
      ["the chip has 6 MiB; to run it all the same: --max-memory \(needed)"]
    case .memoryRefused:
      ["close other programs, or check the limit of this shell: ulimit -v"]
    case .tooMuchWork:
      ["no model made for this chip needs that much; the file is probably damaged"]
    case .inputSize(_, _, let expected):
      ["give a picture, or a raw file of exactly \(expected) bytes"]
    case .inputCount(_, let expected):
      ["repeat --input for each of the \(expected) inputs, in the order of `kiln info`"]
    case .outOfBounds, .invalidParameter:
      ["if a board runs this file, it is a case we do not know: please report it with the file"]
    case .notRunnable: []
    }
  }
}
