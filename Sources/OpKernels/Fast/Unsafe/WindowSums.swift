import CKernels

/// The sums of products of one layer, a stretch of output rows at a time: what layers of all formats share.
///
/// Invariant of all pointers: `input` is the whole map, `[y][x][channel]` with padded channels; memory of a
/// piece has the offsets of a `PieceMemory` of this window and of the plan that the piece belongs to.
final class WindowSums: Sendable {
  let window: Window2D
  let set: KernelSet
  let weights: PackedWeights
  /// A row of padding pixels.
  private let padRow: AlignedMemory
  /// Where the runs of a dense convolution start, or the taps of a depthwise one.
  private let offsets: [Int]
  /// Elements of each run of a dense convolution.
  private let runLength: Int

  /// The sums of a valid window, dense or depthwise; `padByte` is read outside the image.
  init(window: Window2D, set: KernelSet, weights: PackedWeights, padByte: UInt8) {
    self.window = window
    self.set = set
    self.weights = weights
    padRow = AlignedMemory(copying: [UInt8](repeating: padByte, count: window.preparedRowElements))
    let taps = window.tapOffsets
    if window.groups > 1 {
      // An odd tap is paired with one of weight 0.
      offsets = taps.count % 2 == 0 ? taps : taps + taps.suffix(1)
      runLength = 0
    } else if window.dilationWidth == 1 {
      // A kernel row is one run, because its pixels lie side by side.
      offsets = stride(from: 0, to: taps.count, by: window.kernelWidth).map { taps[$0] }
      runLength = window.kernelWidth * window.inputPixelStride
    } else {
      offsets = taps
      runLength = window.inputPixelStride
    }
  }

  /// Bytes of one prepared input element.
  var elementSize: Int { Int(weights.form.element_size) }

  /// Whether the input of a piece is transformed for Winograd's form.
  var isTransformed: Bool { weights.winograd != nil }

  /// Rows that pieces should have.
  var stretch: BlockPlan.Stretch? { weights.winograd?.stretch }

  /// Brings the input rows that `rows` of sums read into the set's form, each between its padding pixels.
  func prepare(
    _ rows: Range<Int>, of input: UnsafePointer<UInt8>, in base: UnsafeMutableRawPointer,
    _ memory: PieceMemory
  ) {
    let prepared = unsafe base + memory.preparedOffset
    let stride = window.inputPixelStride
    let pads = unsafe padRow.pointer(as: UInt8.self)
    let columns = window.imageColumns
    let firstRow = window.firstInputRow(of: rows)
    for row in 0..<window.preparedRowCount(rows.count) {
      let target = unsafe prepared + row * window.preparedRowElements * elementSize
      let inputRow = firstRow + row
      if !(0..<window.inputHeight).contains(inputRow) || columns.isEmpty {
        unsafe bring(pads, window.preparedRowElements, to: target)
        continue
      }
      let firstPixel = inputRow * window.inputWidth + columns.lowerBound - window.paddingLeft
      let body = unsafe target + columns.lowerBound * stride * elementSize
      unsafe bring(input + firstPixel * stride, columns.count * stride, to: body)
      unsafe bring(pads, columns.lowerBound * stride, to: target)
      let end = unsafe target + columns.upperBound * stride * elementSize
      unsafe bring(pads, (window.preparedWidth - columns.upperBound) * stride, to: end)
    }
    guard isTransformed else { return }
    // Tiles reach past the last row. What lies there cancels out, but only if it is as small as inputs are.
    let behind =
      unsafe prepared + window.preparedRowCount(rows.count) * window.preparedRowElements * elementSize
    let count = window.elementsBehind(rows.count) * elementSize
    unsafe behind.initializeMemory(as: UInt8.self, repeating: 0, count: count)
    var layer = unsafe winograd(rows.count)
    unsafe kiln_winograd_transform(
      &layer, prepared.assumingMemoryBound(to: Int16.self),
      (base + memory.transformedOffset).assumingMemoryBound(to: Int16.self))
  }

  private func bring(_ source: UnsafePointer<UInt8>, _ count: Int, to target: UnsafeMutableRawPointer) {
    if count > 0 { unsafe kiln_prepare(set.code, weights.role, weights.form, source, count, target) }
  }

  /// Sums a chunk of output channels, the first of which starts a block of 16, for all pixels of `rows` rows.
  ///
  /// `other` is used in the place of the layer's own weights; it is packed for the same window.
  func accumulate(
    _ rows: Int, channels: Range<Int>, other: PackedWeights? = nil, in base: UnsafeMutableRawPointer,
    _ memory: PieceMemory, to sums: UnsafeMutablePointer<Int32>
  ) {
    let weights = other ?? weights
    let start = unsafe UnsafePointer(weights.start.pointer(as: Int32.self) + channels.lowerBound)
    if weights.winograd != nil {
      unsafe products(rows, channels, start, in: base, memory, to: sums)
      return
    }
    let prepared = unsafe base + memory.preparedOffset
    unsafe offsets.withUnsafeBufferPointer { offsets in
      guard let offsets = offsets.baseAddress else { return }
      if window.groups > 1 {
        unsafe depthwise(rows, channels, weights, start, offsets, from: prepared, to: sums)
      } else {
        unsafe dense(rows, channels, weights, start, offsets, from: prepared, to: sums)
      }
    }
  }

  private func dense(
    _ rows: Int, _ channels: Range<Int>, _ weights: PackedWeights, _ start: UnsafePointer<Int32>,
    _ offsets: UnsafePointer<Int>, from prepared: UnsafeMutableRawPointer,
    to sums: UnsafeMutablePointer<Int32>
  ) {
    let channelBytes = window.inputPixelStride * window.tapCount * elementSize
    var layer = unsafe kiln_dense()
    unsafe layer.set = set.code
    unsafe layer.role = weights.role
    unsafe layer.element_size = weights.form.element_size
    unsafe layer.rows = Int32(rows)
    unsafe layer.columns = Int32(window.outputWidth)
    unsafe layer.row_stride = window.strideHeight * window.preparedRowElements
    unsafe layer.column_stride = window.strideWidth * window.inputPixelStride
    unsafe layer.run_count = Int32(self.offsets.count)
    unsafe layer.run_length = Int32(runLength)
    unsafe layer.run_offsets = offsets
    unsafe layer.block_count = Int32(channels.count.roundedUp(to: 16) / 16)
    unsafe layer.weights = UnsafeRawPointer(weights.packed.base + channels.lowerBound * channelBytes)
    unsafe layer.start = start
    unsafe kiln_dense_accumulate(&layer, prepared, sums)
  }

  /// The layer as Winograd's form sees it, without weights.
  private func winograd(_ rows: Int) -> kiln_winograd {
    var layer = unsafe kiln_winograd()
    unsafe layer.set = set.code
    unsafe layer.rows = Int32(rows)
    unsafe layer.columns = Int32(window.outputWidth)
    unsafe layer.row_stride = window.preparedRowElements
    unsafe layer.input_channels = Int32(window.inputChannels)
    return unsafe layer
  }

  private func products(
    _ rows: Int, _ channels: Range<Int>, _ start: UnsafePointer<Int32>, in base: UnsafeMutableRawPointer,
    _ memory: PieceMemory, to sums: UnsafeMutablePointer<Int32>
  ) {
    let packed = unsafe weights.packed.pointer(as: Int16.self)
    var layer = unsafe winograd(rows)
    unsafe layer.block_count = Int32(channels.count.roundedUp(to: 16) / 16)
    unsafe layer.weights = UnsafePointer(
      packed + channels.lowerBound * WinogradPlan.places * window.inputChannels)
    unsafe layer.start = start
    unsafe kiln_winograd_accumulate(
      &layer, (base + memory.transformedOffset).assumingMemoryBound(to: Int16.self),
      (base + memory.productsOffset).assumingMemoryBound(to: Int32.self), sums)
  }

  private func depthwise(
    _ rows: Int, _ channels: Range<Int>, _ weights: PackedWeights, _ start: UnsafePointer<Int32>,
    _ offsets: UnsafePointer<Int>, from prepared: UnsafeMutableRawPointer,
    to sums: UnsafeMutablePointer<Int32>
  ) {
    var layer = unsafe kiln_depthwise()
    unsafe layer.set = set.code
    unsafe layer.rows = Int32(rows)
    unsafe layer.columns = Int32(window.outputWidth)
    unsafe layer.row_stride = window.strideHeight * window.preparedRowElements
    unsafe layer.column_stride = window.strideWidth * window.inputPixelStride
    unsafe layer.pair_count = Int32(self.offsets.count / 2)
    unsafe layer.tap_offsets = offsets
    unsafe layer.block_count = Int32(channels.count.roundedUp(to: 16) / 16)
    unsafe layer.weights = UnsafePointer(weights.packed.pointer(as: Int16.self) + 2 * channels.lowerBound)
    unsafe layer.weight_stride = 2 * window.outputChannels.roundedUp(to: 16)
    unsafe layer.start = start
    let first = unsafe prepared.assumingMemoryBound(to: Int16.self) + channels.lowerBound
    unsafe kiln_depthwise_accumulate(&layer, first, sums)
  }
}
