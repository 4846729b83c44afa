/// How 32-bit sums of output channels become bytes: per-channel factors or shifts, rounding, zero point.
///
/// `clamp(round(v * multiplier / 2^shift) + zeroPoint, range)`, a product of 64 bits; the rounded value is cut
/// to 32 bits and the sum wraps there. `halfUp` is the rule of kmodel v4's quantised operators. Defined by
/// `Reference.requantize`.
public struct Requantization: Sendable {
  /// One per channel, or none at all: symmetric, by shifts alone.
  public let multipliers: [Int32]
  /// One per channel, 0...62, without multipliers 0...31.
  public let shifts: [Int32]
  /// Added after rounding.
  public let zeroPoint: Int32
  /// Bounds of the result, within -128...127 or 0...255.
  public let range: ClosedRange<Int32>
  /// What becomes of the bits that the shift drops.
  public let rounding: ShiftRounding

  /// A requantisation of as many channels as there are shifts; numbers outside their ranges are our own error.
  public init(
    multipliers: [Int32], shifts: [Int32], zeroPoint: Int32, range: ClosedRange<Int32>,
    rounding: ShiftRounding
  ) {
    precondition(multipliers.isEmpty || multipliers.count == shifts.count)
    let limit: Int32 = multipliers.isEmpty ? 31 : 62
    precondition(shifts.allSatisfy { (0...limit).contains($0) })
    precondition((-128...127).contains(range.lowerBound) && range.upperBound <= 127 || range.lowerBound >= 0)
    precondition(range.upperBound <= 255)
    self.multipliers = multipliers
    self.shifts = shifts
    self.zeroPoint = zeroPoint
    self.range = range
    self.rounding = rounding
  }

  /// Requantises pixels of interleaved sums.
  ///
  /// - Parameters:
  ///   - sums: `[pixel][channel]`, at least as many channels as there are shifts.
  ///   - sumsStride: elements from one pixel to the next.
  ///   - output: `[pixel][channel]` dense; negative results in two's complement.
  ///   - set: an available set.
  public func apply(
    to sums: Span<Int32>, sumsStride: Int, output: inout MutableSpan<UInt8>, set: KernelSet = .best
  ) {
    if output.isEmpty { return }
    let channels = shifts.count
    precondition(set.isAvailable && channels > 0 && sumsStride >= channels)
    let pixels = output.count / channels
    precondition(output.count == pixels * channels && (pixels - 1) * sumsStride + channels <= sums.count)
    PackedRequantization(self, channels: channels, set: set)
      .run(sums: sums, sumsStride: sumsStride, pixels: pixels, output: &output)
  }
}
