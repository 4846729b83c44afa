import KModel
import TestSupport
import Testing

/// A v4 node and its body, spelled field by field from the format's description.
struct BodyCaseV4: Sendable, CustomTestStringConvertible {
  let operation: OperationV4
  let fields: [BodyField]

  init(_ operation: OperationV4, _ fields: [BodyField]) {
    self.operation = operation
    self.fields = fields
  }

  var testDescription: String { operation.name }

  static let all: [BodyCaseV4] = elementwise + reductions + movement + sums + kpu

  // Ranges: memory, data type, start, size.
  static let float1 = MemoryRange(memory: .main, dataType: .float32, start: 8, byteCount: 480)
  static let float2 = MemoryRange(memory: .main, dataType: .float32, start: 512, byteCount: 480)
  static let byte1 = MemoryRange(memory: .main, dataType: .uint8, start: 16, byteCount: 120)
  static let byte2 = MemoryRange(memory: .main, dataType: .uint8, start: 1024, byteCount: 480)
  static let constant = MemoryRange(memory: .constant, dataType: .uint8, start: 0, byteCount: 256)
  static let float1Fields: [BodyField] = [1, 0, 8, 480]
  static let float2Fields: [BodyField] = [1, 0, 512, 480]
  static let byte1Fields: [BodyField] = [1, 1, 16, 120]
  static let byte2Fields: [BodyField] = [1, 1, 1024, 480]
  static let constantFields: [BodyField] = [0, 1, 0, 256]
  static let floats = OperationV4.UnaryOperands(input: float1, output: float2)
  static let bytes = OperationV4.UnaryOperands(input: byte1, output: byte2)
  static let shape = ShapeV4(1, 3, 4, 5)
  static let shapeFields: [BodyField] = [1, 3, 4, 5]
  static let clamp = OperationV4.ClampRange(minimum: -0.5, maximum: 6)
  static let clampFields: [BodyField] = [-0.5, 6.0]
  static let window = OperationV4.Window2D(
    paddingHeight: OperationV4.Padding(before: 1, after: 2),
    paddingWidth: OperationV4.Padding(before: 3, after: 4), filterHeight: 2, filterWidth: 1, strideHeight: 5,
    strideWidth: 6, dilationHeight: 1, dilationWidth: 2)
  static let windowFields: [BodyField] = [1, 2, 3, 4, 2, 1, 5, 6, 1, 2]
  static let rescale = OperationV4.Rescale(offset: -9, multiplier: 10, shift: 11)

  static let elementwise: [BodyCaseV4] = [
    BodyCaseV4(
      .binary(
        OperationV4.Binary(
          operands: OperationV4.BinaryOperands(a: float1, b: float1, output: float2), op: .div, aShape: shape,
          bShape: ShapeV4(1, 1, 1, 5), outputShape: shape, clamp: clamp)),
      float1Fields + float1Fields + float2Fields + [3] + shapeFields + [1, 1, 1, 5] + shapeFields
        + clampFields),
    BodyCaseV4(
      .quantizedBinary(
        OperationV4.QuantizedBinary(
          operands: OperationV4.BinaryOperands(a: byte1, b: constant, output: byte2), op: .max,
          aShape: shape, bShape: ShapeV4(1, 1, 4, 5), outputShape: shape,
          a: OperationV4.Rescale(offset: -1, multiplier: 2, shift: 3),
          b: OperationV4.Rescale(offset: -4, multiplier: 5, shift: 6),
          output: OperationV4.Rescale(offset: 7, multiplier: 8, shift: 9))),
      byte1Fields + constantFields + byte2Fields + [5] + shapeFields + [1, 1, 4, 5] + shapeFields
        + [-1, 2, 3, -4, 5, 6, 7, 8, 9]),
    BodyCaseV4(
      .unary(OperationV4.Unary(operands: floats, op: .rsqrt)), float1Fields + float2Fields + [7]),
    BodyCaseV4(
      .nnilUnaryMethod(
        OperationV4.NNILUnaryMethod(operands: floats, program: [3, 1, 0x42, 0xA0, 0, 0, 0, 0])),
      float1Fields + float2Fields + [.bytes([3, 1, 0x42, 0xA0, 0, 0, 0, 0])]),
    BodyCaseV4(
      .tableLookup1D(OperationV4.TableLookup(input: byte1, table: constant, output: byte2)),
      byte1Fields + constantFields + byte2Fields),
    BodyCaseV4(
      .quantize(
        OperationV4.Quantization(
          operands: OperationV4.UnaryOperands(input: float1, output: byte2), zeroPoint: -3, scale: 0.5)),
      float1Fields + byte2Fields + [-3, 0.5]),
    BodyCaseV4(
      .dequantize(
        OperationV4.Quantization(
          operands: OperationV4.UnaryOperands(input: byte1, output: float2), zeroPoint: 3, scale: 2)),
      byte1Fields + float2Fields + [3, 2.0]),
  ]

  static let reductions: [BodyCaseV4] = [
    BodyCaseV4(
      .reduce(
        OperationV4.Reduce(
          operands: floats, op: .sum, inputShape: shape, outputShape: ShapeV4(1, 3, 1, 1),
          initialValue: 1.5)),
      float1Fields + float2Fields + [3] + shapeFields + [1, 3, 1, 1, 1.5]),
    BodyCaseV4(
      .reduceWindow2D(
        OperationV4.ReduceWindow2D(
          operands: floats, op: .max, inputShape: shape, window: window, initialValue: -8.5, clamp: clamp)),
      float1Fields + float2Fields + [2] + shapeFields + windowFields + [-8.5] + clampFields),
    BodyCaseV4(
      .cpuReduceWindow2D(
        OperationV4.ReduceWindow2D(
          operands: floats, op: .min, inputShape: shape, window: window, initialValue: 8.5, clamp: clamp)),
      float1Fields + float2Fields + [1] + shapeFields + windowFields + [8.5] + clampFields),
    BodyCaseV4(
      .softmax(OperationV4.Softmax(operands: floats, innerSize: 5, outerSize: 12, beta: 0.25)),
      float1Fields + float2Fields + [5, 12, 0.25]),
  ]

  static let movement: [BodyCaseV4] = [
    BodyCaseV4(.memoryCopy(bytes), byte1Fields + byte2Fields),
    BodyCaseV4(
      .concat(
        OperationV4.Concat(
          output: byte2, innerSize: 4, outerSize: 6, inputs: [byte1, constant], dimensions: [5, 2])),
      byte2Fields + [4, 6, 2] + byte1Fields + constantFields + [5, 2]),
    BodyCaseV4(
      .pad(
        OperationV4.Pad(
          operands: bytes, inputShape: shape,
          padding: [
            OperationV4.Padding(before: 0, after: 1), OperationV4.Padding(before: -2, after: 0),
            OperationV4.Padding(before: 3, after: -1), OperationV4.Padding(before: 0, after: 4),
          ], valueType: .uint8, value: 0x8000_00FF)),
      byte1Fields + byte2Fields + shapeFields + [0, 1, -2, 0, 3, -1, 0, 4, 1, 0x8000_00FF]),
    BodyCaseV4(
      .resizeImage(
        OperationV4.ResizeImage(
          operands: bytes, inputShape: shape, outputHeight: 8, outputWidth: 10, mode: .nearest,
          alignCorners: 1)),
      byte1Fields + byte2Fields + shapeFields + [8, 10, 1, .bytes([1, 0, 0, 0])]),
    BodyCaseV4(
      .transpose(
        OperationV4.Transpose(operands: bytes, inputShape: shape, permutation: ShapeV4(0, 2, 3, 1))),
      byte1Fields + byte2Fields + shapeFields + [0, 2, 3, 1]),
    BodyCaseV4(
      .stridedSlice(
        OperationV4.StridedSlice(
          operands: bytes, inputShape: shape, begin: ShapeV4(0, 2, 1, 0), end: ShapeV4(1, -1, 3, 5),
          strides: ShapeV4(1, -2, 1, 3), beginMask: 11, endMask: 12, ellipsisMask: 13, newAxisMask: 14,
          shrinkAxisMask: 15)),
      byte1Fields + byte2Fields + shapeFields + [0, 2, 1, 0, 1, -1, 3, 5, 1, -2, 1, 3]
        + [11, 12, 13, 14, 15]),
  ]

  static let kpu: [BodyCaseV4] = [
    BodyCaseV4(
      .kpuUpload(
        OperationV4.KPUUpload(
          operands: OperationV4.UnaryOperands(
            input: byte1, output: MemoryRange(memory: .kpu, dataType: .uint8, start: 640, byteCount: 256)),
          shape: shape)),
      byte1Fields + [2, 1, 640, 256] + shapeFields)
  ]
}
