import Bytes
import Simulation
import Tensors

/// Adds up the elementary operations of a model before any of them is done.
package struct WorkBudget {
  /// Bytes that are copied in the time of one operation; a cautious guess, for the bound's sake.
  static let bytesCopiedPerOperation = 8

  /// Most operations allowed.
  package let limit: Int
  private var spent = 0

  /// A budget of `limit` operations.
  package init(limit: Int) { self.limit = limit }

  /// Takes what one layer needs; nil stands for a number too large to count.
  package mutating func spend(_ operations: Int?) throws(Fault) {
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

  /// Checks that the outputs together, which may overlap, are no larger than main memory may be.
  static func check(
    outputs: [TensorDescription], against options: RunOptions
  ) throws(SimulationError) {
    let byteCount = outputs.reduce(0) { $0 + $1.byteCount }
    guard byteCount <= options.maximumMainMemory else {
      throw SimulationError(
        .invalidParameter(
          name: "size of all outputs", found: "\(byteCount) bytes",
          expected: "at most \(options.maximumMainMemory), the main memory allowed"))
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
