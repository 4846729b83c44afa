import KModel
import TestSupport
import Testing

/// One rule of a layer type: the last layer that it accepts, the first that it refuses, and the message.
struct LimitV3: Sendable, CustomTestStringConvertible {
  let accepted: OperationV3
  let refused: OperationV3
  /// Byte offset in the body of the field that the message names.
  let offset: Int
  let message: String

  /// Derives both layers from a valid body.
  init<Body>(
    _ body: Body, _ wrap: (Body) -> OperationV3, at offset: Int, _ message: String,
    accepts: (inout Body) -> Void, refuses: (inout Body) -> Void
  ) {
    var (good, bad) = (body, body)
    accepts(&good)
    refuses(&bad)
    accepted = wrap(good)
    refused = wrap(bad)
    self.offset = offset
    self.message = message
  }

  /// A range that may end at the last byte of the 8000 and not one behind it.
  init<Body>(
    _ body: Body, _ wrap: (Body) -> OperationV3, at offset: Int,
    _ path: WritableKeyPath<Body, UInt32>, _ name: String, byteCount: UInt32
  ) {
    let first = 8001 - byteCount
    self.init(
      body, wrap, at: offset, "\(name) covers bytes \(first)..<8001 of a memory of 8000 bytes",
      accepts: { $0[keyPath: path] = first - 1 }, refuses: { $0[keyPath: path] = first })
  }

  var testDescription: String { "\(refused.name): \(message)" }

  static let all: [LimitV3] = arithmetic + pooling + conversions + movement + kpu
  private typealias Op = OperationV3

  private static let addition = Op.Addition(a: 8, b: 16, output: 24, count: 7)
  private static let unit = Op.QuantizedAddition.Operand(offset: 0, multiplier: 1, shift: 0)
  private static let sum = Op.QuantizedAddition(addition: addition, a: unit, b: unit, output: unit)
  private static let three = Op.Elementwise(input: 8, output: 16, count: 3)
  private static let product = Op.FullyConnected(
    input: 8, output: 16, inputChannels: 3, outputChannels: 2, activation: 0,
    weights: [UInt8](repeating: 0, count: 24)[...], bias: [UInt8](repeating: 0, count: 8)[...])

  private static let arithmetic: [LimitV3] = [
    LimitV3(addition, Op.add, at: 4, \.a, "a", byteCount: 28),
    LimitV3(addition, Op.add, at: 8, \.b, "b", byteCount: 28),
    LimitV3(addition, Op.add, at: 12, \.output, "output", byteCount: 28),
    LimitV3(
      addition, Op.add, at: 4, "a covers bytes 8..<17179869188 of a memory of 8000 bytes",
      accepts: { $0.count = 0 }, refuses: { $0.count = .max }),
    LimitV3(sum, Op.quantizedAdd, at: 4, \.addition.a, "a", byteCount: 7),
    LimitV3(sum, Op.quantizedAdd, at: 8, \.addition.b, "b", byteCount: 7),
    LimitV3(sum, Op.quantizedAdd, at: 12, \.addition.output, "output", byteCount: 7),
    LimitV3(three, Op.l2Normalization, at: 4, \.input, "input", byteCount: 12),
    LimitV3(three, Op.l2Normalization, at: 8, \.output, "output", byteCount: 12),
    LimitV3(three, Op.softmax, at: 4, \.input, "input", byteCount: 12),
    LimitV3(three, Op.softmax, at: 8, \.output, "output", byteCount: 12),
    LimitV3(three, Op.logistic, at: 4, \.input, "input", byteCount: 12),
    LimitV3(three, Op.logistic, at: 8, \.output, "output", byteCount: 12),
    LimitV3(product, Op.fullyConnected, at: 4, \.input, "input", byteCount: 12),
    LimitV3(product, Op.fullyConnected, at: 8, \.output, "output", byteCount: 8),
    LimitV3(
      product, Op.fullyConnected, at: 20,
      "activation is 3; must be 0 (linear), 1 (relu) or 2 (relu6)",
      accepts: { $0.activation = 2 }, refuses: { $0.activation = 3 }),
    LimitV3(
      product, Op.fullyConnected, at: 24, "size of weights is 23 bytes; must be 24 bytes",
      accepts: { _ in }, refuses: { $0.weights.removeLast() }),
    LimitV3(
      product, Op.fullyConnected, at: 24, "size of bias is 9 bytes; must be 8 bytes",
      accepts: { _ in }, refuses: { $0.bias.append(0) }),
  ]

  private static let mean = Op.GlobalAveragePool(input: 8, output: 16, kernelSize: 5, channels: 3)
  /// Input 6×5×4, output 3×2×4.
  private static let pool = BodyCaseV3.pool

  private static let pooling: [LimitV3] = [
    LimitV3(
      mean, Op.globalAveragePool2D, at: 12, "kernel_size is 0; must be at least 1",
      accepts: { $0.kernelSize = 1 }, refuses: { $0.kernelSize = 0 }),
    LimitV3(mean, Op.globalAveragePool2D, at: 4, \.input, "input", byteCount: 60),
    LimitV3(mean, Op.globalAveragePool2D, at: 8, \.output, "output", byteCount: 12),
    LimitV3(
      mean, Op.globalAveragePool2D, at: 4,
      "size of input is negative or beyond 64 bits; must be at most 8000 bytes",
      accepts: { $0.channels = 0 },
      refuses: {
        $0.kernelSize = .max
        $0.channels = .max
      }),
    LimitV3(pool, { .maxPool2D($0, activation: 0) }, at: 4, \.input, "input", byteCount: 480),
    LimitV3(pool, { .maxPool2D($0, activation: 0) }, at: 8, \.output, "output", byteCount: 96),
    LimitV3(pool, { .averagePool2D($0, activation: 0) }, at: 4, \.input, "input", byteCount: 480),
    LimitV3(pool, { .averagePool2D($0, activation: 0) }, at: 8, \.output, "output", byteCount: 96),
    LimitV3(pool, Op.quantizedMaxPool2D, at: 4, \.input, "input", byteCount: 120),
    LimitV3(pool, Op.quantizedMaxPool2D, at: 8, \.output, "output", byteCount: 24),
    LimitV3(
      pool, { .averagePool2D($0, activation: 0) }, at: 32, "out_c is 5; must be 4, the input's channels",
      accepts: { $0.outputShape.channels = 4 }, refuses: { $0.outputShape.channels = 5 }),
    LimitV3(
      pool, { .maxPool2D($0, activation: 0) }, at: 36, "kernel_w is 0; must be at least 1",
      accepts: { $0.kernelWidth = 1 }, refuses: { $0.kernelWidth = 0 }),
    LimitV3(
      pool, { .averagePool2D($0, activation: 0) }, at: 40, "kernel_h is 0; must be at least 1",
      accepts: { $0.kernelHeight = 1 }, refuses: { $0.kernelHeight = 0 }),
    LimitV3(
      pool, { .averagePool2D($0, activation: 0) }, at: 44, "stride_w is 0; must be at least 1",
      accepts: { $0.strideWidth = 1 }, refuses: { $0.strideWidth = 0 }),
    LimitV3(
      pool, Op.quantizedMaxPool2D, at: 48, "stride_h is 0; must be at least 1",
      accepts: { $0.strideHeight = 1 }, refuses: { $0.strideHeight = 0 }),
  ]

  private static let quantization = Op.Quantization(input: 8, output: 16, count: 5, scale: 1, bias: 0)
  private static let table = Op.Requantization(input: 8, output: 16, count: 9, table: BodyCaseV3.table[...])
  private static let channelwise = Op.ChannelwiseDequantization(
    input: 8, output: 16, channels: 2, channelSize: 5, parameters: [UInt8](repeating: 0, count: 16)[...])

  private static let conversions: [LimitV3] = [
    LimitV3(quantization, Op.quantize, at: 4, \.input, "input", byteCount: 20),
    LimitV3(quantization, Op.quantize, at: 8, \.output, "output", byteCount: 5),
    LimitV3(quantization, Op.dequantize, at: 4, \.input, "input", byteCount: 5),
    LimitV3(quantization, Op.dequantize, at: 8, \.output, "output", byteCount: 20),
    LimitV3(table, Op.requantize, at: 4, \.input, "input", byteCount: 9),
    LimitV3(table, Op.requantize, at: 8, \.output, "output", byteCount: 9),
    LimitV3(
      table, Op.requantize, at: 16, "size of table is 255 bytes; must be 256 bytes",
      accepts: { _ in }, refuses: { $0.table.removeFirst() }),
    LimitV3(
      table, Op.requantize, at: 16, "size of table is 257 bytes; must be 256 bytes",
      accepts: { _ in }, refuses: { $0.table.append(0) }),
    LimitV3(channelwise, Op.channelwiseDequantize, at: 4, \.input, "input", byteCount: 10),
    LimitV3(channelwise, Op.channelwiseDequantize, at: 8, \.output, "output", byteCount: 40),
    LimitV3(
      channelwise, Op.channelwiseDequantize, at: 20, "size of parameters is 16 bytes; must be 24 bytes",
      accepts: { $0.channels = 2 }, refuses: { $0.channels = 3 }),
    LimitV3(
      channelwise, Op.channelwiseDequantize, at: 4,
      "size of input is negative or beyond 64 bits; must be at most 8000 bytes",
      accepts: { $0.channelSize = 0 },
      refuses: {
        $0.channels = .max
        $0.channelSize = .max
      }),
  ]

  /// 12 bytes at 8 and 7 bytes at 24, joined at 64.
  private static let concatenation = BodyCaseV3.concatenation
  private static let flatten = Op.Flatten(input: 8, output: 2048, shape: BodyCaseV3.map)
  /// 6×5×4 to 12×10×4.
  private static let resize = BodyCaseV3.resize

  private static let movement: [LimitV3] = [
    LimitV3(concatenation, Op.concat, at: 12, \.inputs[0].start, "input 0", byteCount: 12),
    LimitV3(concatenation, Op.quantizedConcat, at: 20, \.inputs[1].start, "input 1", byteCount: 7),
    LimitV3(concatenation, Op.concat, at: 4, \.output, "output", byteCount: 19),
    LimitV3(concatenation, Op.quantizedConcat, at: 4, \.output, "output", byteCount: 19),
    LimitV3(flatten, Op.tensorFlowFlatten, at: 4, \.input, "input", byteCount: 480),
    LimitV3(flatten, Op.tensorFlowFlatten, at: 8, \.output, "output", byteCount: 480),
    LimitV3(resize, Op.resizeNearestNeighbor, at: 4, \.input, "input", byteCount: 480),
    LimitV3(resize, Op.resizeNearestNeighbor, at: 8, \.output, "output", byteCount: 1920),
    LimitV3(resize, Op.quantizedResizeNearestNeighbor, at: 4, \.input, "input", byteCount: 120),
    LimitV3(resize, Op.quantizedResizeNearestNeighbor, at: 8, \.output, "output", byteCount: 480),
    LimitV3(
      resize, Op.resizeNearestNeighbor, at: 12, "in_w is 0; must be at least 1",
      accepts: { $0.inputShape.width = 1 }, refuses: { $0.inputShape.width = 0 }),
    LimitV3(
      resize, Op.resizeNearestNeighbor, at: 16, "in_h is 0; must be at least 1",
      accepts: { $0.inputShape.height = 1 }, refuses: { $0.inputShape.height = 0 }),
  ]

  private static let padding = Op.Padding(input: 8, kpuOutput: 100, channels: 9)
  private static let removal = Op.RemovePadding(input: 8, output: 160, channels: 9)
  private static let upload = Op.Upload(input: 8, kpuOutput: 100, shape: BodyCaseV3.map)

  private static let kpu: [LimitV3] = [
    LimitV3(padding, Op.k210AddPadding, at: 4, \.input, "input", byteCount: 9),
    // Nine channels share three groups of four rows: 12 rows of 64 bytes.
    LimitV3(
      padding, Op.k210AddPadding, at: 8,
      "output map covers bytes 2096448..<2097216 of a memory of 2097152 bytes",
      accepts: { $0.kpuOutput = 32756 }, refuses: { $0.kpuOutput = 32757 }),
    LimitV3(
      padding, Op.k210AddPadding, at: 8, "output map is 0x4x4, 1 times; must be at least one pixel",
      accepts: { $0.channels = 1 }, refuses: { $0.channels = 0 }),
    LimitV3(removal, Op.k210RemovePadding, at: 4, \.input, "input", byteCount: 144),
    LimitV3(removal, Op.k210RemovePadding, at: 8, \.output, "output", byteCount: 9),
    LimitV3(upload, Op.k210Upload, at: 4, \.input, "input", byteCount: 120),
    // Four channels of five image rows share five rows.
    LimitV3(
      upload, Op.k210Upload, at: 8,
      "output map covers bytes 2096896..<2097216 of a memory of 2097152 bytes",
      accepts: { $0.kpuOutput = 32763 }, refuses: { $0.kpuOutput = 32764 }),
    LimitV3(
      upload, Op.k210Upload, at: 8, "output map is 4x5x0, 1 times; must be at least one pixel",
      accepts: { $0.shape.width = 1 }, refuses: { $0.shape.width = 0 }),
    LimitV3(
      upload, Op.k210Upload, at: 4,
      "size of input is negative or beyond 64 bits; must be at most 8000 bytes",
      accepts: { _ in }, refuses: { $0.shape = Op.MapShape(width: .max, height: .max, channels: 4) }),
  ]
}
