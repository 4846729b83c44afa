internal import Containers
internal import FuzzDriver
internal import Glibc
internal import NPUGraph
internal import OpKernels
internal import Simulation
internal import Tensors

/// Reads mutated bytes as an ONNX model, imports, fuses and describes it, and runs both graphs within small limits.
///
/// Graphs in the project's own domain are read as such, so that graphs that no importer makes are run as well.
@main
enum FuzzONNX {
  static func main() {
    unsafe LibFuzzer.run { start, count in
      FuzzONNX.read(unsafe LibFuzzer.bytes(start, count))
      return 0
    }
  }

  /// Small enough that no import or run takes noticeable time.
  static let limits = ImportLimits(
    tensorElements: 1 << 18, foldedElements: 1 << 18, foldedOperations: 1 << 22)
  static let options = RunOptions(maximumMainMemory: 4 << 20, maximumOperations: 1 << 22)
  static let math = ActivationMath(
    exp: { expf($0) }, log: { logf($0) }, tanh: { tanhf($0) }, erf: { erff($0) })

  private static func read(_ bytes: [UInt8]) {
    guard let model = try? ONNXModel(bytes, limits: ONNXLimits(leastMemory: 4 << 20)) else { return }
    if model.operatorSetVersion(GraphFile.domain) != nil {
      guard let graph = try? GraphFile.read(model.graph) else { return }
      describe(graph)
      // Only what runs may be rewritten.
      if (try? GraphProgram(graph, options: options, math: math)) != nil { check(graph) }
      return
    }
    var importer = ONNXImporter(model, limits: limits, math: math)
    do throws(ImportError) {
      let graph = try importer.importGraph()
      if importer.inputTypes.count != graph.inputs.count { LibFuzzer.finding("an input without a type") }
      check(graph)
    } catch {
      if error.description.isEmpty { LibFuzzer.finding("an error without words") }
    }
  }

  private static func check(_ graph: Graph) {
    describe(graph)
    let whole = shapes(graph)
    let fused = graph.fused()
    describe(fused)
    if shapes(fused) != whole { LibFuzzer.finding("fusion changed the outputs") }
    run(graph)
    run(fused)
  }

  private static func run(_ graph: Graph) {
    guard let program = try? GraphProgram(graph, options: options, math: math) else { return }
    let inputs = graph.inputs.map { value in
      let value = graph.values[value]
      let count = value.shape.elementCount ?? 0
      guard value.elementType != .int8 else {
        return (0..<count).map { UInt8(truncatingIfNeeded: ($0 &* 167) >> 3) }
      }
      return Tensor(floats: (0..<count).map { Float($0 % 17) / 8 - 1 }, shape: value.shape).bytes
    }
    guard let first = try? program.run(inputs, observe: nil),
      let second = try? program.run(inputs, observe: nil)
    else { LibFuzzer.finding("a checked graph failed") }
    // Not the tensors themselves: a NaN differs from its twin.
    if first.map({ $0.bytes }) != second.map({ $0.bytes }) {
      LibFuzzer.finding("a second run ended differently")
    }
    if first.map({ $0.shape }) != graph.outputs.map({ graph.values[$0].shape }) {
      LibFuzzer.finding("an output's shape differs from its description")
    }
  }

  /// What `info` would ask for.
  private static func describe(_ graph: Graph) {
    if graph.layerDescriptions().contains(where: { $0.macs < 0 || $0.parameterBytes < 0 }) {
      LibFuzzer.finding("the description makes no sense")
    }
  }

  private static func shapes(_ graph: Graph) -> [Shape] { graph.outputs.map { graph.values[$0].shape } }
}
