import Glibc

extension MutableSpan where Element: BitwiseCopyable {
  /// Replaces all elements by those of a span of the same count, which may not be part of this one.
  @inlinable
  package mutating func copy(_ source: Span<Element>) {
    precondition(source.count == count)
    // Invariant: both hold `count` elements, as just checked.
    unsafe source.withUnsafeBufferPointer { source in
      unsafe withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        unsafe to.update(from: from, count: target.count)
      }
    }
  }
}

extension MutableSpan<UInt8> {
  /// Sets every byte to zero.
  ///
  /// - Parameter threads: at most so many, as `WorkerTeam` finds the work worth it.
  package mutating func clear(threads: Int = 1) {
    let count = count
    // About what a thread clears in a microsecond, and bytes that it clears at a time.
    let workers = WorkerTeam.workers(microseconds: count / 20_000, threads: threads)
    let share = workers == 1 ? max(1, count) : 128 * 1024
    unsafe withUnsafeMutableBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      let target = unsafe ClearedBytes(base: base)
      WorkerTeam.run((count + share - 1) / share, workers: workers) { index, _ in
        target.clear((index * share)..<min((index + 1) * share, count))
      }
    }
  }
}

/// Bytes that threads clear; Sendable because each range is inside the span and one thread's.
@safe private struct ClearedBytes: @unchecked Sendable {
  let base: UnsafeMutablePointer<UInt8>

  /// Not `update(repeating:count:)`, which sets byte after byte in builds without optimisation.
  func clear(_ range: Range<Int>) { unsafe _ = memset(base + range.lowerBound, 0, range.count) }
}
