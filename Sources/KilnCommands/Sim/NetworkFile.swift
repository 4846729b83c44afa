import AxeraNPU
import Containers
import NPUGraph
import OpKernels
import Simulation
import Tensors

/// A network of no chip, read and made a graph.
struct NetworkFile {
  /// Node for node as the file has it.
  let graph: Graph
  let model: ImportedModel

  /// The graph that rules of chips are asked about: fused, with ONNX's names of operators, pictures with planes first.
  var judgedGraph: Graph {
    // ONNX's own names stand in its files, also for what is several nodes here.
    model.identity.format == "onnx"
      ? model.graph : graph.withOperatorNames().withPlanarInputs().fused()
  }

  /// Reads the container.
  ///
  /// - Throws: a failure with exit code 3 for what is none, or damaged.
  static func container(path: String, bytes: [UInt8]) throws(CommandFailure) -> ONNXModel {
    do throws(ONNXError) {
      return try ONNXModel(bytes)
    } catch {
      throw CommandFailure(
        .file, "\(path): \(error)",
        hints: ["the file is damaged or no ONNX network: export or copy it again"])
    }
  }

  /// Reads ONNX.
  ///
  /// - Throws: a failure with exit code 3 that names the node that cannot be imported, 2 for shapes that don't fit.
  init(path: String, bytes: [UInt8], _ settings: ModelSettings) throws(CommandFailure) {
    try self.init(
      path: path, try Self.container(path: path, bytes: bytes), byteCount: bytes.count, settings)
  }

  /// The same for a container that was read.
  init(
    path: String, _ file: ONNXModel, byteCount: Int, _ settings: ModelSettings
  ) throws(CommandFailure) {
    var importer = ONNXImporter(
      file, shapes: try Self.shapes(settings.shapes, of: file, path), math: .deterministic)
    do throws(ImportError) {
      graph = try importer.importGraph()
    } catch {
      throw CommandFailure(error.exitCode, "\(path): \(error)", hints: error.hints)
    }
    let fused = graph.fused()
    let version = Int(clamping: file.operatorSetVersion() ?? 0)
    let producer = [file.producerName, file.producerVersion].filter { !$0.isEmpty }.joined(separator: " ")
    let facts = [
      producer.isEmpty ? nil : ModelFact("made by", producer),
      ModelFact(
        "nodes", "\(file.graph.nodes.count) in the file, \(fused.nodes.count) after folding and fusion"),
    ]
    model = ImportedModel(
      fused, identity: ModelIdentity(format: "onnx", version: version, chip: "no chip", accelerator: "host"),
      facts: facts.compactMap { $0 }, hasUnsignedInput: importer.inputTypes.map { $0 == .uint8 },
      fileByteCount: byteCount, kernels: settings.kernels, math: .deterministic)
  }

  /// Shapes by input; one without a name is the only input's.
  private static func shapes(
    _ given: [String: [Int]], of file: ONNXModel, _ path: String
  ) throws(CommandFailure) -> [String: [Int]] {
    let stored = Set(file.graph.initializers.map(\.name))
    let inputs = file.graph.inputs.map(\.name).filter { !stored.contains($0) }
    return try shapes(given, inputs: inputs, path)
  }

  /// The same for inputs of the given names.
  static func shapes(
    _ given: [String: [Int]], inputs: [String], _ path: String
  ) throws(CommandFailure) -> [String: [Int]] {
    var shapes = given
    if let shape = shapes.removeValue(forKey: "") {
      guard inputs.count == 1 else {
        throw CommandFailure(
          .usage, "\(path): \(inputs.count) inputs; --shape needs a name",
          hints: ["the inputs: \(inputs.prefix(8).joined(separator: ", "))"])
      }
      shapes[inputs[0]] = shape
    }
    if let name = shapes.keys.sorted().first(where: { !inputs.contains($0) }) {
      throw CommandFailure(
        .usage, "\(path): no input \"\(name)\"",
        hints: ["the inputs: \(inputs.prefix(8).joined(separator: ", "))"])
    }
    return shapes
  }
}

extension ImportError {
  /// Shapes that don't fit are the caller's doing.
  var exitCode: CommandFailure.Code {
    switch kind {
    case .openExtent, .wrongShape: .usage
    default: .file
    }
  }

  /// What to try about a network that cannot be imported.
  var hints: [String] {
    switch kind {
    case .unsupportedOperator, .unsupportedForm:
      [
        "simplify the network (onnxsim), export it without this operator, or cut it off before: docs/onnx.md lists what is known"
      ]
    case .operatorSet:
      ["export it with another one (opset_version=17), or convert it: onnx.version_converter.convert_version"]
    case .openExtent(let input, _, _): ["say which shape it has: --shape \(input):1x3x224x224"]
    case .wrongShape: ["as many extents as the input has axes, each at least 1"]
    case .missingValue, .madeTwice, .cycle, .invalid:
      ["onnx.checker.check_model says more about a damaged network; export it again"]
    case .tooLarge, .tooMuchWork:
      ["no network made for these chips needs that much; the file is probably damaged"]
    case .container: []
    }
  }
}
