import Console
import Foundation
import Simulation
import Tensors

/// One call of `kiln sim`: inputs in, runs timed, results written and shown.
struct SimSession {
  let loaded: LoadedModel
  let runner: any ModelRunner
  let input: InputOptions
  let output: OutputOptions
  let arguments: RunArguments
  let json: Bool
  let talk: Talk

  func run() throws {
    if input.files.count == 1, Files.isFolder(input.files[0]) {
      try FolderRun(session: self, folder: input.files[0]).run()
      return
    }
    let inputs = try prepareInputs()
    let presenter = try ResultPresenter(output, outputs: loaded.model.outputs)
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
    if json {
      print(
        try JSONOutput.text(
          SimReport(
            loaded, inputs: inputs, tensors: tensors, findings: findings, timing: timing,
            folder: output.outputDir, presenter: presenter)))
    } else {
      print(presenter.text(tensors, findings: findings))
      print(timing.line)
    }
  }

  private func prepareInputs() throws(CommandFailure) -> [PreparedInput] {
    let targets = loaded.model.inputs
    let loaders = targets.map { InputLoader(target: $0, fit: input.fit, color: input.color) }
    if input.files.isEmpty { return loaders.map { $0.zeros } }
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
    if let dump { tensors = try infer(inputs, observe: dump.take) }
    for _ in 0..<arguments.warmup { tensors = try infer(inputs) }
    for _ in 0..<arguments.repeat {
      let start = ContinuousClock.now
      tensors = try infer(inputs)
      let elapsed = (ContinuousClock.now - start).components
      seconds.append(Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18)
    }
    return (tensors, Timing(seconds: seconds, threads: 1))
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
      try Files.write(tensor.bytes, to: "\(folder)/output\(index).bin")
    }
  }
}

/// How long the timed runs took; inference alone, without loading, decoding and files.
struct Timing: Encodable {
  let ms_median: Double
  let ms_min: Double
  let runs: Int
  let threads: Int

  init(seconds: [Double], threads: Int) {
    let sorted = seconds.sorted()
    let middle = sorted.count / 2
    let median =
      sorted.isEmpty ? 0 : sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    ms_median = median * 1000
    ms_min = (sorted.first ?? 0) * 1000
    runs = seconds.count
    self.threads = threads
  }

  /// The timing in one line for people.
  var line: String {
    let median = NumberForm.decimal(ms_median, places: 2)
    if runs == 1 { return "simulated in \(median) ms on this PC (one run)" }
    return "simulated in \(median) ms on this PC (median of \(runs) runs, best "
      + "\(NumberForm.decimal(ms_min, places: 2)) ms)"
  }
}
