/// The transcendental functions of a runtime, passed in because libraries disagree in the last bit.
public struct FloatMath: Sendable {
  /// `expf`.
  public var exp: @Sendable (Float) -> Float
  /// `logf`.
  public var log: @Sendable (Float) -> Float
  /// `sinf`.
  public var sin: @Sendable (Float) -> Float
  /// `cosf`.
  public var cos: @Sendable (Float) -> Float

  /// The given functions.
  public init(
    exp: @escaping @Sendable (Float) -> Float, log: @escaping @Sendable (Float) -> Float,
    sin: @escaping @Sendable (Float) -> Float, cos: @escaping @Sendable (Float) -> Float
  ) {
    self.exp = exp
    self.log = log
    self.sin = sin
    self.cos = cos
  }
}

/// The range that a fused activation clamps to.
public struct FloatRange: Sendable, Equatable {
  /// Least result.
  public var minimum: Float
  /// Greatest result.
  public var maximum: Float

  /// The range from `minimum` to `maximum`, in this order even if it is empty.
  public init(minimum: Float, maximum: Float) {
    self.minimum = minimum
    self.maximum = maximum
  }

  /// All finite numbers, as compilers write "no activation"; infinities are clamped by it.
  public static let finite = FloatRange(
    minimum: -Float.greatestFiniteMagnitude, maximum: Float.greatestFiniteMagnitude)

  /// `std::min(std::max(value, minimum), maximum)`: NaN stays NaN, and an empty range gives its maximum.
  @inlinable
  @inline(__always)
  public func clamp(_ value: Float) -> Float {
    Reference.minimum(Reference.maximum(value, minimum), maximum)
  }
}

extension Reference {
  /// `std::min`: the first operand unless the second is below it, so also for ties and NaN.
  @inlinable
  @inline(__always)
  public static func minimum(_ a: Float, _ b: Float) -> Float { b < a ? b : a }

  /// `std::max`: the first operand unless it is below the second, so also for ties and NaN.
  @inlinable
  @inline(__always)
  public static func maximum(_ a: Float, _ b: Float) -> Float { a < b ? b : a }

  /// The byte nearest to a float that is rounded already: saturates, NaN gives 0.
  @inlinable
  @inline(__always)
  static func saturatedByte(_ value: Float) -> UInt8 {
    value > 0 ? value < 255 ? UInt8(value) : 255 : 0
  }
}
