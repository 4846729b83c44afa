import CKernels

/// How 32-bit sums of output channels become bytes: per-channel factors or shifts, rounding, zero point.
///
/// `clamp(round(v * multiplier / 2^shift) + zeroPoint, range)`, a product of 64 bits; the rounded value is cut
/// to 32 bits and the sum wraps there. `halfUp` is the rule of kmodel v4's quantised operators.
public struct Requantization: Sendable {
  /// What becomes of the bits that the shift drops.
  public enum Rounding: UInt32, Sendable, CaseIterable {
    /// Towards minus infinity.
    case floor = 0
    /// Halves towards plus infinity.
    case halfUp = 1
    /// Halves away from zero.
    case halfAway = 2
    /// Halves to the even neighbour.
    case halfEven = 3
  }

  private let multipliers: [Int32]
  private let shifts: [Int32]
  private let zeroPoint: Int32
  private let range: ClosedRange<Int32>
  private let rounding: Rounding

  /// A requantisation of as many channels as there are shifts.
  ///
  /// - Parameters:
  ///   - multipliers: one per channel, or none at all: symmetric, by shifts alone.
  ///   - shifts: 0...62, without multipliers 0...31.
  ///   - zeroPoint: added after rounding.
  ///   - range: bounds of the result, within -128...127 or 0...255.
  ///   - rounding: the rule.
  public init(
    multipliers: [Int32], shifts: [Int32], zeroPoint: Int32, range: ClosedRange<Int32>, rounding: Rounding
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
    // Invariant: all pixels lie inside the spans, as just checked.
    unsafe sums.withUnsafeBufferPointer { sums in
      unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe multipliers.withUnsafeBufferPointer { multipliers in
          unsafe shifts.withUnsafeBufferPointer { shifts in
            guard let sums = sums.baseAddress, let output = output.baseAddress else { return }
            var form = unsafe kiln_requantize()
            unsafe form.set = set.code
            unsafe form.rounding = kiln_requantize_rounding(rawValue: rounding.rawValue)
            unsafe form.channels = Int32(channels)
            unsafe form.sums_stride = sumsStride
            unsafe form.output_stride = channels
            unsafe form.multiplier = multipliers.isEmpty ? nil : multipliers.baseAddress
            unsafe form.shift = shifts.baseAddress
            unsafe form.zero_point = zeroPoint
            unsafe form.lowest = range.lowerBound
            unsafe form.highest = range.upperBound
            unsafe kiln_requantize_sums(&form, sums, pixels, output)
          }
        }
      }
    }
  }
}
