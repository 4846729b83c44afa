extension QuantizedLayerKernel {
  /// Runs the layer; `input` and `output` have the window's sizes, checked by the caller.
  func runPieces(
    input: Span<UInt8>, operand: Span<UInt8>?, output: inout MutableSpan<UInt8>, scratch: KernelScratch,
    workers: Int
  ) {
    guard let operand else {
      unsafe runAllPieces(input: input, operand: nil, output: &output, scratch: scratch, workers: workers)
      return
    }
    unsafe operand.withUnsafeBufferPointer { other in
      unsafe runAllPieces(
        input: input, operand: other.baseAddress, output: &output, scratch: scratch, workers: workers)
    }
  }

  /// The same with the operand's bytes, which have the output's size.
  private func runAllPieces(
    input: Span<UInt8>, operand: UnsafePointer<UInt8>?, output: inout MutableSpan<UInt8>,
    scratch: KernelScratch,
    workers: Int
  ) {
    let plan = BlockPlan(
      window: window, outputHeight: window.outputHeight, elementSize: sums.elementSize,
      stretch: sums.stretch, workers: workers)
    let memory = PieceMemory(
      window: window, plan: plan, elementSize: sums.elementSize, isTransformed: sums.isTransformed)
    unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        let finish = unsafe PieceRequantization(
          kernel: self, memory: memory, operand: operand, output: target)
        let pieces = unsafe LayerPieces(
          sums: sums, plan: plan, memory: memory, outputHeight: window.outputHeight, input: source,
          finish: finish)
        pieces.run(workers: workers, scratch: scratch)
      }
    }
  }
}

/// Requantises the sums of pieces; Sendable under the invariant of `LayerPieces`.
@safe private struct PieceRequantization: PieceFinish, @unchecked Sendable {
  let kernel: QuantizedLayerKernel
  let memory: PieceMemory
  let operand: UnsafePointer<UInt8>?
  let output: UnsafeMutablePointer<UInt8>

  func computedRows(of rows: Range<Int>) -> Range<Int> { rows }

  func begin(_ computed: Range<Int>, in base: UnsafeMutableRawPointer) {}

  func finish(
    _ rows: Range<Int>, computed: Range<Int>, channels: Range<Int>, in base: UnsafeMutableRawPointer
  ) {
    let window = kernel.window
    let stride = window.outputPixelStride
    let sums = unsafe (base + memory.sumsOffset).assumingMemoryBound(to: Int32.self)
    let first = rows.lowerBound * window.outputWidth * stride + channels.lowerBound
    let other = unsafe operand.map { unsafe $0 + first }
    unsafe kernel.finish.run(
      channels, sums: sums, sumsStride: channels.count.roundedUp(to: 16),
      pixels: rows.count * window.outputWidth, operand: other, output: output + first, outputStride: stride)
  }
}
