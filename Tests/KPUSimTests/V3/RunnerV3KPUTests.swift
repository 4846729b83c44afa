import KModel
import KPUSim
import Simulation
import Tensors
import Testing

@Suite("kmodel v3 layers of the KPU")
struct RunnerV3KPUTests {
  /// A 1x1 layer of one channel that multiplies by `weight`.
  private func scale(
    _ weight: UInt8, height: Int = 1, width: Int = 5, from source: Int = 0, at destination: Int = 100,
    toMain address: UInt32 = 0, channels: Int = 1
  ) -> OperationV3 {
    let count = channels * channels
    let weights = (0..<count).map { $0 % (channels + 1) == 0 ? weight : 0 }
    return .k210Conv(
      OperationV3.Convolution(
        mainMemoryOutput: address,
        argument: .layer(
          channels: channels, to: channels, height: height, width: width, from: source, at: destination),
        parameters: .plain(weights: weights, outputChannels: channels)))
  }

  private func upload(_ input: UInt32, row: UInt32 = 0, width: UInt32 = 5, channels: UInt32 = 1)
    -> OperationV3
  {
    .k210Upload(
      OperationV3.Upload(
        input: input, kpuOutput: row, shape: .init(width: width, height: 1, channels: channels)))
  }

  @Test("the result goes to KPU RAM always and to main memory when the flag says so")
  func bothPlaces() throws {
    let first = scale(2, toMain: 8)
    let second = scale(3, from: 100, at: 0, toMain: 16)
    let memory = Array<UInt8>(1...5) + Array(repeating: 0xA5, count: 27)
    let both = try BenchV3.run([upload(0), first, second], on: memory)
    #expect(both[8..<13] == [2, 4, 6, 8, 10] && both[16..<21] == [6, 12, 18, 24, 30])
    let neither = try BenchV3.run([upload(0), first, second], on: memory, flags: 0)
    #expect(neither == memory)
  }

  @Test("the DMA's last transfer overwrites up to 7 bytes behind the result", arguments: 1...8)
  func tail(width: Int) throws {
    let memory = Array<UInt8>(repeating: 0xA5, count: 24)
    let result = try BenchV3.run(
      [upload(0, width: UInt32(width)), scale(1, width: width, toMain: 9)], on: memory)
    var expected = memory
    for index in 9..<(9 + width) { expected[index] = 0xA5 }
    for index in (9 + width)..<17 { expected[index] = 0 }
    #expect(result == expected)
  }

  @Test("at the end of main memory the last transfer goes into the slack")
  func tailInSlack() throws {
    let memory: [UInt8] = [1, 2, 3, 4, 5, 0, 0, 0]
    #expect(
      try BenchV3.run([upload(0), scale(1, toMain: 3)], on: memory) == [1, 2, 3, 1, 2, 3, 4, 5])
    let error = #expect(throws: SimulationError.self) {
      try BenchV3.run([upload(0), scale(1, toMain: 4)], on: memory)
    }
    #expect(error?.layer == 2)
  }

  @Test("weights of 16 bits when the header's flag is 0")
  func wideWeights() throws {
    let layer = OperationV3.k210Conv(
      OperationV3.Convolution(
        mainMemoryOutput: 8,
        argument: .layer(height: 1, width: 2, bytesPerWeight: 2),
        parameters: .plain(
          weights: littleEndian(weights: [0x0300]), outputChannels: 1, batchNorm: BatchNormEntry(shift: 8))))
    let memory: [UInt8] = [7, 9] + Array(repeating: 0, count: 14)
    #expect(
      try BenchV3.run([upload(0, width: 2), layer], on: memory, eightBitWeights: false)[8..<10] == [21, 27])
    // The same bytes as 8-bit weights: the first of them is 0.
    #expect(try BenchV3.run([upload(0, width: 2), layer], on: memory)[8..<10] == [0, 0])
  }

  @Test("add padding puts one byte per channel at pixel (0, 0) and leaves the other 15")
  func addPadding() throws {
    let old = upload(0, row: 8, width: 16, channels: 4)
    let padding = OperationV3.k210AddPadding(OperationV3.Padding(input: 64, kpuOutput: 8, channels: 3))
    let back = scale(1, height: 4, width: 4, from: 8, toMain: 128, channels: 3)
    let memory = Array(repeating: 9, count: 64) + [1, 2, 3] + Array<UInt8>(repeating: 0, count: 189)
    let result = try BenchV3.run([old, padding, back], on: memory)
    for channel in 0..<3 {
      #expect(result[128 + 16 * channel] == UInt8(channel + 1))
      // The first row was uploaded before, the other three were never written.
      #expect(result[(129 + 16 * channel)..<(132 + 16 * channel)] == [9, 9, 9])
      #expect(result[(132 + 16 * channel)..<(144 + 16 * channel)].allSatisfy { $0 == 0 })
    }
  }

  @Test("the fifth channel's padded map starts behind the four rows of the first group")
  func addPaddingGroups() throws {
    let padding = OperationV3.k210AddPadding(OperationV3.Padding(input: 0, kpuOutput: 0, channels: 6))
    let back = scale(1, height: 4, width: 4, toMain: 8, channels: 6)
    let result = try BenchV3.run([padding, back], on: [1, 2, 3, 4, 5, 6] + Array(repeating: 0, count: 98))
    #expect((0..<6).map { result[8 + 16 * $0] } == [1, 2, 3, 4, 5, 6])
  }

  @Test("remove padding takes every sixteenth byte")
  func removePadding() throws {
    let layer = OperationV3.k210RemovePadding(
      OperationV3.RemovePadding(input: 0, output: 48, channels: 3))
    let result = try BenchV3.run([layer], on: Array(0..<56))
    #expect(result == Array(0..<48) + [0, 16, 32] + Array(51..<56))
  }

  @Test("a picture goes straight into KPU RAM when the first layer is a KPU convolution")
  func picture() throws {
    let model = KModelV3(
      mainMemoryByteCount: 16, outputs: [KModelV3.Output(address: 0, byteCount: 6)],
      layers: [KModelV3.Layer(flags: 1, operation: scale(3, width: 3, channels: 2))])
    let simulated = SimulatedKModel(.v3(model), fileByteCount: 0)
    #expect(simulated.inputs[0].shape == Shape([1, 2, 1, 3]))
    #expect(simulated.inputs[0].elementType == .uint8 && simulated.inputs[0].byteCount == 6)
    let runner = try simulated.makeRunner(RunOptions())
    let output = try runner.run([[1, 2, 3, 4, 5, 6]], observe: nil)
    #expect(output[0].bytes == [3, 6, 9, 12, 15, 18])
    #expect(output[0].elementType == .uint8 && output[0].shape == Shape([2, 1, 3]))
  }

  @Test("what each layer left behind is reported in the form of the golden dumps")
  func observation() throws {
    let padding = OperationV3.k210AddPadding(OperationV3.Padding(input: 0, kpuOutput: 50, channels: 2))
    let model = BenchV3.model([upload(0), scale(2, toMain: 8), padding], memory: 16)
    let runner = try SimulatedKModel(.v3(model), fileByteCount: 0).makeRunner(RunOptions())
    var seen: [LayerOutput] = []
    _ = try runner.run([Array(1...16)]) { seen.append($0) }
    #expect(seen.map(\.index) == [0, 1, 2, 3])
    #expect(seen.map(\.operationCode) == [13, 10243, 10240, 10241])
    #expect(seen.map(\.operation) == ["requantize", "k210 upload", "k210 conv", "k210 add padding"])
    #expect(seen.allSatisfy { $0.elementType == .uint8 })
    #expect(seen[0].bytes == Array(1...16))
    // An upload is dumped as the raw rows of KPU RAM, a convolution as its planar result.
    #expect(seen[1].bytes == Array(1...5) + Array(repeating: 0, count: 59))
    #expect(seen[2].bytes == [2, 4, 6, 8, 10])
    #expect(seen[3].bytes == [])
  }
}
