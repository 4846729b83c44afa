import NPUGraph
import OpKernels
import RockchipNPU
import Simulation

extension NetworkFile {
  /// Reads TensorFlow Lite.
  ///
  /// - Throws: a failure with exit code 3 that names the operator that cannot be imported, 2 for shapes that don't fit.
  init(tensorFlowLite bytes: [UInt8], path: String, _ settings: ModelSettings) throws(CommandFailure) {
    let file: TFLiteModel
    do throws(ImportError) { file = try TFLiteModel(bytes) } catch {
      throw CommandFailure(.file, "\(path): \(error)", hints: error.tensorFlowLiteHints)
    }
    let inputs = file.inputs.map { file.tensors[$0].name }
    var importer = TFLiteImporter(
      file, shapes: try Self.shapes(settings.shapes, inputs: inputs, path), math: .deterministic)
    do throws(ImportError) { graph = try importer.importGraph() } catch {
      throw CommandFailure(error.exitCode, "\(path): \(error)", hints: error.tensorFlowLiteHints)
    }
    let fused = graph.fused()
    let facts = [
      file.description.isEmpty ? nil : ModelFact("made by", file.description),
      ModelFact(
        "nodes", "\(file.operators.count) in the file, \(fused.nodes.count) after folding and fusion"),
    ]
    model = ImportedModel(
      fused,
      identity: ModelIdentity(
        format: "tflite", version: file.version, chip: "no chip", accelerator: "host"),
      facts: facts.compactMap { $0 }, hasUnsignedInput: importer.inputTypes.map { $0 == .uint8 },
      fileByteCount: bytes.count, kernels: settings.kernels, math: .host)
  }
}

extension ImportError {
  /// What to try about a TensorFlow Lite network that cannot be imported.
  fileprivate var tensorFlowLiteHints: [String] {
    switch kind {
    case .unsupportedOperator, .unsupportedForm:
      [
        "convert the network without this operator, or cut it off before; or take its ONNX form, if there is one"
      ]
    case .openExtent, .wrongShape, .tooLarge: hints
    default: ["the file is damaged, or the shape that was given does not suit it"]
    }
  }
}
