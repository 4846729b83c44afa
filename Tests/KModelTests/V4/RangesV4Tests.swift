import KModel
import Testing

@Suite("kmodel v4: what a node reads and writes")
struct RangesV4Tests {
  private typealias Bodies = BodyCaseV4

  /// The ranges that `BodyCaseV4` gives to each opcode's operands: sources, then the result.
  private static let expected: [OperationV4.Code: ([MemoryRange], MemoryRange)] = [
    .binary: ([Bodies.float1, Bodies.float1], Bodies.float2),
    .quantizedBinary: ([Bodies.byte1, Bodies.constant], Bodies.byte2),
    .tableLookup1D: ([Bodies.byte1, Bodies.constant], Bodies.byte2),
    .concat: ([Bodies.byte1, Bodies.constant], Bodies.byte2),
    .matmul: ([Bodies.float1, Bodies.float1], Bodies.float2),
    .quantizedMatmul: ([Bodies.byte1, Bodies.constant], Bodies.byte2),
    .quantize: ([Bodies.float1], Bodies.byte2),
    .dequantize: ([Bodies.byte1], Bodies.float2),
    .memoryCopy: ([Bodies.byte1], Bodies.byte2),
    .pad: ([Bodies.byte1], Bodies.byte2),
    .resizeImage: ([Bodies.byte1], Bodies.byte2),
    .transpose: ([Bodies.byte1], Bodies.byte2),
    .stridedSlice: ([Bodies.byte1], Bodies.byte2),
    .quantizedConv2D: ([Bodies.byte1], Bodies.byte2),
    .cpuQuantizedConv2D: ([Bodies.byte1], Bodies.byte2),
    .cpuQuantizedDepthwiseConv2D: ([Bodies.byte1], Bodies.byte2),
    .kpuUpload: (
      [Bodies.byte1], MemoryRange(memory: .kpu, dataType: .uint8, start: 640, byteCount: 256)
    ),
  ]

  @Test("sources and result are the operands of the body", arguments: BodyCaseV4.all)
  func ranges(body: BodyCaseV4) {
    // All others take f32 in and give f32 out.
    let (sources, result) = Self.expected[body.operation.code] ?? ([Bodies.float1], Bodies.float2)
    #expect(body.operation.sources == sources)
    #expect(body.operation.result == result)
    #expect(body.operation.ranges == sources + [result])
  }

  @Test("a KPU convolution names the copy in main memory alone")
  func convolution() throws {
    let copy = MemoryRange(memory: .main, dataType: .uint8, start: 8, byteCount: 128)
    let operation = try #require(KPULayer().version4(output: copy).nodes.first).operation
    #expect(operation.sources.isEmpty && operation.result == copy && operation.ranges == [copy])
  }

  @Test("codes of memories, types and operators are the format's")
  func codes() {
    #expect(MemoryType.allCases.map(\.rawValue) == [0, 1, 2])
    #expect(MemoryType.allCases == [.constant, .main, .kpu])
    #expect(DataTypeV4.allCases == [.float32, .uint8] && DataTypeV4.allCases.map(\.byteCount) == [4, 1])
    #expect(OperationV4.BinaryOperator.allCases == [.add, .sub, .mul, .div, .min, .max])
    #expect(OperationV4.BinaryOperator.allCases.map(\.rawValue) == Array(0...5))
    #expect(
      OperationV4.UnaryOperator.allCases == [
        .abs, .ceil, .cos, .exp, .floor, .log, .neg, .rsqrt, .sin, .square,
      ])
    #expect(OperationV4.UnaryOperator.allCases.map(\.rawValue) == Array(0...9))
    #expect(OperationV4.ReduceOperator.allCases == [.mean, .min, .max, .sum])
    #expect(OperationV4.ReduceOperator.allCases.map(\.rawValue) == Array(0...3))
    #expect(OperationV4.ResizeMode.bilinear.rawValue == 0 && OperationV4.ResizeMode.nearest.rawValue == 1)
  }

  @Test(
    "elements of a shape, and none for negative extents or too many",
    arguments: [
      (ShapeV4(2, 3, 4, 5), 120), (ShapeV4(0, 3, 4, 5), 0), (ShapeV4(-1, 3, 4, 5), nil),
      (ShapeV4(1, 1, 1, -1), nil), (ShapeV4(.max, .max, 2, 1), (1 << 31 - 1) * (1 << 31 - 1) * 2),
      (ShapeV4(.max, .max, 3, 1), nil), (ShapeV4(.max, .max, .max, 0), nil),
    ] as [(ShapeV4, Int?)])
  func elements(shape: ShapeV4, count: Int?) {
    #expect(shape.elementCount == count)
    #expect(shape.values == [shape.n, shape.c, shape.h, shape.w])
  }
}
