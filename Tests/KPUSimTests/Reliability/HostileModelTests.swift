import KModel
import KPUSim
import Simulation
import Tensors
import Testing

/// Valid files that would have cost far more time or memory than they declare.
@Suite("hostile models", .timeLimit(.minutes(1)))
struct HostileModelTests {
  private static let memoryByteCount: UInt32 = 1 << 20
  private static let options = RunOptions(maximumMainMemory: 1 << 20, maximumOperations: 1 << 22)

  private static func model(
    _ operations: [OperationV3], outputs: [KModelV3.Output] = []
  ) -> SimulatedKModel {
    let model = KModelV3(
      mainMemoryByteCount: memoryByteCount, outputs: outputs,
      layers: operations.map { KModelV3.Layer(operation: $0) })
    return SimulatedKModel(.v3(model), fileByteCount: 0)
  }

  private static func model(_ nodes: [OperationV4], outputs: [MemoryRange] = []) -> SimulatedKModel {
    let model = KModelV4(
      mainMemoryByteCount: memoryByteCount, inputs: [], outputs: outputs,
      nodes: nodes.map { KModelV4.Node(operation: $0) })
    return SimulatedKModel(.v4(model), fileByteCount: 0)
  }

  @Test("a flatten of no channels and huge planes runs at once")
  func emptyFlatten() throws {
    let shape = OperationV3.MapShape(width: 50_331_656, height: 16_777_216, channels: 0)
    let model = Self.model([.tensorFlowFlatten(OperationV3.Flatten(input: 1024, output: 2032, shape: shape))])
    #expect(try model.makeRunner(Self.options).run([[]], observe: nil).isEmpty)
  }

  @Test("outputs that overlap may not add up to more than the memory allowed", arguments: [3, 4])
  func overlappingOutputs(version: Int) throws {
    let size = Self.memoryByteCount
    let models: (Int) -> SimulatedKModel = { count in
      version == 3
        ? Self.model(
          [], outputs: Array(repeating: KModelV3.Output(address: 0, byteCount: size), count: count))
        : Self.model(
          [],
          outputs: Array(
            repeating: MemoryRange(memory: .main, dataType: .uint8, start: 0, byteCount: size), count: count))
    }
    _ = try models(1).makeRunner(Self.options)
    let error = #expect(throws: SimulationError.self) { try models(2).makeRunner(Self.options) }
    #expect(
      error?.kind
        == .invalidParameter(
          name: "size of all outputs", found: "\(2 * size) bytes",
          expected: "at most \(size), the main memory allowed"))
  }

  @Test("a pool that uses one pixel of a large input is charged for copying the input")
  func copiedInput3() throws {
    let pool = OperationV3.Pool2D(
      input: 0, output: 0, inputShape: OperationV3.MapShape(width: 1024, height: 1024, channels: 1),
      outputShape: OperationV3.MapShape(width: 1, height: 1, channels: 1), kernelWidth: 1, kernelHeight: 1,
      strideWidth: 1, strideHeight: 1)
    _ = try Self.model([.quantizedMaxPool2D(pool)]).makeRunner(Self.options)
    let many = Self.model(Array(repeating: .quantizedMaxPool2D(pool), count: 33))
    let error = #expect(throws: SimulationError.self) { try many.makeRunner(Self.options) }
    #expect(error?.kind == .tooMuchWork(operations: 33 << 17, limit: 1 << 22))
  }

  @Test("a resize to one pixel is charged for copying its input")
  func copiedInput4() throws {
    let range = MemoryRange(memory: .main, dataType: .uint8, start: 0, byteCount: 1 << 20)
    let resize = OperationV4.ResizeImage(
      operands: OperationV4.UnaryOperands(
        input: range, output: MemoryRange(memory: .main, dataType: .uint8, start: 0, byteCount: 1)),
      inputShape: ShapeV4(1, 1, 1024, 1024), outputHeight: 1, outputWidth: 1, mode: .nearest)
    _ = try Self.model([.resizeImage(resize)]).makeRunner(Self.options)
    let many = Self.model(Array(repeating: .resizeImage(resize), count: 33))
    let error = #expect(throws: SimulationError.self) { try many.makeRunner(Self.options) }
    #expect(error?.layer == 32)
  }

  @Test("a concatenation of a hundred thousand ranges is joined in one pass")
  func longConcatenation() throws {
    let ranges = (0..<100_000).map {
      OperationV3.Concatenation.MemoryRange(start: UInt32($0 % 64), byteCount: UInt32($0 % 2))
    }
    let model = Self.model(
      [.quantizedConcat(OperationV3.Concatenation(output: 1024, inputs: ranges))],
      outputs: [KModelV3.Output(address: 1024, byteCount: 50_000)])
    #expect(try model.makeRunner(Self.options).run([[]], observe: nil)[0].bytes.count == 50_000)
  }

  @Test("a description takes time for outputs plus layers, not for their product")
  func manyOutputs() {
    let addition = OperationV3.Addition(a: 0, b: 0, output: 512, count: 16)
    let outputs = (0..<20_000).map { KModelV3.Output(address: UInt32($0), byteCount: 64) }
    let third = Self.model(Array(repeating: .add(addition), count: 20_000), outputs: outputs)
    #expect(third.outputs.count == 20_000)
    #expect(third.outputs[512].shape == Shape([16]))

    let operands = OperationV4.UnaryOperands(
      input: MemoryRange(memory: .main, dataType: .uint8, start: 0, byteCount: 8),
      output: MemoryRange(memory: .main, dataType: .uint8, start: 64, byteCount: 8))
    let ranges = (0..<20_000).map {
      MemoryRange(memory: .main, dataType: .uint8, start: UInt32($0), byteCount: 8)
    }
    let fourth = Self.model(Array(repeating: .memoryCopy(operands), count: 20_000), outputs: ranges)
    #expect(fourth.outputs.count == 20_000)
  }

  @Test("rows of KPU RAM are counted once, however many layers touch them")
  func touchedRows() {
    let upload = OperationV3.Upload(
      input: 0, kpuOutput: 100, shape: OperationV3.MapShape(width: 64, height: 30, channels: 1))
    let later = OperationV3.Upload(
      input: 0, kpuOutput: 120, shape: OperationV3.MapShape(width: 64, height: 20, channels: 1))
    let apart = OperationV3.Upload(
      input: 0, kpuOutput: 32_767, shape: OperationV3.MapShape(width: 64, height: 1, channels: 1))
    let model = Self.model([.k210Upload(upload), .k210Upload(later), .k210Upload(apart)])
    #expect(model.memory.acceleratorBytes == (40 + 1) * 64)
  }
}
