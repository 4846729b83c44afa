import Glibc

extension MutableSpan<UInt8> {
  /// Sets every byte to zero.
  ///
  /// - Parameter threads: at most so many, as `WorkerTeam` finds the work worth it.
  package mutating func clear(threads: Int = 1) {
    let count = count
    let workers = WorkerTeam.workers(
      microseconds: count / ClearedBytes.bytesPerMicrosecond, threads: threads)
    let share = workers == 1 ? max(1, count) : ClearedBytes.share
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

  /// About what one thread clears: measured at 72,000 for 4.6 MB, at 98,000 for 2.2 MB.
  static let bytesPerMicrosecond = 70_000
  /// Bytes that a thread clears at a time.
  static let share = 128 * 1024

  /// Not `update(repeating:count:)`, which sets byte after byte in builds without optimisation.
  func clear(_ range: Range<Int>) { unsafe _ = memset(base + range.lowerBound, 0, range.count) }
}
