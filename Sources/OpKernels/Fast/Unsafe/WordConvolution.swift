import CKernels

/// A quantised convolution on the kernels that sum products of 16-bit words, for any offsets.
///
/// Sums wrap at 32 bits as the reference's do, so that their order does not matter.
struct WordConvolution {
  private let shape: Shape
  private let set: KernelSet
  /// Packed weights of each group, one behind the other; depthwise channels are one group.
  private let weights: AlignedMemory
  private let groupByteCount: Int
  private let groups: Int
  /// The biases of each group, each padded to whole blocks.
  private let start: [Int32]

  private static let form = PackedWeights.words

  /// Packs the weights, `weightCount` bytes in the layout's order.
  init(_ shape: Shape, weights source: Span<UInt8>, bias: Span<Int32>, set: KernelSet) {
    let window = shape.window
    precondition(set.isAvailable && source.count == window.weightCount && bias.count == window.outputChannels)
    self.shape = shape
    self.set = set
    let groups = shape.isDepthwise ? 1 : window.groups
    let channels = window.outputChannels / groups
    let blocks = channels.roundedUp(to: 16)
    let (inputs, outputs, taps) = (Int32(shape.depth), Int32(channels), Int32(shape.taps))
    let groupByteCount =
      shape.isDepthwise
      ? kiln_depthwise_weight_bytes(outputs, taps)
      : kiln_dense_weight_bytes(Self.form, outputs, inputs, taps)
    var start = [Int32](repeating: 0, count: groups * blocks)
    for channel in 0..<window.outputChannels {
      start[channel / channels * blocks + channel % channels] = bias[channel]
    }
    (self.groups, self.groupByteCount, self.start) = (groups, groupByteCount, start)
    let packed = AlignedMemory(byteCount: groups * groupByteCount)
    let ordered = Self.planar(source, shape)
    let offset = shape.product.weightOffset
    let groupCount = ordered.count / groups
    // Invariant: each group has `groupCount` weights and `groupByteCount` bytes of packed ones.
    unsafe ordered.withUnsafeBufferPointer { ordered in
      guard let ordered = ordered.baseAddress else { return }
      for group in 0..<groups {
        let target = unsafe packed.base + group * groupByteCount
        let source = unsafe ordered + group * groupCount
        if shape.isDepthwise {
          unsafe kiln_depthwise_pack(source, KILN_WEIGHTS_U8, offset, outputs, taps, target)
        } else {
          unsafe kiln_dense_pack(Self.form, source, KILN_WEIGHTS_U8, offset, outputs, inputs, taps, target)
        }
      }
    }
    weights = packed
  }

  /// The weights as `[oc][ic][tap]`.
  private static func planar(_ source: Span<UInt8>, _ shape: Shape) -> [UInt8] {
    var ordered = [UInt8](repeating: 0, count: source.count)
    var target = ordered.mutableSpan
    if shape.layout == .planar || shape.depth == 1 || shape.taps == 1 {
      target.copy(source)
    } else {
      Reference.transpose(
        input: source, shape: [1, shape.window.outputChannels, shape.taps, shape.depth],
        permutation: [0, 1, 3, 2], output: &target)
    }
    return ordered
  }

  /// Computes one batch.
  func run(_ input: Span<UInt8>, kernels: TensorKernels, output: inout MutableSpan<UInt8>) {
    let window = shape.window
    precondition(input.count == window.inputCount && output.count == window.outputCount)
    let frame = frame(of: input)
    let rescaler = ByteRescaler(shape.product.output, set: set)
    if shape.layout == .interleaved {
      kernels.forEachPart(
        of: &output, size: window.outputWidth * window.outputChannels, microseconds: shape.microseconds(set)
      ) { y, part in rows(y..<(y + 1), frame, rescaler, pixels: &part) }
      return
    }
    // Pixels first, planes afterwards.
    var pixels = [UInt8](repeating: 0, count: output.count)
    var span = pixels.mutableSpan
    kernels.forEachPart(
      of: &span, size: window.outputWidth * window.outputChannels, microseconds: shape.microseconds(set)
    ) { y, part in rows(y..<(y + 1), frame, rescaler, pixels: &part) }
    kernels.transpose(
      input: pixels.span, shape: [1, window.outputHeight, window.outputWidth, window.outputChannels],
      permutation: [0, 3, 1, 2], output: &output)
  }

  /// The input's words inside their frame.
  private func frame(of input: Span<UInt8>) -> AlignedMemory {
    let window = shape.window
    let memory = AlignedMemory(byteCount: shape.frameCount * 2)
    var words = unsafe UnsafeMutableBufferPointer(
      start: memory.pointer(as: Int16.self), count: shape.frameCount
    ).mutableSpan
    let offset = Int16(truncatingIfNeeded: shape.product.inputOffset)
    let columns = shape.coveredColumns
    let firstColumn = columns.lowerBound - window.paddingLeft
    for row in shape.coveredRows {
      let inputRow = row - window.paddingTop
      let target = row * shape.rowElements + columns.lowerBound * shape.channelStride
      for channel in 0..<window.inputChannels {
        var place = target + channel
        switch shape.layout {
        case .planar:
          let first = (channel * window.inputHeight + inputRow) * window.inputWidth + firstColumn
          let source = input.extracting(first..<(first + columns.count))
          for index in 0..<source.count {
            words[place] = Int16(source[index]) &+ offset
            place &+= shape.channelStride
          }
        case .interleaved:
          var from = (inputRow * window.inputWidth + firstColumn) * window.inputChannels + channel
          for _ in 0..<columns.count {
            words[place] = Int16(input[from]) &+ offset
            place &+= shape.channelStride
            from &+= window.inputChannels
          }
        }
      }
    }
    return memory
  }

  /// Finishes some output rows: all channels of each pixel, one pixel behind the other.
  private func rows(
    _ rows: Range<Int>, _ frame: AlignedMemory, _ rescaler: ByteRescaler, pixels: inout MutableSpan<UInt8>
  ) {
    let window = shape.window
    let channels = window.outputChannels / groups
    let blocks = channels.roundedUp(to: 16)
    let count = rows.count * window.outputWidth
    var sums = [Int32](repeating: 0, count: count * blocks)
    var dense = [Int32](repeating: 0, count: count * window.outputChannels)
    for group in 0..<groups {
      accumulate(rows, group, frame, to: &sums)
      var target = dense.mutableSpan
      let source = sums.span
      for pixel in 0..<count {
        let place = pixel * window.outputChannels + group * channels
        var part = target._mutatingExtracting(place..<(place + channels))
        part.copy(source.extracting((pixel * blocks)..<(pixel * blocks + channels)))
      }
    }
    rescaler.apply(to: dense.span, output: &pixels)
  }

  /// Sums of one group for some output rows.
  ///
  /// Invariant: the frame holds every word that a window of the shape reaches, the sums hold whole blocks.
  private func accumulate(_ rows: Range<Int>, _ group: Int, _ frame: AlignedMemory, to sums: inout [Int32]) {
    let window = shape.window
    let blocks = window.outputChannels / groups / 16 + (window.outputChannels / groups % 16 > 0 ? 1 : 0)
    let first =
      unsafe UnsafePointer(frame.pointer(as: Int16.self))
      + rows.lowerBound * window.strideHeight * shape.rowElements + group
      * (shape.isDepthwise ? 0 : shape.depth)
    let packed = unsafe UnsafeRawPointer(weights.base + group * groupByteCount)
    let offsets = shape.tapOffsets
    unsafe start.withUnsafeBufferPointer { start in
      guard let start = start.baseAddress else { return }
      let groupStart = unsafe start + group * blocks * 16
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        guard let sums = sums.baseAddress else { return }
        if shape.isDepthwise {
          unsafe depthwise(rows.count, blocks, first, packed, groupStart, offsets, sums)
        } else {
          unsafe denseSums(rows.count, blocks, first, packed, groupStart, offsets, sums)
        }
      }
    }
  }

  private func denseSums(
    _ rows: Int, _ blocks: Int, _ first: UnsafePointer<Int16>, _ packed: UnsafeRawPointer,
    _ start: UnsafePointer<Int32>, _ offsets: [Int], _ sums: UnsafeMutablePointer<Int32>
  ) {
    unsafe offsets.withUnsafeBufferPointer { offsets in
      var layer = unsafe kiln_dense()
      unsafe layer.set = set.code
      unsafe layer.element_size = Self.form.element_size
      unsafe layer.rows = Int32(rows)
      unsafe layer.columns = Int32(shape.window.outputWidth)
      unsafe layer.row_stride = shape.window.strideHeight * shape.rowElements
      unsafe layer.column_stride = shape.window.strideWidth * shape.channelStride
      unsafe layer.run_count = Int32(shape.taps)
      unsafe layer.run_length = Int32(shape.depth.roundedUp(to: 4))
      unsafe layer.run_offsets = offsets.baseAddress
      unsafe layer.block_count = Int32(blocks)
      unsafe layer.weights = packed
      unsafe layer.start = start
      unsafe kiln_dense_accumulate(&layer, first, sums)
    }
  }

  private func depthwise(
    _ rows: Int, _ blocks: Int, _ first: UnsafePointer<Int16>, _ packed: UnsafeRawPointer,
    _ start: UnsafePointer<Int32>, _ offsets: [Int], _ sums: UnsafeMutablePointer<Int32>
  ) {
    // An odd tap has weight 0 for its partner, which may lie anywhere.
    let pairs = offsets + (offsets.count % 2 == 1 ? [0] : [])
    unsafe pairs.withUnsafeBufferPointer { pairs in
      var layer = unsafe kiln_depthwise()
      unsafe layer.set = set.code
      unsafe layer.rows = Int32(rows)
      unsafe layer.columns = Int32(shape.window.outputWidth)
      unsafe layer.row_stride = shape.window.strideHeight * shape.rowElements
      unsafe layer.column_stride = shape.window.strideWidth * shape.channelStride
      unsafe layer.pair_count = Int32(pairs.count / 2)
      unsafe layer.tap_offsets = pairs.baseAddress
      unsafe layer.block_count = Int32(blocks)
      unsafe layer.weights = packed.assumingMemoryBound(to: Int16.self)
      unsafe layer.weight_stride = 2 * blocks * 16
      unsafe layer.start = start
      unsafe kiln_depthwise_accumulate(&layer, first, sums)
    }
  }
}
