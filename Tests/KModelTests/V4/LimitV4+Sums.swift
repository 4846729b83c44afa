import KModel
import TestSupport

extension LimitV4 {
  private typealias Op = OperationV4
  private typealias Bodies = ValidationV4Tests

  static let sums: [LimitV4] =
    convolutions + quantizedConvolutions + transposed + products
    + window(Bodies.conv, Op.conv2D, \.window, at: 56)
    + window(Bodies.quantized, Op.quantizedConv2D, \.window, at: 56)
    + window(Bodies.cpuConv, Op.cpuConv2D, \.window, at: 52)
    + window(Bodies.cpuQuantized, Op.cpuQuantizedConv2D, \.window, at: 52)
    + window(Bodies.depthwise, Op.cpuDepthwiseConv2D, \.window, at: 48)
    + window(Bodies.cpuQuantizedDepthwise, Op.cpuQuantizedDepthwiseConv2D, \.window, at: 48)
    + window(Bodies.transposed, Op.conv2DTranspose, \.window, at: 68)

  /// NCHW 3×4×5 gives 2×2 pixels of six channels; NHWC 4×5×3 gives 2×2 pixels.
  private static let convolutions: [LimitV4] = [
    LimitV4(Bodies.conv, Op.conv2D, \.operands.input, "input", at: 0, byteCount: 240),
    LimitV4(Bodies.conv, Op.conv2D, \.operands.output, "output", at: 16, byteCount: 96),
    LimitV4(
      Bodies.conv, Op.conv2D, at: 16, "memory of output is constants; must be main memory or KPU RAM",
      refuses: { $0.operands.output = BodyCaseV4.constant }),
    LimitV4(
      Bodies.conv, Op.conv2D, at: 36, "extent 1 of input is 0; must be at least 1",
      refuses: { $0.inputShape.c = 0 }),
    LimitV4(
      Bodies.conv, Op.conv2D, at: 52, "output channels is 0; must be at least 1",
      refuses: { $0.outputChannels = 0 }),
    LimitV4(
      Bodies.conv, Op.conv2D, at: 48, "groups is 0; must be a divisor of 3 and 6 channels",
      accepts: {
        $0.groups = 1
        $0.weights = [UInt8](repeating: 0, count: 144)[...]
      }, refuses: { $0.groups = 0 }),
    LimitV4(
      Bodies.conv, Op.conv2D, at: 48, "groups is 2; must be a divisor of 3 and 6 channels",
      refuses: { $0.groups = 2 }),
    LimitV4(
      Bodies.conv, Op.conv2D, at: 48, "groups is 3; must be a divisor of 3 and 7 channels",
      refuses: { $0.outputChannels = 7 }),
    LimitV4(
      Bodies.conv, Op.conv2D, at: 48, "size of weights is 47 bytes; must be 48 bytes",
      refuses: { $0.weights.removeLast() }),
    LimitV4(
      Bodies.conv, Op.conv2D, at: 48, "size of bias is 25 bytes; must be 24 bytes",
      refuses: { $0.bias.append(0) }),
    LimitV4(Bodies.cpuConv, Op.cpuConv2D, \.operands.input, "input", at: 0, byteCount: 240),
    LimitV4(Bodies.cpuConv, Op.cpuConv2D, \.operands.output, "output", at: 16, byteCount: 32),
    LimitV4(
      Bodies.cpuConv, Op.cpuConv2D, at: 48, "output channels is 0; must be at least 1",
      refuses: { $0.outputChannels = 0 }),
    LimitV4(
      Bodies.cpuConv, Op.cpuConv2D, at: 48, "groups is 3; must be 1, as none are stored",
      refuses: {
        $0.outputChannels = 3
        $0.groups = 3
      }),
    LimitV4(
      Bodies.cpuConv, Op.cpuConv2D, at: 48, "size of weights is 49 bytes; must be 48 bytes",
      refuses: { $0.weights.append(0) }),
    LimitV4(
      Bodies.cpuConv, Op.cpuConv2D, at: 48, "size of bias is 7 bytes; must be 8 bytes",
      refuses: { $0.bias.removeLast() }),
    LimitV4(Bodies.depthwise, Op.cpuDepthwiseConv2D, \.operands.output, "output", at: 16, byteCount: 48),
    LimitV4(
      Bodies.depthwise, Op.cpuDepthwiseConv2D, at: 48, "output channels is 4; must be 3, as none are stored",
      refuses: { $0.outputChannels = 4 }),
    LimitV4(
      Bodies.depthwise, Op.cpuDepthwiseConv2D, at: 48, "size of weights is 23 bytes; must be 24 bytes",
      refuses: { $0.weights.removeLast() }),
  ]

  private static let quantizedConvolutions: [LimitV4] = [
    LimitV4(Bodies.quantized, Op.quantizedConv2D, \.operands.input, "input", at: 0, byteCount: 60),
    LimitV4(Bodies.quantized, Op.quantizedConv2D, \.operands.output, "output", at: 16, byteCount: 24),
    LimitV4(
      Bodies.quantized, Op.quantizedConv2D, at: 48, "size of weights is 13 bytes; must be 12 bytes",
      refuses: { $0.weights.append(0) }),
    LimitV4(
      Bodies.quantized, Op.quantizedConv2D, at: 48, "size of bias is 0 bytes; must be 24 bytes",
      refuses: { $0.bias = [] }),
    LimitV4(
      Bodies.quantized, Op.quantizedConv2D, at: 48, "groups is -1; must be a divisor of 3 and 6 channels",
      refuses: { $0.groups = -1 }),
    LimitV4(Bodies.cpuQuantized, Op.cpuQuantizedConv2D, \.operands.input, "input", at: 0, byteCount: 60),
    LimitV4(Bodies.cpuQuantized, Op.cpuQuantizedConv2D, \.operands.output, "output", at: 16, byteCount: 8),
    LimitV4(
      Bodies.cpuQuantized, Op.cpuQuantizedConv2D, at: 48, "size of weights is 11 bytes; must be 12 bytes",
      refuses: { $0.weights.removeLast() }),
    LimitV4(
      Bodies.cpuQuantizedDepthwise, Op.cpuQuantizedDepthwiseConv2D, \.operands.output, "output", at: 16,
      byteCount: 12),
    LimitV4(
      Bodies.cpuQuantizedDepthwise, Op.cpuQuantizedDepthwiseConv2D, at: 48,
      "size of bias is 13 bytes; must be 12 bytes", refuses: { $0.bias.append(0) }),
    LimitV4(
      Bodies.cpuQuantizedDepthwise, Op.cpuQuantizedDepthwiseConv2D, at: 48,
      "output channels is 2; must be 3, as none are stored", refuses: { $0.outputChannels = 2 }),
  ]

  private static let transposed: [LimitV4] = [
    LimitV4(Bodies.transposed, Op.conv2DTranspose, \.operands.input, "input", at: 0, byteCount: 240),
    LimitV4(Bodies.transposed, Op.conv2DTranspose, \.operands.output, "output", at: 16, byteCount: 480),
    LimitV4(
      Bodies.transposed, Op.conv2DTranspose, at: 52, "extent 1 of output is 0; must be at least 1",
      refuses: { $0.outputShape.c = 0 }),
    LimitV4(
      Bodies.transposed, Op.conv2DTranspose, at: 44, "extent 3 of input is -5; must be at least 1",
      refuses: { $0.inputShape.w = -5 }),
    LimitV4(
      Bodies.transposed, Op.conv2DTranspose, at: 48, "batches of output is 2; must be 1, the input's",
      refuses: { $0.outputShape.n = 2 }),
    LimitV4(
      Bodies.transposed, Op.conv2DTranspose, at: 64, "groups is 6; must be a divisor of 3 and 6 channels",
      refuses: { $0.groups = 6 }),
    LimitV4(
      Bodies.transposed, Op.conv2DTranspose, at: 64, "size of weights is 49 bytes; must be 48 bytes",
      refuses: { $0.weights.append(0) }),
    LimitV4(
      Bodies.transposed, Op.conv2DTranspose, at: 64, "size of bias is 23 bytes; must be 24 bytes",
      refuses: { $0.bias.removeLast() }),
  ]

  /// 2×3 by 3×4.
  private static let products: [LimitV4] = [
    LimitV4(Bodies.matmul, Op.matmul, \.operands.a, "a", at: 0, byteCount: 24),
    LimitV4(Bodies.matmul, Op.matmul, \.operands.b, "b", at: 16, byteCount: 48),
    LimitV4(Bodies.matmul, Op.matmul, \.operands.output, "output", at: 32, byteCount: 32),
    LimitV4(Bodies.matmul, Op.matmul, \.aRows, "a_rows", at: 48, atLeast: 0),
    LimitV4(Bodies.matmul, Op.matmul, \.aColumns, "a_cols", at: 52, atLeast: 0),
    LimitV4(
      Bodies.matmul, Op.matmul, at: 56, "b_cols is -1; must be at least 0",
      accepts: {
        $0.bColumns = 0
        $0.bias = []
      }, refuses: { $0.bColumns = -1 }),
    LimitV4(
      Bodies.matmul, Op.matmul, at: 68, "size of bias is 15 bytes; must be 16 bytes",
      refuses: { $0.bias.removeLast() }),
    LimitV4(Bodies.quantizedMatmul, Op.quantizedMatmul, \.operands.a, "a", at: 0, byteCount: 6),
    LimitV4(Bodies.quantizedMatmul, Op.quantizedMatmul, \.operands.b, "b", at: 16, byteCount: 12),
    LimitV4(Bodies.quantizedMatmul, Op.quantizedMatmul, \.operands.output, "output", at: 32, byteCount: 8),
    LimitV4(
      Bodies.quantizedMatmul, Op.quantizedMatmul, at: 80, "size of bias is 17 bytes; must be 16 bytes",
      refuses: { $0.bias.append(0) }),
  ]
}
