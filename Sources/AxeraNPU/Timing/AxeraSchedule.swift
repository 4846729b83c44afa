/// When an NPU's engines work on a model's layers, and what goes to main memory for it.
package struct AxeraSchedule: Sendable, Equatable {
  /// The layers in the order of execution.
  package var layers: [Layer] = []
  /// Cycles from the first layer's start to the last one's end.
  package var cycles = 0.0
  /// Cycles in which the convolution engine works.
  package var convolutionCycles = 0.0
  /// Cycles in which the vector unit works.
  package var vectorCycles = 0.0
  /// Cycles in which weights and the network's input are fetched.
  package var loadCycles = 0.0
  /// What main memory has to give and take at least, and what comes on top.
  package var traffic = AxeraTraffic()

  /// By how much a layer moves the end of all work on, and why; the parts add up to that.
  package struct Layer: Sendable, Equatable {
    /// The engine that computes it.
    package var unit: AxeraEngine.Unit
    /// Cycles of that engine.
    package var compute = 0.0
    /// Cycles of the vector unit behind it.
    package var table = 0.0
    /// Cycles of waiting for weights.
    package var weightWait = 0.0
    /// Cycles of waiting for maps that go to main memory and back.
    package var transfer = 0.0
    /// Cycles of starting it and of its rows.
    package var start = 0.0
    /// Cycles that fetching its weights takes, hidden behind other work or not.
    package var weightLoad = 0.0

    /// Cycles from the end of the layers before it to its own.
    package var cycles: Double { compute + table + weightWait + transfer + start }
  }
}

/// Bytes from and to main memory for one inference, as the build tool's report has them.
///
/// **Source**: `ideal DDR_IO` and `extra DDR_IO` of `inference_report.log`.
package struct AxeraTraffic: Sendable, Equatable {
  /// Weights, read once.
  package var parameters = 0.0
  /// The network's inputs, read once.
  package var inputs = 0.0
  /// The network's outputs, written once.
  package var outputs = 0.0
  /// Maps that do not fit the on-chip memory, read and written.
  package var swapped = 0.0

  /// Nothing, until something is counted.
  package init(parameters: Double = 0, inputs: Double = 0, outputs: Double = 0, swapped: Double = 0) {
    (self.parameters, self.inputs) = (parameters, inputs)
    (self.outputs, self.swapped) = (outputs, swapped)
  }

  /// What has to move however large the on-chip memory is.
  package var ideal: Double { parameters + inputs + outputs }
  /// All bytes.
  package var total: Double { ideal + swapped }
}
