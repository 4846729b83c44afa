import KModel
import TestSupport

extension BodyCaseV4 {
  private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x5A, count: count) }
  private static func ones(_ count: Int) -> [UInt8] { [UInt8](repeating: 0xA5, count: count) }
  /// NHWC: 4 rows, 5 columns, 3 channels.
  private static let nhwc = ShapeV4(1, 4, 5, 3)
  private static let nhwcFields: [BodyField] = [1, 4, 5, 3]

  static let sums: [BodyCaseV4] = convolutions + quantizedConvolutions + products

  private static let convolutions: [BodyCaseV4] = [
    BodyCaseV4(
      .conv2D(
        OperationV4.Conv2D(
          operands: floats, inputShape: shape, groups: 3, outputChannels: 6, window: window, clamp: clamp,
          weights: zeros(6 * 1 * 2 * 4)[...], bias: ones(24)[...])),
      float1Fields + float2Fields + shapeFields + [3, 6] + windowFields + clampFields
        + [.bytes(zeros(48)), .bytes(ones(24))]),
    BodyCaseV4(
      .cpuConv2D(
        OperationV4.Conv2D(
          operands: floats, inputShape: nhwc, outputChannels: 2, window: window, clamp: clamp,
          weights: zeros(2 * 3 * 2 * 4)[...], bias: ones(8)[...])),
      float1Fields + float2Fields + nhwcFields + [2] + windowFields + clampFields
        + [.bytes(zeros(48)), .bytes(ones(8))]),
    BodyCaseV4(
      .cpuDepthwiseConv2D(
        OperationV4.Conv2D(
          operands: floats, inputShape: nhwc, outputChannels: 3, window: window, clamp: clamp,
          weights: zeros(3 * 2 * 4)[...], bias: ones(12)[...])),
      float1Fields + float2Fields + nhwcFields + windowFields + clampFields
        + [.bytes(zeros(24)), .bytes(ones(12))]),
    BodyCaseV4(
      .conv2DTranspose(
        OperationV4.Conv2DTranspose(
          operands: floats, inputShape: shape, outputShape: ShapeV4(1, 6, 4, 5), groups: 3, window: window,
          clamp: clamp, weights: zeros(6 * 1 * 2 * 4)[...], bias: ones(24)[...])),
      float1Fields + float2Fields + shapeFields + [1, 6, 4, 5, 3] + windowFields + clampFields
        + [.bytes(zeros(48)), .bytes(ones(24))]),
  ]

  private static let quantizedConvolutions: [BodyCaseV4] = [
    BodyCaseV4(
      .quantizedConv2D(
        OperationV4.QuantizedConv2D(
          operands: bytes, inputShape: shape, groups: 3, outputChannels: 6, window: window, inputOffset: -7,
          weightsOffset: -8, output: rescale, weights: zeros(6 * 1 * 2)[...], bias: ones(24)[...])),
      byte1Fields + byte2Fields + shapeFields + [3, 6] + windowFields + [-7, -8, 10, 11, -9]
        + [.bytes(ones(24)), .bytes(zeros(12))]),
    BodyCaseV4(
      .cpuQuantizedConv2D(
        OperationV4.QuantizedConv2D(
          operands: bytes, inputShape: nhwc, outputChannels: 2, window: window, inputOffset: 7,
          weightsOffset: 8, output: rescale, weights: zeros(2 * 3 * 2)[...], bias: ones(8)[...])),
      byte1Fields + byte2Fields + nhwcFields + [2] + windowFields + [7, 8, 10, 11, -9]
        + [.bytes(zeros(12)), .bytes(ones(8))]),
    BodyCaseV4(
      .cpuQuantizedDepthwiseConv2D(
        OperationV4.QuantizedConv2D(
          operands: bytes, inputShape: nhwc, outputChannels: 3, window: window, inputOffset: 7,
          weightsOffset: 8, output: rescale, weights: zeros(3 * 2)[...], bias: ones(12)[...])),
      byte1Fields + byte2Fields + nhwcFields + windowFields + [7, 8, 10, 11, -9]
        + [.bytes(zeros(6)), .bytes(ones(12))]),
  ]

  private static let products: [BodyCaseV4] = [
    BodyCaseV4(
      .matmul(
        OperationV4.Matmul(
          operands: OperationV4.BinaryOperands(a: float1, b: float1, output: float2), aRows: 2, aColumns: 3,
          bColumns: 4, clamp: clamp, bias: ones(16)[...])),
      float1Fields + float1Fields + float2Fields + [2, 3, 4] + clampFields + [.bytes(ones(16))]),
    BodyCaseV4(
      .quantizedMatmul(
        OperationV4.QuantizedMatmul(
          operands: OperationV4.BinaryOperands(a: byte1, b: constant, output: byte2), aRows: 2, aColumns: 3,
          bColumns: 4, aOffset: -7, bOffset: -8, output: rescale, bias: ones(16)[...])),
      byte1Fields + constantFields + byte2Fields + [2, 3, 4, -7, -8, 10, 11, -9, .bytes(ones(16))]),
  ]
}
