import CKernels

/// Between planes, as KPU RAM and main memory hold maps, and the fast kernels' interleaved pixels, or planes elsewhere.
public enum PixelLayout {
  /// About what one thread copies: measured at 33,000 for 1.2 MB in rows of 160 bytes, less in rows below 80.
  private static let copiedPerMicrosecond = 30_000

  /// Interleaves planes into pixels, `[y][x][channel]` with channels padded to a multiple of 4 by zeros.
  ///
  /// - Parameters:
  ///   - planes: pixel (c, y, x) is `planes[rows.offsets[c] + y * rows.stride + x]`.
  ///   - rows: where the rows of each channel lie.
  ///   - pixels: `height * width * LayerShapeK210.padded(channels)` bytes.
  ///   - threads: at most so many; small maps take one.
  public static func interleave(
    planes: Span<UInt8>, _ rows: PlaneRows, height: Int, width: Int, pixels: inout MutableSpan<UInt8>,
    threads: Int = 1
  ) {
    let stride = LayerShapeK210.padded(rows.offsets.count)
    rows.check(in: planes.count, height: height, width: width)
    precondition(pixels.count == height * width * stride)
    // Invariant: all rows of all planes and all pixels lie inside the spans, as just checked.
    unsafe planes.withUnsafeBufferPointer { source in
      unsafe pixels.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        let move = unsafe MapMove(source: source, target: target)
        move.forEach(height, byteCount: width * stride, threads: threads) { move, row in
          unsafe kiln_interleave_row(
            move.source + row * rows.stride, rows.offsets, Int32(rows.offsets.count), Int32(width), stride,
            move.target + row * width * stride)
        }
      }
    }
  }

  /// Takes pixels apart into planes, the inverse of `interleave`; bytes between the rows stay as they are.
  public static func deinterleave(
    pixels: Span<UInt8>, height: Int, width: Int, planes: inout MutableSpan<UInt8>, _ rows: PlaneRows,
    threads: Int = 1
  ) {
    let stride = LayerShapeK210.padded(rows.offsets.count)
    rows.check(in: planes.count, height: height, width: width)
    precondition(pixels.count == height * width * stride)
    // Invariant: as above.
    unsafe pixels.withUnsafeBufferPointer { source in
      unsafe planes.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        let move = unsafe MapMove(source: source, target: target)
        move.forEach(height, byteCount: width * stride, threads: threads) { move, row in
          unsafe kiln_deinterleave_row(
            move.source + row * width * stride, stride, Int32(rows.offsets.count), Int32(width), rows.offsets,
            move.target + row * rows.stride)
        }
      }
    }
  }

  /// Copies planes to where other planes lie; bytes between the rows stay as they are.
  ///
  /// - Parameters:
  ///   - from: where the source's rows lie.
  ///   - to: where the target's rows lie, of as many planes, which share no byte.
  ///   - threads: at most so many; small maps take one.
  public static func copy(
    planes: Span<UInt8>, _ from: PlaneRows, height: Int, width: Int, to target: inout MutableSpan<UInt8>,
    _ to: PlaneRows, threads: Int = 1
  ) {
    precondition(from.offsets.count == to.offsets.count)
    from.check(in: planes.count, height: height, width: width)
    to.check(in: target.count, height: height, width: width)
    // Planes without gaps are one row each.
    let isDense = from.stride == width && to.stride == width
    let (rows, byteCount) = isDense ? (1, height * width) : (height, width)
    // Invariant: as above.
    unsafe planes.withUnsafeBufferPointer { source in
      unsafe target.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        let move = unsafe MapMove(source: source, target: target, bytesPerMicrosecond: copiedPerMicrosecond)
        move.forEach(from.offsets.count, byteCount: height * width, threads: threads) { move, plane in
          for row in 0..<rows {
            unsafe (move.target + to.offsets[plane] + row * to.stride).update(
              from: move.source + from.offsets[plane] + row * from.stride, count: byteCount)
          }
        }
      }
    }
  }
}

/// A map that threads move; Sendable because each row or plane is one thread's, and they share no byte of the target.
@safe private struct MapMove: @unchecked Sendable {
  let source: UnsafePointer<UInt8>
  let target: UnsafeMutablePointer<UInt8>
  /// About what one thread moves.
  var bytesPerMicrosecond = 2_000

  /// Moves `count` rows or planes of so many bytes each.
  func forEach(_ count: Int, byteCount: Int, threads: Int, _ move: @Sendable (MapMove, Int) -> Void) {
    if count == 0 { return }
    let workers = WorkerTeam.workers(
      microseconds: count * byteCount / bytesPerMicrosecond, threads: threads)
    let share = workers == 1 ? count : (count + 4 * workers - 1) / (4 * workers)
    WorkerTeam.run((count + share - 1) / share, workers: workers) { index, _ in
      for part in (index * share)..<min((index + 1) * share, count) { move(self, part) }
    }
  }
}
