import Containers
import OpKernels

extension ONNXImporter {
  /// `(x - mean) / sqrt(variance + epsilon) * scale + bias`, all four constants: one factor and one offset per channel.
  mutating func batchNormalization(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let extents = self.extents(input)
    try node.require(node.int("training_mode", 0) == 0, "training_mode")
    let channels = extents.count > 1 ? extents[1] : 1
    var parts: [[Float]] = []
    for (index, name) in ["a scale", "a bias", "a mean", "a variance"].enumerated() {
      let constant = try node.constant(index + 1, name)
      guard constant.count == channels else {
        throw ImportError(
          .invalid(
            name: String(name.dropFirst(2)), found: "\(constant.count) numbers", expected: "\(channels)"))
      }
      parts.append(constant.floats)
    }
    let epsilon = node.float("epsilon", 1e-5)
    let scales = (0..<channels).map { parts[0][$0] / (parts[3][$0] + epsilon).squareRoot() }
    let offsets = (0..<channels).map { parts[1][$0] - parts[2][$0] * scales[$0] }
    return try emit(.activation(.affine(scales: scales, offsets: offsets)), [input], node)
  }

  mutating func instanceNormalization(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let extents = self.extents(input)
    guard extents.count >= 3 else {
      throw ImportError(.invalid(name: "axes of the input", found: "\(extents.count)", expected: "3 or more"))
    }
    let shape = [extents[1]] + [Int](repeating: 1, count: extents.count - 2)
    let normalized = try normalized(input, axes: Array(2..<extents.count), node.float("epsilon", 1e-5), node)
    return try scaled(normalized, node, shape: shape)
  }

  mutating func layerNormalization(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let extents = self.extents(input)
    let axis = try node.axis(node.int("axis", -1), rank: extents.count)
    let axes = Array(axis..<extents.count)
    return try scaled(
      try normalized(input, axes: axes, node.float("epsilon", 1e-5), node), node, shape: nil)
  }

  /// `(x - mean) / sqrt(variance + epsilon)` over some axes.
  private mutating func normalized(
    _ input: Operand, axes: [Int], _ epsilon: Float, _ node: ONNXNodeScope
  ) throws(ImportError) -> Operand {
    var kept = extents(input)
    for axis in axes { kept[axis] = 1 }
    let mean = try emit(.reduce(.mean, axes: axes), [input], node, extents: kept)
    let centred = try binary(.subtract, input, mean, node)
    let squares = try binary(.multiply, centred, centred, node)
    let variance = try emit(.reduce(.mean, axes: axes), [squares], node, extents: kept)
    let shifted = try emit(.activation(.affine(scales: [1], offsets: [epsilon])), [variance], node)
    let deviation = try emit(.activation(.sqrt), [shifted], node)
    return try binary(.divide, centred, deviation, node)
  }

  /// Times the second input, plus the third, each seen with a shape.
  private mutating func scaled(
    _ operand: Operand, _ node: ONNXNodeScope, shape: [Int]?
  ) throws(ImportError) -> Operand {
    var result = operand
    for (index, function) in [(1, BinaryFunction.multiply), (2, .add)] {
      guard var factor = node.optionalInput(index) else { continue }
      if let shape { factor = try reshaped(factor, shape, node) }
      result = try binary(function, result, factor, node)
    }
    return result
  }

  mutating func localResponse(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    guard let size = node.node.int("size"), (1...4096).contains(size) else {
      throw ImportError(
        .invalid(name: "size", found: "\(node.node.int("size") ?? 0)", expected: "1 to 4096"))
    }
    let response = LocalResponse(
      size: Int(size), alpha: node.float("alpha", 0.0001), beta: node.float("beta", 0.75),
      bias: node.float("bias", 1))
    return try emit(.localResponseNormalization(response), [try node.input(0)], node)
  }

  mutating func lpNormalization(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let axis = try node.axis(node.int("axis", -1), rank: extents(input).count)
    let p = node.int("p", 2)
    guard p == 1 || p == 2 else { throw ImportError(.invalid(name: "p", found: "\(p)", expected: "1 or 2")) }
    var kept = extents(input)
    kept[axis] = 1
    let norm = try emit(.reduce(p == 1 ? .l1 : .l2, axes: [axis]), [input], node, extents: kept)
    // Nothing but zeros stays zeros.
    let divisor = try emit(.activation(.clip(.leastNormalMagnitude ... .infinity)), [norm], node)
    return try binary(.divide, input, divisor, node)
  }

  mutating func softmax(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let (input, axis) = try softmaxInput(node)
    return try reshaped(
      try emit(.softmax(axis: axis), [input], node), extents(try node.input(0)), node)
  }

  /// What softmax reads, and along which axis.
  private mutating func softmaxInput(
    _ node: ONNXNodeScope
  ) throws(ImportError) -> (input: Operand, axis: Int) {
    let input = try node.input(0)
    let extents = self.extents(input)
    if node.version >= 13 { return (input, try node.axis(node.int("axis", -1), rank: extents.count)) }
    // Older definitions make a matrix of the axes before and behind.
    let axis = try node.axis(node.int("axis", 1), rank: extents.count)
    if axis == extents.count - 1 { return (input, axis) }
    let matrix = [extents[..<axis].reduce(1, *), extents[axis...].reduce(1, *)]
    return (try reshaped(input, matrix, node), 1)
  }

  /// `x - max - log(sum of exp(x - max))`: the logarithm of a share that underflows is still a number.
  mutating func logSoftmax(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let (input, axis) = try softmaxInput(node)
    var kept = extents(input)
    kept[axis] = 1
    let greatest = try emit(.reduce(.maximum, axes: [axis]), [input], node, extents: kept)
    let centred = try binary(.subtract, input, greatest, node)
    let powers = try emit(.activation(.exp), [centred], node)
    let sum = try emit(.reduce(.sum, axes: [axis]), [powers], node, extents: kept)
    let result = try binary(.subtract, centred, try emit(.activation(.log), [sum], node), node)
    return try reshaped(result, extents(try node.input(0)), node)
  }

  mutating func reduce(_ function: ReductionFunction, _ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let extents = self.extents(input)
    let given = try node.integers(attribute: "axes", input: 1) ?? []
    // Over no axes each element is all there is: sums of magnitudes and squares still change it.
    var axes = node.int("noop_with_empty_axes", 0) != 0 ? [] : Array(extents.indices)
    if !given.isEmpty {
      axes = []
      for axis in given { axes.append(try node.axis(axis, rank: extents.count)) }
    }
    let keeps = node.int("keepdims", 1) != 0
    let isFolded = Set(axes)
    let result = extents.enumerated().compactMap {
      isFolded.contains($0.offset) ? keeps ? 1 : nil : $0.element
    }
    if case .constant(let constant) = input, let integers = constant.integers {
      return try reduced(integers, function, node, axes: axes, all: extents, result)
    }
    return try emit(.reduce(function, axes: axes), [input], node, extents: result)
  }

  /// Integers that are known, exactly: products of shapes.
  private mutating func reduced(
    _ integers: [Int64], _ function: ReductionFunction, _ node: ONNXNodeScope, axes: [Int], all: [Int],
    _ result: [Int]
  ) throws(ImportError) -> Operand {
    try assembler.charge(integers.count)
    // Steps of the result: none along the axes that are folded.
    var kept = all
    for axis in axes { kept[axis] = 1 }
    let (sources, targets) = (StridedView.denseStrides(all), StridedView.denseStrides(kept))
    var numbers = [Int64?](repeating: nil, count: kept.reduce(1, *))
    for (index, integer) in integers.enumerated() {
      var place = 0
      for axis in all.indices where kept[axis] != 1 {
        place += index / sources[axis] % all[axis] * targets[axis]
      }
      guard let number = numbers[place] else {
        numbers[place] = integer
        continue
      }
      let (combined, overflow) =
        switch function {
        case .sum: number.addingReportingOverflow(integer)
        case .product: number.multipliedReportingOverflow(by: integer)
        case .maximum: (Swift.max(number, integer), false)
        case .minimum: (Swift.min(number, integer), false)
        default: throw ImportError(.unsupportedForm("\(function.rawValue) of integers"))
        }
      guard !overflow else {
        throw ImportError(.invalid(name: "integers", found: "\(integers)", expected: "a result of 64 bits"))
      }
      numbers[place] = combined
    }
    let neutral: Int64 = function == .product ? 1 : 0
    return .constant(Constant(result, integers: numbers.map { $0 ?? neutral }))
  }

  mutating func extremum(_ node: ONNXNodeScope, isGreatest: Bool) throws(ImportError) -> Operand {
    let input = try node.input(0)
    var result = extents(input)
    let axis = try node.axis(node.int("axis", 0), rank: result.count)
    try node.require(node.int("select_last_index", 0) == 0, "select_last_index")
    if node.int("keepdims", 1) != 0 { result[axis] = 1 } else { result.remove(at: axis) }
    let place = try emit(.extremum(isGreatest: isGreatest, axis: axis), [input], node, extents: result)
    if case .value(let value) = place { wholeValues.insert(value) }
    return place
  }
}
