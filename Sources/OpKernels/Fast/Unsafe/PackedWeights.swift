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
  /// The form of words, which every set multiplies.
  static let words = kiln_form(element_size: 2, flip: 0, start_factor: 0)

  /// Not nil if the weights are packed for Winograd's form.
  let winograd: WinogradPlan?
  let packed: AlignedMemory
  let start: AlignedMemory

  /// Packs weights of 8 bits.
  ///
  /// - Parameters:
  ///   - window: the convolution; one of several groups is depthwise.
  ///   - weights: `window.weightCount` bytes, `[oc][ic][ky][kx]`, depthwise `[c][ky][kx]`.
  ///   - areSigned: whether `weights` holds s8.
  ///   - offset: added to each weight; the sums are of the role's weight type, or fit s16 in a form of 2 bytes.
  ///   - sums: of each output channel, sums over what is multiplied, offsets included.
  ///   - constants: what each output channel's sums start with.
  ///   - winograd: the plan of the layer if Winograd's form sums it.
  convenience init(
    window: Window2D, role: kiln_role, weights: Span<UInt8>, areSigned: Bool, offset: Int64 = 0,
    sums: [WeightSums], constants: [Int64], winograd: WinogradPlan? = nil, set: KernelSet
  ) {
    self.init(
      window: window, role: role, weights: weights, type: areSigned ? KILN_WEIGHTS_S8 : KILN_WEIGHTS_U8,
      offset: offset, sums: sums, constants: constants, winograd: winograd,
      form: winograd == nil ? kiln_dense_form(set.code, role) : Self.words)
  }

  /// Packs weights of 16 bits; parameters as above.
  convenience init(
    window: Window2D, role: kiln_role, words: Span<Int16>, sums: [WeightSums], constants: [Int64],
    winograd: WinogradPlan? = nil
  ) {
    self.init(
      window: window, role: role, weights: words, type: KILN_WEIGHTS_S16, offset: 0, sums: sums,
      constants: constants, winograd: winograd, form: Self.words)
  }

  private init<Weight: BitwiseCopyable>(
    window: Window2D, role: kiln_role, weights: Span<Weight>, type: kiln_weights, offset: Int64,
    sums: [WeightSums], constants: [Int64], winograd: WinogradPlan?, form denseForm: kiln_form
  ) {
    precondition(weights.count == window.weightCount)
    precondition(sums.count == window.outputChannels && constants.count == window.outputChannels)
    self.role = role
    let isDepthwise = window.groups > 1
    let form = isDepthwise ? Self.words : denseForm
    self.form = form
    self.winograd = winograd
    let (outputs, inputs, taps) = (
      Int32(window.outputChannels), Int32(window.inputChannels), Int32(window.tapCount)
    )
    var starts = [Int32](repeating: 0, count: window.outputChannels.roundedUp(to: 16))
    for (channel, sums) in sums.enumerated() {
      starts[channel] = Int32(
        truncatingIfNeeded: Int64(form.start_factor) &* sums.total &+ constants[channel])
    }
    start = AlignedMemory(copying: starts)
    let byteCount =
      if isDepthwise {
        kiln_depthwise_weight_bytes(outputs, taps)
      } else if winograd != nil {
        kiln_winograd_weight_bytes(outputs, inputs)
      } else {
        kiln_dense_weight_bytes(form, outputs, inputs, taps)
      }
    let packed = AlignedMemory(byteCount: byteCount)
    // Invariant of the calls: `weights` holds as many numbers of `type` as the window has weights, checked above.
    unsafe weights.withUnsafeBufferPointer { source in
      let bytes = unsafe UnsafeRawPointer(source.baseAddress)
      if isDepthwise {
        unsafe kiln_depthwise_pack(bytes, type, Int32(offset), outputs, taps, packed.base)
      } else if winograd != nil {
        let places = unsafe packed.pointer(as: Int16.self)
        unsafe kiln_winograd_pack(bytes, type, Int32(offset), outputs, inputs, places)
      } else {
        unsafe kiln_dense_pack(form, bytes, type, Int32(offset), outputs, inputs, taps, packed.base)
      }
    }
    self.packed = packed
  }
}
