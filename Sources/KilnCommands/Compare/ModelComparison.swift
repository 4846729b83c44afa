import AxeraNPU
import Glibc
import NPUGraph
import Simulation
import Tensors

/// A network of floats and the model built from it, run on the same input.
struct ModelComparison {
  /// One tensor that both have.
  struct Entry {
    let name: String
    let operation: String
    let isOutput: Bool
    let difference: Difference
    /// The tensors themselves, if they were to be kept.
    let tensors: (floats: [Float], codes: [Float])?
  }

  private(set) var entries: [Entry] = []
  let accounts: [String]

  init(
    network: String, model: String, _ options: InputOptions, shapes: [String: [Int]], keepsTensors: Bool
  ) throws {
    let loaded = try LoadedModel(path: model)
    guard let joint = loaded.model as? JointModel else {
      throw Self.notBuilt(loaded, network: network)
    }
    let (inputs, numbers) = try Self.inputs(joint, options)
    accounts = inputs.map(\.account)
    let floats = try Self.floatGraph(network, joint, shapes)
    let runOptions = RunOptions(maximumMainMemory: 2 << 30, maximumOperations: 1 << 40)
    let outputNames = Set(joint.metadata.outputs)
    var places: [String: Int] = [:]
    for (index, value) in joint.graph.values.enumerated() { places[value.name] = index }
    let makers = Dictionary(
      floats.nodes.flatMap { node in node.outputs.map { ($0, node.label) } }
    ) { first, _ in first }
    do throws(SimulationError) {
      var codes: [Int: [Float]] = [:]
      let program = try GraphProgram(joint.graph, options: runOptions, math: .deterministic)
      try program.run(zip(joint.metadata.inputs, inputs).map { $0.graphBytes(of: $1.bytes) }) {
        codes[$0] = $1()
      }
      let reference = try GraphProgram(floats, options: runOptions, math: .deterministic)
      var found: [Entry] = []
      try reference.run(floats.bytes(of: numbers)) { value, read in
        let name = floats.values[value].name
        guard let place = places[name], let other = codes[place] else { return }
        let wanted = read()
        guard wanted.count == other.count else { return }
        found.append(
          Entry(
            name: name, operation: makers[value] ?? "input", isOutput: outputNames.contains(name),
            difference: Difference(wanted, other, log10: { Glibc.log10($0) }),
            tensors: keepsTensors ? (wanted, other) : nil))
      }
      entries = found
    } catch { throw CommandFailure(.file, "\(network): \(error)", hints: error.hints) }
    guard entries.contains(where: { $0.isOutput }) else {
      throw CommandFailure(
        .work,
        "\(network): has none of the outputs of \(model): \(outputNames.sorted().joined(separator: ", "))",
        hints: ["give the network that the model was built from"])
    }
  }

  /// Why a second file that is no built model cannot be compared, and what to give instead.
  private static func notBuilt(_ loaded: LoadedModel, network: String) -> CommandFailure {
    let expected = "must be a model that `kiln build` wrote"
    switch loaded.model {
    case is ImportedModel:
      return CommandFailure(
        .usage, "\(loaded.path): a network that is not compiled; \(expected)",
        hints: ["the network comes first, the model behind it: kiln compare NETWORK MODEL --input PICTURE"])
    case is VendorAxeraModel:
      return CommandFailure(
        .usage, "\(loaded.path): compiled by \(AXModel.producer), and its program is opaque; \(expected)",
        hints: ["kiln build \(network) --target ax650 --calibration PICTURES -o OUT"])
    default:
      let identity = loaded.model.identity
      return CommandFailure(
        .usage, "\(loaded.path): of the format \(identity.format), for \(identity.chip); \(expected)",
        hints: ["for two models of other kinds: kiln diff A B"])
    }
  }

  /// What the program feeds, and what the network reads for it.
  private static func inputs(
    _ joint: JointModel, _ options: InputOptions
  ) throws(CommandFailure) -> (fed: [PreparedInput], read: [[Float]]) {
    var (fed, read): ([PreparedInput], [[Float]]) = ([], [])
    guard options.files.count == joint.inputs.count else {
      let given = options.files.isEmpty ? "no --input" : "--input \(options.files.count) times"
      throw CommandFailure(
        .usage,
        "\(given); the model has \(joint.inputs.count): \(joint.inputs.map(\.name).joined(separator: ", "))",
        hints: ["--input PICTURE, once per input"])
    }
    for (index, path) in options.files.enumerated() {
      let loader = InputLoader(
        target: joint.inputs[index], encoding: joint.inputEncodings[index], options: options)
      let input = try loader.load(path)
      fed.append(input)
      read.append(joint.metadata.inputs[index].numbers(of: input.bytes))
    }
    return (fed, read)
  }

  /// The network with the inputs that the model was built for.
  private static func floatGraph(
    _ path: String, _ joint: JointModel, _ shapes: [String: [Int]]
  ) throws(CommandFailure) -> Graph {
    let bytes = try Files.read(path)
    var candidates = [shapes]
    // Extents that the network leaves open, or that were changed when the model was built: planes first, or last.
    for order in [[0, 1, 2, 3], [0, 2, 3, 1]] where shapes[""] == nil {
      let named = joint.metadata.inputs.map { input in
        (input.name, input.extents.count == 4 ? order.map { input.extents[$0] } : input.extents)
      }
      candidates.append(shapes.merging(named) { given, _ in given })
    }
    var failure: CommandFailure?
    for shapes in candidates {
      do throws(CommandFailure) {
        let network = try NetworkFile.read(path: path, bytes: bytes, ModelSettings(shapes: shapes))
        let graph = network.graph.preparedForBuilding()
        if graph.inputs.map({ graph.values[$0].shape.extents }) == joint.metadata.inputs.map(\.extents) {
          return graph
        }
      } catch {
        failure = failure ?? error
      }
    }
    throw failure
      ?? CommandFailure(
        .work, "\(path): its inputs are not those of the model",
        hints: ["give the network that the model was built from, with the same --shape"])
  }

  /// Writes the compared tensors.
  func write(to folder: String) throws(CommandFailure) {
    for side in ["float", "model"] {
      let place = Files.path(folder, side)
      try Files.makeFolder(place)
      for entry in entries {
        guard let tensors = entry.tensors else { continue }
        let numbers = side == "float" ? tensors.floats : tensors.codes
        let name = String(entry.name.map { $0.isLetter || $0.isNumber || "_-.".contains($0) ? $0 : "_" })
        try Files.write(
          Tensor(floats: numbers, shape: Shape([numbers.count])).bytes, to: Files.path(place, "\(name).bin"))
      }
    }
  }
}
