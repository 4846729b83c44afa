import CKernels

/// A layer's weights as its set reads them, and what its sums start with.
///
/// Sizes: `packed` and `start` hold all output channels rounded up to whole blocks of 16.
final class PackedWeights: Sendable {
  let role: kiln_role
  let form: kiln_form
  let packed: AlignedMemory
  /// Weights of 1, for depthwise layers that need their sums of inputs.
  let ones: AlignedMemory?
  let start: AlignedMemory
  let zeros: AlignedMemory
  /// Whether `arg_x * Sx` has to be added to the sums.
  let needsInputSums: Bool

  /// Packs; `constants`, if given, are added to the start values.
  init(shape: LayerShapeK210, plan: WeightPlan, weights: Span<UInt8>, constants: [Int64]?, set: KernelSet) {
    role = plan.role
    needsInputSums = plan.needsInputSums
    let depthwiseForm = kiln_form(element_size: 2, flip: 0, start_factor: 0)
    form = shape.isDepthwise ? depthwiseForm : kiln_dense_form(set.code, plan.role)
    let (outputs, inputs, taps) = (
      Int32(shape.outputChannels), Int32(shape.inputChannels), Int32(shape.tapCount)
    )
    let offset = Int32(plan.offset)
    let blocks = shape.outputChannels.roundedUp(to: 16)
    var starts = [Int32](repeating: 0, count: blocks)
    for channel in 0..<shape.outputChannels {
      let flipped = Int64(form.start_factor) * plan.packedSum(channel)
      starts[channel] = Int32(truncatingIfNeeded: flipped &+ (constants?[channel] ?? 0))
    }
    start = AlignedMemory(copying: starts)
    zeros = AlignedMemory(byteCount: blocks * 4)
    // Invariant of the calls: `weights` holds `weightCount` bytes, checked by the layer's initialiser.
    let isDepthwise = shape.isDepthwise
    let form = form
    let byteCount =
      isDepthwise
      ? kiln_depthwise_weight_bytes(outputs, taps) : kiln_dense_weight_bytes(form, outputs, inputs, taps)
    let packed = AlignedMemory(byteCount: byteCount)
    unsafe weights.withUnsafeBufferPointer { source in
      if isDepthwise {
        unsafe kiln_depthwise_pack(source.baseAddress, 0, offset, outputs, taps, packed.base)
      } else {
        unsafe kiln_dense_pack(form, source.baseAddress, 0, offset, outputs, inputs, taps, packed.base)
      }
    }
    self.packed = packed
    if isDepthwise && plan.needsInputSums {
      let memory = AlignedMemory(byteCount: byteCount)
      let allOnes = [UInt8](repeating: 1, count: shape.weightCount)
      unsafe kiln_depthwise_pack(allOnes, 0, 0, outputs, taps, memory.base)
      ones = memory
    } else {
      ones = nil
    }
  }
}
