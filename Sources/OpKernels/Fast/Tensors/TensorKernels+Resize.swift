extension TensorKernels {
  /// Nearest-neighbour resize; see `Reference.resizeNearest`.
  @specialized(where Element == UInt8)
  @specialized(where Element == UInt32)
  @specialized(where Element == Float)
  public func resizeNearest<Element: BitwiseCopyable>(
    input: Span<Element>, planes: Int, height: Int, width: Int, outputHeight: Int, outputWidth: Int,
    output: inout MutableSpan<Element>
  ) {
    if isReference || planes == 0 {
      return Reference.resizeNearest(
        input: input, planes: planes, height: height, width: width, outputHeight: outputHeight,
        outputWidth: outputWidth, output: &output)
    }
    precondition(planes > 0 && height > 0 && width > 0 && outputHeight > 0 && outputWidth > 0)
    precondition(input.count == planes * height * width)
    precondition(output.count == planes * outputHeight * outputWidth)
    let rowScale = Float(height) / Float(outputHeight)
    let columnScale = Float(width) / Float(outputWidth)
    // The columns are those of the first row, for every row.
    let columns = (0..<outputWidth).map { min(Int(Float($0) * columnScale), width - 1) }
    let columnSpan = columns.span
    for plane in 0..<planes {
      for row in 0..<outputHeight {
        let start = (plane * height + min(Int(Float(row) * rowScale), height - 1)) * width
        let pixels = input.extracting(start..<(start + width))
        let target = (plane * outputHeight + row) * outputWidth
        var results = output._mutatingExtracting(target..<(target + outputWidth))
        for column in 0..<min(results.count, columnSpan.count) {
          results[column] = pixels[columnSpan[column]]
        }
      }
    }
  }

  /// Bilinear resize; see `Reference.resizeBilinear`.
  @specialized(where Element == UInt8)
  @specialized(where Element == Float)
  public func resizeBilinear<Element: BilinearElement>(
    input: Span<Element>, planes: Int, height: Int, width: Int, outputHeight: Int, outputWidth: Int,
    alignsCorners: Bool, output: inout MutableSpan<Element>
  ) {
    if isReference || planes == 0 {
      return Reference.resizeBilinear(
        input: input, planes: planes, height: height, width: width, outputHeight: outputHeight,
        outputWidth: outputWidth, alignsCorners: alignsCorners, output: &output)
    }
    precondition(planes > 0 && height > 0 && width > 0 && outputHeight > 0 && outputWidth > 0)
    precondition(input.count == planes * height * width)
    precondition(output.count == planes * outputHeight * outputWidth)
    let rows = BilinearAxis(from: height, to: outputHeight, alignsCorners: alignsCorners)
    let columns = BilinearAxis(from: width, to: outputWidth, alignsCorners: alignsCorners)
    let places = columns.places.span
    for plane in 0..<planes {
      for row in 0..<outputHeight {
        let y = rows.places[row]
        let topRow = (plane * height + y.first) * width
        let bottomRow = (plane * height + y.second) * width
        let top = input.extracting(topRow..<(topRow + width))
        let bottom = input.extracting(bottomRow..<(bottomRow + width))
        let target = (plane * outputHeight + row) * outputWidth
        var results = output._mutatingExtracting(target..<(target + outputWidth))
        for column in 0..<min(results.count, places.count) {
          let x = places[column]
          var sum = top[x.first].bilinearValue * (y.rest * x.rest)
          sum += bottom[x.first].bilinearValue * (y.fraction * x.rest)
          sum += top[x.second].bilinearValue * (y.rest * x.fraction)
          sum += bottom[x.second].bilinearValue * (y.fraction * x.fraction)
          results[column] = Element(bilinearSum: sum)
        }
      }
    }
  }
}

/// Where each output pixel of an axis lies between two input pixels.
private struct BilinearAxis {
  struct Place {
    let first: Int
    let second: Int
    let fraction: Float
    let rest: Float
  }

  let places: [Place]

  init(from size: Int, to outputSize: Int, alignsCorners: Bool) {
    let scale = Reference.bilinearScale(from: size, to: outputSize, alignsCorners: alignsCorners)
    places = (0..<outputSize).map { index in
      let position = Float(index) * scale
      let first = min(Int(position), size - 1)
      let fraction = position - Float(first)
      return Place(first: first, second: min(first + 1, size - 1), fraction: fraction, rest: 1 - fraction)
    }
  }
}
