import KModel
import OpKernels
import Simulation

extension RunnerV4 {
  /// Bytes of each input in turn, as often as the outer size says.
  func run(_ node: OperationV4.Concat) throws(Fault) {
    guard node.inputs.count == node.dimensions.count else {
      throw .invalidParameter(
        name: "dimensions", found: "\(node.dimensions.count)", expected: "\(node.inputs.count), one per input"
      )
    }
    let blocks = try node.blockSizes()
    let stride = blocks.reduce(0, +)
    let count = Int(node.outerSize)
    let output = try Operand<UInt8>(node.output).first(Int.counted(stride, count))
    var offset = 0
    for (range, block) in zip(node.inputs, blocks) where block > 0 {
      try memory.apply(Operand<UInt8>(range).first(Int.counted(block, count)), to: output) {
        (input: Span<UInt8>, output: inout MutableSpan<UInt8>) in
        kernels.concatenate(
          input: input, blockSize: block, count: count, outputOffset: offset, outputStride: stride,
          output: &output)
      }
      offset += block
    }
  }

  /// Whole words only, so the output may be shorter than an input with a remainder.
  func copy(_ operands: OperationV4.UnaryOperands) throws(Fault) {
    let input = Operand<UInt8>(operands.input)
    let byteCount = input.count / 4 * 4
    try memory.apply(input.first(byteCount), to: Operand<UInt8>(operands.output).first(byteCount)) {
      (input: Span<UInt8>, output: inout MutableSpan<UInt8>) in
      kernels.copyWords(input: input, output: &output)
    }
  }

  func run(_ node: OperationV4.Pad) throws(Fault) {
    let (shape, count) = try node.inputShape.extents()
    let outputCount = try node.outputCount()
    var before = InlineArray<4, Int>(repeating: 0)
    var after = before
    for axis in 0..<4 {
      before[axis] = Int(node.padding[axis].before)
      after[axis] = Int(node.padding[axis].after)
    }
    // Elements are moved as patterns of bits, so one kernel serves both widths.
    switch node.operands.input.dataType {
    case .uint8:
      try move(node.operands, count, outputCount) {
        (input: Span<UInt8>, output: inout MutableSpan<UInt8>) in
        kernels.pad(
          input: input, shape: shape, before: before, after: after,
          value: UInt8(truncatingIfNeeded: node.value), output: &output)
      }
    case .float32:
      try move(node.operands, count, outputCount) {
        (input: Span<UInt32>, output: inout MutableSpan<UInt32>) in
        kernels.pad(
          input: input, shape: shape, before: before, after: after, value: node.value, output: &output)
      }
    }
  }

  func run(_ node: OperationV4.Transpose) throws(Fault) {
    let (shape, count) = try node.inputShape.extents()
    let permutation = node.permutation.coordinates
    guard Set(node.permutation.values) == [0, 1, 2, 3] else {
      throw .invalidParameter(
        name: "permutation", found: "\(node.permutation.values)", expected: "each of 0, 1, 2, 3 once")
    }
    switch node.operands.input.dataType {
    case .uint8:
      try move(node.operands, count, count) { (input: Span<UInt8>, output: inout MutableSpan<UInt8>) in
        kernels.transpose(input: input, shape: shape, permutation: permutation, output: &output)
      }
    case .float32:
      try move(node.operands, count, count) { (input: Span<UInt32>, output: inout MutableSpan<UInt32>) in
        kernels.transpose(input: input, shape: shape, permutation: permutation, output: &output)
      }
    }
  }

  func run(_ node: OperationV4.StridedSlice) throws(Fault) {
    let (shape, count) = try node.inputShape.extents()
    let outputCount = try node.outputCount()
    guard outputCount > 0 else { return }
    let (begin, end, strides) = (node.begin.coordinates, node.end.coordinates, node.strides.coordinates)
    switch node.operands.input.dataType {
    case .uint8:
      try move(node.operands, count, outputCount) {
        (input: Span<UInt8>, output: inout MutableSpan<UInt8>) in
        kernels.stridedSlice(
          input: input, shape: shape, begin: begin, end: end, strides: strides, output: &output)
      }
    case .float32:
      try move(node.operands, count, outputCount) {
        (input: Span<UInt32>, output: inout MutableSpan<UInt32>) in
        kernels.stridedSlice(
          input: input, shape: shape, begin: begin, end: end, strides: strides, output: &output)
      }
    }
  }

  func run(_ node: OperationV4.ResizeImage) throws(Fault) {
    switch node.operands.input.dataType {
    case .uint8: try resize(node, as: UInt8.self)
    case .float32: try resize(node, as: Float.self)
    }
  }

  private func resize<Element: PlainElement & BilinearElement>(
    _ node: OperationV4.ResizeImage, as type: Element.Type
  ) throws(Fault) {
    let (shape, count) = try node.inputShape.extents()
    let planes = shape[0] * shape[1]
    let (height, width) = (Int(node.outputHeight), Int(node.outputWidth))
    let outputCount = try Int.counted(planes, height, width)
    guard outputCount > 0 else { return }
    try move(node.operands, count, outputCount) {
      (input: Span<Element>, output: inout MutableSpan<Element>) in
      switch node.mode {
      case .bilinear:
        kernels.resizeBilinear(
          input: input, planes: planes, height: shape[2], width: shape[3], outputHeight: height,
          outputWidth: width, alignsCorners: node.alignCorners != 0, output: &output)
      case .nearest:
        kernels.resizeNearest(
          input: input, planes: planes, height: shape[2], width: shape[3], outputHeight: height,
          outputWidth: width, output: &output)
      }
    }
  }

  private func move<Element: PlainElement>(
    _ operands: OperationV4.UnaryOperands, _ count: Int, _ outputCount: Int,
    _ kernel: (Span<Element>, inout MutableSpan<Element>) throws(Fault) -> Void
  ) throws(Fault) {
    try memory.apply(
      Operand<Element>(operands.input).first(count), to: Operand<Element>(operands.output).first(outputCount),
      kernel)
  }
}

extension OperationV4.Concat {
  /// Bytes that each input adds per repetition.
  func blockSizes() throws(Fault) -> [Int] {
    var blocks: [Int] = []
    for dimension in dimensions { blocks.append(try Int.counted(Int(innerSize), Int(dimension))) }
    return blocks
  }
}

extension OperationV4.Pad {
  /// The extents of the result: `before + extent + after`, none below 0.
  var outputShape: ShapeV4 {
    let extents = (0..<4).map { axis in
      let (before, after) = (Int(padding[axis].before), Int(padding[axis].after))
      return Int32(clamping: max(0, before + Int(inputShape.values[axis]) + after))
    }
    return ShapeV4(extents[0], extents[1], extents[2], extents[3])
  }

  /// Elements of the result.
  ///
  /// - Throws: a fault when more is cropped than there is, or the count fits no memory.
  func outputCount() throws(Fault) -> Int {
    for axis in 0..<4 {
      let extent = Int(inputShape.values[axis]) + Int(padding[axis].before) + Int(padding[axis].after)
      guard extent >= 0 else {
        throw .invalidParameter(name: "padded extent \(axis)", found: "\(extent)", expected: "0 at least")
      }
    }
    let shape = outputShape
    return try Int.counted(Int(shape.n), Int(shape.c), Int(shape.h), Int(shape.w))
  }
}

extension OperationV4.Transpose {
  /// The extents of the result; those of the input when the permutation has no meaning.
  var outputShape: ShapeV4 {
    let extents = inputShape.values
    let order = permutation.values.map { Int($0) }
    guard order.allSatisfy({ extents.indices.contains($0) }) else { return inputShape }
    return ShapeV4(extents[order[0]], extents[order[1]], extents[order[2]], extents[order[3]])
  }
}

extension OperationV4.StridedSlice {
  /// Elements of the result, after checking that every element it takes lies in the input.
  func outputCount() throws(Fault) -> Int {
    guard let extents = outputExtents else {
      throw .invalidParameter(name: "strides", found: "\(strides.values)", expected: "no 0")
    }
    for axis in 0..<4 where extents[axis] > 0 {
      let (begin, stride) = (Int(begin.values[axis]), Int(strides.values[axis]))
      let taken = [begin, begin + (extents[axis] - 1) * stride]
      let extent = Int(inputShape.values[axis])
      guard taken.allSatisfy({ (0..<extent).contains($0) }) else {
        throw .invalidParameter(
          name: "slice of axis \(axis)", found: "elements \(taken[0]) to \(taken[1])",
          expected: "elements of 0..<\(extent)")
      }
    }
    return try Int.counted(extents[0], extents[1], extents[2], extents[3])
  }
}
