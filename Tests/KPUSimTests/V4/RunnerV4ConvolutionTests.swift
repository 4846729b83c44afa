import KModel
import Simulation
import Testing

@Suite("kmodel v4: windows and matrices")
struct RunnerV4ConvolutionTests {
  /// 2x2 taps, one column of padding on the left.
  private let window = OperationV4.Window2D(
    paddingWidth: .init(before: 1, after: 0), filterHeight: 2, filterWidth: 2)

  private func convolution(
    _ operands: OperationV4.UnaryOperands, shape: ShapeV4, groups: Int32 = 1, outputs: Int32,
    weights: [Float], bias: [Float], clamp: OperationV4.ClampRange = .none
  ) -> OperationV4.Conv2D {
    OperationV4.Conv2D(
      operands: operands, inputShape: shape, groups: groups, outputChannels: outputs, window: window,
      clamp: clamp, weights: littleEndian(floats: weights)[...], bias: littleEndian(floats: bias)[...])
  }

  @Test("conv2d: NCHW, padding contributes nothing, batches follow each other")
  func conv2D() throws {
    // Two batches of 2x2; columns -1 and 0, then 0 and 1.
    let result = try BenchV4.floats([1, 2, 3, 4, 5, 6, 7, 8], to: 4) {
      .conv2D(
        convolution(
          $0, shape: ShapeV4(2, 1, 2, 2), outputs: 1, weights: [1, 10, 100, 1000], bias: [0.5]))
    }
    #expect(result == [3010.5, 4321.5, 7050.5, 8765.5])
  }

  @Test("conv2d in groups: an output channel sees the input channels of its group only")
  func groups() throws {
    let result = try BenchV4.floats([1, 1, 2, 2], to: 2) {
      .conv2D(
        OperationV4.Conv2D(
          operands: $0, inputShape: ShapeV4(1, 2, 2, 1), groups: 2, outputChannels: 2,
          window: .init(filterHeight: 2, filterWidth: 1),
          clamp: .init(minimum: 0, maximum: 6),
          weights: littleEndian(floats: [1, 2, 3, 4])[...], bias: littleEndian(floats: [0, -7])[...]))
    }
    // 1 + 2; 2 · 3 + 2 · 4 - 7 = 7, clamped.
    #expect(result == [3, 6])
  }

  @Test("cpu_conv2d: the same in NHWC with weights [oc][ky][kx][ic]")
  func cpuConv2D() throws {
    // 1x2 pixels of 2 channels, taps over columns (-1, 0) and (0, 1).
    let result = try BenchV4.floats([1, 2, 3, 4], to: 2) { operands in
      var layer = convolution(
        operands, shape: ShapeV4(1, 1, 2, 2), outputs: 1, weights: [1, 10, 100, 1000], bias: [0])
      layer.window.filterHeight = 1
      return .cpuConv2D(layer)
    }
    #expect(result == [2100, 21 + 4300])
  }

  @Test("cpu_depthwise_conv2d: a kernel per channel")
  func cpuDepthwise() throws {
    let result = try BenchV4.floats([1, 2, 3, 4], to: 4) { operands in
      var layer = convolution(
        operands, shape: ShapeV4(1, 1, 2, 2), groups: 2, outputs: 2, weights: [1, 10, 100, 1000],
        bias: [0, 0.5])
      layer.window.filterHeight = 1
      return .cpuDepthwiseConv2D(layer)
    }
    // Channel 0: 10·1, 1·1 + 10·3. Channel 1: 1000·2, 100·2 + 1000·4.
    #expect(result == [10, 2000.5, 31, 4200.5])
  }

  private func quantized(_ operands: OperationV4.UnaryOperands) -> OperationV4.QuantizedConv2D {
    OperationV4.QuantizedConv2D(
      operands: operands, inputShape: ShapeV4(1, 1, 2, 1), outputChannels: 1,
      window: .init(
        paddingWidth: .init(before: 1, after: 0), filterHeight: 1, filterWidth: 2, strideWidth: 1),
      inputOffset: 3, weightsOffset: -1, output: .init(offset: 5, multiplier: 1, shift: 1), weights: [2, 4],
      bias: littleEndian(words: [7])[...])
  }

  @Test("quantized_conv2d adds its offsets, the cpu forms subtract them; padding is skipped")
  func quantizedConv2D() throws {
    let planar = try BenchV4.bytes([10, 20], to: 2) { operands in
      var layer = quantized(operands)
      layer.inputShape = ShapeV4(1, 1, 1, 2)
      return .quantizedConv2D(layer)
    }
    // 7 + 13 · 3 = 46, (46 + 1) >> 1, + 5; 7 + 13 · 1 + 23 · 3 = 89.
    #expect(planar == [28, 50])
    let interleaved = try BenchV4.bytes([10, 20], to: 2) { operands in
      .cpuQuantizedConv2D(quantized(operands))
    }
    // 7 + 7 · 5 = 42, 21 + 5; 7 + 7 · 3 + 17 · 5 = 113, 57 + 5.
    #expect(interleaved == [26, 62])
    let depthwise = try BenchV4.bytes([10, 20], to: 2) { operands in
      .cpuQuantizedDepthwiseConv2D(quantized(operands))
    }
    #expect(depthwise == interleaved)
  }

  @Test("conv2d_transpose spreads every pixel and never adds its bias")
  func transposed() throws {
    func operation(_ clamp: OperationV4.ClampRange) -> (OperationV4.UnaryOperands) -> OperationV4 {
      { operands in
        .conv2DTranspose(
          OperationV4.Conv2DTranspose(
            operands: operands, inputShape: ShapeV4(1, 1, 1, 2), outputShape: ShapeV4(1, 1, 1, 4),
            window: .init(
              paddingWidth: .init(before: 1, after: 0), filterHeight: 1, filterWidth: 3, strideWidth: 2),
            clamp: clamp, weights: littleEndian(floats: [1, 10, 100])[...],
            bias: littleEndian(floats: [1000])[...]))
      }
    }
    #expect(try BenchV4.floats([2, 3], to: 4, operation(.none)) == [20, 203, 30, 300])
    #expect(
      try BenchV4.floats([2, 3], to: 4, operation(.init(minimum: 25, maximum: 250))) == [25, 203, 30, 250])
  }

  @Test(
    "reduce_window2d folds the in-image taps from its initial value",
    arguments: [(.mean, [5.5, 3.75]), (.min, [0, 0]), (.max, [10, 10]), (.sum, [11, 15])]
      as [(OperationV4.ReduceOperator, [Float])])
  func reduceWindow(op: OperationV4.ReduceOperator, expected: [Float]) throws {
    func operation(_ operands: OperationV4.UnaryOperands, _ shape: ShapeV4) -> OperationV4.ReduceWindow2D {
      OperationV4.ReduceWindow2D(
        operands: operands, op: op, inputShape: shape, window: window, initialValue: 10)
    }
    // The first window sees 1 and 0 beside its padding, the second all four pixels.
    let planar = try BenchV4.floats([1, 2, 0, 2], to: 2) {
      .reduceWindow2D(operation($0, ShapeV4(1, 1, 2, 2)))
    }
    let interleaved = try BenchV4.floats([1, 2, 0, 2], to: 2) {
      .cpuReduceWindow2D(operation($0, ShapeV4(1, 2, 2, 1)))
    }
    #expect(interleaved == expected)
    #expect(planar == expected)
  }

  @Test(
    "reduce folds over the axes of extent 1",
    arguments: [(.mean, [3, 6]), (.min, [1, 4]), (.max, [3, 6]), (.sum, [9, 18])]
      as [(OperationV4.ReduceOperator, [Float])])
  func reduce(op: OperationV4.ReduceOperator, expected: [Float]) throws {
    let result = try BenchV4.floats([1, 2, 3, 4, 5, 6], to: 2) {
      .reduce(
        OperationV4.Reduce(
          operands: $0, op: op, inputShape: ShapeV4(1, 2, 1, 3), outputShape: ShapeV4(1, 2, 1, 1),
          initialValue: op == .min ? 100 : op == .max ? -100 : 3))
    }
    // The mean multiplies the sum, initial value included, by 2 / 6.
    let third = Float(2) / Float(6)
    #expect(result == (op == .mean ? [9 * third, 18 * third] : expected))
  }

  @Test("matmul: rows times columns, from the bias, clamped")
  func matmul() throws {
    let result = try BenchV4.floats([1, 2, 3, 4], to: 4, constants: littleEndian(floats: [1, 0, 10, -1])) {
      .matmul(
        OperationV4.Matmul(
          operands: .init(a: $0.input, b: .constant(0, 16, .float32), output: $0.output), aRows: 2,
          aColumns: 2, bColumns: 2, clamp: .init(minimum: -1, maximum: 40),
          bias: littleEndian(floats: [0.5, 1])[...]))
    }
    #expect(result == [21.5, -1, 40, -1])
  }

  @Test("quantized_matmul adds its offsets and rescales")
  func quantizedMatmul() throws {
    let result = try BenchV4.bytes([1, 2], to: 2, .uint8, [3, 4, 5, 6]) {
      .quantizedMatmul(
        OperationV4.QuantizedMatmul(
          operands: .init(a: $0.input, b: .constant(0, 4), output: $0.output), aRows: 1, aColumns: 2,
          bColumns: 2, aOffset: 10, bOffset: -1, output: .init(offset: 1, multiplier: 1, shift: 1),
          bias: littleEndian(words: [0, 100])[...]))
    }
    // 11 · 2 + 12 · 4 = 70; 100 + 11 · 3 + 12 · 5 = 193.
    #expect(result == [36, 98])
  }

  @Test("weights or biases that are too few, sizes of 0 and outputs that are too small throw")
  func faults() {
    func run(_ weights: [Float], _ bias: [Float], _ count: Int = 4, _ window: OperationV4.Window2D) throws {
      _ = try BenchV4.floats([1, 2, 3, 4, 5, 6, 7, 8], to: count) {
        var layer = convolution($0, shape: ShapeV4(2, 1, 2, 2), outputs: 1, weights: weights, bias: bias)
        layer.window = window
        return .conv2D(layer)
      }
    }
    var still = window
    still.strideHeight = 0
    #expect(throws: SimulationError.self) { try run([1, 1, 1], [1], 4, window) }
    #expect(throws: SimulationError.self) { try run([1, 1, 1, 1], [], 4, window) }
    #expect(throws: SimulationError.self) { try run([1, 1, 1, 1], [1], 3, window) }
    #expect(throws: SimulationError.self) { try run([1, 1, 1, 1], [1], 4, still) }
    #expect(throws: Never.self) { try run([1, 1, 1, 1], [1], 4, window) }
  }
}
