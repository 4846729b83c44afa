import Simulation
import Tensors
import Testing

@Suite("Simulation errors and values")
struct SimulationErrorTests {
  @Test(
    "each kind says what was found and what was expected",
    arguments: [
      (.inputCount(found: 2, expected: 1), "2 inputs were given; the model has 1"),
      (.inputSize(index: 1, found: 5, expected: 64), "input 1 has 5 bytes; must be exactly 64"),
      (
        .tooMuchMemory(needed: 2640, limit: 1024),
        "the model declares 2640 bytes of main memory; the limit is 1024"
      ),
      (.tooMuchWork(operations: 9, limit: 8), "one inference would take 9 operations; the limit is 8"),
      (
        .outOfBounds(memory: "KPU RAM", start: 2_097_152, byteCount: 64, size: 2_097_152),
        "needs 64 bytes of KPU RAM from 2097152 on; it has 2097152 bytes"
      ),
      (
        .invalidParameter(name: "stride", found: "0", expected: "1 or more"), "stride is 0; must be 1 or more"
      ),
      (.notRunnable(reason: "no runtime implements this layer"), "no runtime implements this layer"),
    ] as [(SimulationError.Kind, String)])
  func descriptions(kind: SimulationError.Kind, text: String) {
    #expect(SimulationError(kind).description == text)
    #expect(SimulationError(kind, layer: 7).description == "layer 7: \(text)")
    #expect(
      SimulationError(kind, layer: 7, operation: "k210 conv").description == "layer 7 (k210 conv): \(text)")
  }

  @Test("an operation without a layer is not named") func operationAlone() {
    #expect(SimulationError(.notRunnable(reason: "no"), operation: "softmax").description == "no")
  }

  @Test("by default 64 MiB and 2^36 operations are allowed") func defaults() {
    let options = RunOptions()
    #expect(options.maximumMainMemory == 67_108_864)
    #expect(options.maximumOperations == 68_719_476_736)
  }

  @Test("units have the names of the reports") func units() {
    #expect(LayerDescription.Unit.allCases.map { $0.rawValue } == ["NPU", "CPU"])
  }
}
