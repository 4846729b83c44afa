import KModel
import KPUSim
import Simulation
import Tensors
import TestSupport
import Testing

/// Files that are damaged in one field end in a typed error or in a run of bounded work; a trap or a hang
/// would end the test run itself.
@Suite("runs of corrupt kmodels")
struct CorruptRunTests {
  static let extremes: [UInt32] = [0, 1, 0xFFFF_FFFF, 0x7FFF_FFFF]
  /// Small enough for thousands of runs, large enough for every undamaged model here.
  static let options = RunOptions(maximumMainMemory: 1 << 16, maximumOperations: 1 << 16)

  @Test("v3: every word of header and bodies set to 0, 1, -1, huge", arguments: OperationV3.Code.allCases)
  func version3(code: OperationV3.Code) throws {
    try check(SampleModelsV3.model(code).encoded(), runnable: code != .maxPool2D)
  }

  @Test("v4: every word of header and bodies set to 0, 1, -1, huge", arguments: OperationV4.Code.allCases)
  func version4(code: OperationV4.Code) throws {
    try check(SampleModelsV4.model(code).encoded(), runnable: true)
  }

  private func check(_ bytes: [UInt8], runnable: Bool) throws {
    #expect(try run(bytes) == runnable)
    for start in stride(from: 0, through: bytes.count - 4, by: 4) {
      // Parameter blocks are numbers that any value may stand for; a few of their words are enough.
      guard start < 400 || start % 128 == 0 else { continue }
      for value in Self.extremes {
        var damaged = bytes
        for index in 0..<4 {
          damaged[start + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index))
        }
        try run(damaged)
      }
    }
    for count in stride(from: bytes.count - 1, to: 0, by: -8) { try run(Array(bytes[..<count])) }
  }

  /// Reads and runs the bytes; errors of other types than ours fail the test.
  ///
  /// - Returns: whether there was a result.
  @discardableResult
  private func run(_ bytes: [UInt8]) throws -> Bool {
    let model: KModel
    do throws(KModelError) {
      model = try KModel(bytes: bytes)
    } catch {
      #expect(error.offset != nil)
      return false
    }
    let simulated = SimulatedKModel(model, fileByteCount: bytes.count)
    _ = (simulated.layers, simulated.outputs, simulated.memory, simulated.cautions)
    do throws(SimulationError) {
      let runner = try simulated.makeRunner(Self.options)
      let inputs = simulated.inputs.map { $0.byteCount }
      guard inputs.allSatisfy({ $0 <= 1 << 20 }) else {
        Issue.record("an input of \(inputs) bytes in a model of \(Self.options.maximumMainMemory)")
        return false
      }
      let outputs = try runner.run(inputs.map { Array(repeating: 3, count: $0) }, observe: nil)
      return !outputs.isEmpty || simulated.outputs.isEmpty
    } catch {
      return false
    }
  }
}
