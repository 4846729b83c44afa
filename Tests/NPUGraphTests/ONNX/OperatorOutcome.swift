import Containers
import NPUGraph
import OpKernels
import Simulation
import Tensors
import TestSupport

/// How a case ended.
struct OperatorOutcome: Sendable {
  /// What differs from what was expected; nil when nothing does.
  let fault: String?

  /// Imports a case, runs it and compares.
  static func of(_ item: OperatorCase, fused: Bool, math: ActivationMath) throws -> OperatorOutcome {
    var importer = ONNXImporter(try ONNXModel(item.model), math: math)
    var graph = try importer.importGraph()
    if fused { graph = graph.fused() }
    let model = ImportedModel(
      graph, identity: ModelIdentity(format: "ONNX", version: 0, chip: "host"),
      hasUnsignedInput: importer.inputTypes.map { $0 == .uint8 }, fileByteCount: item.model.count, math: math)
    let results = try model.makeRunner(RunOptions()).run(item.inputs.map(\.bytes), observe: nil)
    guard results.count == item.outputs.count else {
      return OperatorOutcome(fault: "\(results.count) outputs; \(item.outputs.count) expected")
    }
    for (index, (result, expected)) in zip(results, item.outputs).enumerated() {
      if let fault = fault(result, expected, item.tolerance) {
        return OperatorOutcome(fault: "output \(index): \(fault)")
      }
    }
    return OperatorOutcome(fault: nil)
  }

  private static func fault(
    _ result: Tensor, _ expected: OperatorCase.Value, _ tolerance: Float
  ) -> String? {
    guard result.shape.extents == expected.extents else {
      return "shape \(result.shape); \(Shape(expected.extents)) expected"
    }
    var numbers = result.floats
    if result.elementType == .int8 {
      // Codes without sign are 128 more than the graph's.
      let shift: Float = expected.kind == .unsignedByte ? 128 : 0
      numbers = result.bytes.map { Float(Int8(bitPattern: $0)) + shift }
    }
    let wanted = expected.floats
    let finite = wanted.filter(\.isFinite)
    let range = max(
      (finite.max() ?? 0) - (finite.min() ?? 0), finite.map(\.magnitude).max() ?? 0)
    let allowed = tolerance >= 1 ? tolerance : tolerance * range
    for (index, (found, wanted)) in zip(numbers, wanted).enumerated() {
      if found == wanted || (found.isNaN && wanted.isNaN) { continue }
      if !((found - wanted).magnitude <= allowed) {
        return "element \(index) is \(found); \(wanted) expected, give or take \(allowed)"
      }
    }
    return nil
  }
}
