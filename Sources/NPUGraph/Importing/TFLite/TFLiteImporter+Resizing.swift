import OpKernels

extension TFLiteImporter {
  /// `DEPTH_TO_SPACE`: of a pixel's channels, rows of a block come first, then columns.
  mutating func depthToSpace(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let (input, extents, block) = try block(node)
    guard extents[1] % (block * block) == 0 else {
      throw ImportError(
        .invalid(name: "channels", found: "\(extents[1])", expected: "a multiple of \(block * block)"))
    }
    let channels = extents[1] / (block * block)
    return .map(
      try emit(
        .rearrange(
          extents: [extents[0], block, block, channels, extents[2], extents[3]],
          permutation: [0, 3, 4, 1, 5, 2]), [input], node,
        extents: [extents[0], channels, extents[2] * block, extents[3] * block],
        as: try form(of: try node.output())))
  }

  mutating func spaceToDepth(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let (input, extents, block) = try block(node)
    guard extents[2] % block == 0, extents[3] % block == 0 else {
      throw ImportError(
        .invalid(
          name: "rows and columns", found: "\(extents[2])x\(extents[3])", expected: "multiples of \(block)"))
    }
    let (rows, columns) = (extents[2] / block, extents[3] / block)
    return .map(
      try emit(
        .rearrange(
          extents: [extents[0], extents[1], rows, block, columns, block], permutation: [0, 3, 5, 1, 2, 4]),
        [input], node, extents: [extents[0], extents[1] * block * block, rows, columns],
        as: try form(of: try node.output())))
  }

  private mutating func block(
    _ node: TFLiteNode
  ) throws(ImportError) -> (input: Operand, extents: [Int], block: Int) {
    let input = try picture(node, 0)
    let block = try node.int(0)
    guard (1...1024).contains(block) else {
      throw ImportError(.invalid(name: "block", found: "\(block)", expected: "1 to 1024"))
    }
    return (input, assembler.extents(input), block)
  }

  /// Rows and columns of a result, which an input holds.
  private mutating func size(_ node: TFLiteNode) throws(ImportError) -> [Int] {
    let size = try integers(node, 1, "a size")
    guard size.count == 2, size.allSatisfy({ (1...1 << 24).contains($0) }) else {
      throw ImportError(.invalid(name: "size", found: "\(size)", expected: "rows and columns"))
    }
    return size
  }

  /// `RESIZE_NEAREST_NEIGHBOR`: places as the interpreter finds them, in single precision.
  mutating func resizeNearest(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let input = try picture(node, 0)
    let extents = assembler.extents(input)
    let size = try size(node)
    let (alignsCorners, isHalfPixel) = (try node.flag(0), try node.flag(1))
    let form = try form(of: try node.output())
    guard !extents.contains(0) else { throw ImportError(.unsupportedForm("a picture without pixels")) }
    // Before anything is laid out: a picture that is too large must not take long.
    try count(stored: size[0] + size[1])
    var places: [[Int]] = []
    for (axis, count) in size.enumerated() {
      let extent = extents[2 + axis]
      let scale =
        alignsCorners && count > 1 ? Float(extent - 1) / Float(count - 1) : Float(extent) / Float(count)
      let offset: Float = isHalfPixel ? 0.5 : 0
      places.append(
        (0..<count).map { place in
          let x = (Float(place) + offset) * scale
          return max(0, min(Int(alignsCorners ? x.rounded() : x.rounded(.down)), extent - 1))
        })
    }
    let isUsual = (0..<2).allSatisfy { axis in
      places[axis].enumerated().allSatisfy { $1 == $0 * extents[2 + axis] / size[axis] }
    }
    if isUsual {
      return .map(
        try emit(.resizeNearest, [input], node, extents: [extents[0], extents[1]] + size, as: form))
    }
    let rows = try gathered(input, axis: 2, places[0], node, as: form)
    return .map(try gathered(rows, axis: 3, places[1], node, as: form))
  }

  mutating func resizeBilinear(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let input = try picture(node, 0)
    let extents = assembler.extents(input)
    let size = try size(node)
    let (alignsCorners, isHalfPixel) = (try node.flag(2), try node.flag(3))
    try node.require(!(alignsCorners && isHalfPixel), "align_corners with half_pixel_centers")
    guard !extents.contains(0) else { throw ImportError(.unsupportedForm("a picture without pixels")) }
    let scales = (0..<2).map { Float(size[$0]) / Float(extents[2 + $0]) }
    return .map(
      try emit(
        isHalfPixel
          ? .resample(Resampling(mode: .linear, coordinates: .halfPixel, scales: scales))
          : .resizeBilinear(alignsCorners: alignsCorners), [input], node,
        extents: [extents[0], extents[1]] + size, as: try form(of: try node.output())))
  }
}
