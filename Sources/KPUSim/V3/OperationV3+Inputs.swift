import KModel
import Tensors

/// A tensor in main memory that a v3 layer reads.
struct OperandV3 {
  /// Byte offset in main memory.
  let start: Int
  /// Type of one element.
  let elementType: ElementType
  /// Logical shape.
  let shape: Shape

  /// The bytes that it takes; empty when they fit no memory.
  var bytes: Range<Int> {
    guard let count = shape.elementCount,
      let byteCount = Optional(count.multipliedReportingOverflow(by: elementType.byteCount)),
      !byteCount.overflow, byteCount.partialValue <= Int(UInt32.max)
    else { return 0..<0 }
    return start..<(start + byteCount.partialValue)
  }
}

extension OperationV3 {
  /// What the layer reads of main memory; a KPU run reads KPU RAM only.
  var inputs: [OperandV3] {
    switch self {
    case .k210Conv: []
    case .k210Upload(let upload): [.bytes(upload.input, upload.shape.shape)]
    case .k210AddPadding(let layer): [.bytes(layer.input, Shape([Int(layer.channels)]))]
    case .k210RemovePadding(let layer): [.bytes(layer.input, Shape([Int(layer.channels), 4, 4]))]
    case .quantizedMaxPool2D(let pool): [.bytes(pool.input, pool.inputShape.shape)]
    case .quantizedResizeNearestNeighbor(let layer): [.bytes(layer.input, layer.inputShape.shape)]
    case .requantize(let layer): [.bytes(layer.input, Shape([Int(layer.count)]))]
    case .dequantize(let layer): [.bytes(layer.input, Shape([Int(layer.count)]))]
    case .channelwiseDequantize(let layer):
      [.bytes(layer.input, Shape([Int(layer.channels), Int(layer.channelSize)]))]
    case .quantizedAdd(let layer):
      [layer.addition.a, layer.addition.b].map { .bytes($0, Shape([Int(layer.addition.count)])) }
    case .quantizedConcat(let layer): layer.inputs.map { .bytes($0.start, Shape([Int($0.byteCount)])) }
    case .fullyConnected(let layer): [.floats(layer.input, Shape([Int(layer.inputChannels)]))]
    case .tensorFlowFlatten(let layer): [.floats(layer.input, layer.shape.shape)]
    case .add(let layer): [layer.a, layer.b].map { .floats($0, Shape([Int(layer.count)])) }
    case .globalAveragePool2D(let layer):
      [.floats(layer.input, Shape([Int(layer.channels), Int(layer.kernelSize)]))]
    case .maxPool2D(let pool, _), .averagePool2D(let pool, _):
      [.floats(pool.input, pool.inputShape.shape)]
    case .quantize(let layer): [.floats(layer.input, Shape([Int(layer.count)]))]
    case .l2Normalization(let layer), .softmax(let layer), .logistic(let layer):
      [.floats(layer.input, Shape([Int(layer.count)]))]
    case .concat(let layer): layer.inputs.map { .floats($0.start, Shape([Int($0.byteCount) / 4])) }
    case .resizeNearestNeighbor(let layer): [.floats(layer.input, layer.inputShape.shape)]
    }
  }
}

extension OperandV3 {
  fileprivate static func bytes(_ start: UInt32, _ shape: Shape) -> OperandV3 {
    OperandV3(start: Int(start), elementType: .uint8, shape: shape)
  }

  fileprivate static func floats(_ start: UInt32, _ shape: Shape) -> OperandV3 {
    OperandV3(start: Int(start), elementType: .float32, shape: shape)
  }
}
