import FoundationEssentials
import Simulation
import Tensors

/// One model run for a comparison, with every layer kept.
struct ModelRun {
  let accounts: [String]
  var layers: [(output: LayerOutput, shape: Shape?)] = []
  let outputs: [Tensor]
  /// What the codes of each output stand for.
  let outputQuantizations: [AffineQuantization?]

  init(_ path: String, _ options: InputOptions, _ settings: ModelSettings) throws {
    let loaded = try LoadedModel(path: path, settings)
    let targets = loaded.model.inputs
    guard options.files.isEmpty || options.files.count == targets.count else {
      throw CommandFailure(.usage, "\(options.files.count) inputs given; \(path) has \(targets.count)")
    }
    let runner = try loaded.runner()
    let memory = loaded.model.memory
    var inputs: [PreparedInput] = []
    for (index, target) in targets.enumerated() {
      let loader = InputLoader(
        target: target, encoding: loaded.model.inputEncodings[index], options: options)
      inputs.append(try options.files.isEmpty ? loader.zeros(for: memory) : loader.load(options.files[index]))
    }
    // What the model's own codes are is no difference of the inputs.
    accounts = inputs.map { input in
      let parts = input.account.split(separator: "; ")
      return parts.filter { !$0.hasPrefix("by the file") && !$0.hasPrefix("codes of") }.joined(
        separator: "; ")
    }
    outputQuantizations = loaded.model.outputs.map(\.quantization)
    let shapes = loaded.model.layers.map { $0.outputShape }
    var seen: [(output: LayerOutput, shape: Shape?)] = []
    do throws(SimulationError) {
      outputs = try runner.run(inputs.map { $0.bytes }) { seen.append(($0, shapes[$0.index])) }
    } catch {
      throw CommandFailure(.file, "\(path): \(error)", hints: error.hints)
    }
    layers = seen
  }
}
