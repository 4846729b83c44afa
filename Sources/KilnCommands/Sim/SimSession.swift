import AxeraNPU
import Console
import FoundationEssentials
import NPUGraph
import Reports
import Simulation
import Tensors

/// One call of `kiln sim`: inputs in, runs timed, results written and shown.
struct SimSession {
  let loaded: LoadedModel
  let runner: any ModelRunner
  let input: InputOptions
  let output: OutputOptions
  let arguments: RunArguments
  let clocks: ClockArguments
  let json: Bool
  let talk: Talk
  /// What reading the model and making it ready took.
  let loadMilliseconds: Double

  func run() throws {
    if input.files.count == 1, Files.isFolder(input.files[0]) {
      try FolderRun(session: self, folder: input.files[0]).run()
      return
    }
    let inputs = try prepareInputs()
    let presenter = try ResultPresenter(output, inputs: loaded.model.inputs, outputs: loaded.model.outputs)
    if let caution = presenter.caution { talk.warn(caution) }
    for (index, input) in inputs.enumerated() where !json {
      print("input\(index): \(input.account)")
    }
    let layers = try output.layersDir.map { folder throws(CommandFailure) in
      try LayerDump(folder: folder, layers: loaded.model.layers)
    }
    let (tensors, timing) = try timedRuns(inputs.map { $0.bytes }, dump: layers)
    try layers?.finish()
    let account = RunAccount(self, inputs: inputs)
    if let folder = output.layersDir { try account.write(to: folder) }
    if let folder = output.outputDir {
      try write(tensors, to: folder)
      try account.write(to: folder)
    }
    let findings = try presenter.findings(tensors, input: inputs.first)
    try presenter.drawBoxes(findings, input: inputs.first)
    let estimate = loaded.model.estimate(at: clocks.clocks(of: loaded.model))
    let deviceTimes = (loaded.model as? JointModel)?.deviceTimes(
      at: clocks.clocks(of: loaded.model), loadMilliseconds: loadMilliseconds, repeats: arguments.repeat)
    if json {
      print(
        try JSONOutput.text(
          SimReport(
            loaded, inputs: inputs, tensors: tensors, findings: findings, estimate: estimate, timing: timing,
            deviceTimes: deviceTimes, folder: output.outputDir, presenter: presenter)))
    } else {
      print(presenter.text(tensors, findings: findings))
      print(timing.line)
      if let deviceTimes {
        for line in deviceTimes.lines { print(line) }
      } else if !(loaded.model is ImportedModel) {
        print(EstimateText.line(estimate, chip: loaded.model.identity.chip))
      }
    }
  }

  private func prepareInputs() throws(CommandFailure) -> [PreparedInput] {
    let targets = loaded.model.inputs
    let loaders = zip(targets, loaded.model.inputEncodings).map { target, encoding in
      InputLoader(target: target, encoding: encoding, options: input)
    }
    if input.files.isEmpty {
      let memory = loaded.model.memory
      return try loaders.map { loader throws(CommandFailure) in try loader.zeros(for: memory) }
    }
    guard input.files.count == targets.count else {
      throw CommandFailure(
        .usage, "\(input.files.count) inputs given; the model has \(targets.count)",
        hints: ["repeat --input for each input, in the order of `kiln info \(loaded.path)`"])
    }
    var prepared: [PreparedInput] = []
    for (loader, path) in zip(loaders, input.files) { prepared.append(try loader.load(path)) }
    return prepared
  }

  /// Runs warm-ups and timed runs; layers are dumped in a run of their own, so that it costs no time.
  private func timedRuns(
    _ inputs: [[UInt8]], dump: LayerDump?
  ) throws -> (tensors: [Tensor], timing: Timing) {
    var tensors: [Tensor] = []
    var seconds: [Double] = []
    let bar = ProgressBar(label: "running", unit: .items("runs"), total: arguments.repeat)
    if let dump { tensors = try infer(inputs, observe: dump.take) }
    for _ in 0..<arguments.warmup { tensors = try infer(inputs) }
    for _ in 0..<arguments.repeat {
      let start = ContinuousClock.now
      tensors = try infer(inputs)
      let elapsed = (ContinuousClock.now - start).components
      seconds.append(Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18)
      if arguments.repeat > 1 {
        talk.show(
          bar.line(done: seconds.count, elapsed: seconds.reduce(0, +), width: talk.policy.width ?? 80))
      }
    }
    talk.show("")
    return (tensors, Timing(seconds: seconds, threads: arguments.options.threads))
  }

  /// One inference; a failure inside the model is a bad file.
  func infer(_ inputs: [[UInt8]], observe: ((LayerOutput) -> Void)? = nil) throws(CommandFailure) -> [Tensor]
  {
    do throws(SimulationError) {
      return try runner.run(inputs, observe: observe)
    } catch {
      throw CommandFailure(.file, "\(loaded.path): \(error)", hints: error.hints)
    }
  }

  private func write(_ tensors: [Tensor], to folder: String) throws(CommandFailure) {
    try Files.makeFolder(folder)
    for (index, tensor) in tensors.enumerated() {
      try Files.write(tensor.bytes, to: Files.path(folder, "output\(index).bin"))
      if let quantization = loaded.model.outputs[index].quantization {
        try Files.write(tensor.values(quantization).bytes, to: Files.path(folder, "output\(index).f32.bin"))
      }
    }
  }
}
