/// What the codes of a quantised tensor stand for: `value = (code - zeroPoint) * scale`.
public struct AffineQuantization: Sendable, Equatable {
  /// The value of one step.
  public let scale: Float
  /// The code of 0, of the element's type.
  public let zeroPoint: Int32

  /// Codes of the given scale and zero point.
  public init(scale: Float, zeroPoint: Int32) {
    self.scale = scale
    self.zeroPoint = zeroPoint
  }
}
