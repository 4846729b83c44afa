import Bytes

extension OperationV4.Concat {
  func validate(_ check: NodeCheckV4) throws(KModelError) {
    try check.fields.require(
      dimensions.count == inputs.count, "number of dimensions", found: "\(dimensions.count)",
      expected: "\(inputs.count), the number of inputs", at: 24)
    let step = Int.product(Int(innerSize), Int(outerSize))
    var total = 0
    for (index, (input, dimension)) in zip(inputs, dimensions).enumerated() {
      let count = step.flatMap { Int.product($0, Int(dimension)) }
      try check.range(input, "input \(index)", holds: count, size: 1, at: 28 + 16 * index)
      total += count ?? 0
    }
    try check.output(output, holds: total, size: 1, at: 0)
  }
}

extension OperationV4.Pad {
  func validate(_ check: NodeCheckV4) throws(KModelError) {
    try check.shape(inputShape, atLeast: 0, "input", at: 32)
    let size = operands.input.dataType.byteCount
    var count: Int? = 1
    for (axis, extent) in inputShape.values.enumerated() {
      let padded = Int(extent) + Int(padding[axis].before) + Int(padding[axis].after)
      try check.fields.require(padded, atLeast: 0, "padded extent \(axis)", at: 48 + 8 * axis)
      count = count.flatMap { Int.product($0, padded) }
    }
    try check.range(operands.input, "input", holds: inputShape.elementCount, size: size, at: 0)
    try check.output(operands.output, holds: count, size: size, at: 16)
  }
}

extension OperationV4.Reduce {
  func validate(_ check: NodeCheckV4) throws(KModelError) {
    try check.shape(inputShape, atLeast: 1, "input", at: 36)
    try check.shape(outputShape, atLeast: 1, "output", at: 52)
    try check.range(operands.input, "input", holds: inputShape.elementCount, size: 4, at: 0)
    try check.output(operands.output, holds: outputShape.elementCount, size: 4, at: 16)
  }
}

extension OperationV4.ReduceWindow2D {
  func validate(isNHWC: Bool, _ check: NodeCheckV4) throws(KModelError) {
    try check.shape(inputShape, atLeast: 1, "input", at: 36)
    try check.window(window, at: 52)
    try check.range(operands.input, "input", holds: inputShape.elementCount, size: 4, at: 0)
    let channels = isNHWC ? inputShape.w : inputShape.c
    let (height, width) = isNHWC ? (inputShape.c, inputShape.h) : (inputShape.h, inputShape.w)
    let count = check.pooledCount(window, Int(inputShape.n), Int(channels), height, width)
    try check.output(operands.output, holds: count, size: 4, at: 16)
  }
}

extension OperationV4.ResizeImage {
  func validate(_ check: NodeCheckV4) throws(KModelError) {
    try check.shape(inputShape, atLeast: 1, "input", at: 32)
    try check.fields.require(outputHeight, atLeast: 0, "output height", at: 48)
    try check.fields.require(outputWidth, atLeast: 0, "output width", at: 52)
    let size = operands.input.dataType.byteCount
    let count = ShapeV4(inputShape.n, inputShape.c, outputHeight, outputWidth).elementCount
    try check.range(operands.input, "input", holds: inputShape.elementCount, size: size, at: 0)
    try check.output(operands.output, holds: count, size: size, at: 16)
  }
}

extension OperationV4.Softmax {
  func validate(_ check: NodeCheckV4) throws(KModelError) {
    try check.fields.require(innerSize, atLeast: 1, "inner_size", at: 32)
    try check.fields.require(outerSize, atLeast: 0, "outer_size", at: 36)
    let count = Int.product(Int(innerSize), Int(outerSize))
    try check.range(operands.input, "input", holds: count, size: 4, at: 0)
    try check.output(operands.output, holds: count, size: 4, at: 16)
  }
}

extension OperationV4.Transpose {
  func validate(_ check: NodeCheckV4) throws(KModelError) {
    try check.shape(inputShape, atLeast: 0, "input", at: 32)
    try check.fields.require(
      permutation.values.sorted() == [0, 1, 2, 3], "permutation", found: "\(permutation.values)",
      expected: "an order of 0, 1, 2 and 3", at: 48)
    let size = operands.input.dataType.byteCount
    try check.range(operands.input, "input", holds: inputShape.elementCount, size: size, at: 0)
    try check.output(operands.output, holds: inputShape.elementCount, size: size, at: 16)
  }
}

extension OperationV4.StridedSlice {
  /// Extents of the output: as many steps per axis as stay before `end`; nil when a stride is 0.
  public var outputExtents: [Int]? {
    var extents: [Int] = []
    for axis in 0..<4 {
      let (begin, end) = (Int(begin.values[axis]), Int(end.values[axis]))
      let stride = Int(strides.values[axis])
      guard stride != 0 else { return nil }
      let distance = stride > 0 ? end - begin : begin - end
      extents.append(distance <= 0 ? 0 : (distance - 1) / abs(stride) + 1)
    }
    return extents
  }

  func validate(_ check: NodeCheckV4) throws(KModelError) {
    try check.shape(inputShape, atLeast: 0, "input", at: 32)
    guard let extents = outputExtents else {
      throw check.fields.failure(
        .invalidField(
          name: "strides", found: "\(strides.values)", expected: "different from 0 on every axis"), at: 80)
    }
    for axis in 0..<4 where extents[axis] > 0 {
      let first = Int(begin.values[axis])
      let last = first + (extents[axis] - 1) * Int(strides.values[axis])
      try check.fields.require(
        min(first, last) >= 0 && max(first, last) < Int(inputShape.values[axis]), "slice of axis \(axis)",
        found: "\(first)…\(last)", expected: "inside 0..<\(inputShape.values[axis])", at: 48 + 4 * axis)
    }
    let size = operands.input.dataType.byteCount
    let count = Int.product(extents[0], extents[1], extents[2], extents[3])
    try check.range(operands.input, "input", holds: inputShape.elementCount, size: size, at: 0)
    try check.output(operands.output, holds: count, size: size, at: 16)
  }
}

extension OperationV4.TableLookup {
  func validate(_ check: NodeCheckV4) throws(KModelError) {
    try check.range(input, "input", at: 0)
    try check.range(table, "table", holds: 256, size: 1, at: 16)
    try check.output(output, holds: Int(input.byteCount), size: 1, at: 32)
  }
}
