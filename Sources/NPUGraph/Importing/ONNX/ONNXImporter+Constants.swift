import Containers
import OpKernels
import Tensors

extension ONNXImporter {
  mutating func constant(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    for attribute in node.node.attributes {
      switch (attribute.name, attribute.value) {
      case ("value", .tensor(let tensor)):
        if let output = node.node.outputs.first { codeTypes[output] = tensor.dataType }
        return .constant(try constant(tensor))
      case ("value_float", .float(let value)): return .constant(Constant([], floats: [value]))
      case ("value_floats", .floats(let values)): return .constant(Constant([values.count], floats: values))
      case ("value_int", .int(let value)): return .constant(Constant([], integers: [value]))
      case ("value_ints", .ints(let values)): return .constant(Constant([values.count], integers: values))
      default: continue
      }
    }
    throw ImportError(.unsupportedForm("a constant of texts or sparse numbers"))
  }

  mutating func constantOfShape(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let extents = try node.constant(0, "a shape").truncated.map { Int($0) }
    guard extents.allSatisfy({ $0 >= 0 }) else {
      throw ImportError(.invalid(name: "shape", found: "\(extents)", expected: "none below 0"))
    }
    var single = Constant([1], floats: [0])
    if case .tensor(let tensor)? = node.node.attribute("value") { single = try constant(tensor) }
    guard single.count == 1 else {
      throw ImportError(.invalid(name: "value", found: "\(single.count) numbers", expected: "one"))
    }
    try assembler.checkSize(extents)
    if extents.contains(0) { return .constant(single.picked([], extents: extents, filler: 0)) }
    let narrow = single.reshaped([Int](repeating: 1, count: extents.count))
    return .constant(try assembler.expanded(narrow, extents))
  }

  mutating func shape(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let extents = self.extents(try node.input(0))
    // Bounds are clamped, not wrapped round.
    let clamp = { (axis: Int) in
      Swift.min(Swift.max(axis < 0 ? axis + extents.count : axis, 0), extents.count)
    }
    let start = clamp(node.int("start", 0))
    let end = node.node.int("end").map { clamp(Int($0)) } ?? extents.count
    let part = extents[start..<Swift.max(start, end)].map { Int64($0) }
    return .constant(Constant([part.count], integers: part))
  }

  mutating func size(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    .constant(Constant([], integers: [Int64(Shape(extents(try node.input(0))).elementCount ?? .max)]))
  }

  mutating func range(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let parts = [
      try node.constant(0, "a start"), try node.constant(1, "a limit"), try node.constant(2, "a step"),
    ]
    guard parts.allSatisfy({ $0.count == 1 }) else {
      throw ImportError(
        .invalid(name: "inputs", found: "\(parts.map(\.count)) numbers", expected: "one each"))
    }
    let numbers = parts.map { Double($0.floats[0]) }
    let count = ((numbers[1] - numbers[0]) / numbers[2]).rounded(.up)
    guard numbers[2] != 0, count.isFinite, count < 0x1p62 else {
      throw ImportError(.tooLarge(elements: .max, limit: assembler.limits.foldedElements))
    }
    let places = 0..<Int(Swift.max(0, count))
    try assembler.charge(places.count)
    if let start = parts[0].integers?[0], let step = parts[2].integers?[0] {
      return .constant(Constant([places.count], integers: places.map { start &+ Int64($0) &* step }))
    }
    let (start, step) = (parts[0].floats[0], parts[2].floats[0])
    return .constant(Constant([places.count], floats: places.map { start + Float($0) * step }))
  }

  mutating func resize(_ node: ONNXNodeScope, isUpsample: Bool) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let extents = self.extents(input)
    try node.require(node.int("antialias", 0) == 0, "antialias")
    try node.require(node.int("exclude_outside", 0) == 0, "exclude_outside")
    try node.require(
      node.string("keep_aspect_ratio_policy", "stretch") == "stretch", "keep_aspect_ratio_policy")
    let (result, scales) = try resizedExtents(node, extents, isUpsample: isUpsample)
    // Also for scales that rounding hides, as ONNX Runtime has it.
    if result == extents { return input }
    guard extents.count == 4, result[..<2] == extents[..<2], scales[..<2].allSatisfy({ $0 == 1 }) else {
      throw ImportError(.unsupportedForm("a resize of \(Shape(extents)) to \(Shape(result))"))
    }
    // Before lists of rows and columns are made.
    try assembler.checkSize(result)
    let isOld = isUpsample || node.version < 11
    let word = node.string("coordinate_transformation_mode", isOld ? "asymmetric" : "half_pixel")
    guard let coordinates = Resampling.Coordinates(rawValue: word) else {
      throw ImportError(.unsupportedForm("coordinate_transformation_mode = \(word)"))
    }
    let mode: Resampling.Mode
    switch node.string("mode", "nearest") {
    case "nearest":
      let word = node.string("nearest_mode", isOld ? "floor" : "round_prefer_floor")
      guard let rounding = Resampling.Rounding(rawValue: word) else {
        throw ImportError(.unsupportedForm("nearest_mode = \(word)"))
      }
      mode = .nearest(rounding)
    case "linear", "bilinear": mode = .linear
    case "cubic": mode = .cubic(coefficient: node.float("cubic_coeff_a", -0.75))
    case let other: throw ImportError(.unsupportedForm("mode = \(other)"))
    }
    let resampling = Resampling(mode: mode, coordinates: coordinates, scales: Array(scales.suffix(2)))
    return try emit(
      resampling.operation(from: Array(extents.suffix(2)), to: Array(result.suffix(2))), [input], node,
      extents: result)
  }

  /// The shape that a resize gives, and its scales.
  private func resizedExtents(
    _ node: ONNXNodeScope, _ extents: [Int], isUpsample: Bool
  ) throws(ImportError) -> (result: [Int], scales: [Float]) {
    let isOld = isUpsample || node.version < 11
    var axes = Array(extents.indices)
    if let given = node.node.ints("axes") {
      axes = []
      for axis in given { axes.append(try node.axis(Int(clamping: axis), rank: extents.count)) }
    }
    var given = node.node.floats("scales") ?? []
    if given.isEmpty { given = try node.optionalConstant(isOld ? 1 : 2, "scales")?.floats ?? [] }
    var (result, scales) = (extents, [Float](repeating: 1, count: extents.count))
    if !given.isEmpty {
      guard given.count == axes.count, given.allSatisfy({ $0 > 0 && $0.isFinite }) else {
        throw ImportError(
          .invalid(name: "scales", found: "\(given)", expected: "\(axes.count) numbers above 0"))
      }
      for (axis, scale) in zip(axes, given) {
        scales[axis] = scale
        // Not more than any limit lets pass.
        result[axis] = Int(Swift.min((Float(extents[axis]) * scale).rounded(.down), 0x1p31))
      }
    } else {
      let sizes = try node.optionalConstant(3, "sizes")?.truncated ?? []
      guard sizes.count == axes.count else {
        throw ImportError(.invalid(name: "sizes", found: "\(sizes.count) numbers", expected: "\(axes.count)"))
      }
      for (axis, size) in zip(axes, sizes) {
        result[axis] = Int(clamping: size)
        scales[axis] = Float(size) / Float(extents[axis])
      }
    }
    guard result.allSatisfy({ $0 > 0 }) else {
      throw ImportError(.invalid(name: "sizes", found: "\(result)", expected: "all above 0"))
    }
    return (result, scales)
  }
}

extension Resampling {
  /// The operation that does it: the plain forms where they are the same.
  func operation(from input: [Int], to output: [Int]) -> Operation {
    let isWhole = zip(input, output).enumerated().allSatisfy {
      scales[$0.offset] == Float($0.element.1) / Float($0.element.0)
    }
    switch (mode, coordinates) {
    case (.nearest, _):
      let picks = zip(input, output).enumerated().map { axis, sizes in
        ResamplingTaps(self, scale: scales[axis], size: sizes.0, outputSize: sizes.1).indices
      }
      let plain = zip(input, output).map { size, count in (0..<count).map { $0 * size / count } }
      return picks == plain ? .resizeNearest : .resample(self)
    case (.linear, .asymmetric) where isWhole: return .resizeBilinear(alignsCorners: false)
    case (.linear, .alignCorners): return .resizeBilinear(alignsCorners: true)
    default: return .resample(self)
    }
  }
}
