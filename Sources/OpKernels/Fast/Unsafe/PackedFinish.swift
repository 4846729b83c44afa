import CKernels

/// A layer's batch norm and activation as the C kernels read them.
///
/// Sizes: each table holds all output channels rounded up to whole blocks of 16. Sendable because nothing is
/// written after `init`.
@safe final class PackedFinish: @unchecked Sendable {
  private let multiplier: AlignedMemory
  private let shift: AlignedMemory
  private let addend: AlignedMemory
  private let constant: AlignedMemory
  private let limit: AlignedMemory
  /// Per channel -1 where larger sums give smaller results, else 0.
  private let flips: AlignedMemory
  /// Whether the largest sum of several gives the largest result, or the least one where `flips` says so.
  let isMonotone: Bool
  /// Both forms with everything but strides and channels; only one is used.
  private var narrowForm: kiln_finish
  private var wideForm: kiln_finish_wide

  init(_ plan: FinishPlan, outputChannels: Int, rounding: RoundingRule, set: KernelSet) {
    let blocks = outputChannels.roundedUp(to: 16)
    let limits = (0..<blocks).map { UInt8($0 < outputChannels ? 255 : 0) }
    limit = AlignedMemory(copying: limits)
    let idle = BatchNormK210(multiplier: 0, addend: 0, shift: 0)
    let norms = (0..<blocks).map { $0 < outputChannels ? plan.batchNorms[$0] : idle }
    let rule = rounding == .halfUp ? KILN_ROUNDING_HALF_UP : KILN_ROUNDING_HALF_EVEN
    flips = AlignedMemory(copying: norms.map { Int32($0.multiplier < 0 ? -1 : 0) })
    isMonotone = plan.isMonotone
    unsafe narrowForm = kiln_finish()
    unsafe wideForm = kiln_finish_wide()
    if plan.isNarrow {
      multiplier = AlignedMemory(copying: norms.map { Int32($0.multiplier) })
      // Odd channels are shifted left by the rest of 32 bits, see CKernels.h.
      shift = AlignedMemory(
        copying: norms.enumerated().map { Int32($0 % 2 == 0 ? $1.shift : 32 - $1.shift) })
      addend = AlignedMemory(copying: norms.map { Int32($0.addend) })
      constant = AlignedMemory(byteCount: 0)
    } else {
      multiplier = AlignedMemory(copying: norms.map(\.multiplier))
      shift = AlignedMemory(copying: norms.map(\.shift))
      addend = AlignedMemory(copying: norms.map(\.addend))
      constant = AlignedMemory(
        copying: plan.constants + [Int64](repeating: 0, count: blocks - outputChannels))
    }
    unsafe narrowForm.set = set.code
    unsafe narrowForm.rounding = rule
    unsafe wideForm.rounding = rule
    guard let values = plan.values else {
      setWideRegions(plan.regions)
      return
    }
    setNarrowRegions(plan.regions)
    let buckets = Int(kiln_stair_buckets(set.code))
    if let stairs = ActivationStairs(plan.regions, within: values, rounding: rounding, buckets: buckets) {
      setStairs(stairs)
    }
  }

  private func setStairs(_ stairs: ActivationStairs) {
    unsafe narrowForm.stairs.bucket_count = Int32(stairs.steps?.deviations.count ?? 1)
    unsafe narrowForm.stairs.flat = Int32(stairs.lowest)
    unsafe narrowForm.stairs.threshold = stairs.ramp.threshold
    unsafe narrowForm.stairs.start = stairs.ramp.start
    unsafe narrowForm.stairs.addend = stairs.ramp.addend
    unsafe narrowForm.stairs.ramp_shift = stairs.ramp.shift
    guard let steps = stairs.steps else { return }
    unsafe narrowForm.stairs.origin = steps.origin
    unsafe narrowForm.stairs.least = steps.least
    unsafe narrowForm.stairs.shift = steps.shift
    unsafe narrowForm.stairs.scale = steps.scale
    unsafe narrowForm.stairs.width = steps.width
    unsafe narrowForm.stairs.base = steps.base
    unsafe Self.fill(&narrowForm.stairs.deviation, steps.deviations, rest: 0)
  }

  private func setNarrowRegions(_ regions: [ActivationRegions.Region]) {
    unsafe narrowForm.region_count = Int32(regions.count)
    unsafe Self.fill(
      &narrowForm.threshold, regions.map { Int32(truncatingIfNeeded: $0.threshold) }, rest: .max)
    unsafe Self.fill(&narrowForm.start, regions.map { Int32(truncatingIfNeeded: $0.start) }, rest: 0)
    unsafe Self.fill(&narrowForm.slope, regions.map { Int32($0.multiplier * 2) }, rest: 0)
    unsafe Self.fill(&narrowForm.slope_shift, regions.map { Int32($0.shift) }, rest: 0)
    unsafe Self.fill(&narrowForm.bias, regions.map { Int32($0.bias) }, rest: 0)
  }

  private func setWideRegions(_ regions: [ActivationRegions.Region]) {
    unsafe wideForm.region_count = Int32(regions.count)
    unsafe Self.fill(&wideForm.threshold, regions.map(\.threshold), rest: .max)
    unsafe Self.fill(&wideForm.start, regions.map(\.start), rest: 0)
    unsafe Self.fill(&wideForm.slope, regions.map(\.multiplier), rest: 0)
    unsafe Self.fill(&wideForm.slope_shift, regions.map(\.shift), rest: 0)
    unsafe Self.fill(&wideForm.bias, regions.map(\.bias), rest: 0)
  }

  /// Fills one of C's arrays, which Swift sees as a tuple.
  private static func fill<Tuple, Number: FixedWidthInteger>(
    _ target: inout Tuple, _ values: [Number], rest: Number
  ) {
    let count = MemoryLayout<Tuple>.size / MemoryLayout<Number>.stride
    precondition(values.count <= count)
    unsafe withUnsafeMutableBytes(of: &target) { bytes in
      let numbers = unsafe bytes.assumingMemoryBound(to: Number.self)
      for index in 0..<count { unsafe numbers[index] = index < values.count ? values[index] : rest }
    }
  }

  /// The 32-bit form of the channels from `channel` on; strides in channels.
  func narrow(from channel: Int, channels: Int, sumsStride: Int, outputStride: Int) -> kiln_finish {
    var form = unsafe narrowForm
    unsafe form.channels = Int32(channels)
    unsafe form.sums_stride = sumsStride
    unsafe form.output_stride = outputStride
    unsafe form.multiplier = UnsafePointer(multiplier.pointer(as: Int32.self) + channel)
    unsafe form.shift = UnsafePointer(shift.pointer(as: Int32.self) + channel)
    unsafe form.addend = UnsafePointer(addend.pointer(as: Int32.self) + channel)
    unsafe form.limit = UnsafePointer(limit.pointer(as: UInt8.self) + channel)
    return unsafe form
  }

  /// Largest sums of the channels from `channel` on, to be given extents.
  func sumsPool(from channel: Int, channels: Int) -> kiln_sums_pool {
    var pool = unsafe kiln_sums_pool()
    unsafe pool.set = narrowForm.set
    unsafe pool.channels = Int32(channels)
    unsafe pool.flips = UnsafePointer(flips.pointer(as: Int32.self) + channel)
    return unsafe pool
  }

  /// The 64-bit form of the channels from `channel` on; `inputStride` is 1 for one sum of inputs per pixel.
  func wide(
    from channel: Int, channels: Int, sumsStride: Int, outputStride: Int, terms: CorrectionTermsK210,
    usesInputs: Bool, inputStride: Int
  ) -> kiln_finish_wide {
    var form = unsafe wideForm
    unsafe form.channels = Int32(channels)
    unsafe form.sums_stride = sumsStride
    unsafe form.output_stride = outputStride
    unsafe form.constant = UnsafePointer(constant.pointer(as: Int64.self) + channel)
    unsafe form.multiplier = UnsafePointer(multiplier.pointer(as: Int64.self) + channel)
    unsafe form.shift = UnsafePointer(shift.pointer(as: Int64.self) + channel)
    unsafe form.addend = UnsafePointer(addend.pointer(as: Int64.self) + channel)
    unsafe form.limit = UnsafePointer(limit.pointer(as: UInt8.self) + channel)
    unsafe form.input_factor = usesInputs ? terms.argX : 0
    unsafe form.input_shift = terms.shiftX
    unsafe form.input_stride = inputStride
    unsafe form.input_channel_stride = inputStride == 1 ? 0 : 1
    return unsafe form
  }
}
