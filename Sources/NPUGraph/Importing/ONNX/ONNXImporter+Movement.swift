import Containers
import OpKernels
import Tensors

extension ONNXImporter {
  mutating func concatenate(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    var inputs: [Operand] = []
    for index in node.inputs.indices {
      let operand = try node.input(index)
      // Nothing joined to something is that something.
      if case .constant(let constant) = operand, constant.count == 0 { continue }
      inputs.append(operand)
    }
    guard let first = inputs.first else { return try node.input(0) }
    var result = extents(first)
    let axis = try node.axis(node.int("axis", 1), rank: result.count)
    for operand in inputs.dropFirst() {
      var others = extents(operand)
      guard others.count == result.count else {
        throw ImportError(.invalid(name: "axes", found: "\(others.count)", expected: "\(result.count)"))
      }
      let joined = result[axis] + others[axis]
      (others[axis], result[axis]) = (joined, joined)
      guard others == result else {
        throw ImportError(
          .invalid(name: "shape", found: "\(others)", expected: "\(result) but for axis \(axis)"))
      }
    }
    return inputs.count == 1 ? first : try emit(.concatenate(axis: axis), inputs, node, extents: result)
  }

  mutating func split(_ node: ONNXNodeScope) throws(ImportError) -> [Operand] {
    let input = try node.input(0)
    let extents = self.extents(input)
    let axis = try node.axis(node.int("axis", 0), rank: extents.count)
    let count = node.node.outputs.count
    var parts = try node.integers(attribute: "split", input: 1) ?? []
    if parts.isEmpty {
      // The last part is what is left.
      let size = (extents[axis] + count - 1) / Swift.max(count, 1)
      parts = (0..<count).map { Swift.min(size, extents[axis] - $0 * size) }
    }
    guard parts.count == count, count > 0, parts.allSatisfy({ $0 > 0 && $0 <= extents[axis] }),
      parts.reduce(0, +) == extents[axis]
    else {
      throw ImportError(
        .invalid(name: "split", found: "\(parts)", expected: "\(count) numbers that make \(extents[axis])"))
    }
    let outputs = parts.map { part in
      var result = extents
      result[axis] = part
      return result
    }
    if count == 1 { return [input] }
    return try assembler.emit(
      .split(axis: axis), [input], outputs: outputs, label: node.node.operation, name: node.name)
  }

  mutating func slice(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let extents = self.extents(input)
    guard let starts = try node.integers(attribute: "starts", input: 1),
      let ends = try node.integers(attribute: "ends", input: 2)
    else { throw ImportError(.invalid(name: "starts and ends", found: "nothing", expected: "numbers")) }
    let axes = try node.integers(attribute: "axes", input: 3) ?? Array(starts.indices)
    let steps = try node.integers(attribute: "steps", input: 4) ?? [Int](repeating: 1, count: starts.count)
    guard starts.count == ends.count, axes.count == starts.count, steps.count == starts.count else {
      throw ImportError(
        .invalid(
          name: "ends, axes, steps", found: "\(ends.count), \(axes.count), \(steps.count)",
          expected: "\(starts.count)"))
    }
    var result = extents
    var (first, every) = (
      [Int](repeating: 0, count: extents.count), [Int](repeating: 1, count: extents.count)
    )
    for index in starts.indices {
      let axis = try node.axis(axes[index], rank: extents.count)
      // Steps beyond any extent all take one element.
      let (size, step) = (extents[axis], Swift.min(Swift.max(steps[index], -(1 << 32)), 1 << 32))
      guard step != 0 else {
        throw ImportError(.invalid(name: "steps", found: "\(step)", expected: "not 0"))
      }
      let bounds = step > 0 ? 0...size : -1...(size - 1)
      let wrap = { (place: Int) in
        Swift.min(
          Swift.max(place < 0 ? place.addingReportingOverflow(size).partialValue : place, bounds.lowerBound),
          bounds.upperBound)
      }
      // A start behind the last element begins at it when the slice runs backwards; an end before the first is -1.
      let start =
        step > 0
        ? wrap(starts[index])
        : Swift.min(Swift.max(starts[index] < 0 ? starts[index] + size : starts[index], 0), size - 1)
      let end = step < 0 && ends[index] < -size ? -1 : wrap(ends[index])
      result[axis] = Reference.sliceExtent(begin: start, end: end, stride: step)
      (first[axis], every[axis]) = (Swift.min(start, size - 1), step)
    }
    if result.contains(0) {
      guard case .constant(let constant) = input else {
        throw ImportError(.unsupportedForm("a result without elements (\(Shape(result)))"))
      }
      try assembler.checkSize(result)
      return .constant(constant.picked([], extents: result, filler: 0))
    }
    if result == extents, every.allSatisfy({ $0 > 0 }) { return input }
    return try emit(.slice(starts: first, steps: every), [input], node, extents: result)
  }

  mutating func pad(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let extents = self.extents(input)
    let rank = extents.count
    let pads = try node.integers(attribute: "pads", input: 1) ?? []
    var axes = Array(0..<rank)
    if let given = try node.optionalConstant(3, "axes") {
      axes = []
      for axis in given.truncated { axes.append(try node.axis(Int(clamping: axis), rank: rank)) }
    }
    guard pads.count == 2 * axes.count, pads.allSatisfy({ (-(1 << 30)...1 << 30).contains($0) })
    else {
      throw ImportError(.invalid(name: "pads", found: "\(pads)", expected: "\(2 * axes.count) numbers"))
    }
    var (before, after) = ([Int](repeating: 0, count: rank), [Int](repeating: 0, count: rank))
    for (index, axis) in axes.enumerated() {
      (before[axis], after[axis]) = (pads[index], pads[index + axes.count])
    }
    let result = (0..<rank).map { extents[$0] + before[$0] + after[$0] }
    guard result.allSatisfy({ $0 > 0 }) else {
      throw ImportError(.invalid(name: "pads", found: "\(pads)", expected: "less than the input's extents"))
    }
    if result == extents, pads.allSatisfy({ $0 == 0 }) { return input }
    var value = try node.optionalConstant(2, "a value")?.floats.first ?? node.float("value", 0)
    if case .value(let index) = input, let type = fileTypes[index],
      let codes = assembler.graph.values[index].quantization
    {
      // The file pads codes with a code.
      value = (value + Float(Self.whole(type).zeroPoint) - Float(codes.zeroPoint)) * codes.scale
    }
    let mode: PadMode
    switch node.string("mode", "constant") {
    case "constant": mode = .constant(value)
    case "edge": mode = .edge
    case "reflect": mode = .reflect
    case "wrap": mode = .wrap
    case let other: throw ImportError(.unsupportedForm("mode = \(other)"))
    }
    return try emit(.pad(before: before, after: after, mode), [input], node, extents: result)
  }

  mutating func reshape(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let extents = self.extents(input)
    let wanted = try node.constant(1, "a shape").truncated
    let count = Shape(extents).elementCount ?? .max
    var result: [Int] = []
    var known = 1
    for (axis, extent) in wanted.enumerated() {
      var extent = Int(extent)
      if extent == 0, node.int("allowzero", 0) == 0, axis < extents.count { extent = extents[axis] }
      if extent != -1 {
        let (product, overflow) = known.multipliedReportingOverflow(by: extent)
        known = overflow || extent < 0 ? 0 : product
      }
      result.append(extent)
    }
    let open = result.indices.filter { result[$0] == -1 }
    if open.count == 1, known > 0, count % known == 0 { result[open[0]] = count / known }
    guard Shape(result).elementCount == count, !result.contains(-1) else {
      throw ImportError(.invalid(name: "shape", found: "\(wanted)", expected: "one of \(count) elements"))
    }
    try assembler.checkSize(result)
    return try reshaped(input, result, node)
  }

  mutating func flatten(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let extents = self.extents(input)
    let given = node.int("axis", 1)
    // The axis may lie behind the last one.
    let axis = given == extents.count ? given : try node.axis(given, rank: extents.count)
    return try reshaped(input, [extents[..<axis].reduce(1, *), extents[axis...].reduce(1, *)], node)
  }

  mutating func squeeze(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let extents = self.extents(input)
    guard let given = try node.integers(attribute: "axes", input: 1) else {
      return try reshaped(input, extents.filter { $0 != 1 }, node)
    }
    var isDropped = Set<Int>()
    for axis in given { isDropped.insert(try node.axis(axis, rank: extents.count)) }
    guard isDropped.allSatisfy({ extents[$0] == 1 }) else {
      throw ImportError(.invalid(name: "axes", found: "\(given) of \(extents)", expected: "extents of 1"))
    }
    return try reshaped(input, extents.indices.filter { !isDropped.contains($0) }.map { extents[$0] }, node)
  }

  mutating func unsqueeze(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let extents = self.extents(input)
    let given = try node.integers(attribute: "axes", input: 1) ?? []
    let rank = extents.count + given.count
    guard rank <= 16 else {
      throw ImportError(.invalid(name: "axes", found: "\(rank)", expected: "at most 16"))
    }
    var isNew = Set<Int>()
    for axis in given { isNew.insert(try node.axis(axis, rank: rank)) }
    guard isNew.count == given.count else {
      throw ImportError(.invalid(name: "axes", found: "\(given)", expected: "different ones"))
    }
    var rest = extents.makeIterator()
    let result = (0..<rank).map { isNew.contains($0) ? 1 : rest.next() ?? 1 }
    return try reshaped(input, result, node)
  }

  mutating func transpose(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let extents = self.extents(input)
    let permutation = node.node.ints("perm").map { $0.map { Int($0) } } ?? extents.indices.reversed()
    guard permutation.sorted() == Array(extents.indices) else {
      throw ImportError(
        .invalid(name: "perm", found: "\(permutation)", expected: "each of \(Array(extents.indices)) once"))
    }
    let result = permutation.map { extents[$0] }
    // Where only extents of 1 change places, nothing moves.
    let moved = permutation.filter { extents[$0] != 1 }
    if moved == moved.sorted() { return try reshaped(input, result, node) }
    return try emit(.transpose(permutation), [input], node, extents: result)
  }

  mutating func expand(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let wanted = try node.constant(1, "a shape").truncated.map { Int($0) }
    guard wanted.allSatisfy({ $0 >= 0 && $0 <= 1 << 30 }),
      let result = GraphAssembler.broadcast(extents(input), wanted)
    else {
      throw ImportError(
        .invalid(name: "shape", found: "\(wanted)", expected: "one that \(extents(input)) repeats to"))
    }
    return result == extents(input) ? input : try emit(.expand, [input], node, extents: result)
  }

  mutating func tile(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let extents = self.extents(input)
    let repeats = try node.constant(1, "repeats").truncated.map { Int($0) }
    guard repeats.count == extents.count, repeats.allSatisfy({ (1...1 << 20).contains($0) }) else {
      throw ImportError(
        .invalid(
          name: "repeats", found: "\(repeats)", expected: "\(extents.count) numbers from 1 to \(1 << 20)"))
    }
    if repeats.allSatisfy({ $0 == 1 }) { return input }
    // An axis before each that is repeated.
    let narrow = extents.flatMap { [1, $0] }
    let wide = zip(repeats, extents).flatMap { [$0, $1] }
    let repeated = try emit(.expand, [try reshaped(input, narrow, node)], node, extents: wide)
    return try reshaped(repeated, zip(repeats, extents).map { $0 * $1 }, node)
  }

  mutating func gather(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let extents = self.extents(input)
    let indices = try node.constant(1, "indices")
    let axis = try node.axis(node.int("axis", 0), rank: extents.count)
    var result = extents
    try assembler.charge(indices.count)
    let places = indices.truncated.map { Int($0) }
    guard places.allSatisfy({ (-extents[axis]..<extents[axis]).contains($0) }) else {
      throw ImportError(
        .invalid(
          name: "indices", found: "\(places.prefix(8))", expected: "-\(extents[axis]) to \(extents[axis] - 1)"
        ))
    }
    result[axis] = places.count
    let picked = try emit(.gather(axis: axis, indices: places), [input], node, extents: result)
    return try reshaped(picked, extents[..<axis] + indices.extents + extents[(axis + 1)...], node)
  }

  mutating func depthToSpace(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let (input, extents, block) = try blocks(node)
    guard extents[1] % (block * block) == 0 else {
      throw ImportError(
        .invalid(name: "channels", found: "\(extents[1])", expected: "a multiple of \(block * block)"))
    }
    let channels = extents[1] / (block * block)
    let isDepthFirst = node.string("mode", "DCR") == "DCR"
    let view =
      [extents[0]] + (isDepthFirst ? [block, block, channels] : [channels, block, block]) + extents[2...]
    return try emit(
      .rearrange(extents: view, permutation: isDepthFirst ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3]), [input],
      node, extents: [extents[0], channels, extents[2] * block, extents[3] * block])
  }

  mutating func spaceToDepth(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let (input, extents, block) = try blocks(node)
    guard extents[2] % block == 0, extents[3] % block == 0 else {
      throw ImportError(
        .invalid(
          name: "rows and columns", found: "\(extents[2])x\(extents[3])", expected: "multiples of \(block)"))
    }
    let (rows, columns) = (extents[2] / block, extents[3] / block)
    return try emit(
      .rearrange(
        extents: [extents[0], extents[1], rows, block, columns, block], permutation: [0, 3, 5, 1, 2, 4]),
      [input], node, extents: [extents[0], extents[1] * block * block, rows, columns])
  }

  private func blocks(
    _ node: ONNXNodeScope
  ) throws(ImportError) -> (input: Operand, extents: [Int], block: Int) {
    let input = try node.input(0)
    let block = node.int("blocksize", 0)
    guard extents(input).count == 4, (1...1024).contains(block) else {
      throw ImportError(
        .invalid(name: "blocksize", found: "\(block) for \(extents(input))", expected: "1 to 1024 for 4 axes")
      )
    }
    return (input, extents(input), block)
  }
}
