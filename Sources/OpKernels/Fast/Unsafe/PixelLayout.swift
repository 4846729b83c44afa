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
  public static func interleave(
    planes: Span<UInt8>, planeOffsets: [Int], rowStride: Int, height: Int, width: Int,
    pixels: inout MutableSpan<UInt8>
  ) {
    let stride = LayerShapeK210.padded(planeOffsets.count)
    check(planes.count, planeOffsets, rowStride, height, width)
    precondition(pixels.count == height * width * stride)
    // Invariant: all rows of all planes and all pixels lie inside the spans, as just checked.
    unsafe planes.withUnsafeBufferPointer { source in
      unsafe pixels.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        for row in 0..<height {
          unsafe kiln_interleave_row(
            source + row * rowStride, planeOffsets, Int32(planeOffsets.count), Int32(width), stride,
            target + row * width * stride)
        }
      }
    }
  }

  /// Takes pixels apart into planes, the inverse of `interleave`; bytes between the rows stay as they are.
  public static func deinterleave(
    pixels: Span<UInt8>, planeOffsets: [Int], rowStride: Int, height: Int, width: Int,
    planes: inout MutableSpan<UInt8>
  ) {
    let stride = LayerShapeK210.padded(planeOffsets.count)
    check(planes.count, planeOffsets, rowStride, height, width)
    precondition(pixels.count == height * width * stride)
    // Invariant: as above.
    unsafe pixels.withUnsafeBufferPointer { source in
      unsafe planes.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        for row in 0..<height {
          unsafe kiln_deinterleave_row(
            source + row * width * stride, stride, Int32(planeOffsets.count), Int32(width), planeOffsets,
            target + row * rowStride)
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
