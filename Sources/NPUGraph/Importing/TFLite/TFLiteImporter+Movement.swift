import OpKernels
import Tensors

extension TFLiteImporter {
  /// An axis of the file as one of the order that is computed in.
  func placed(_ axis: Int, isMap: Bool) -> Int { isMap ? Self.mapAxis(axis) : axis }

  /// Numbers for the file's axes as ones for the order that is computed in.
  func placed<Element>(_ numbers: [Element], isMap: Bool) -> [Element] {
    isMap ? Self.mapOrder(numbers) : numbers
  }

  mutating func concatenate(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let (axis, function) = (try node.int(0), try node.activation(1))
    // Nothing joined to something is that something.
    var indices: [Int] = []
    for index in node.inputs.indices where try !extents(node, index).contains(0) { indices.append(index) }
    let isMap = try prefersMap(node, indices)
    var inputs: [Operand] = []
    for index in indices { inputs.append(try operand(node, index, isMap: isMap)) }
    guard let first = inputs.first else { return .plain(try plain(node, 0)) }
    var result = assembler.extents(first)
    let place = placed(try node.axis(axis, rank: result.count), isMap: isMap)
    for operand in inputs.dropFirst() {
      var others = assembler.extents(operand)
      guard others.count == result.count else {
        throw ImportError(.invalid(name: "axes", found: "\(others.count)", expected: "\(result.count)"))
      }
      let joined = result[place] + others[place]
      (others[place], result[place]) = (joined, joined)
      guard others == result else {
        throw ImportError(
          .invalid(name: "shape", found: "\(others)", expected: "\(result) but for axis \(place)"))
      }
    }
    return .ordered(
      try emit(
        .concatenate(axis: place), inputs, node, extents: result, as: try form(of: try node.output()),
        then: function), isMap: isMap)
  }

  mutating func reshape(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let input = try plain(node, 0)
    let count = assembler.extents(input).reduce(1, *)
    var wanted: [Int]
    if node.hasInput(1), case .constant(let shape)? = try value(try node.input(1)).plain {
      wanted = shape.truncated.map { Int($0) }
    } else if node.hasInput(1) {
      // Computed at run time: the file says what it was when it was made.
      wanted = model.tensors[try node.output()].extents
    } else {
      wanted = try node.ints(0)
    }
    let open = wanted.indices.filter { wanted[$0] == -1 }
    if open.count == 1 {
      wanted[open[0]] = 1
      let known = Shape(wanted).elementCount ?? 0
      wanted[open[0]] = known > 0 && count % known == 0 ? count / known : -1
    }
    guard wanted.count <= 8, wanted.allSatisfy({ $0 >= 0 }), Shape(wanted).elementCount == count else {
      throw ImportError(.invalid(name: "shape", found: "\(wanted)", expected: "one of \(count) elements"))
    }
    return .plain(try reshaped(input, wanted, node, as: try form(of: try node.output())))
  }

  mutating func squeeze(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let input = try plain(node, 0)
    let extents = assembler.extents(input)
    var isDropped = Set<Int>()
    for axis in try node.ints(0) { isDropped.insert(try node.axis(axis, rank: extents.count)) }
    if isDropped.isEmpty { isDropped = Set(extents.indices.filter { extents[$0] == 1 }) }
    guard isDropped.allSatisfy({ extents[$0] == 1 }) else {
      throw ImportError(
        .invalid(name: "axes", found: "\(isDropped.sorted()) of \(extents)", expected: "extents of 1"))
    }
    let result = extents.indices.filter { !isDropped.contains($0) }.map { extents[$0] }
    return .plain(try reshaped(input, result, node, as: try form(of: try node.output())))
  }

  mutating func expandDims(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let input = try plain(node, 0)
    var extents = assembler.extents(input)
    try node.require(extents.count < 8, "more than 8 axes")
    extents.insert(1, at: try axis(node, 1, rank: extents.count + 1))
    return .plain(try reshaped(input, extents, node, as: try form(of: try node.output())))
  }

  mutating func transpose(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let permutation = try integers(node, 1, "a permutation")
    let rank = try extents(node, 0).count
    guard permutation.sorted() == Array(0..<rank) else {
      throw ImportError(
        .invalid(name: "permutation", found: "\(permutation)", expected: "each of \(Array(0..<rank)) once"))
    }
    // Of a map it is another permutation, perhaps none.
    let (input, isMap) = try single(node)
    return .plain(try turned(input, permutation.map { placed($0, isMap: isMap) }, node))
  }

  /// `PAD` and `PADV2`, whose third input is what stands outside.
  mutating func pad(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let (before, after) = try margins(node)
    var filler: Float = 0
    if node.hasInput(2) {
      let values = try constant(node, 2, "a value")
      guard values.count == 1 else {
        throw ImportError(.invalid(name: "value", found: "\(values.count) numbers", expected: "one"))
      }
      filler = values.floats[0]
      // Whole numbers stay exact.
      if case .constant(let constant)? = try value(try node.input(0)).plain, constant.integers != nil {
        try node.require(filler.magnitude < 0x1p31, "whole numbers padded by \(filler)")
      }
    }
    return try padded(node, before, after, .constant(filler))
  }

  mutating func mirrorPad(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let (before, after) = try margins(node)
    let extents = try extents(node, 0)
    let isSymmetric = try node.choice(0) == 1
    for (axis, extent) in extents.enumerated() {
      let most = isSymmetric ? extent : extent - 1
      guard before[axis] <= most, after[axis] <= most else {
        throw ImportError(
          .invalid(name: "padding", found: "\(before), \(after)", expected: "less than \(extents)"))
      }
    }
    guard isSymmetric else { return try padded(node, before, after, .reflect) }
    // The outermost element stands twice.
    var (result, isMap) = try single(node)
    let form = try form(of: try node.output())
    for (axis, extent) in extents.enumerated() where before[axis] + after[axis] > 0 {
      try count(stored: before[axis] + extent + after[axis])
      let places = (-before[axis]..<(extent + after[axis])).map {
        $0 < 0 ? -1 - $0 : $0 < extent ? $0 : 2 * extent - 1 - $0
      }
      result = try gathered(result, axis: placed(axis, isMap: isMap), places, node, as: form)
    }
    return .ordered(result, isMap: isMap)
  }

  /// Elements before and after each of the file's axes.
  private mutating func margins(_ node: TFLiteNode) throws(ImportError) -> (before: [Int], after: [Int]) {
    let rank = try extents(node, 0).count
    let numbers = try integers(node, 1, "a padding")
    guard numbers.count == 2 * rank, numbers.allSatisfy({ (0...1 << 30).contains($0) }) else {
      throw ImportError(
        .invalid(name: "padding", found: "\(numbers)", expected: "\(2 * rank) numbers from 0 on"))
    }
    return ((0..<rank).map { numbers[2 * $0] }, (0..<rank).map { numbers[2 * $0 + 1] })
  }

  private mutating func padded(
    _ node: TFLiteNode, _ before: [Int], _ after: [Int], _ mode: PadMode
  ) throws(ImportError) -> TFLiteResult {
    let (input, isMap) = try single(node)
    let extents = assembler.extents(input)
    let (first, last) = (placed(before, isMap: isMap), placed(after, isMap: isMap))
    let result = extents.indices.map { extents[$0] + first[$0] + last[$0] }
    return .ordered(
      try emit(
        .pad(before: first, after: last, mode), [input], node, extents: result,
        as: try form(of: try node.output())), isMap: isMap)
  }

  /// Places along an axis of either order.
  mutating func gathered(
    _ operand: Operand, axis: Int, _ places: [Int], _ node: TFLiteNode, as form: TFLiteForm
  ) throws(ImportError) -> Operand {
    var extents = assembler.extents(operand)
    extents[axis] = places.count
    return try emit(.gather(axis: axis, indices: places), [operand], node, extents: extents, as: form)
  }

  mutating func gather(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let batchAxes = try node.int(1)
    try node.require(batchAxes == 0, "batch_dims = \(batchAxes)")
    let extents = try extents(node, 0)
    let axis = try node.axis(try node.int(0), rank: extents.count)
    let indices = try constant(node, 1, "indices")
    let places = indices.truncated.map { Int($0) }
    guard places.allSatisfy({ (0..<extents[axis]).contains($0) }), extents.count > 0 else {
      throw ImportError(
        .invalid(name: "indices", found: "\(places.prefix(8))", expected: "0 to \(extents[axis] - 1)"))
    }
    let form = try form(of: try node.output())
    let isMap = try prefersMap(node, [0])
    let picked = try gathered(
      try operand(node, 0, isMap: isMap), axis: placed(axis, isMap: isMap), places, node, as: form)
    if indices.extents.count == 1 { return .ordered(picked, isMap: isMap) }
    let plain = isMap ? try turned(picked, [0, 2, 3, 1], node) : picked
    let result = extents[..<axis] + indices.extents + extents[(axis + 1)...]
    return .plain(try reshaped(plain, Array(result), node, as: self.form(plain)))
  }

  mutating func tile(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let repeats = try integers(node, 1, "repeats")
    let (input, isMap) = try single(node)
    let extents = assembler.extents(input)
    guard repeats.count == extents.count, repeats.allSatisfy({ (1...1 << 20).contains($0) }) else {
      throw ImportError(
        .invalid(name: "repeats", found: "\(repeats)", expected: "\(extents.count) numbers from 1 on"))
    }
    let times = placed(repeats, isMap: isMap)
    let result = zip(times, extents).map { $0 * $1 }
    let form = try form(of: try node.output())
    if times.allSatisfy({ $0 == 1 }) { return .ordered(input, isMap: isMap) }
    // An axis before each that is repeated.
    var (narrow, wide): ([Int], [Int]) = ([], [])
    for (axis, extent) in extents.enumerated() {
      if times[axis] > 1 {
        narrow.append(1)
        wide.append(times[axis])
      }
      narrow.append(extent)
      wide.append(extent)
    }
    let seen = try reshaped(input, narrow, node, as: self.form(input))
    let repeated = try emit(.expand, [seen], node, extents: wide, as: form)
    return .ordered(try reshaped(repeated, result, node, as: self.form(repeated)), isMap: isMap)
  }

  mutating func broadcast(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let wanted = try integers(node, 1, "a shape")
    let input = try plain(node, 0)
    guard wanted.count <= 8, wanted.allSatisfy({ (0...1 << 30).contains($0) }),
      GraphAssembler.broadcast(assembler.extents(input), wanted) == wanted
    else {
      throw ImportError(
        .invalid(
          name: "shape", found: "\(wanted)", expected: "one that \(assembler.extents(input)) repeats to"))
    }
    return .plain(
      try emit(.expand, [input], node, extents: wanted, as: try form(of: try node.output())))
  }

  mutating func shape(_ node: TFLiteNode) throws(ImportError) -> TFLiteResult {
    let extents = try extents(node, 0).map { Int64($0) }
    return .plain(.constant(Constant([extents.count], integers: extents)))
  }
}
