internal import FuzzDriver
internal import KModel
internal import KPUSim
internal import Simulation
internal import Tensors

/// Reads mutated bytes as a kmodel, describes the model and runs it within small limits.
@main
enum FuzzRuntime {
  static func main() {
    unsafe LibFuzzer.run { start, count in
      let bytes = unsafe LibFuzzer.bytes(start, count)
      let header = bytes.first == 3 ? ForcedHeader.version3 : ForcedHeader.version4
      if let model = try? KModel(bytes: ForcedHeader.forcing(header, on: bytes)) {
        FuzzRuntime.check(SimulatedKModel(model, fileByteCount: count))
      }
      return 0
    }
  }

  /// Small enough that no run takes noticeable time.
  static let options = RunOptions(maximumMainMemory: 1 << 20, maximumOperations: 1 << 22)

  private static func check(_ model: SimulatedKModel) {
    describe(model)
    let sizes = model.inputs.map { $0.byteCount }
    guard let runner = try? model.makeRunner(options),
      sizes.allSatisfy({ (0...(4 << 20)).contains($0) }), sizes.reduce(0, +) <= 4 << 20
    else { return }
    let inputs = sizes.map { size in (0..<size).map { UInt8(truncatingIfNeeded: ($0 &* 167) >> 3) } }
    let first = outcome(runner, inputs, observe: nil)
    let second = outcome(runner, inputs) { output in
      if output.bytes.count > 4 << 20 { LibFuzzer.finding("a layer's result is larger than any memory") }
    }
    if first != second { LibFuzzer.finding("a second run ended differently") }
    guard case .success(let tensors) = first else { return }
    if tensors.map({ $0.bytes.count }) != model.outputs.map({ $0.byteCount }) {
      LibFuzzer.finding("outputs differ in size from their descriptions")
    }
  }

  /// What `info` would ask for.
  private static func describe(_ model: SimulatedKModel) {
    let rows = model.layers.count
    let memory = model.memory
    if rows != model.layers.count || memory.acceleratorBytes > 2 << 20 {
      LibFuzzer.finding("the description makes no sense")
    }
    _ = (model.identity, model.outputs, model.cautions)
  }

  private static func outcome(
    _ runner: any ModelRunner, _ inputs: [[UInt8]], observe: ((LayerOutput) -> Void)?
  ) -> Result<[Tensor], SimulationError> {
    do throws(SimulationError) {
      return .success(try runner.run(inputs, observe: observe))
    } catch {
      return .failure(error)
    }
  }
}
