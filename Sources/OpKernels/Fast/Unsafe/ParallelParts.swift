extension TensorKernels {
  /// Runs a kernel on each part of an output, on several threads when the whole takes long enough.
  ///
  /// - Parameters:
  ///   - size: elements of a part; it divides the output's count.
  ///   - microseconds: how long all parts take on one thread.
  ///   - body: gets the part's index and the part, which no other part overlaps.
  func forEachPart<Element: BitwiseCopyable>(
    of output: inout MutableSpan<Element>, size: Int, microseconds: Int,
    _ body: @Sendable (Int, inout MutableSpan<Element>) -> Void
  ) {
    if output.isEmpty { return }
    precondition(size > 0 && output.count % size == 0)
    let count = output.count / size
    let workers = WorkerTeam.workers(microseconds: microseconds, threads: threads)
    if workers == 1 {
      for index in 0..<count {
        var part = output._mutatingExtracting((index * size)..<((index + 1) * size))
        body(index, &part)
      }
      return
    }
    // Invariant: each part is a stretch of its own inside the output and is taken by one thread only.
    unsafe output.withUnsafeMutableBufferPointer { buffer in
      let parts = unsafe Parts(buffer: buffer, size: size)
      WorkerTeam.run(count, workers: workers) { index, _ in parts.with(index, body) }
    }
  }
}

/// An output that threads share; Sendable under the invariant of `forEachPart`.
@safe private struct Parts<Element: BitwiseCopyable>: @unchecked Sendable {
  let buffer: UnsafeMutableBufferPointer<Element>
  let size: Int

  func with(_ index: Int, _ body: (Int, inout MutableSpan<Element>) -> Void) {
    let part = unsafe UnsafeMutableBufferPointer(rebasing: buffer[(index * size)..<((index + 1) * size)])
    var span = unsafe part.mutableSpan
    body(index, &span)
  }
}
