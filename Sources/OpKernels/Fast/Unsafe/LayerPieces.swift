/// What a format does with the sums of a piece; pointers lead to one thread's working memory.
protocol PieceFinish: Sendable {
  /// Rows of sums that the given output rows need.
  func computedRows(of rows: Range<Int>) -> Range<Int>

  /// Runs once per piece, when its input is prepared.
  func begin(_ computed: Range<Int>, in base: UnsafeMutableRawPointer)

  /// Writes the bytes of the given output rows and channels.
  func finish(
    _ rows: Range<Int>, computed: Range<Int>, channels: Range<Int>, in base: UnsafeMutableRawPointer)
}

/// One run of a layer, piece by piece.
///
/// Invariant: `input` has the window's size and outlives the run; pieces write disjoint bytes of the output, and
/// each worker has a part of the scratch to itself.
@safe struct LayerPieces<Finish: PieceFinish>: @unchecked Sendable {
  let sums: WindowSums
  let plan: BlockPlan
  let memory: PieceMemory
  let outputHeight: Int
  let input: UnsafePointer<UInt8>
  let finish: Finish
  /// What is run of each piece; measurements take them apart.
  var stages = K210LayerKernel.Stages.all

  /// Runs all pieces, on several threads if asked.
  func run(workers: Int, scratch: KernelScratch) {
    let used = max(1, min(workers, plan.pieceCount))
    scratch.reserve(parts: used, byteCount: memory.byteCount)
    let parts = scratch.parts
    WorkerTeam.run(plan.pieceCount, workers: used) { index, worker in
      unsafe run(index, in: parts[worker].base)
    }
  }

  /// Runs piece `index` with the working memory of one thread.
  private func run(_ index: Int, in base: UnsafeMutableRawPointer) {
    let rows = plan.rows(of: index, outputHeight: outputHeight)
    let channels = plan.channels(of: index, outputStride: sums.window.outputPixelStride)
    let computed = finish.computedRows(of: rows)
    if stages.contains(.prepare) {
      unsafe sums.prepare(computed, of: input, in: base, memory)
      unsafe finish.begin(computed, in: base)
    }
    var channel = channels.lowerBound
    while channel < channels.upperBound {
      let chunk = channel..<min(channel + plan.chunk, channels.upperBound)
      let target = unsafe (base + memory.sumsOffset).assumingMemoryBound(to: Int32.self)
      if stages.contains(.accumulate) {
        unsafe sums.accumulate(computed.count, channels: chunk, in: base, memory, to: target)
      }
      if stages.contains(.finish) {
        unsafe finish.finish(rows, computed: computed, channels: chunk, in: base)
      }
      channel = chunk.upperBound
    }
  }
}
