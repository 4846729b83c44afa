import CKernels

/// Sums over the weights of one output channel as they are multiplied.
struct WeightSums {
  /// Of the weights.
  var total: Int64 = 0
  /// Of their magnitudes.
  var magnitude: Int64 = 0
  /// The largest magnitude.
  var highest: Int64 = 0
}

/// A layer's weights as its set reads them, and what its sums start with.
///
/// Sizes: `packed` and `start` hold all output channels rounded up to whole blocks of 16.
final class PackedWeights: Sendable {
  let role: kiln_role
  let form: kiln_form
  /// Not nil if the weights are packed for Winograd's form.
  let winograd: WinogradPlan?
  let packed: AlignedMemory
  let start: AlignedMemory

  /// Packs weights.
  ///
  /// - Parameters:
  ///   - window: the convolution; one of several groups is depthwise.
  ///   - weights: `window.weightCount` bytes, `[oc][ic][ky][kx]`, depthwise `[c][ky][kx]`.
  ///   - areSigned: whether `weights` holds s8.
  ///   - offset: added to each weight; the sums are of the role's weight type, or fit s16 in a form of 2 bytes.
  ///   - sums: of each output channel, sums over what is multiplied, offsets included.
  ///   - constants: what each output channel's sums start with.
  init(
    window: Window2D, role: kiln_role, weights: Span<UInt8>, areSigned: Bool, offset: Int64 = 0,
    sums: [WeightSums], constants: [Int64], set: KernelSet
  ) {
    precondition(weights.count == window.weightCount)
    precondition(sums.count == window.outputChannels && constants.count == window.outputChannels)
    self.role = role
    let isDepthwise = window.groups > 1
    let depthwiseForm = kiln_form(element_size: 2, flip: 0, start_factor: 0)
    let form = isDepthwise ? depthwiseForm : kiln_dense_form(set.code, role)
    self.form = form
    let (outputs, inputs, taps) = (
      Int32(window.outputChannels), Int32(window.inputChannels), Int32(window.tapCount)
    )
    var starts = [Int32](repeating: 0, count: window.outputChannels.roundedUp(to: 16))
    for (channel, sums) in sums.enumerated() {
      starts[channel] = Int32(
        truncatingIfNeeded: Int64(form.start_factor) &* sums.total &+ constants[channel])
    }
    start = AlignedMemory(copying: starts)
    let winograd = WinogradPlan(
      window: window, form: form, highestWeight: sums.lazy.map(\.highest).max() ?? 0,
      weightMagnitudes: sums.map(\.magnitude))
    self.winograd = winograd
    let byteCount =
      if isDepthwise {
        kiln_depthwise_weight_bytes(outputs, taps)
      } else if winograd != nil {
        kiln_winograd_weight_bytes(outputs, inputs)
      } else {
        kiln_dense_weight_bytes(form, outputs, inputs, taps)
      }
    let packed = AlignedMemory(byteCount: byteCount)
    let signs: Int32 = areSigned ? 1 : 0
    // Invariant of the calls: `weights` holds as many bytes as the window has weights, checked above.
    unsafe weights.withUnsafeBufferPointer { source in
      let bytes = source.baseAddress
      if isDepthwise {
        unsafe kiln_depthwise_pack(bytes, signs, Int32(offset), outputs, taps, packed.base)
      } else if winograd != nil {
        let places = unsafe packed.pointer(as: Int16.self)
        unsafe kiln_winograd_pack(bytes, signs, Int32(offset), outputs, inputs, places)
      } else {
        unsafe kiln_dense_pack(form, bytes, signs, Int32(offset), outputs, inputs, taps, packed.base)
      }
    }
    self.packed = packed
  }
}
