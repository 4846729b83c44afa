extension Reference {
  /// One output channel's sums over all input planes: `sum of x * w` over the window and the channels.
  ///
  /// `kernel` is `[channel][ky][kx]` without zero points. `sums` needs `geometry.sumCount` elements; the
  /// first `height * width` of them are the result `[y][x]`, the rest is scratch. Exact in `Int32` for 8-bit
  /// weights of up to 1024 channels, in `Int64` for 16-bit ones.
  /// **Source**: specification of the KPU, section 4.
  @inlinable
  public static func convolve<Weight: FixedWidthInteger, Sum: FixedWidthInteger>(
    planes: Span<UInt8>, geometry: PlanesK210, kernel: Span<Weight>, into sums: inout MutableSpan<Sum>
  ) {
    let tapCount = geometry.kernelSize * geometry.kernelSize
    precondition(planes.count == geometry.byteCount && sums.count >= geometry.sumCount)
    precondition(kernel.count == geometry.channels * tapCount && Weight.bitWidth <= 16)
    for index in 0..<geometry.sumCount { sums[index] = 0 }
    if geometry.kernelSize == 1 {
      addPointwise(planes: planes, geometry: geometry, kernel: kernel, into: &sums)
      return
    }
    for channel in 0..<geometry.channels {
      let start = channel * geometry.planeByteCount
      let plane = planes.extracting(start..<(start + geometry.planeByteCount))
      let taps = kernel.extracting((channel * 9)..<(channel * 9 + 9))
      addThreeByThree(plane: plane, geometry: geometry, taps: taps, into: &sums)
    }
    closeRows(of: &sums, geometry: geometry)
  }

  /// Adds 1×1 products, four channels at a time so that each sum is loaded and stored less often.
  @inlinable
  static func addPointwise<Weight: FixedWidthInteger, Sum: FixedWidthInteger>(
    planes: Span<UInt8>, geometry: PlanesK210, kernel: Span<Weight>, into sums: inout MutableSpan<Sum>
  ) {
    let count = geometry.planeByteCount
    var channel = 0
    while channel + 4 <= geometry.channels {
      let start = channel * count
      let plane0 = planes.extracting(start..<(start + count))
      let plane1 = planes.extracting((start + count)..<(start + 2 * count))
      let plane2 = planes.extracting((start + 2 * count)..<(start + 3 * count))
      let plane3 = planes.extracting((start + 3 * count)..<(start + 4 * count))
      let weight0 = Int32(truncatingIfNeeded: kernel[channel])
      let weight1 = Int32(truncatingIfNeeded: kernel[channel + 1])
      let weight2 = Int32(truncatingIfNeeded: kernel[channel + 2])
      let weight3 = Int32(truncatingIfNeeded: kernel[channel + 3])
      for index in 0..<count {
        let first = Int32(plane0[index]) &* weight0 &+ Int32(plane1[index]) &* weight1
        let second = Int32(plane2[index]) &* weight2 &+ Int32(plane3[index]) &* weight3
        sums[index] &+= Sum(truncatingIfNeeded: first &+ second)
      }
      channel += 4
    }
    while channel < geometry.channels {
      let plane = planes.extracting((channel * count)..<(channel * count + count))
      let weight = Int32(truncatingIfNeeded: kernel[channel])
      for index in 0..<count {
        sums[index] &+= Sum(truncatingIfNeeded: Int32(plane[index]) &* weight)
      }
      channel += 1
    }
  }

  /// Adds one plane's 3×3 products, all rows as one run: the sums between two rows mean nothing.
  @inlinable
  static func addThreeByThree<Weight: FixedWidthInteger, Sum: FixedWidthInteger>(
    plane: Span<UInt8>, geometry: PlanesK210, taps: Span<Weight>, into sums: inout MutableSpan<Sum>
  ) {
    let stride = geometry.rowStride
    let count = geometry.sumCount - 2
    // One sub-span per tap, so that the loop below needs no bounds check but one.
    let above0 = plane.extracting(0..<count)
    let above1 = plane.extracting(1..<(count + 1))
    let above2 = plane.extracting(2..<(count + 2))
    let here0 = plane.extracting(stride..<(stride + count))
    let here1 = plane.extracting((stride + 1)..<(stride + count + 1))
    let here2 = plane.extracting((stride + 2)..<(stride + count + 2))
    let below0 = plane.extracting((2 * stride)..<(2 * stride + count))
    let below1 = plane.extracting((2 * stride + 1)..<(2 * stride + count + 1))
    let below2 = plane.extracting((2 * stride + 2)..<(2 * stride + count + 2))
    var weights = InlineArray<9, Int32>(repeating: 0)
    for tap in 0..<9 { weights[tap] = Int32(truncatingIfNeeded: taps[tap]) }
    for index in 0..<count {
      let above =
        Int32(above0[index]) &* weights[0] &+ Int32(above1[index]) &* weights[1]
        &+ Int32(above2[index]) &* weights[2]
      let here =
        Int32(here0[index]) &* weights[3] &+ Int32(here1[index]) &* weights[4]
        &+ Int32(here2[index]) &* weights[5]
      let below =
        Int32(below0[index]) &* weights[6] &+ Int32(below1[index]) &* weights[7]
        &+ Int32(below2[index]) &* weights[8]
      sums[index] &+= Sum(truncatingIfNeeded: above &+ here &+ below)
    }
  }

  /// The sums of inputs `Sx` over the same windows and channels; padding pixels count with their value.
  ///
  /// Needs only to run for layers whose `arg_x` is not zero. Sizes of `sums` as in `convolve`.
  @inlinable
  public static func sumInputs<Sum: FixedWidthInteger>(
    planes: Span<UInt8>, geometry: PlanesK210, into sums: inout MutableSpan<Sum>
  ) {
    precondition(planes.count == geometry.byteCount && sums.count >= geometry.sumCount)
    for index in 0..<geometry.sumCount { sums[index] = 0 }
    let count = geometry.sumCount - 2 * geometry.ring
    for channel in 0..<geometry.channels {
      for row in 0..<geometry.kernelSize {
        for column in 0..<geometry.kernelSize {
          let start = channel * geometry.planeByteCount + row * geometry.rowStride + column
          let pixels = planes.extracting(start..<(start + count))
          for index in 0..<count { sums[index] &+= Sum(truncatingIfNeeded: pixels[index]) }
        }
      }
    }
    closeRows(of: &sums, geometry: geometry)
  }

  /// Moves rows of sums together, so that row `y` starts at `y * width` instead of `y * rowStride`.
  @inlinable
  static func closeRows<Sum: FixedWidthInteger>(of sums: inout MutableSpan<Sum>, geometry: PlanesK210) {
    for row in 1..<max(geometry.height, 1) where geometry.ring > 0 {
      let from = row * geometry.rowStride
      let to = row * geometry.width
      for column in 0..<geometry.width { sums[to &+ column] = sums[from &+ column] }
    }
  }
}
