extension TensorKernels {
  /// kmodel v3: f32 to u8; see `Reference.quantizeV3`.
  public func quantizeV3(
    input: Span<Float>, scale: Float, bias: Float, output: inout MutableSpan<UInt8>
  ) {
    if isReference { return Reference.quantizeV3(input: input, scale: scale, bias: bias, output: &output) }
    precondition(input.count == output.count)
    let factor = 1 / scale
    for index in 0..<input.count { output[index] = Self.nearestByte((input[index] - bias) * factor) }
  }

  /// kmodel v4: f32 to u8; see `Reference.quantizeV4`.
  public func quantizeV4(
    input: Span<Float>, scale: Float, zeroPoint: Int32, output: inout MutableSpan<UInt8>
  ) {
    if isReference {
      return Reference.quantizeV4(input: input, scale: scale, zeroPoint: zeroPoint, output: &output)
    }
    precondition(input.count == output.count)
    let zero = Float(zeroPoint)
    for index in 0..<input.count { output[index] = Self.nearestByte(input[index] * scale + zero) }
  }

  /// `roundf` clamped to a byte, NaN to 0, without a call for each number.
  @inline(__always)
  static func nearestByte(_ value: Float) -> UInt8 {
    let positive = value > 0 ? value : 0
    let bounded = positive < 255 ? positive : 255
    // At 2^23 the last bit counts ones: the addition rounds to an integer, ties to even, and leaves it in the
    // lowest bits. A tie that went down has to go away from zero.
    let shifted = bounded + 0x1p23
    let wentDown: UInt32 = bounded - (shifted - 0x1p23) == 0.5 ? 1 : 0
    return UInt8(truncatingIfNeeded: shifted.bitPattern &+ wentDown)
  }
}
