import OpKernels
import Simulation

extension TFLiteImporter {
  /// `SLICE`: a start and a size for each axis, -1 for what is left.
  mutating func slice(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let extents = try extents(node, 0)
    let (starts, sizes) = (try integers(node, 1, "a start"), try integers(node, 2, "a size"))
    guard starts.count == extents.count, sizes.count == extents.count else {
      throw ImportError(
        .invalid(name: "starts", found: "\(starts), \(sizes)", expected: "\(extents.count) each"))
    }
    var result: [Int] = []
    for (axis, extent) in extents.enumerated() {
      let (start, size) = (starts[axis], sizes[axis])
      guard (0...extent).contains(start), (-1...(extent - start)).contains(size) else {
        throw ImportError(
          .invalid(name: "slice", found: "\(size) from \(start)", expected: "within 0..<\(extent)"))
      }
      result.append(size == -1 ? extent - start : size)
    }
    return try sliced(node, starts, [Int](repeating: 1, count: extents.count), result)
  }

  /// Every so many elements of the file's axes.
  private mutating func sliced(
    _ node: TFLiteNode, _ starts: [Int], _ steps: [Int], _ result: [Int]
  ) throws(ImportError) -> TFLiteResult {
    let (input, isMap) = try single(node)
    let extents = placed(result, isMap: isMap)
    if result.contains(0) {
      guard case .constant(let constant) = input else {
        throw ImportError(.unsupportedForm("a result without elements (\(result))"))
      }
      return .ordered(.constant(constant.picked([], extents: extents, filler: 0)), isMap: isMap)
    }
    let form = try form(of: try node.output())
    return .ordered(
      try emit(
        .slice(starts: placed(starts, isMap: isMap), steps: placed(steps, isMap: isMap)), [input], node,
        extents: extents, as: form), isMap: isMap)
  }

  /// `STRIDED_SLICE`: bounds as in Python, with masks of bounds that do not count and of axes that are dropped.
  mutating func stridedSlice(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let extents = try extents(node, 0)
    let (begins, ends) = (try integers(node, 1, "a start"), try integers(node, 2, "an end"))
    let strides = try integers(node, 3, "a step")
    guard ends.count == begins.count, strides.count == begins.count, begins.count <= 16 else {
      throw ImportError(
        .invalid(
          name: "ends and steps", found: "\(ends.count), \(strides.count)", expected: "\(begins.count) each"))
    }
    let masks = StridedSliceMasks(
      begin: try node.int(0), end: try node.int(1), ellipsis: try node.int(2), newAxis: try node.int(3),
      shrink: try node.int(4))
    try node.require(try !node.flag(5), "ends counted from starts")
    let (rank, count) = (extents.count, begins.count)
    let consumed = (0..<count).count { !masks.has(masks.ellipsis, $0) && !masks.has(masks.newAxis, $0) }
    guard consumed <= rank else {
      throw ImportError(.invalid(name: "starts", found: "\(count)", expected: "at most \(rank)"))
    }
    var (starts, steps, result) = (
      [Int](repeating: 0, count: rank), [Int](repeating: 1, count: rank), extents
    )
    var shape: [Int] = []
    var axis = 0
    for place in 0..<count {
      if masks.has(masks.ellipsis, place) {
        // As many axes as the others leave, but for one ellipsis only.
        let left = rank - axis - (place + 1..<count).count { !masks.has(masks.newAxis, $0) }
        guard left >= 0 else {
          throw ImportError(.invalid(name: "ellipsis", found: "\(count) bounds", expected: "one ellipsis"))
        }
        shape += extents[axis..<(axis + left)]
        axis += left
      } else if masks.has(masks.newAxis, place) {
        shape.append(1)
      } else {
        guard axis < rank else {
          throw ImportError(.invalid(name: "starts", found: "\(count)", expected: "at most \(rank)"))
        }
        let part = try Self.part(
          of: extents[axis], begin: masks.has(masks.begin, place) ? nil : begins[place],
          end: masks.has(masks.end, place) ? nil : ends[place], step: strides[place],
          isSingle: masks.has(masks.shrink, place))
        (starts[axis], steps[axis], result[axis]) = (part.start, part.step, part.count)
        if !masks.has(masks.shrink, place) { shape.append(part.count) }
        axis += 1
      }
    }
    shape += extents[axis...]
    let slice = try sliced(node, starts, steps, result)
    if shape == result { return slice }
    var operand = slice.operand
    if case .map = slice.order { operand = try turned(operand, [0, 2, 3, 1], node) }
    return .plain(try reshaped(operand, shape, node, as: form(operand)))
  }

  /// What a pair of bounds and a step take of an axis; bounds beyond it are clamped.
  private static func part(
    of size: Int, begin: Int?, end: Int?, step: Int, isSingle: Bool
  ) throws(ImportError) -> (start: Int, step: Int, count: Int) {
    guard step != 0, (-(1 << 31)...1 << 31).contains(step) else {
      throw ImportError(.invalid(name: "step", found: "\(step)", expected: "not 0"))
    }
    let wrap = { (place: Int) in place < 0 ? place.addingReportingOverflow(size).partialValue : place }
    if isSingle {
      let start = wrap(begin ?? 0)
      guard (0..<size).contains(start) else {
        throw ImportError(.invalid(name: "start", found: "\(start)", expected: "within 0..<\(size)"))
      }
      return (start, 1, 1)
    }
    let bounds = step > 0 ? 0...size : -1...(size - 1)
    let clamp = { (place: Int) in min(max(wrap(place), bounds.lowerBound), bounds.upperBound) }
    let start = begin.map { clamp($0) } ?? (step > 0 ? 0 : size - 1)
    let stop = end.map { clamp($0) } ?? (step > 0 ? size : -1)
    let reach = step > 0 ? stop - start : start - stop
    let count = reach <= 0 ? 0 : (reach + abs(step) - 1) / abs(step)
    return (start, step, count)
  }

  /// `SPLIT` into equal parts and `SPLIT_V` into given ones.
  ///
  /// - Parameters:
  ///   - value: which input is split.
  ///   - axisInput: which input holds the axis.
  mutating func split(
    _ node: TFLiteNode, value: Int, axis axisInput: Int
  ) throws(ImportError) -> [TFLiteResult] {
    let extents = try extents(node, value)
    let axis = try axis(node, axisInput, rank: extents.count)
    let count = node.outputs.count
    var parts: [Int]
    if axisInput == 0 {
      parts = [Int](repeating: extents[axis] / max(count, 1), count: count)
    } else {
      parts = try integers(node, 1, "sizes")
      if let open = parts.firstIndex(of: -1), parts.allSatisfy({ $0 >= -1 }) {
        parts[open] = 0
        parts[open] = extents[axis] - parts.saturatingSum { $0 }
      }
    }
    guard parts.count == count, count > 0, parts.allSatisfy({ $0 > 0 && $0 <= extents[axis] }),
      parts.saturatingSum({ $0 }) == extents[axis]
    else {
      throw ImportError(
        .invalid(
          name: "parts", found: "\(parts.prefix(16))", expected: "\(count) numbers that make \(extents[axis])"
        ))
    }
    return try split(node, value: value, axis: axis, parts)
  }

  private mutating func split(
    _ node: TFLiteNode, value: Int, axis: Int, _ parts: [Int]
  ) throws(ImportError) -> [TFLiteResult] {
    let isMap = try prefersMap(node, [value])
    let input = try operand(node, value, isMap: isMap)
    let place = placed(axis, isMap: isMap)
    let outputs = parts.map { part in
      var result = assembler.extents(input)
      result[place] = part
      return result
    }
    if parts.count == 1 { return [.ordered(input, isMap: isMap)] }
    var form = try form(of: try node.output())
    if case .constant = input { form = .plain }
    let results = try assembler.emit(
      .split(axis: place), [input], outputs: outputs, label: node.label, name: node.name, type: form.type,
      quantization: form.quantization)
    return results.map { .ordered($0, isMap: isMap) }
  }

  /// `PACK`: inputs of one shape along a new axis.
  mutating func pack(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let extents = try extents(node, 0)
    try node.require(extents.count < 8, "more than 8 axes")
    let axis = try node.axis(try node.int(1), rank: extents.count + 1)
    let form = try form(of: try node.output())
    var inputs: [Operand] = []
    for index in node.inputs.indices {
      guard try self.extents(node, index) == extents else {
        throw ImportError(
          .invalid(name: "shape", found: "\(try self.extents(node, index))", expected: "\(extents)"))
      }
      var wide = extents
      wide.insert(1, at: axis)
      let operand = try plain(node, index)
      inputs.append(try reshaped(operand, wide, node, as: self.form(operand)))
    }
    var result = extents
    result.insert(inputs.count, at: axis)
    if inputs.count == 1 { return .plain(try reshaped(inputs[0], result, node, as: form)) }
    return .plain(try emit(.concatenate(axis: axis), inputs, node, extents: result, as: form))
  }

  /// `UNPACK`: one result for each place of an axis, without it.
  mutating func unpack(_ node: TFLiteNode) throws(ImportError) -> [TFLiteResult] {
    let extents = try extents(node, 0)
    let axis = try node.axis(try node.int(1), rank: extents.count)
    guard extents.count > 0, node.outputs.count == extents[axis], extents[axis] > 0 else {
      throw ImportError(
        .invalid(
          name: "outputs", found: "\(node.outputs.count)", expected: "one for each place of \(extents)"))
    }
    let parts = try split(node, value: 0, axis: axis, [Int](repeating: 1, count: extents[axis]))
    var shape = extents
    shape.remove(at: axis)
    var results: [TFLiteResult] = []
    for part in parts {
      var operand = part.operand
      if case .map = part.order { operand = try turned(operand, [0, 2, 3, 1], node) }
      results.append(.plain(try reshaped(operand, shape, node, as: form(operand))))
    }
    return results
  }
}

/// The bits of `STRIDED_SLICE`, one for each pair of bounds.
private struct StridedSliceMasks {
  let begin: Int
  let end: Int
  let ellipsis: Int
  let newAxis: Int
  let shrink: Int

  func has(_ mask: Int, _ place: Int) -> Bool { mask >> place & 1 == 1 }
}
