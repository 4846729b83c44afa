extension Reference {
  /// Adds one input plane's contribution to one output plane's sums, reading KPU RAM's rows in place.
  ///
  /// `plane` starts at the plane's pixel (0, 0) and holds `height` rows of `width` pixels, `rowStride` bytes
  /// apart. `kernel` is `[ky][kx]`, 1 or 9 weights; pixels outside the image read as `padValue`. `sums` is
  /// dense `[height][width]`. Slower than `unpack` and `convolve` for whole layers, which equal it.
  @inlinable
  public static func accumulate<Weight: FixedWidthInteger, Sum: FixedWidthInteger>(
    plane: Span<UInt8>, width: Int, height: Int, rowStride: Int, kernel: Span<Weight>, kernelSize: Int,
    padValue: UInt8, into sums: inout MutableSpan<Sum>
  ) {
    precondition(kernelSize == 1 || kernelSize == 3)
    precondition(kernel.count == kernelSize * kernelSize && Weight.bitWidth <= 16)
    precondition(width > 0 && height > 0 && rowStride >= width)
    precondition(plane.count >= (height - 1) * rowStride + width && sums.count >= width * height)
    let ring = kernelSize / 2
    for row in 0..<height {
      for tapRow in 0..<kernelSize {
        for tapColumn in 0..<kernelSize {
          let weight = Int32(truncatingIfNeeded: kernel[tapRow * kernelSize + tapColumn])
          let sourceRow = row + tapRow - ring
          let shift = tapColumn - ring
          let outside = Sum(truncatingIfNeeded: Int32(padValue) &* weight)
          let first = sourceRow < 0 || sourceRow >= height ? width : max(0, -shift)
          let end = max(first, min(width, width - shift))
          let sumsRow = row * width
          for column in 0..<first { sums[sumsRow &+ column] &+= outside }
          for column in end..<width { sums[sumsRow &+ column] &+= outside }
          if first == end { continue }
          let start = sourceRow * rowStride + first + shift
          let pixels = plane.extracting(start..<(start + end - first))
          for index in 0..<pixels.count {
            let product = Int32(pixels[index]) &* weight
            sums[sumsRow &+ first &+ index] &+= Sum(truncatingIfNeeded: product)
          }
        }
      }
    }
  }
}
