import Bytes
import Simulation
import Tensors

/// Adds up the elementary operations of a model before any of them is done.
struct WorkBudget {
  /// Bytes that are copied in the time of one operation; a cautious guess, for the bound's sake.
  static let bytesCopiedPerOperation = 8

  /// Most operations allowed.
  let limit: Int
  private var spent = 0

  /// A budget of `limit` operations.
  init(limit: Int) { self.limit = limit }

  /// Takes what one layer needs; nil stands for a number too large to count.
  mutating func spend(_ operations: Int?) throws(Fault) {
    let (sum, overflow) = spent.addingReportingOverflow(operations ?? .max)
    guard !overflow, sum <= limit else {
      throw .tooMuchWork(operations: overflow ? .max : sum, limit: limit)
    }
    spent = sum
  }
}

extension SimulationError {
  /// Runs `body` and adds the layer to the fault that it may throw.
  static func naming(
    _ layer: Int, _ operation: String, _ body: () throws(Fault) -> Void
  ) throws(SimulationError) {
    do throws(Fault) {
      try body()
    } catch {
      throw SimulationError(error, layer: layer, operation: operation)
    }
  }

  /// Checks that all outputs together fit the memory allowed: each is copied, and they may overlap.
  static func check(
    outputByteCounts: some Sequence<UInt32>, limit: Int
  ) throws(SimulationError) {
    let total = outputByteCounts.reduce(0) { $0 + Int($1) }
    guard total <= limit else {
      throw SimulationError(
        .invalidParameter(
          name: "size of all outputs", found: "\(total) bytes",
          expected: "at most \(limit), the main memory allowed"))
    }
  }

  /// Checks that inputs are as many and as long as the model wants them.
  static func check(
    _ inputs: [[UInt8]], against descriptions: [TensorDescription]
  ) throws(SimulationError) {
    guard inputs.count == descriptions.count else {
      throw SimulationError(.inputCount(found: inputs.count, expected: descriptions.count))
    }
    for (index, (input, description)) in zip(inputs, descriptions).enumerated()
    where input.count != description.byteCount {
      throw SimulationError(
        .inputSize(index: index, found: input.count, expected: description.byteCount))
    }
  }
}
