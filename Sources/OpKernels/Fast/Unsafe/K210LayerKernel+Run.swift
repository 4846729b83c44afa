import CKernels
import Dispatch
import Synchronization

extension K210LayerKernel {
  /// Cuts the layer into pieces and runs the stages of each, on several threads if asked.
  ///
  /// Invariant: `input` and `output` have the shape's sizes (checked by the caller) and outlive the call;
  /// pieces write disjoint bytes of the output, and each worker has a part of the scratch to itself.
  func runPieces(
    _ stages: Stages, input: Span<UInt8>, output: inout MutableSpan<UInt8>, scratch: KernelScratch,
    workers: Int
  ) {
    let elementSize = Int(weights.form.element_size)
    let plan = BlockPlan(shape: shape, elementSize: elementSize, workers: workers)
    let memory = PieceMemory(
      shape: shape, plan: plan, elementSize: elementSize, needsInputSums: weights.needsInputSums)
    let used = max(1, min(workers, plan.pieceCount))
    scratch.reserve(parts: used, byteCount: memory.byteCount)
    let parts = scratch.parts
    unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        let pieces = unsafe Pieces(
          kernel: self, stages: stages, plan: plan, memory: memory, input: source, output: target)
        if used == 1 {
          for index in 0..<plan.pieceCount { unsafe pieces.run(index, in: parts[0].base) }
          return
        }
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: used) { worker in
          while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            if index >= plan.pieceCount { break }
            unsafe pieces.run(index, in: parts[worker].base)
          }
        }
      }
    }
  }
}

/// One run's pieces; Sendable under the invariant of `runPieces`.
@safe private struct Pieces: @unchecked Sendable {
  let kernel: K210LayerKernel
  let stages: K210LayerKernel.Stages
  let plan: BlockPlan
  let memory: PieceMemory
  let input: UnsafePointer<UInt8>
  let output: UnsafeMutablePointer<UInt8>

  private var shape: LayerShapeK210 { kernel.shape }
  private var inputStride: Int { LayerShapeK210.padded(kernel.shape.inputChannels) }
  private var outputStride: Int { LayerShapeK210.padded(kernel.shape.outputChannels) }
  private var paddedWidth: Int { kernel.shape.width + 2 * kernel.shape.ring }

  /// Runs piece `index` with the working memory of one thread.
  func run(_ index: Int, in base: UnsafeMutableRawPointer) {
    let firstRow = index / plan.channelPieces * plan.rowsPerPiece
    let rows = firstRow..<min(firstRow + plan.rowsPerPiece, shape.outputHeight)
    let firstChannel = index % plan.channelPieces * plan.channelsPerPiece
    let endChannel = min(firstChannel + plan.channelsPerPiece, outputStride)
    let computed = shape.computedRows(of: rows)
    if stages.contains(.prepare) {
      unsafe prepare(computed, in: base)
      if kernel.weights.needsInputSums && !shape.isDepthwise { unsafe sumInputs(computed, in: base) }
    }
    var channel = firstChannel
    while channel < endChannel {
      let count = min(plan.chunk, endChannel - channel)
      let channels = channel..<(channel + count)
      if stages.contains(.accumulate) { unsafe accumulate(computed.count, channels: channels, in: base) }
      if stages.contains(.finish) { unsafe finish(rows, computed: computed, channels: channels, in: base) }
      channel += count
    }
  }

  /// Input row of the first row of windows, which may lie outside the image.
  private func firstInputRow(_ computed: Range<Int>) -> Int { computed.lowerBound * shape.step - shape.ring }

  private func inputRowCount(_ computed: Range<Int>) -> Int {
    (computed.count - 1) * shape.step + shape.kernelSize
  }

  /// Brings the piece's input rows into the set's form, each between its padding pixels.
  private func prepare(_ computed: Range<Int>, in base: UnsafeMutableRawPointer) {
    let elementSize = Int(kernel.weights.form.element_size)
    let rowElements = paddedWidth * inputStride
    let ringElements = shape.ring * inputStride
    let padRow = unsafe kernel.padRow.pointer(as: UInt8.self)
    for row in 0..<inputRowCount(computed) {
      let target = unsafe base + memory.preparedOffset + row * rowElements * elementSize
      let inputRow = firstInputRow(computed) + row
      if !(0..<shape.height).contains(inputRow) {
        unsafe bring(padRow, rowElements, to: target)
        continue
      }
      let body = unsafe target + ringElements * elementSize
      let source = unsafe input + inputRow * shape.width * inputStride
      unsafe bring(source, shape.width * inputStride, to: body)
      if ringElements > 0 {
        unsafe bring(padRow, ringElements, to: target)
        unsafe bring(padRow, ringElements, to: body + shape.width * inputStride * elementSize)
      }
    }
  }

  private func bring(_ source: UnsafePointer<UInt8>, _ count: Int, to target: UnsafeMutableRawPointer) {
    let (role, form) = (kernel.weights.role, kernel.weights.form)
    unsafe kiln_prepare(kernel.set.code, role, form, source, count, target)
  }

  /// `Sx` of each pixel; the term `(arg_x * Sx) >> shr_x` of each pixel in the narrow form.
  private func sumInputs(_ computed: Range<Int>, in base: UnsafeMutableRawPointer) {
    let sums = unsafe (base + memory.channelSumsOffset).assumingMemoryBound(to: Int32.self)
    let padSum = Int32(kernel.padValue) * Int32(shape.inputChannels)
    for row in 0..<inputRowCount(computed) {
      let target = unsafe sums + row * paddedWidth
      let inputRow = firstInputRow(computed) + row
      unsafe UnsafeMutableBufferPointer(start: target, count: paddedWidth).update(repeating: padSum)
      if !(0..<shape.height).contains(inputRow) { continue }
      unsafe kiln_sum_channels(
        input + inputRow * shape.width * inputStride, Int32(shape.inputChannels), Int32(inputStride),
        shape.width, target + shape.ring)
    }
    let result = unsafe (base + memory.inputSumsOffset).assumingMemoryBound(to: Int32.self)
    unsafe kiln_window_sums(
      sums + shape.firstColumn, paddedWidth, Int32(shape.kernelSize), Int32(shape.step),
      Int32(computed.count), Int32(shape.computedWidth), 1, result)
    if kernel.isNarrow { unsafe addTerms(computed.count * shape.computedWidth, of: result, to: nil) }
  }

  /// Adds `(arg_x * Sx) >> shr_x` to sums, or puts it in the place of `Sx`.
  private func addTerms(
    _ count: Int, of inputSums: UnsafeMutablePointer<Int32>, to sums: UnsafeMutablePointer<Int32>?
  ) {
    unsafe kiln_add_terms(
      kernel.set.code, Int32(truncatingIfNeeded: kernel.terms.argX), Int32(kernel.terms.shiftX), count,
      inputSums, sums)
  }

  /// Sums a chunk of output channels for all pixels of the piece.
  private func accumulate(_ rows: Int, channels: Range<Int>, in base: UnsafeMutableRawPointer) {
    let sums = unsafe (base + memory.sumsOffset).assumingMemoryBound(to: Int32.self)
    let start = unsafe kernel.weights.start.pointer(as: Int32.self) + channels.lowerBound
    if shape.isDepthwise {
      unsafe depthwise(rows, channels, weights: kernel.weights.packed, start: start, in: base, to: sums)
      if let ones = kernel.weights.ones {
        let inputSums = unsafe (base + memory.inputSumsOffset).assumingMemoryBound(to: Int32.self)
        unsafe depthwise(
          rows, channels, weights: ones, start: kernel.weights.zeros.pointer(as: Int32.self), in: base,
          to: inputSums)
        let count = rows * shape.computedWidth * channels.count.roundedUp(to: 16)
        if kernel.isNarrow { unsafe addTerms(count, of: inputSums, to: sums) }
      }
    } else {
      unsafe dense(rows, channels, start: start, in: base, to: sums)
    }
  }

  private func dense(
    _ rows: Int, _ channels: Range<Int>, start: UnsafePointer<Int32>, in base: UnsafeMutableRawPointer,
    to sums: UnsafeMutablePointer<Int32>
  ) {
    let elementSize = Int(kernel.weights.form.element_size)
    let size = shape.kernelSize
    let rowElements = paddedWidth * inputStride
    // A kernel row is one run, because its pixels lie side by side.
    let runs = InlineArray<5, Int> { $0 * rowElements }
    let channelBytes = inputStride * shape.tapCount * elementSize
    unsafe runs.span.withUnsafeBufferPointer { runs in
      var layer = unsafe kiln_dense()
      unsafe layer.set = kernel.set.code
      unsafe layer.role = kernel.weights.role
      unsafe layer.rows = Int32(rows)
      unsafe layer.columns = Int32(shape.computedWidth)
      unsafe layer.row_stride = shape.step * rowElements
      unsafe layer.column_stride = shape.step * inputStride
      unsafe layer.run_count = Int32(size)
      unsafe layer.run_length = Int32(size * inputStride)
      unsafe layer.run_offsets = runs.baseAddress
      unsafe layer.block_count = Int32(channels.count.roundedUp(to: 16) / 16)
      unsafe layer.weights = UnsafeRawPointer(kernel.weights.packed.base + channels.lowerBound * channelBytes)
      unsafe layer.start = start
      let first = unsafe base + memory.preparedOffset + shape.firstColumn * inputStride * elementSize
      unsafe kiln_dense_accumulate(&layer, first, sums)
    }
  }

  private func depthwise(
    _ rows: Int, _ channels: Range<Int>, weights: AlignedMemory, start: UnsafePointer<Int32>,
    in base: UnsafeMutableRawPointer, to sums: UnsafeMutablePointer<Int32>
  ) {
    let rowElements = paddedWidth * inputStride
    let taps = InlineArray<10, Int> { tap in
      let tap = min(tap, shape.tapCount - 1)
      return tap / shape.kernelSize * rowElements + tap % shape.kernelSize * inputStride
    }
    unsafe taps.span.withUnsafeBufferPointer { taps in
      var layer = unsafe kiln_depthwise()
      unsafe layer.set = kernel.set.code
      unsafe layer.rows = Int32(rows)
      unsafe layer.columns = Int32(shape.computedWidth)
      unsafe layer.row_stride = shape.step * rowElements
      unsafe layer.column_stride = shape.step * inputStride
      unsafe layer.pair_count = Int32((shape.tapCount + 1) / 2)
      unsafe layer.tap_offsets = taps.baseAddress
      unsafe layer.block_count = Int32(channels.count.roundedUp(to: 16) / 16)
      unsafe layer.weights = UnsafePointer(weights.pointer(as: Int16.self) + 2 * channels.lowerBound)
      unsafe layer.weight_stride = 2 * shape.outputChannels.roundedUp(to: 16)
      unsafe layer.start = start
      let first = unsafe (base + memory.preparedOffset).assumingMemoryBound(to: Int16.self)
      unsafe kiln_depthwise_accumulate(
        &layer, first + shape.firstColumn * inputStride + channels.lowerBound, sums)
    }
  }

  /// Finishes a chunk, straight into the output or by way of pooling.
  private func finish(
    _ rows: Range<Int>, computed: Range<Int>, channels: Range<Int>, in base: UnsafeMutableRawPointer
  ) {
    let firstByte = rows.lowerBound * shape.outputWidth * outputStride + channels.lowerBound
    let target = unsafe output + firstByte
    let pixels = computed.count * shape.computedWidth
    if !shape.poolsPixels {
      unsafe finish(pixels, channels, in: base, to: target, stride: outputStride)
      return
    }
    let finished = unsafe (base + memory.finishedOffset).assumingMemoryBound(to: UInt8.self)
    unsafe finish(pixels, channels, in: base, to: finished, stride: channels.count)
    var pool = kiln_pool()
    pool.side = shape.pooling == .maximum4Stride4 || shape.pooling == .mean4Stride4 ? 4 : 2
    pool.stride = Int32(shape.pooling.stride)
    pool.is_mean = shape.pooling.isMean ? 1 : 0
    pool.rows = Int32(computed.count)
    pool.columns = Int32(shape.width)
    pool.output_rows = Int32(rows.count)
    pool.output_columns = Int32(shape.outputWidth)
    pool.channels = Int32(channels.count)
    pool.input_stride = channels.count
    pool.output_stride = outputStride
    unsafe kiln_pool_bytes(&pool, finished, target)
  }

  private func finish(
    _ pixels: Int, _ channels: Range<Int>, in base: UnsafeMutableRawPointer,
    to target: UnsafeMutablePointer<UInt8>, stride: Int
  ) {
    let sums = unsafe (base + memory.sumsOffset).assumingMemoryBound(to: Int32.self)
    let inputSums = unsafe (base + memory.inputSumsOffset).assumingMemoryBound(to: Int32.self)
    // In the narrow form the terms of a depthwise layer are part of its sums already.
    let usesInputs = kernel.weights.needsInputSums && !(kernel.isNarrow && shape.isDepthwise)
    let sumsStride = channels.count.roundedUp(to: 16)
    if kernel.isNarrow {
      var form = unsafe kernel.finish.narrow(
        from: channels.lowerBound, channels: channels.count, sumsStride: sumsStride, outputStride: stride)
      unsafe kiln_finish_narrow(&form, sums, usesInputs ? inputSums : nil, pixels, target)
    } else {
      var form = unsafe kernel.finish.wide(
        from: channels.lowerBound, channels: channels.count, sumsStride: sumsStride, outputStride: stride,
        terms: kernel.terms, usesInputs: usesInputs, inputStride: shape.isDepthwise ? sumsStride : 1)
      unsafe kiln_finish_any(&form, sums, usesInputs ? inputSums : nil, pixels, target)
    }
  }
}

extension PoolingK210 {
  /// Whether pixels are averaged.
  fileprivate var isMean: Bool { self == .mean2Stride2 || self == .mean4Stride4 || self == .mean2Stride1 }
}
