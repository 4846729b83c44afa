// Conversions between f32 and u8. roundf is half away from zero; numbers beyond the byte saturate and NaN
// gives 0, where the references' conversion to int is undefined.
extension Reference {
  /// kmodel v3: `roundf((x - bias) * (1 / scale))`, clamped to a byte.
  public static func quantizeV3(
    input: Span<Float>, scale: Float, bias: Float, output: inout MutableSpan<UInt8>
  ) {
    precondition(input.count == output.count)
    let factor = 1 / scale
    for index in 0..<input.count {
      output[index] = saturatedByte(((input[index] - bias) * factor).rounded(.toNearestOrAwayFromZero))
    }
  }

  /// kmodel v3: `x * scale + bias`.
  public static func dequantizeV3(
    input: Span<UInt8>, scale: Float, bias: Float, output: inout MutableSpan<Float>
  ) {
    precondition(input.count == output.count)
    for index in 0..<input.count { output[index] = Float(input[index]) * scale + bias }
  }

  /// kmodel v3: `x * scale + bias` with the pair {scale, bias} of each channel of `channelSize` elements.
  public static func dequantizeChannelwise(
    input: Span<UInt8>, parameters: Span<Float>, channelSize: Int, output: inout MutableSpan<Float>
  ) {
    let channels = parameters.count / 2
    precondition(parameters.count == 2 * channels && channelSize >= 0)
    precondition(input.count == channels * channelSize && output.count == input.count)
    for channel in 0..<channels {
      let scale = parameters[2 * channel]
      let bias = parameters[2 * channel + 1]
      for index in (channel * channelSize)..<((channel + 1) * channelSize) {
        output[index] = Float(input[index]) * scale + bias
      }
    }
  }

  /// kmodel v4: `roundf(x * scale + zeroPoint)`, clamped to a byte; `scale` is a multiplier.
  public static func quantizeV4(
    input: Span<Float>, scale: Float, zeroPoint: Int32, output: inout MutableSpan<UInt8>
  ) {
    precondition(input.count == output.count)
    let zero = Float(zeroPoint)
    for index in 0..<input.count {
      output[index] = saturatedByte((input[index] * scale + zero).rounded(.toNearestOrAwayFromZero))
    }
  }

  /// kmodel v4: `(q - zeroPoint) * (1 / scale)`; the difference wraps at 32 bits.
  public static func dequantizeV4(
    input: Span<UInt8>, scale: Float, zeroPoint: Int32, output: inout MutableSpan<Float>
  ) {
    precondition(input.count == output.count)
    let factor = 1 / scale
    for index in 0..<input.count { output[index] = Float(Int32(input[index]) &- zeroPoint) * factor }
  }
}
