import KModel
import TestSupport
import Testing

/// A v3 layer and its body behind the flags word, spelled field by field from the format's description.
struct BodyCaseV3: Sendable, CustomTestStringConvertible {
  let operation: OperationV3
  let fields: [BodyField]

  init(_ operation: OperationV3, _ fields: [BodyField]) {
    self.operation = operation
    self.fields = fields
  }

  var testDescription: String { operation.name }

  static let table = (0..<256).map { UInt8(truncatingIfNeeded: $0 * 3) }
  static let map = OperationV3.MapShape(width: 6, height: 5, channels: 4)

  static let all: [BodyCaseV3] = arithmetic + pooling + quantization + movement + kpu

  static let arithmetic: [BodyCaseV3] = [
    BodyCaseV3(.add(OperationV3.Addition(a: 8, b: 16, output: 24, count: 7)), [8, 16, 24, 7]),
    BodyCaseV3(
      .quantizedAdd(
        OperationV3.QuantizedAddition(
          addition: OperationV3.Addition(a: 8, b: 16, output: 24, count: 7),
          a: OperationV3.QuantizedAddition.Operand(offset: -1, multiplier: 2, shift: 3),
          b: OperationV3.QuantizedAddition.Operand(offset: -4, multiplier: 5, shift: 6),
          output: OperationV3.QuantizedAddition.Operand(offset: 7, multiplier: 8, shift: 9))),
      [8, 16, 24, 7, -1, 2, 3, -4, 5, 6, 7, 8, 9]),
    BodyCaseV3(
      .fullyConnected(
        OperationV3.FullyConnected(
          input: 8, output: 16, inputChannels: 3, outputChannels: 1, activation: 2,
          weights: BodyField.bytes(of: [0.5, -1.5, 4.0])[...], bias: BodyField.bytes(of: [2.5])[...])),
      [8, 16, 3, 1, 2, 0.5, -1.5, 4.0, 2.5]),
    BodyCaseV3(.l2Normalization(OperationV3.Elementwise(input: 8, output: 16, count: 3)), [8, 16, 3]),
    BodyCaseV3(.softmax(OperationV3.Elementwise(input: 8, output: 16, count: 4)), [8, 16, 4]),
    BodyCaseV3(.logistic(OperationV3.Elementwise(input: 8, output: 16, count: 5)), [8, 16, 5]),
  ]

  static let pool = OperationV3.Pool2D(
    input: 8, output: 2048, inputShape: map,
    outputShape: OperationV3.MapShape(width: 3, height: 2, channels: 4), kernelWidth: 7, kernelHeight: 8,
    strideWidth: 9, strideHeight: 10, paddingWidth: 11, paddingHeight: 12)
  static let poolFields: [BodyField] = [8, 2048, 6, 5, 4, 3, 2, 4, 7, 8, 9, 10, 11, 12]

  static let pooling: [BodyCaseV3] = [
    BodyCaseV3(
      .globalAveragePool2D(
        OperationV3.GlobalAveragePool(input: 8, output: 16, kernelSize: 49, channels: 3)), [8, 16, 49, 3]),
    BodyCaseV3(.maxPool2D(pool, activation: 2), poolFields + [2]),
    BodyCaseV3(.quantizedMaxPool2D(pool), poolFields),
    BodyCaseV3(.averagePool2D(pool, activation: 1), poolFields + [1]),
  ]

  static let quantization: [BodyCaseV3] = [
    BodyCaseV3(
      .quantize(OperationV3.Quantization(input: 8, output: 16, count: 3, scale: 0.25, bias: -2)),
      [8, 16, 3, 0.25, -2.0]),
    BodyCaseV3(
      .dequantize(OperationV3.Quantization(input: 8, output: 16, count: 3, scale: 0.75, bias: 6)),
      [8, 16, 3, 0.75, 6.0]),
    BodyCaseV3(
      .requantize(OperationV3.Requantization(input: 8, output: 16, count: 3, table: table[...])),
      [8, 16, 3, .bytes(table)]),
    BodyCaseV3(
      .channelwiseDequantize(
        OperationV3.ChannelwiseDequantization(
          input: 8, output: 16, channels: 2, channelSize: 5,
          parameters: BodyField.bytes(of: [0.5, 1.0, 0.25, 2.0])[...])),
      [8, 16, 2, 5, 0.5, 1.0, 0.25, 2.0]),
  ]

  static let concatenation = OperationV3.Concatenation(
    output: 64,
    inputs: [
      OperationV3.Concatenation.MemoryRange(start: 8, byteCount: 12),
      OperationV3.Concatenation.MemoryRange(start: 24, byteCount: 7),
    ])
  static let resize = OperationV3.Resize(
    input: 8, output: 2048, inputShape: map, outputWidth: 12, outputHeight: 10, alignCorners: 1)

  static let movement: [BodyCaseV3] = [
    BodyCaseV3(.concat(concatenation), [64, 2, 8, 12, 24, 7]),
    BodyCaseV3(.quantizedConcat(concatenation), [64, 2, 8, 12, 24, 7]),
    BodyCaseV3(
      .tensorFlowFlatten(OperationV3.Flatten(input: 8, output: 2048, shape: map)), [8, 2048, 6, 5, 4]),
    BodyCaseV3(.resizeNearestNeighbor(resize), [8, 2048, 6, 5, 4, 12, 10, 1]),
    BodyCaseV3(.quantizedResizeNearestNeighbor(resize), [8, 2048, 6, 5, 4, 12, 10, 1]),
  ]

  static let kpu: [BodyCaseV3] = [
    BodyCaseV3(
      .k210AddPadding(OperationV3.Padding(input: 8, kpuOutput: 100, channels: 9)), [8, 100, 9]),
    BodyCaseV3(
      .k210RemovePadding(OperationV3.RemovePadding(input: 8, output: 160, channels: 9)), [8, 160, 9]),
    BodyCaseV3(
      .k210Upload(OperationV3.Upload(input: 8, kpuOutput: 100, shape: map)), [8, 100, 6, 5, 4]),
  ]
}
