/// A dense tensor as a chip's memory holds it: little-endian bytes and what they mean.
public struct Tensor: Sendable, Equatable {
  /// Type of one element.
  public let elementType: ElementType
  /// Logical shape, outermost axis first.
  public let shape: Shape
  /// The elements in row-major order, little endian.
  public let bytes: [UInt8]

  /// Wraps bytes that are already in row-major little-endian order.
  public init(elementType: ElementType, shape: Shape, bytes: [UInt8]) {
    self.elementType = elementType
    self.shape = shape
    self.bytes = bytes
  }

  /// Number of whole elements in `bytes`.
  public var elementCount: Int { bytes.count / elementType.byteCount }

  /// Every element widened to single precision (integers above 2^24 are rounded).
  public var floats: [Float] {
    (0..<elementCount).map { index in
      let start = index * elementType.byteCount
      var raw: UInt64 = 0
      for offset in 0..<elementType.byteCount { raw |= UInt64(bytes[start + offset]) << UInt64(8 * offset) }
      return switch elementType {
      case .uint8: Float(UInt8(truncatingIfNeeded: raw))
      case .int8: Float(Int8(truncatingIfNeeded: raw))
      case .uint16: Float(UInt16(truncatingIfNeeded: raw))
      case .int16: Float(Int16(truncatingIfNeeded: raw))
      case .int32: Float(Int32(truncatingIfNeeded: raw))
      case .int64: Float(Int64(truncatingIfNeeded: raw))
      case .float16: Float(halfBitPattern: UInt16(truncatingIfNeeded: raw))
      case .float32: Float(bitPattern: UInt32(truncatingIfNeeded: raw))
      }
    }
  }
}

extension Float {
  /// Widens an IEEE 754 half; every half is exact in single precision.
  public init(halfBitPattern half: UInt16) {
    let sign: Float = half & 0x8000 == 0 ? 1 : -1
    let exponent = Int(half >> 10) & 31
    let fraction = Float(half & 0x3FF)
    switch exponent {
    case 0: self = sign * fraction * 0x1p-24
    case 31: self = fraction == 0 ? sign * .infinity : .nan
    default: self = sign * Float(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
    }
  }
}
