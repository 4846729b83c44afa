import Glibc
import KModel
import Simulation
import Testing

@Suite("kmodel v4: element by element")
struct RunnerV4ElementwiseTests {
  private func binary(
    _ op: OperationV4.BinaryOperator, _ a: [Float], _ aShape: ShapeV4, _ b: [Float], _ bShape: ShapeV4,
    to outputShape: ShapeV4, clamp: OperationV4.ClampRange = .none
  ) throws -> [Float] {
    let count = try #require(outputShape.elementCount)
    return try BenchV4.floats(a, to: count, constants: littleEndian(floats: b)) { operands in
      .binary(
        OperationV4.Binary(
          operands: .init(
            a: operands.input, b: .constant(0, 4 * b.count, .float32), output: operands.output),
          op: op, aShape: aShape, bShape: bShape, outputShape: outputShape, clamp: clamp))
    }
  }

  @Test(
    "binary operators, b from the constants",
    arguments: [
      (.add, [8, -1]), (.sub, [4, -5]), (.mul, [12, -6]), (.div, [3, -1.5]), (.min, [2, -3]), (.max, [6, 2]),
    ] as [(OperationV4.BinaryOperator, [Float])])
  func binary(op: OperationV4.BinaryOperator, expected: [Float]) throws {
    let shape = ShapeV4(1, 1, 1, 2)
    #expect(try binary(op, [6, -3], shape, [2, 2], shape, to: shape) == expected)
  }

  @Test("coordinates beyond an operand's extent read its first element")
  func broadcast() throws {
    let result = try binary(
      .add, [1, 2, 3, 4, 5, 6], ShapeV4(1, 2, 1, 3), [10, 20], ShapeV4(1, 2, 1, 1), to: ShapeV4(1, 2, 1, 3))
    #expect(result == [11, 12, 13, 24, 25, 26])
    #expect(
      try binary(.mul, [2], ShapeV4(1, 1, 1, 1), [1, 2, 3], ShapeV4(1, 1, 1, 3), to: ShapeV4(1, 1, 2, 3))
        == [2, 4, 6, 2, 4, 6])
  }

  @Test("a fused activation clamps the result")
  func clamp() throws {
    let shape = ShapeV4(1, 1, 1, 3)
    #expect(
      try binary(
        .add, [-5, 2, 9], shape, [0, 0, 0], shape, to: shape, clamp: .init(minimum: 0, maximum: 6))
        == [0, 2, 6])
  }

  private func quantizedBinary(_ op: OperationV4.BinaryOperator, _ a: UInt8, _ b: UInt8) throws -> UInt8 {
    let shape = ShapeV4(1, 1, 1, 1)
    return try BenchV4.bytes([a], to: 1, .uint8, [b]) { operands in
      .quantizedBinary(
        OperationV4.QuantizedBinary(
          operands: .init(a: operands.input, b: .constant(0, 1), output: operands.output), op: op,
          aShape: shape, bShape: shape, outputShape: shape,
          a: .init(offset: -10, multiplier: 3, shift: 1), b: .init(offset: 0, multiplier: 2, shift: 0),
          output: .init(offset: 100, multiplier: 1, shift: 1)))
    }[0]
  }

  // a' = (3 · (a - 10) + 1) >> 1, b' = 2b; the result is (r + 1) >> 1, plus 100.
  @Test(
    "quantized operators rescale both operands and the result",
    arguments: [
      (.add, 20, 3, 111), (.sub, 20, 3, 105), (.mul, 20, 3, 145), (.div, 20, 3, 102), (.min, 20, 3, 103),
      (.max, 20, 3, 108), (.add, 3, 3, 98), (.mul, 255, 255, 255), (.sub, 0, 255, 0),
      (.div, 20, 0, 100),
    ] as [(OperationV4.BinaryOperator, UInt8, UInt8, UInt8)])
  func quantized(op: OperationV4.BinaryOperator, a: UInt8, b: UInt8, expected: UInt8) throws {
    #expect(try quantizedBinary(op, a, b) == expected)
  }

  @Test(
    "unary operators",
    arguments: [
      (.abs, -2.5, 2.5), (.ceil, 1.2, 2), (.cos, 1, Glibc.cosf(1)), (.exp, 1, Glibc.expf(1)),
      (.floor, -1.2, -2), (.log, 2, Glibc.logf(2)), (.neg, 3, -3), (.rsqrt, 16, 0.25),
      (.sin, 1, Glibc.sinf(1)),
      (.square, -1.5, 2.25),
    ] as [(OperationV4.UnaryOperator, Float, Float)])
  func unary(op: OperationV4.UnaryOperator, input: Float, expected: Float) throws {
    let result = try BenchV4.floats([input, input], to: 2) {
      .unary(OperationV4.Unary(operands: $0, op: op))
    }
    #expect(result == [expected, expected])
  }

  @Test("nnil runs its program on each element")
  func nnil() throws {
    // max(x, 0) · x
    let program: [UInt8] = [0x03, 0x04, 0x45, 0x03, 0x42, 0xA0]
    let result = try BenchV4.floats([-2, 0.5, 3], to: 3) {
      .nnilUnaryMethod(OperationV4.NNILUnaryMethod(operands: $0, program: program[...]))
    }
    #expect(result == [0, 0.25, 9])
  }

  @Test("a broken nnil program is refused before anything runs")
  func brokenNnil() {
    let operands = OperationV4.UnaryOperands(input: .main(0, 4, .float32), output: .main(0, 4, .float32))
    let error = #expect(throws: SimulationError.self) {
      try BenchV4.run(
        [.nnilUnaryMethod(.init(operands: operands, program: [0x03]))], on: [0, 0, 0, 0, 0, 0, 0, 0])
    }
    #expect(error?.layer == 0 && error?.operation == "nnil_unary_method")
  }

  @Test("table lookup, with the table anywhere in the constants")
  func table() throws {
    let table = (0..<256).map { UInt8(($0 * 7) & 255) }
    let result = try BenchV4.bytes([0, 1, 255], to: 3, .uint8, [9, 9, 9] + table) { operands in
      .tableLookup1D(
        OperationV4.TableLookup(input: operands.input, table: .constant(3, 256), output: operands.output))
    }
    #expect(result == [0, 7, 249])
  }

  @Test("quantize multiplies, adds the zero point, rounds half away from zero and clamps")
  func quantize() throws {
    let input: [Float] = [0, 0.25, -0.25, 200, -200, .infinity, .nan]
    let result = try BenchV4.bytes(littleEndian(floats: input), .float32, to: 7) {
      .quantize(OperationV4.Quantization(operands: $0, zeroPoint: 100, scale: 2))
    }
    #expect(result == [100, 101, 100, 255, 0, 255, 0])
  }

  @Test("dequantize subtracts the zero point and multiplies by 1 / scale")
  func dequantize() throws {
    let result = try BenchV4.bytes([0, 100, 255], to: 12, .float32) {
      .dequantize(OperationV4.Quantization(operands: $0, zeroPoint: 100, scale: 3))
    }
    let third = 1 / Float(3)
    #expect(result.floats(0, 3) == [-100 * third, 0, 155 * third])
  }

  @Test("softmax works on rows of the inner size, scaled by beta")
  func softmax() throws {
    let result = try BenchV4.floats([0, 1, -7, -7], to: 4) {
      .softmax(OperationV4.Softmax(operands: $0, innerSize: 2, outerSize: 2, beta: 2))
    }
    let small = Glibc.expf(-2)
    #expect(result == [small / (small + 1), 1 / (small + 1), 0.5, 0.5])
  }
}
