extension OperationV3 {
  /// The layer types of the format that have contents, with the numbers of the SDK's `kpu.h`.
  public enum Code: UInt32, Sendable, CaseIterable {
    case add = 1
    case quantizedAdd = 2
    case globalAveragePool2D = 5
    case maxPool2D = 7
    case quantizedMaxPool2D = 8
    case averagePool2D = 9
    case quantize = 11
    case dequantize = 12
    case requantize = 13
    case l2Normalization = 14
    case softmax = 15
    case concat = 16
    case quantizedConcat = 17
    case fullyConnected = 18
    case tensorFlowFlatten = 20
    case resizeNearestNeighbor = 22
    case quantizedResizeNearestNeighbor = 23
    case channelwiseDequantize = 24
    case logistic = 25
    case k210Conv = 10240
    case k210AddPadding = 10241
    case k210RemovePadding = 10242
    case k210Upload = 10243

    /// The type's name as in the SDK, in lower case with spaces: `k210 conv`.
    public var name: String {
      switch self {
      case .add: "add"
      case .quantizedAdd: "quantized add"
      case .globalAveragePool2D: "global average pool2d"
      case .maxPool2D: "max pool2d"
      case .quantizedMaxPool2D: "quantized max pool2d"
      case .averagePool2D: "average pool2d"
      case .quantize: "quantize"
      case .dequantize: "dequantize"
      case .requantize: "requantize"
      case .l2Normalization: "l2 normalization"
      case .softmax: "softmax"
      case .concat: "concat"
      case .quantizedConcat: "quantized concat"
      case .fullyConnected: "fully connected"
      case .tensorFlowFlatten: "tensorflow flatten"
      case .resizeNearestNeighbor: "resize nearest neighbor"
      case .quantizedResizeNearestNeighbor: "quantized resize nearest neighbor"
      case .channelwiseDequantize: "channelwise dequantize"
      case .logistic: "logistic"
      case .k210Conv: "k210 conv"
      case .k210AddPadding: "k210 add padding"
      case .k210RemovePadding: "k210 remove padding"
      case .k210Upload: "k210 upload"
      }
    }
  }

  /// The type of the layer.
  public var code: Code {
    switch self {
    case .add: .add
    case .quantizedAdd: .quantizedAdd
    case .globalAveragePool2D: .globalAveragePool2D
    case .maxPool2D: .maxPool2D
    case .quantizedMaxPool2D: .quantizedMaxPool2D
    case .averagePool2D: .averagePool2D
    case .quantize: .quantize
    case .dequantize: .dequantize
    case .requantize: .requantize
    case .l2Normalization: .l2Normalization
    case .softmax: .softmax
    case .concat: .concat
    case .quantizedConcat: .quantizedConcat
    case .fullyConnected: .fullyConnected
    case .tensorFlowFlatten: .tensorFlowFlatten
    case .resizeNearestNeighbor: .resizeNearestNeighbor
    case .quantizedResizeNearestNeighbor: .quantizedResizeNearestNeighbor
    case .channelwiseDequantize: .channelwiseDequantize
    case .logistic: .logistic
    case .k210Conv: .k210Conv
    case .k210AddPadding: .k210AddPadding
    case .k210RemovePadding: .k210RemovePadding
    case .k210Upload: .k210Upload
    }
  }

  /// The number that stands for the type in a layer header.
  public var operationCode: UInt32 { code.rawValue }

  /// The type's name as in the SDK, in lower case with spaces: `k210 conv`.
  public var name: String { code.name }

  /// The name of a layer type that the SDK lists but that has neither contents nor a runtime; else nil.
  static func undefinedTypeName(_ type: UInt32) -> String? {
    switch type {
    case 0: "invalid"
    case 3: "global max pool2d"
    case 4: "quantized global max pool2d"
    case 6: "quantized global average pool2d"
    case 10: "quantized average pool2d"
    case 19: "quantized fully connected"
    case 21: "quantized tensorflow flatten"
    default: nil
    }
  }
}
