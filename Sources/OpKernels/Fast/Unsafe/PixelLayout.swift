import CKernels

/// Between planes, as KPU RAM and main memory hold maps, and the fast kernels' interleaved pixels.
public enum PixelLayout {
  /// Interleaves planes into pixels, `[y][x][channel]` with channels padded to a multiple of 4 by zeros.
  ///
  /// - Parameters:
  ///   - planes: pixel (c, y, x) is `planes[planeOffsets[c] + y * rowStride + x]`.
  ///   - planeOffsets: where each channel starts.
  ///   - rowStride: bytes from one row of a plane to the next, at least `width`.
  ///   - pixels: `height * width * LayerShapeK210.padded(channels)` bytes.
  ///   - threads: at most so many; small maps take one.
  public static func interleave(
    planes: Span<UInt8>, planeOffsets: [Int], rowStride: Int, height: Int, width: Int,
    pixels: inout MutableSpan<UInt8>, threads: Int = 1
  ) {
    let stride = LayerShapeK210.padded(planeOffsets.count)
    check(planes.count, planeOffsets, rowStride, height, width)
    precondition(pixels.count == height * width * stride)
    // Invariant: all rows of all planes and all pixels lie inside the spans, as just checked.
    unsafe planes.withUnsafeBufferPointer { source in
      unsafe pixels.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        let rows = unsafe LayoutRows(source: source, target: target, offsets: planeOffsets)
        rows.forEach(height, bytesPerRow: width * stride, threads: threads) { rows, row in
          unsafe kiln_interleave_row(
            rows.source + row * rowStride, rows.offsets, Int32(rows.offsets.count), Int32(width), stride,
            rows.target + row * width * stride)
        }
      }
    }
  }

  /// Takes pixels apart into planes, the inverse of `interleave`; bytes between the rows stay as they are.
  public static func deinterleave(
    pixels: Span<UInt8>, planeOffsets: [Int], rowStride: Int, height: Int, width: Int,
    planes: inout MutableSpan<UInt8>, threads: Int = 1
  ) {
    let stride = LayerShapeK210.padded(planeOffsets.count)
    check(planes.count, planeOffsets, rowStride, height, width)
    precondition(pixels.count == height * width * stride)
    // Invariant: as above.
    unsafe pixels.withUnsafeBufferPointer { source in
      unsafe planes.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        let rows = unsafe LayoutRows(source: source, target: target, offsets: planeOffsets)
        rows.forEach(height, bytesPerRow: width * stride, threads: threads) { rows, row in
          unsafe kiln_deinterleave_row(
            rows.source + row * width * stride, stride, Int32(rows.offsets.count), Int32(width), rows.offsets,
            rows.target + row * rowStride)
        }
      }
    }
  }

  private static func check(_ count: Int, _ offsets: [Int], _ rowStride: Int, _ height: Int, _ width: Int) {
    let limit = Int(Int32.max)
    precondition(0 < height && height <= limit && 0 < width && width <= rowStride && rowStride <= limit)
    let last = (height - 1) * rowStride + width
    precondition(offsets.allSatisfy { $0 >= 0 && $0 <= count && last <= count - $0 })
  }
}

/// A map whose rows threads convert; Sendable because each row is one thread's, and rows share no byte of the target.
@safe private struct LayoutRows: @unchecked Sendable {
  let source: UnsafePointer<UInt8>
  let target: UnsafeMutablePointer<UInt8>
  let offsets: [Int]

  /// About what one thread converts.
  private static let bytesPerMicrosecond = 2_000

  func forEach(
    _ height: Int, bytesPerRow: Int, threads: Int, _ convert: @Sendable (LayoutRows, Int) -> Void
  ) {
    let workers = WorkerTeam.workers(
      microseconds: height * bytesPerRow / Self.bytesPerMicrosecond, threads: threads)
    let rows = workers == 1 ? height : (height + 4 * workers - 1) / (4 * workers)
    WorkerTeam.run((height + rows - 1) / rows, workers: workers) { index, _ in
      for row in (index * rows)..<min((index + 1) * rows, height) { convert(self, row) }
    }
  }
}
