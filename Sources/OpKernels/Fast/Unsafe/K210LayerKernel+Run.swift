import CKernels

extension K210LayerKernel {
  /// Runs stages of the layer; `input` and `output` have the shape's sizes, checked by the caller.
  func runPieces(
    _ stages: Stages, input: Span<UInt8>, output: inout MutableSpan<UInt8>, scratch: KernelScratch,
    workers: Int
  ) {
    let plan = BlockPlan(
      shape: shape, elementSize: sums.elementSize,
      stretch: sums.stretch, workers: workers)
    let memory = PieceMemory(
      window: sums.window, plan: plan, elementSize: sums.elementSize, isTransformed: sums.isTransformed,
      needsInputSums: needsInputSums, poolsPixels: shape.poolsPixels)
    unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        let finish = unsafe PieceFinishK210(kernel: self, memory: memory, input: source, output: target)
        let pieces = unsafe LayerPieces(
          sums: sums, plan: plan, memory: memory, outputHeight: shape.outputHeight, input: source,
          finish: finish, stages: stages)
        pieces.run(workers: workers, scratch: scratch)
      }
    }
  }
}

/// Correction terms, batch norm, activation and pooling; Sendable under the invariant of `LayerPieces`.
@safe private struct PieceFinishK210: PieceFinish, @unchecked Sendable {
  let kernel: K210LayerKernel
  let memory: PieceMemory
  let input: UnsafePointer<UInt8>
  let output: UnsafeMutablePointer<UInt8>

  private var shape: LayerShapeK210 { kernel.shape }
  private var window: Window2D { kernel.sums.window }

  func computedRows(of rows: Range<Int>) -> Range<Int> { shape.computedRows(of: rows) }

  /// `Sx` of each pixel; the term `(arg_x * Sx) >> shr_x` of each pixel in the narrow form.
  func begin(_ computed: Range<Int>, in base: UnsafeMutableRawPointer) {
    guard kernel.needsInputSums && !shape.isDepthwise else { return }
    let sums = unsafe (base + memory.channelSumsOffset).assumingMemoryBound(to: Int32.self)
    let padSum = Int32(kernel.padValue) * Int32(shape.inputChannels)
    let (width, stride, columns) = (window.preparedWidth, window.inputPixelStride, window.imageColumns)
    for row in 0..<window.preparedRowCount(computed.count) {
      let target = unsafe sums + row * width
      let inputRow = window.firstInputRow(of: computed) + row
      unsafe UnsafeMutableBufferPointer(start: target, count: width).update(repeating: padSum)
      if !(0..<shape.height).contains(inputRow) { continue }
      let firstPixel = inputRow * shape.width + columns.lowerBound - window.paddingLeft
      unsafe kiln_sum_channels(
        kernel.set.code, input + firstPixel * stride, Int32(shape.inputChannels), Int32(stride),
        columns.count,
        target + columns.lowerBound)
    }
    let result = unsafe (base + memory.inputSumsOffset).assumingMemoryBound(to: Int32.self)
    unsafe kiln_window_sums(
      kernel.set.code, sums, width, Int32(shape.kernelSize), Int32(window.strideHeight),
      Int32(computed.count),
      Int32(window.outputWidth), 1, result)
    if kernel.isNarrow { unsafe addTerms(computed.count * window.outputWidth, of: result, to: nil) }
  }

  /// Adds `(arg_x * Sx) >> shr_x` to sums, or puts it in the place of `Sx`.
  private func addTerms(
    _ count: Int, of inputSums: UnsafeMutablePointer<Int32>, to sums: UnsafeMutablePointer<Int32>?
  ) {
    unsafe kiln_add_terms(
      kernel.set.code, Int32(truncatingIfNeeded: kernel.terms.argX), Int32(kernel.terms.shiftX), count,
      inputSums, sums)
  }

  /// `Sx` of each pixel and channel of a depthwise chunk; added to the sums in the narrow form.
  private func sumInputs(
    _ rows: Int, _ channels: Range<Int>, by ones: PackedWeights, in base: UnsafeMutableRawPointer
  ) {
    let inputSums = unsafe (base + memory.inputSumsOffset).assumingMemoryBound(to: Int32.self)
    unsafe kernel.sums.accumulate(
      rows, channels: channels, other: ones, in: base, memory, to: inputSums)
    guard kernel.isNarrow else { return }
    let sums = unsafe (base + memory.sumsOffset).assumingMemoryBound(to: Int32.self)
    unsafe addTerms(rows * window.outputWidth * channels.count.roundedUp(to: 16), of: inputSums, to: sums)
  }

  /// Finishes a chunk, straight into the output or by way of pooling.
  func finish(
    _ rows: Range<Int>, computed: Range<Int>, channels: Range<Int>, in base: UnsafeMutableRawPointer
  ) {
    if let ones = kernel.inputSumWeights { unsafe sumInputs(computed.count, channels, by: ones, in: base) }
    let outputStride = window.outputPixelStride
    let firstByte = rows.lowerBound * shape.outputWidth * outputStride + channels.lowerBound
    let target = unsafe output + firstByte
    let pixels = computed.count * window.outputWidth
    if !shape.poolsPixels {
      unsafe finish(pixels, channels, in: base, to: target, stride: outputStride)
      return
    }
    if kernel.poolsSums {
      let count = unsafe poolSums(rows, channels, in: base)
      unsafe finish(
        count, channels, from: base + memory.finishedOffset, terms: nil, to: target, stride: outputStride)
      return
    }
    let finished = unsafe (base + memory.finishedOffset).assumingMemoryBound(to: UInt8.self)
    unsafe finish(pixels, channels, in: base, to: finished, stride: channels.count)
    var pool = kiln_pool()
    pool.set = kernel.set.code
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

  /// Puts the sums that give each window's largest result where finished pixels would be; returns how many pixels.
  private func poolSums(_ rows: Range<Int>, _ channels: Range<Int>, in base: UnsafeMutableRawPointer) -> Int {
    // A 4th or a 16th of the sums has at most as many bytes as the pixels that are not finished here.
    let pooled = unsafe (base + memory.finishedOffset).assumingMemoryBound(to: Int32.self)
    var pool = unsafe kernel.finish.sumsPool(
      from: channels.lowerBound, channels: channels.count.roundedUp(to: 16))
    unsafe pool.side = Int32(shape.pooling.stride)
    unsafe pool.columns = Int32(shape.width)
    unsafe pool.output_rows = Int32(rows.count)
    unsafe pool.output_columns = Int32(shape.outputWidth)
    let sums = unsafe (base + memory.sumsOffset).assumingMemoryBound(to: Int32.self)
    unsafe kiln_pool_sums(&pool, sums, terms(in: base), pooled)
    return rows.count * shape.outputWidth
  }

  /// What each pixel adds to its sums; nil for nothing, or where it is part of them already.
  private func terms(in base: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Int32>? {
    // In the narrow form the terms of a depthwise layer are part of its sums already.
    guard kernel.needsInputSums && !(kernel.isNarrow && shape.isDepthwise) else { return nil }
    return unsafe (base + memory.inputSumsOffset).assumingMemoryBound(to: Int32.self)
  }

  private func finish(
    _ pixels: Int, _ channels: Range<Int>, in base: UnsafeMutableRawPointer,
    to target: UnsafeMutablePointer<UInt8>, stride: Int
  ) {
    unsafe finish(
      pixels, channels, from: base + memory.sumsOffset, terms: terms(in: base), to: target, stride: stride)
  }

  private func finish(
    _ pixels: Int, _ channels: Range<Int>, from place: UnsafeMutableRawPointer,
    terms: UnsafeMutablePointer<Int32>?, to target: UnsafeMutablePointer<UInt8>, stride: Int
  ) {
    let sums = unsafe place.assumingMemoryBound(to: Int32.self)
    let sumsStride = channels.count.roundedUp(to: 16)
    if kernel.isNarrow {
      var form = unsafe kernel.finish.narrow(
        from: channels.lowerBound, channels: channels.count, sumsStride: sumsStride, outputStride: stride)
      unsafe kiln_finish_narrow(&form, sums, terms, pixels, target)
    } else {
      var form = unsafe kernel.finish.wide(
        from: channels.lowerBound, channels: channels.count, sumsStride: sumsStride, outputStride: stride,
        terms: kernel.terms, usesInputs: terms != nil, inputStride: shape.isDepthwise ? sumsStride : 1)
      unsafe kiln_finish_any(&form, sums, terms, pixels, target)
    }
  }
}

extension PoolingK210 {
  /// Whether pixels are averaged.
  fileprivate var isMean: Bool { self == .mean2Stride2 || self == .mean4Stride4 || self == .mean2Stride1 }
}
