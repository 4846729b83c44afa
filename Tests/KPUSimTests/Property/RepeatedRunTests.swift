import KModel
import KPUSim
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("runs depend on nothing but model and inputs")
struct RepeatedRunTests {
  private struct Outcome: Equatable {
    var outputs: [[UInt8]] = []
    var layers: [LayerOutput] = []
    var error: SimulationError?
  }

  private func outcome(_ runner: any ModelRunner, _ inputs: [[UInt8]]) -> Outcome {
    var outcome = Outcome()
    do throws(SimulationError) {
      let outputs = try runner.run(inputs) { outcome.layers.append($0) }
      outcome.outputs = outputs.map(\.bytes)
    } catch {
      outcome.error = error
    }
    return outcome
  }

  private func check(_ model: KModel) throws {
    let simulated = SimulatedKModel(model, fileByteCount: 0)
    // f32 max pooling is run by nothing.
    guard let runner = try? simulated.makeRunner(RunOptions()) else {
      guard case .v3(let old) = model, old.layers.contains(where: { $0.operation.code == .maxPool2D }) else {
        Issue.record("no runner")
        return
      }
      return
    }
    var random = SplitMix64(seed: 11)
    let inputs = simulated.inputs.map { random.bytes($0.byteCount) }
    let others = simulated.inputs.map { random.bytes($0.byteCount) }
    let first = outcome(runner, inputs)
    #expect(first.error == nil, "\(String(describing: first.error))")
    #expect(first.layers.count == simulated.layers.count)
    #expect(first.outputs.map(\.count) == simulated.outputs.map(\.byteCount))
    _ = outcome(runner, others)
    #expect(outcome(runner, inputs) == first)
    let silent = try runner.run(inputs, observe: nil).map(\.bytes)
    #expect(silent == first.outputs)
    let read = SimulatedKModel(try KModel(bytes: model.encoded()), fileByteCount: 0)
    #expect(try outcome(read.makeRunner(RunOptions()), inputs) == first)
  }

  @Test("v3: again, after other inputs, unobserved, written and read", arguments: OperationV3.Code.allCases)
  func version3(code: OperationV3.Code) throws {
    for seed in UInt64(1)...6 { try check(.v3(SampleModelsV3.model(code, seed: seed))) }
  }

  @Test("v4: again, after other inputs, unobserved, written and read", arguments: OperationV4.Code.allCases)
  func version4(code: OperationV4.Code) throws {
    for seed in UInt64(1)...6 { try check(.v4(SampleModelsV4.model(code, seed: seed))) }
  }

  @Test("all opcodes in one model")
  func combined() throws {
    try check(.v4(SampleModelsV4.modelOfAllOpcodes()))
  }
}
