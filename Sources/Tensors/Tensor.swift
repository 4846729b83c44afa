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

extension Tensor {
  /// Single precision numbers in row-major order.
  public init(floats: [Float], shape: Shape) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * floats.count)
    for value in floats {
      for shift: UInt32 in [0, 8, 16, 24] {
        bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
      }
    }
    self.init(elementType: .float32, shape: shape, bytes: bytes)
  }

  /// What the codes stand for, in single precision.
  public func values(_ quantization: AffineQuantization) -> Tensor {
    let zeroPoint = Float(quantization.zeroPoint)
    return Tensor(floats: floats.map { ($0 - zeroPoint) * quantization.scale }, shape: shape)
  }
}

extension Float {
  /// The nearest IEEE 754 half, halves to even; what is too large becomes infinite.
  public var halfBitPattern: UInt16 {
    let sign = UInt16(bitPattern >> 16) & 0x8000
    guard self == self else { return sign | 0x7E00 }
    let size = magnitude
    if size >= 65520 { return sign | 0x7C00 }
    // Below 2^-14 halves lie evenly, 2^-24 apart; above, 10 bits behind the leading one.
    if size < 0x1p-14 { return sign | UInt16((size * 0x1p24).rounded(.toNearestOrEven)) }
    let step = Float(sign: .plus, exponent: size.exponent - 10, significand: 1)
    let fraction = Int((size / step).rounded(.toNearestOrEven))
    // A fraction of 2048 carries into the exponent by itself.
    return sign | UInt16((Int(size.exponent) + 14) << 10 + fraction)
  }

  /// The number as a half holds it.
  public var roundedToHalf: Float { Float(halfBitPattern: halfBitPattern) }

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
