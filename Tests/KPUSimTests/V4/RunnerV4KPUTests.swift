import KModel
import KPUSim
import Simulation
import Tensors
import Testing

@Suite("kmodel v4: nodes of the KPU")
struct RunnerV4KPUTests {
  private func upload(_ shape: ShapeV4, from input: MemoryRange, to row: Int, rows: Int) -> OperationV4 {
    .kpuUpload(
      OperationV4.KPUUpload(
        operands: .init(input: input, output: .kpu(64 * row, 64 * rows)), shape: shape))
  }

  private func scale(
    _ weight: UInt8, width: Int = 3, batches: Int32 = 1, from source: Int = 0, at destination: Int = 100,
    to output: MemoryRange = .constant(0, 0)
  ) -> OperationV4 {
    .kpuConv2D(
      OperationV4.KPUConv2D(
        mainMemoryOutput: output, batches: batches,
        argument: .layer(height: 2, width: width, from: source, at: destination),
        parameters: .plain(weights: [weight], outputChannels: 1)))
  }

  @Test("an upload puts batches behind each other in the padded layout")
  func upload() throws {
    let memory = Array<UInt8>(1...24)
    let result = try BenchV4.run(
      [upload(ShapeV4(2, 2, 2, 3), from: .main(0, 24), to: 5, rows: 4)], on: memory, output: .kpu(320, 256))
    var expected = [UInt8](repeating: 0, count: 256)
    for index in 0..<24 {
      let (batch, channel, y, x) = (index / 12, index / 6 % 2, index / 3 % 2, index % 3)
      expected[batch * 128 + y * 64 + channel * 16 + x] = UInt8(index + 1)
    }
    #expect(result == expected)
  }

  @Test("an upload of more than its input holds throws")
  func shortUpload() {
    #expect(throws: SimulationError.self) {
      try BenchV4.run(
        [upload(ShapeV4(2, 2, 2, 3), from: .main(0, 23), to: 5, rows: 4)], on: Array(repeating: 0, count: 24))
    }
  }

  @Test(
    "uploads to places that are no row of KPU RAM",
    arguments: [MemoryRange.kpu(65, 64), .main(0, 64), .kpu(2 << 20, 64), .kpu((2 << 20) - 64, 64)])
  func badUpload(output: MemoryRange) {
    #expect(throws: SimulationError.self) {
      try BenchV4.run(
        [.kpuUpload(.init(operands: .init(input: .main(0, 64), output: output), shape: ShapeV4(1, 1, 2, 3)))],
        on: Array(repeating: 0, count: 64))
    }
  }

  @Test("every batch has its own maps, and its result follows the one before in main memory")
  func batches() throws {
    let memory = Array<UInt8>(1...12) + Array(repeating: 0, count: 20)
    let result = try BenchV4.run(
      [
        upload(ShapeV4(2, 1, 2, 3), from: .main(0, 12), to: 0, rows: 4),
        scale(2, batches: 2, to: .main(16, 12)),
        // The second batch of the result is read from where KPU RAM has it.
        scale(1, from: 102, at: 0, to: .main(0, 6)),
      ], on: memory)
    #expect(result[16..<28] == [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24])
    #expect(result[0..<6] == [14, 16, 18, 20, 22, 24])
  }

  @Test("no copy to main memory when its range is empty; no DMA tail when it is not")
  func mainOutput() throws {
    let memory = Array<UInt8>(1...6) + Array(repeating: 0xA5, count: 10)
    let load = upload(ShapeV4(1, 1, 2, 3), from: .main(0, 6), to: 0, rows: 2)
    #expect(try BenchV4.run([load, scale(2)], on: memory) == memory)
    let copied = try BenchV4.run([load, scale(2, to: .main(8, 6))], on: memory)
    #expect(copied == Array(1...6) + [0xA5, 0xA5, 2, 4, 6, 8, 10, 12, 0xA5, 0xA5])
  }

  @Test("an output range for fewer batches than the node has")
  func shortOutput() {
    let error = #expect(throws: SimulationError.self) {
      try BenchV4.run([scale(1, batches: 2, to: .main(0, 11))], on: Array(repeating: 0, count: 16))
    }
    #expect(error?.operation == "kpu_conv2d")
  }

  @Test("batches that leave KPU RAM", arguments: [Int32(16335), .max])
  func tooManyBatches(batches: Int32) {
    #expect(throws: SimulationError.self) {
      try BenchV4.run([scale(1, batches: batches)], on: Array(repeating: 0, count: 16))
    }
  }

  @Test("an input in KPU RAM is uploaded at the start, all batches of it")
  func input() throws {
    let model = KModelV4(
      mainMemoryByteCount: 16,
      inputs: [KModelV4.Input(range: .kpu(128, 256), shape: ShapeV4(2, 1, 2, 3))],
      outputs: [.main(0, 6), .kpu(128, 64)],
      nodes: [KModelV4.Node(operation: scale(3, from: 4, to: .main(0, 6)))])
    let simulated = SimulatedKModel(.v4(model), fileByteCount: 0)
    #expect(simulated.inputs[0].byteCount == 12 && simulated.inputs[0].shape == Shape([2, 1, 2, 3]))
    let outputs = try simulated.makeRunner(RunOptions()).run([Array(1...12)], observe: nil)
    #expect(outputs[0].bytes == [21, 24, 27, 30, 33, 36])
    #expect(outputs[1].bytes == [1, 2, 3] + Array(repeating: 0, count: 61))
  }

  @Test("layers are reported in the form of the golden dumps")
  func observation() throws {
    let model = KModelV4(
      mainMemoryByteCount: 16,
      inputs: [KModelV4.Input(range: .main(0, 12), shape: ShapeV4(2, 1, 2, 3))], outputs: [.main(0, 4)],
      nodes: [
        upload(ShapeV4(2, 1, 2, 3), from: .main(0, 12), to: 0, rows: 4), scale(2, batches: 2),
        .dequantize(
          .init(
            operands: .init(input: .main(0, 1), output: .main(8, 4, .float32)), zeroPoint: 0, scale: 1)),
      ].map { KModelV4.Node(operation: $0) })
    let runner = try SimulatedKModel(.v4(model), fileByteCount: 0).makeRunner(RunOptions())
    var seen: [LayerOutput] = []
    _ = try runner.run([Array(1...12)]) { seen.append($0) }
    #expect(seen.map(\.operationCode) == [0x2001, 0x2002, 3])
    #expect(seen.map(\.elementType) == [.uint8, .uint8, .float32])
    #expect(seen[0].bytes.count == 256 && seen[0].bytes[64..<67] == [4, 5, 6])
    // Both batches, planar, although nothing goes to main memory.
    #expect(seen[1].bytes == (1...12).map { 2 * $0 })
    #expect(seen[2].bytes == littleEndian(floats: [1]))
  }
}
