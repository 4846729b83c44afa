/// What one output channel adds to its sums before batch norm.
///
/// `v = S + ((argX * Sx) >> shiftX) + constant`. **Source**: specification of the KPU, section 4.
public struct CorrectionK210: Sendable, Equatable {
  /// `arg_x`, 24 bits signed; 0 when the sums of inputs are not needed.
  public var argX: Int64
  /// `shr_x`, 0...15.
  public var shiftX: Int64
  /// `((arg_w * Sw) >> shr_w) + arg_add * IC`.
  public var constant: Int64

  /// A correction of the given terms.
  public init(argX: Int64 = 0, shiftX: Int64 = 0, constant: Int64 = 0) {
    precondition(0 <= shiftX && shiftX < 16)
    self.argX = argX
    self.shiftX = shiftX
    self.constant = constant
  }
}

extension Reference {
  /// Finishes one output channel: corrections, batch norm and activation of every sum.
  ///
  /// `sums` and `output` are `[y][x]` of the same count; `inputSums` (`Sx`) is read only if `argX` is not 0
  /// and may be empty otherwise. 64-bit arithmetic, wrapping.
  @inlinable
  public static func finish<Sum: FixedWidthInteger, InputSum: FixedWidthInteger>(
    sums: Span<Sum>, inputSums: Span<InputSum>, correction: CorrectionK210, batchNorm: BatchNormK210,
    activation: ActivationTableK210, rounding: RoundingRule, output: inout MutableSpan<UInt8>
  ) {
    precondition(sums.count == output.count)
    precondition(correction.argX == 0 || inputSums.count == sums.count)
    let table = activation.segments
    let segments = table.span
    let isAscending = activation.isAscending
    for index in 0..<sums.count {
      var value = Int64(truncatingIfNeeded: sums[index]) &+ correction.constant
      if correction.argX != 0 {
        let inputs = Int64(truncatingIfNeeded: inputSums[index])
        value &+= (correction.argX &* inputs) &>> correction.shiftX
      }
      let scaled = batchNorm(value)
      let segment = ActivationTableK210.segmentIndex(
        of: scaled, segments: segments, isAscending: isAscending, rounding: rounding)
      output[index] = segments[segment](scaled, rounding: rounding)
    }
  }
}
