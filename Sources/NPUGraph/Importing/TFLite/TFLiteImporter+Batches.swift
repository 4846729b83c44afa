import OpKernels

extension TFLiteImporter {
  /// `SPACE_TO_BATCH_ND`: nothing moves until a convolution reads it.
  mutating func spaceToBatch(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let input = try picture(node, 0)
    let extents = assembler.extents(input)
    let block = try blocks(node)
    let pads = try crops(node)
    try node.require(extents[0] == 1, "batches of \(extents[0]) pictures")
    for axis in 0..<2 {
      let size = extents[2 + axis] + pads[axis] + pads[2 + axis]
      guard size % block[axis] == 0 else {
        throw ImportError(
          .invalid(name: "padded extent", found: "\(size)", expected: "a multiple of \(block[axis])"))
      }
    }
    return TFLiteResult(operand: input, order: .spread(TFLiteSpread(block: block, pads: pads)))
  }

  /// `BATCH_TO_SPACE_ND`: the whole picture, which was never cut, without its margins.
  mutating func batchToSpace(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    guard let (operand, spread) = try value(try node.input(0)).spread else {
      throw ImportError(.unsupportedForm("BATCH_TO_SPACE_ND without SPACE_TO_BATCH_ND before it"))
    }
    let block = try blocks(node)
    let crops = try crops(node)
    try node.require(block == spread.block, "other blocks, \(block), than before, \(spread.block)")
    let extents = assembler.extents(operand)
    let margins = zip(spread.pads, crops).map { $0 - $1 }
    let result = [1, extents[1], extents[2] + margins[0] + margins[2], extents[3] + margins[1] + margins[3]]
    guard result.allSatisfy({ $0 > 0 }) else {
      throw ImportError(.invalid(name: "crops", found: "\(crops)", expected: "less than the picture"))
    }
    let form = try form(of: try node.output())
    if result == extents, margins.allSatisfy({ $0 == 0 }), self.form(operand) == form { return .map(operand) }
    return .map(
      try emit(
        .pad(before: [0, 0, margins[0], margins[1]], after: [0, 0, margins[2], margins[3]], .constant(0)),
        [operand], node, extents: result, as: form))
  }

  private mutating func blocks(_ node: TFLiteNode) throws(ImportError) -> [Int] {
    let block = try integers(node, 1, "a block")
    guard block.count == 2, block.allSatisfy({ (1...1 << 16).contains($0) }) else {
      throw ImportError(.invalid(name: "block", found: "\(block)", expected: "two numbers from 1 on"))
    }
    return block
  }

  /// Rows before, columns before, rows behind, columns behind.
  private mutating func crops(_ node: TFLiteNode) throws(ImportError) -> [Int] {
    let numbers = try integers(node, 2, "a padding")
    guard numbers.count == 4, numbers.allSatisfy({ (0...1 << 20).contains($0) }) else {
      throw ImportError(.invalid(name: "padding", found: "\(numbers)", expected: "four numbers from 0 on"))
    }
    return [numbers[0], numbers[2], numbers[1], numbers[3]]
  }
}
