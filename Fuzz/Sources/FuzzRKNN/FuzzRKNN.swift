internal import FuzzDriver
internal import RockchipNPU
internal import Simulation
internal import Tensors
internal import TestSupport

/// Reads mutated bytes as a Rockchip model, describes and estimates it, and runs it within small limits.
///
/// What does not begin as a file does is taken for the FlatBuffer inside, so that no execution is lost on sizes.
@main
enum FuzzRKNN {
  static func main() {
    unsafe LibFuzzer.run { start, count in
      let bytes = unsafe LibFuzzer.bytes(start, count)
      FuzzRKNN.read(RKNNContainer.recognizes(bytes) ? bytes : FuzzRKNN.file(of: bytes))
      return 0
    }
  }

  /// Small enough that no run takes noticeable time.
  static let options = RunOptions(maximumMainMemory: 8 << 20, maximumOperations: 1 << 24)

  /// A file around a FlatBuffer; older ones have an odd first byte, which libFuzzer finds out by itself.
  private static func file(of payload: [UInt8]) -> [UInt8] {
    var sample = SampleRKNN()
    sample.version = (payload.first ?? 0) % 2 == 1 ? 2 : 6
    return sample.file(of: payload)
  }

  private static func read(_ file: [UInt8]) {
    do throws(RKNNError) {
      check(RockchipModel(try RKNNModel(file)))
    } catch {
      if error.description.isEmpty { LibFuzzer.finding("an error without words") }
      if !(0...file.count).contains(error.offset) { LibFuzzer.finding("\(error) is outside of the file") }
    }
  }

  private static func check(_ model: RockchipModel) {
    describe(model)
    let sizes = model.inputs.map { $0.byteCount }
    guard let runner = try? model.makeRunner(options) else { return }
    if !sizes.allSatisfy({ (0...options.maximumMainMemory).contains($0) }) {
      LibFuzzer.finding("an input of \(sizes) bytes was accepted")
    }
    let inputs = sizes.map { size in (0..<size).map { UInt8(truncatingIfNeeded: ($0 &* 167) >> 3) } }
    let first = outcome(runner, inputs, observe: nil)
    let second = outcome(runner, inputs) { output in
      if output.bytes.count > 4 * options.maximumMainMemory {
        LibFuzzer.finding("a layer's result is larger than any memory")
      }
    }
    guard case .success(let tensors) = first, case .success(let others) = second else {
      LibFuzzer.finding("a checked model failed: \(first)")
    }
    // Not the tensors themselves: a NaN differs from its twin.
    if tensors.map({ $0.bytes }) != others.map({ $0.bytes }) {
      LibFuzzer.finding("a second run ended differently")
    }
    if tensors.map({ $0.bytes.count }) != model.outputs.map({ $0.byteCount }) {
      LibFuzzer.finding("outputs differ in size from their descriptions")
    }
  }

  /// What `info` and `estimate` would ask for.
  private static func describe(_ model: RockchipModel) {
    let clocks = model.nominalClocks
    let estimate = model.estimate(at: clocks)
    if estimate.layers.count != model.layers.count { LibFuzzer.finding("the estimate lost a layer") }
    if model.memory.mainBytes < 0 || model.layers.contains(where: { $0.macs < 0 || $0.parameterBytes < 0 }) {
      LibFuzzer.finding("the description makes no sense")
    }
    _ = (model.identity, model.outputs, model.cautions, model.inputEncodings, model.memoryPlans)
    _ = model.remarks(at: clocks)
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
