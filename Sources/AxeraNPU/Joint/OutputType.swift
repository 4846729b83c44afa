import NPUGraph
import Tensors

/// What a program gets of an output.
public enum OutputType: String, Sendable, CaseIterable {
  /// Single precision.
  case float32
  /// The network's codes of 8 bits.
  case int8
  /// The same, 128 more, with a zero point that is 128 more.
  case uint8

  /// The type of one element.
  var elementType: ElementType {
    switch self {
    case .float32: .float32
    case .int8: .int8
    case .uint8: .uint8
    }
  }

  /// What elements stand for, for the graph's s8 codes.
  func quantization(of codes: AffineQuantization?) -> AffineQuantization? {
    switch self {
    case .float32: nil
    case .int8: codes
    case .uint8: codes.map { AffineQuantization(scale: $0.scale, zeroPoint: $0.zeroPoint + 128) }
    }
  }

  /// The tensor that a program gets for the graph's.
  func given(_ tensor: Tensor) -> Tensor {
    guard self == .uint8 else { return tensor }
    return Tensor(elementType: .uint8, shape: tensor.shape, bytes: tensor.bytes.map { $0 ^ 0x80 })
  }
}
