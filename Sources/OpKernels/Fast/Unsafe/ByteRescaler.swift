import CKernels

/// Makes bytes of 32-bit sums that share one `Rescaling`, as `Rescaling.result` does.
struct ByteRescaler {
  let scale: Rescaling
  private let set: KernelSet
  /// The shift if the C kernel can do it.
  private let shift: Int32?

  /// Sums that one call of the kernel takes at a time.
  private static let laneCount = 64

  /// A rescaling by an available set.
  init(_ scale: Rescaling, set: KernelSet) {
    precondition(set.isAvailable)
    self.scale = scale
    self.set = set
    let shift = scale.shift & 255
    self.shift = shift <= 62 ? shift : nil
  }

  /// Rescales every sum; both spans have the same count.
  func apply(to sums: Span<Int32>, output: inout MutableSpan<UInt8>) {
    precondition(sums.count == output.count)
    var done = 0
    if let shift, sums.count >= Self.laneCount {
      done = sums.count / Self.laneCount * Self.laneCount
      run(sums, shift: shift, pixels: sums.count / Self.laneCount, output: &output)
    }
    for index in done..<sums.count { output[index] = scale.result(sums[index]) }
  }

  /// The sums as pixels of 64 channels that share their numbers.
  ///
  /// Invariant: both spans hold `pixels * laneCount` elements, as `apply` computed.
  private func run(_ sums: Span<Int32>, shift: Int32, pixels: Int, output: inout MutableSpan<UInt8>) {
    let multipliers = InlineArray<64, Int32>(repeating: scale.multiplier)
    let shifts = InlineArray<64, Int32>(repeating: shift)
    unsafe sums.withUnsafeBufferPointer { sums in
      unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe multipliers.span.withUnsafeBufferPointer { multipliers in
          unsafe shifts.span.withUnsafeBufferPointer { shifts in
            guard let sums = sums.baseAddress, let output = output.baseAddress else { return }
            var form = unsafe kiln_requantize()
            unsafe form.set = set.code
            unsafe form.rounding = KILN_REQUANTIZE_HALF_UP
            unsafe form.channels = Int32(Self.laneCount)
            unsafe form.sums_stride = Self.laneCount
            unsafe form.output_stride = Self.laneCount
            unsafe form.multiplier = multipliers.baseAddress
            unsafe form.shift = shifts.baseAddress
            unsafe form.zero_point = scale.offset
            unsafe form.lowest = 0
            unsafe form.highest = 255
            unsafe kiln_requantize_sums(&form, sums, pixels, output)
          }
        }
      }
    }
  }
}
