import Glibc
import KModel
import Simulation
import Testing

@Suite("kmodel v3 layers of the CPU")
struct RunnerV3CPUTests {
  /// The f32 results of one layer: input at 0, output at 128.
  private func floats(_ input: [Float], to count: Int, _ operation: OperationV3) throws -> [Float] {
    try bytes(littleEndian(floats: input), operation).floats(128, count)
  }

  private func bytes(_ input: [UInt8], _ operation: OperationV3) throws -> [UInt8] {
    try BenchV3.run([operation], on: input + Array(repeating: 0xA5, count: 256 - input.count))
  }

  @Test("add")
  func add() throws {
    let addition = OperationV3.Addition(a: 0, b: 12, output: 128, count: 3)
    #expect(try floats([1.5, 2, -1, 0.25, -4, 1], to: 3, .add(addition)) == [1.75, -2, 0])
  }

  private func quantizedAdd(shifts: (a: Int32, b: Int32), count: UInt32 = 2) -> OperationV3 {
    .quantizedAdd(
      OperationV3.QuantizedAddition(
        addition: OperationV3.Addition(a: 0, b: 8, output: 128, count: count),
        a: .init(offset: -10, multiplier: 3, shift: shifts.a),
        b: .init(offset: 5, multiplier: 2, shift: shifts.b),
        output: .init(offset: 7, multiplier: 5, shift: 1)))
  }

  @Test("quantized add shifts the sum when both shifts agree, else each operand")
  func quantizedAdd() throws {
    let memory: [UInt8] = [20, 21, 0, 0, 0, 0, 0, 0, 1, 2]
    // (30 + 12) >> 2 = 10, 50 / 2 + 7; (33 + 14) >> 2 = 11, 55 / 2 = 27.5, up, + 7.
    #expect(try bytes(memory, quantizedAdd(shifts: (2, 2)))[128..<130] == [32, 35])
    // (30 >> 2) + (12 >> 1) = 13, 65 / 2 = 32.5, up; (33 >> 2) + (14 >> 1) = 15, 75 / 2 = 37.5, up.
    #expect(try bytes(memory, quantizedAdd(shifts: (2, 1)))[128..<130] == [40, 45])
  }

  @Test("quantized add runs on to a multiple of 8 elements, into the slack if need be")
  func quantizedAddUnrolled() throws {
    let result = try bytes(Array(repeating: 10, count: 16), quantizedAdd(shifts: (0, 0), count: 9))
    #expect(result[136..<144].allSatisfy { $0 != 0xA5 } && result[144] == 0xA5)
    // The last 3 of 8 elements: 5 more are written behind the 8 bytes of main memory.
    let end = OperationV3.quantizedAdd(
      OperationV3.QuantizedAddition(
        addition: OperationV3.Addition(a: 0, b: 0, output: 5, count: 3),
        a: .init(offset: 0, multiplier: 1, shift: 0), b: .init(offset: 0, multiplier: 1, shift: 0),
        output: .init(offset: 0, multiplier: 1, shift: 0)))
    #expect(try BenchV3.run([end], on: [1, 2, 3, 0, 0, 0, 0, 0]) == [1, 2, 3, 0, 0, 2, 4, 6])
  }

  @Test("global average pool")
  func globalAverage() throws {
    let pool = OperationV3.GlobalAveragePool(input: 0, output: 128, kernelSize: 3, channels: 2)
    #expect(try floats([1, 2, 3, -1, -1, 4], to: 2, .globalAveragePool2D(pool)) == [2, Float(2) / 3])
  }

  private func pool(kernel: UInt32 = 2) -> OperationV3.Pool2D {
    OperationV3.Pool2D(
      input: 0, output: 128, inputShape: .init(width: 3, height: 2, channels: 1),
      outputShape: .init(width: 2, height: 2, channels: 1), kernelWidth: kernel, kernelHeight: kernel,
      strideWidth: 2, strideHeight: 1, paddingWidth: 1, paddingHeight: 1)
  }

  @Test("quantized max pool sees in-image pixels only, and 0 where there is none")
  func quantizedMaxPool() throws {
    // Windows start at (-1, -1), (-1, 1), (0, -1), (0, 1).
    #expect(try bytes([1, 9, 3, 4, 5, 6], .quantizedMaxPool2D(pool()))[128..<132] == [1, 9, 4, 9])
    #expect(
      try bytes([1, 9, 3, 4, 5, 6], .quantizedMaxPool2D(pool(kernel: 1)))[128..<132] == [0, 0, 0, 9])
  }

  @Test("average pool divides by the in-image pixels and ignores its activation", arguments: [0, 1, 2])
  func averagePool(activation: UInt32) throws {
    let result = try floats([1, -9, 3, 4, 5, 60], to: 4, .averagePool2D(pool(), activation: activation))
    #expect(result == [1, -3, 2.5, 59.0 / 4])
  }

  @Test("max pool in f32 is refused before anything runs")
  func maxPool() {
    #expect(
      throws: SimulationError(
        .notRunnable(reason: "no runtime of the K210 implements this layer"), layer: 1,
        operation: "max pool2d")
    ) {
      try floats([], to: 1, .maxPool2D(pool(), activation: 0))
    }
  }

  @Test("quantize rounds half away from zero and clamps; dequantize is its inverse")
  func quantize() throws {
    let input: [Float] = [0, 0.25, 0.75, 1, -5, 1000, .nan]
    let quantize = OperationV3.Quantization(input: 0, output: 128, count: 7, scale: 0.5, bias: -1)
    #expect(
      try bytes(littleEndian(floats: input), .quantize(quantize))[128..<135] == [2, 3, 4, 4, 0, 255, 0])
    let dequantize = OperationV3.Quantization(input: 0, output: 128, count: 2, scale: 0.5, bias: -1)
    #expect(try bytes([3, 255], .dequantize(dequantize)).floats(128, 2) == [0.5, 126.5])
  }

  @Test("requantize looks up a table, in place as well")
  func requantize() throws {
    let table = (0..<256).map { UInt8(255 - $0) }
    let layer = OperationV3.Requantization(input: 0, output: 1, count: 3, table: table[...])
    #expect(
      try BenchV3.run([.requantize(layer)], on: [0, 1, 2, 3, 4, 5, 6, 7]) == [0, 255, 254, 253, 4, 5, 6, 7])
  }

  @Test("channelwise dequantize has a scale and a bias for each channel")
  func channelwise() throws {
    let layer = OperationV3.ChannelwiseDequantization(
      input: 0, output: 128, channels: 2, channelSize: 2,
      parameters: littleEndian(floats: [2, 1, 0.5, -3])[...])
    #expect(try bytes([1, 2, 10, 20], .channelwiseDequantize(layer)).floats(128, 4) == [3, 5, 2, 7])
  }

  @Test("l2 normalization, whose sum of squares is 1e-10 at least")
  func l2() throws {
    let layer = OperationV3.Elementwise(input: 0, output: 128, count: 2)
    let fifth = 1 / Float(25).squareRoot()
    #expect(try floats([3, -4], to: 2, .l2Normalization(layer)) == [3 * fifth, -4 * fifth])
    let factor = 1 / Float(1e-10).squareRoot()
    #expect(try floats([1e-6, 0], to: 2, .l2Normalization(layer)) == [1e-6 * factor, 0])
  }

  @Test("softmax never subtracts a negative maximum")
  func softmax() throws {
    let layer = OperationV3.Elementwise(input: 0, output: 128, count: 2)
    let (first, second) = (Glibc.expf(-1), Glibc.expf(-2))
    #expect(
      try floats([-1, -2], to: 2, .softmax(layer)) == [first / (first + second), second / (first + second)])
    #expect(try floats([3, 3], to: 2, .softmax(layer)) == [0.5, 0.5])
    // A hundred below zero everything underflows, and 0 is divided by 0 as on the chip.
    #expect(try floats([-200, -200], to: 2, .softmax(layer)).allSatisfy { $0.isNaN })
  }

  @Test("logistic")
  func logistic() throws {
    let layer = OperationV3.Elementwise(input: 0, output: 128, count: 3)
    #expect(try floats([0, 100, 1], to: 3, .logistic(layer)) == [0.5, 1, 1 / (1 + Glibc.expf(-1))])
  }

  @Test("concat copies byte ranges in order, empty ones too", arguments: [true, false])
  func concat(isQuantized: Bool) throws {
    let layer = OperationV3.Concatenation(
      output: 128,
      inputs: [
        .init(start: 4, byteCount: 2), .init(start: 0, byteCount: 0), .init(start: 0, byteCount: 3),
        .init(start: 1, byteCount: 3),
      ])
    let operation: OperationV3 = isQuantized ? .quantizedConcat(layer) : .concat(layer)
    #expect(try bytes([1, 2, 3, 4, 5, 6], operation)[128..<137] == [5, 6, 1, 2, 3, 2, 3, 4, 0xA5])
  }

  @Test("fully connected: weights by output, then bias, then activation")
  func fullyConnected() throws {
    func layer(_ activation: UInt32) -> OperationV3 {
      .fullyConnected(
        OperationV3.FullyConnected(
          input: 0, output: 128, inputChannels: 2, outputChannels: 3, activation: activation,
          weights: littleEndian(floats: [1, 2, -3, 1, 5, 5])[...],
          bias: littleEndian(floats: [0.5, 0, -1])[...]))
    }
    #expect(try floats([1, 1], to: 3, layer(0)) == [3.5, -2, 9])
    #expect(try floats([1, 1], to: 3, layer(1)) == [3.5, 0, 9])
    #expect(try floats([1, 1], to: 3, layer(2)) == [3.5, 0, 6])
  }

  @Test("fully connected with an activation or a number of weights that is wrong")
  func fullyConnectedFaults() {
    var layer = OperationV3.FullyConnected(
      input: 0, output: 128, inputChannels: 1, outputChannels: 1, activation: 3,
      weights: littleEndian(floats: [1])[...], bias: littleEndian(floats: [1])[...])
    #expect(throws: SimulationError.self) { try floats([1], to: 1, .fullyConnected(layer)) }
    layer.activation = 0
    layer.weights = littleEndian(floats: [1, 2])[...]
    #expect(throws: SimulationError.self) { try floats([1], to: 1, .fullyConnected(layer)) }
  }

  @Test("flatten goes from CHW to HWC")
  func flatten() throws {
    let layer = OperationV3.Flatten(
      input: 0, output: 128, shape: .init(width: 3, height: 1, channels: 2))
    #expect(try floats([1, 2, 3, 4, 5, 6], to: 6, .tensorFlowFlatten(layer)) == [1, 4, 2, 5, 3, 6])
  }

  @Test("nearest neighbour takes the floor of the scaled index", arguments: [UInt32(0), 1])
  func resize(alignCorners: UInt32) throws {
    let layer = OperationV3.Resize(
      input: 0, output: 128, inputShape: .init(width: 2, height: 1, channels: 2), outputWidth: 3,
      outputHeight: 2, alignCorners: alignCorners)
    let expected: [UInt8] = [1, 1, 2, 1, 1, 2, 3, 3, 4, 3, 3, 4]
    #expect(try bytes([1, 2, 3, 4], .quantizedResizeNearestNeighbor(layer))[128..<140] == expected[...])
    #expect(
      try floats([1, 2, 3, 4], to: 12, .resizeNearestNeighbor(layer)) == expected.map { Float($0) })
  }

  @Test(
    "ranges that leave main memory name the layer",
    arguments: [
      .add(OperationV3.Addition(a: 0, b: 0, output: 252, count: 2)),
      .softmax(OperationV3.Elementwise(input: 256, output: 0, count: 1)),
      .logistic(OperationV3.Elementwise(input: .max, output: 0, count: .max)),
      .globalAveragePool2D(
        OperationV3.GlobalAveragePool(input: 0, output: 0, kernelSize: .max, channels: .max)),
      .k210RemovePadding(OperationV3.RemovePadding(input: 0, output: 0, channels: 17)),
      .quantizedConcat(
        OperationV3.Concatenation(output: 250, inputs: [.init(start: 0, byteCount: 7)])),
    ] as [OperationV3])
  func outside(operation: OperationV3) throws {
    let error = #expect(throws: SimulationError.self) { try bytes([], operation) }
    #expect(error?.layer == 1 && error?.operation == operation.name)
  }
}
