import CKernels

/// A requantisation as the C kernels read it; channels that pad a pixel become the requantised 0.
///
/// Sendable because nothing is written after `init`.
@safe final class PackedRequantization: @unchecked Sendable, SumsFinish {
  /// One number per channel, those that pad included.
  private let multipliers: AlignedMemory?
  private let shifts: AlignedMemory
  /// Everything but strides and channels.
  private var form: kiln_requantize

  /// Packs for pixels of `channels` channels, at least as many as the requantisation has.
  init(_ source: Requantization, channels: Int, set: KernelSet) {
    let pads = [Int32](repeating: 0, count: channels - source.shifts.count)
    multipliers = source.multipliers.isEmpty ? nil : AlignedMemory(copying: source.multipliers + pads)
    shifts = AlignedMemory(copying: source.shifts + pads)
    unsafe form = kiln_requantize()
    unsafe form.set = set.code
    unsafe form.rounding = kiln_requantize_rounding(rawValue: source.rounding.rawValue)
    unsafe form.zero_point = source.zeroPoint
    unsafe form.lowest = source.range.lowerBound
    unsafe form.highest = source.range.upperBound
  }

  /// Requantises pixels of the given channels; strides in channels, sizes checked by the caller.
  func run(
    _ channels: Range<Int>, sums: UnsafePointer<Int32>, sumsStride: Int, pixels: Int,
    operand: UnsafePointer<UInt8>?, output: UnsafeMutablePointer<UInt8>, outputStride: Int
  ) {
    var form = unsafe form
    unsafe form.channels = Int32(channels.count)
    unsafe form.sums_stride = sumsStride
    unsafe form.output_stride = outputStride
    if let multipliers {
      unsafe form.multiplier = UnsafePointer(multipliers.pointer(as: Int32.self) + channels.lowerBound)
    }
    unsafe form.shift = UnsafePointer(shifts.pointer(as: Int32.self) + channels.lowerBound)
    unsafe kiln_requantize_sums(&form, sums, pixels, output)
  }

  /// Requantises whole pixels; the caller has checked that all of them lie inside the spans.
  func run(sums: Span<Int32>, sumsStride: Int, pixels: Int, output: inout MutableSpan<UInt8>) {
    let channels = output.count / pixels
    unsafe sums.withUnsafeBufferPointer { sums in
      unsafe output.withUnsafeMutableBufferPointer { output in
        guard let sums = sums.baseAddress, let output = output.baseAddress else { return }
        unsafe run(
          0..<channels, sums: sums, sumsStride: sumsStride, pixels: pixels, operand: nil, output: output,
          outputStride: channels)
      }
    }
  }
}
