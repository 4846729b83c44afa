import CKernels

/// Fused sums of one layer, weights packed, for any taps; runs over one batch at a time.
///
/// The pointers of the C structures lead into memory that the instance owns and that nothing writes after `init`.
final class FusedLayer: Sendable {
  /// How a group's sums lie in registers.
  enum Form {
    /// Pixels side by side.
    case pixels
    /// Output channels side by side, for maps whose pixels do not fill registers.
    case channels
    /// Pixels of one channel side by side.
    case depthwise
  }

  let geometry: FusedGeometry
  let form: Form
  let groups: Int
  /// Channels of one group.
  let inputs: Int
  let outputs: Int
  let follow: FusedFollow
  let set: KernelSet

  let weights: AlignedMemory
  let bias: AlignedMemory
  let offsets: AlignedMemory
  let slopes: AlignedMemory?
  let firstRows: AlignedMemory
  let firstColumns: AlignedMemory

  /// Terms of each sum.
  var depth: Int { inputs * geometry.offsets.count }
  /// Output channels of a group as they are packed.
  var packedOutputs: Int {
    switch form {
    case .pixels: outputs.roundedUp(to: Self.rowUnit)
    case .channels: outputs.roundedUp(to: Self.columnUnit)
    case .depthwise: outputs
    }
  }
  var inputCount: Int { groups * inputs * geometry.inputHeight * geometry.inputWidth }
  var outputCount: Int { groups * outputs * geometry.pixelCount }

  static let rowUnit = Int(KILN_FUSED_ROWS)
  static let columnUnit = Int(KILN_FUSED_COLUMNS)
  static let depthUnit = Int(KILN_FUSED_DEPTH)
  static let pixelUnit = Int(KILN_FUSED_PIXELS)

  /// Packs a layer of an available set.
  ///
  /// - Parameters:
  ///   - inputs: channels of one group, as `outputs`.
  ///   - weights: `[output channel of all groups][input channel of a group][tap]`.
  ///   - bias: one per output channel.
  init?(
    geometry: FusedGeometry, groups: Int, inputs: Int, outputs: Int, weights: Span<Float>, bias: Span<Float>,
    follow: FusedFollow, set: KernelSet
  ) {
    let taps = geometry.offsets.count
    precondition(set.isAvailable && taps > 0 && groups > 0 && inputs > 0 && outputs > 0)
    precondition(weights.count == groups * outputs * inputs * taps && bias.count == groups * outputs)
    guard groups * outputs < 1 << 28, groups * inputs < 1 << 28, inputs * taps < 1 << 28 else { return nil }
    // Wide taps on small maps of many channels would take memory that nobody planned.
    let counts =
      groups * (inputs * geometry.inputHeight * geometry.inputWidth + outputs * geometry.pixelCount)
    let laidOut = geometry.isDirect || inputs == 1 ? 0 : groups * inputs * geometry.channelSize
    guard laidOut <= 4 * counts + 1 << 20 else { return nil }
    (self.geometry, self.groups, self.inputs, self.outputs) = (geometry, groups, inputs, outputs)
    (self.follow, self.set) = (follow, set)
    let form = Self.form(geometry, inputs: inputs, outputs: outputs)
    self.form = form
    let depth = inputs * taps
    let unit = form == .pixels ? Self.rowUnit : form == .channels ? Self.columnUnit : 1
    let packedOutputs = outputs.roundedUp(to: unit)
    let packed = AlignedMemory(byteCount: 4 * groups * packedOutputs * depth)
    var starts = [Float](repeating: 0, count: groups * packedOutputs)
    for group in 0..<groups {
      for channel in 0..<outputs { starts[group * packedOutputs + channel] = bias[group * outputs + channel] }
      // Invariant: a group has outputs * depth weights, and packed as many rounded up to whole units.
      let own = weights.extracting((group * outputs * depth)..<((group + 1) * outputs * depth))
      unsafe own.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress else { return }
        let target = unsafe packed.pointer(as: Float.self) + group * packedOutputs * depth
        if form == .depthwise {
          unsafe target.update(from: source, count: outputs * depth)
        } else {
          unsafe kiln_fused_pack(source, Int32(outputs), depth, Int32(depth), 1, Int32(unit), target)
        }
      }
    }
    self.weights = packed
    self.bias = AlignedMemory(copying: starts)
    let channelSize = geometry.isDirect ? geometry.inputHeight * geometry.inputWidth : geometry.channelSize
    // Depthwise sums lay out one channel at a time.
    offsets = AlignedMemory(
      copying: (0..<inputs).flatMap { channel in geometry.offsets.map { channel * channelSize + $0 } })
    slopes = follow.slopes.map { AlignedMemory(copying: $0) }
    firstRows = AlignedMemory(copying: geometry.parts.map { Int32($0.row) })
    firstColumns = AlignedMemory(copying: geometry.parts.map { Int32($0.column) })
  }

  /// The form that leaves fewer lanes empty.
  private static func form(_ geometry: FusedGeometry, inputs: Int, outputs: Int) -> Form {
    if inputs == 1, outputs <= 4 { return .depthwise }
    let pixels = geometry.pixelCount
    let empty = pixels.roundedUp(to: columnUnit) * outputs
    // Gathering and scattering pixels takes about a tenth of the sums' time.
    let spread = pixels * outputs.roundedUp(to: columnUnit) * 11 / 10
    return pixels <= pixelUnit && spread < empty ? .channels : .pixels
  }

  /// What C is told of how channels are laid out.
  var layout: kiln_fused_layout {
    unsafe kiln_fused_layout(
      set: set.code, input_rows: Int32(geometry.inputHeight), input_columns: Int32(geometry.inputWidth),
      rows: Int32(geometry.rows), columns: Int32(geometry.columns), row_stride: Int32(geometry.strideHeight),
      column_stride: Int32(geometry.strideWidth), parts: Int32(geometry.parts.count),
      first_rows: firstRows.pointer(as: Int32.self), first_columns: firstColumns.pointer(as: Int32.self))
  }

  /// What C is told of a group's sums.
  func sums(ofGroup group: Int) -> kiln_fused {
    let start = group * packedOutputs
    return unsafe kiln_fused(
      set: set.code, depth: Int32(depth), channels: Int32(outputs),
      weights: weights.pointer(as: Float.self) + start * depth, bias: bias.pointer(as: Float.self) + start,
      bias_step: 1, offsets: offsets.pointer(as: Int.self), columns: Int32(geometry.outputWidth),
      row_step: geometry.isDirect ? geometry.outputWidth : geometry.columns, column_step: 1,
      has_slack: geometry.isDirect ? 0 : 1, channel_step: geometry.pixelCount, pixel_step: 1,
      map: follow.map(set), slopes: slopes.map { unsafe $0.pointer(as: Float.self) + group * outputs })
  }

  /// What C is told of depthwise sums.
  var depthwise: kiln_fused_depthwise {
    let map = follow.map(set)
    return unsafe kiln_fused_depthwise(
      set: set.code, layout: layout, multiplier: Int32(outputs), output_rows: Int32(geometry.outputHeight),
      output_columns: Int32(geometry.outputWidth), taps: Int32(geometry.offsets.count),
      offsets: offsets.pointer(as: Int.self), weights: weights.pointer(as: Float.self),
      bias: bias.pointer(as: Float.self), clamps: map.function == KILN_FUNCTION_CLIP ? 1 : 0, minimum: map.a,
      maximum: map.b,
      map: map.function == KILN_FUNCTION_CLIP ? FusedFollow(.identity).map(set) : map,
      slopes: slopes?.pointer(as: Float.self))
  }
}
