import OpKernels

extension TFLiteImporter {
  /// One number for all elements along axes; a mean of rows and columns is a pool over the whole picture.
  mutating func reduce(_ function: ReductionFunction, _ node: TFLiteNode) throws(ImportError) -> TFLiteResult
  {
    let extents = try extents(node, 0)
    let axes = Set(try axes(node, 1, rank: extents.count)).sorted()
    let keeps = try node.flag(0)
    let form = try form(of: try node.output())
    if case .constant(let constant)? = try value(try node.input(0)).plain, let integers = constant.integers,
      function == .product, axes.count == extents.count
    {
      let product = integers.reduce(1) { $0 &* $1 }
      let shape = keeps ? [Int](repeating: 1, count: extents.count) : []
      return .plain(.constant(Constant(shape, integers: [product])))
    }
    let (input, isMap) = try single(node)
    let isWhole = function == .mean && axes == [1, 2] && extents.count == 4 && extents[0] == 1
    let places = axes.map { placed($0, isMap: isMap) }
    var kept = assembler.extents(input)
    for place in places { kept[place] = 1 }
    var (result, resultIsMap) = (input, isMap)
    if isWhole, !extents.contains(0) {
      let picture = try picture(node, 0)
      let shape = Window2D(
        inputChannels: extents[3], inputHeight: extents[1], inputWidth: extents[2],
        outputChannels: extents[3], outputHeight: 1, outputWidth: 1, groups: extents[3],
        kernelHeight: extents[1], kernelWidth: extents[2])
      result = try emit(
        .averagePool(shape, countsPadding: false), [picture], node, extents: [1, extents[3], 1, 1], as: form)
      resultIsMap = true
    } else {
      result = try emit(.reduce(function, axes: places), [input], node, extents: kept, as: form)
    }
    if keeps { return .ordered(result, isMap: resultIsMap) }
    let plain = resultIsMap ? try turned(result, [0, 2, 3, 1], node) : result
    let shape = extents.indices.filter { !axes.contains($0) }.map { extents[$0] }
    return .plain(try reshaped(plain, shape, node, as: self.form(plain)))
  }

  mutating func extremum(_ node: TFLiteNode, isGreatest: Bool) throws(ImportError) -> TFLiteResult {
    let extents = try extents(node, 0)
    let axis = try axis(node, 1, rank: extents.count)
    // Channels last or second, the other axes stand in the same order.
    let isMap = try prefersMap(node, [0]) && axis == 3
    let input = try operand(node, 0, isMap: isMap)
    var result = extents
    result.remove(at: axis)
    return .plain(
      try emit(
        .extremum(isGreatest: isGreatest, axis: placed(axis, isMap: isMap)), [input], node, extents: result))
  }

  /// Shares along the last axis, of the input times a factor.
  mutating func softmax(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    try softmax(node, factor: try node.float(0), as: try form(of: try node.output()))
  }

  private mutating func softmax(
    _ node: TFLiteNode, factor: Float, as form: TFLiteForm
  ) throws(ImportError) -> TFLiteResult {
    var (input, isMap) = try single(node)
    let extents = assembler.extents(input)
    try node.require(!extents.isEmpty, "an input of no axes")
    if factor != 1 { input = try applied(.affine(scales: [factor], offsets: [0]), input, node) }
    let axis = isMap ? 1 : extents.count - 1
    return .ordered(
      try emit(.softmax(axis: axis), [input], node, extents: extents, as: form), isMap: isMap)
  }

  mutating func logSoftmax(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let shares = try softmax(node, factor: 1, as: .plain)
    let result = try applied(.log, shares.operand, node, as: try form(of: try node.output()))
    return TFLiteResult(operand: result, order: shares.order)
  }

  /// The input over the root of its squares' sum along the last axis, which is 1e-6 at least.
  mutating func l2Normalization(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let (input, isMap) = try single(node)
    var kept = assembler.extents(input)
    try node.require(!kept.isEmpty, "an input of no axes")
    let axis = isMap ? 1 : kept.count - 1
    kept[axis] = 1
    let norm = try emit(.reduce(.l2, axes: [axis]), [input], node, extents: kept)
    let bounded = try applied(.clip(1e-6 ... .infinity), norm, node)
    return .ordered(
      try binary(
        .divide, input, bounded, node, as: try form(of: try node.output()), then: try node.activation(0)),
      isMap: isMap)
  }
}
