import RockchipNPU
import Simulation
import Tensors
import Testing

/// What became of a file that may be anything: every step ends in a value or a typed error.
enum RockchipOutcome: Equatable {
  case unreadable
  case notRunnable
  case ran

  /// Small enough that no run takes noticeable time without optimisation.
  static let options = RunOptions(maximumMainMemory: 1 << 20, maximumOperations: 1 << 18)

  /// Reads, describes and runs.
  init(_ file: [UInt8], options: RunOptions = options) {
    let description: RKNNModel
    do throws(RKNNError) {
      description = try RKNNModel(file)
    } catch {
      #expect(!error.description.isEmpty && (0...file.count).contains(error.offset), "\(error)")
      self = .unreadable
      return
    }
    let model = RockchipModel(description)
    let clocks = model.nominalClocks
    _ = (model.identity, model.layers, model.inputs, model.outputs, model.inputEncodings, model.memory)
    _ = (model.cautions, model.memoryPlans, model.estimate(at: clocks), model.remarks(at: clocks))
    do throws(SimulationError) {
      let runner = try model.makeRunner(options)
      let inputs = model.inputs.map { [UInt8](repeating: 0x51, count: $0.byteCount) }
      let first = try runner.run(inputs, observe: nil)
      let second = try runner.run(inputs, observe: nil)
      #expect(first.map(\.bytes) == second.map(\.bytes), "two results")
      self = .ran
    } catch {
      #expect(!error.description.isEmpty)
      self = .notRunnable
    }
  }
}
