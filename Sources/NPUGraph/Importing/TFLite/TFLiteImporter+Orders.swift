import OpKernels
import Tensors

/// What a result is stored as.
struct TFLiteForm: Equatable {
  var type: ElementType
  var quantization: AffineQuantization?

  /// Single precision.
  static let plain = TFLiteForm(type: .float32)
}

extension TFLiteImporter {
  /// The axis of a map that a file's axis of four is.
  static func mapAxis(_ axis: Int) -> Int { [0, 2, 3, 1][axis] }

  /// Numbers of four axes, in the order of a map's.
  static func mapOrder<Element>(_ numbers: [Element]) -> [Element] { [0, 3, 1, 2].map { numbers[$0] } }

  /// Extents with the file's axes.
  mutating func extents(_ node: TFLiteNode, _ index: Int) throws(ImportError) -> [Int] {
    let value = try value(try node.input(index))
    if let plain = value.plain { return assembler.extents(plain) }
    if let map = value.map {
      let extents = assembler.extents(map)
      return [extents[0], extents[2], extents[3], extents[1]]
    }
    throw ImportError(.unsupportedForm("SPACE_TO_BATCH_ND without a convolution of stride 1 behind it"))
  }

  /// An input with the file's axes.
  mutating func plain(_ node: TFLiteNode, _ index: Int) throws(ImportError) -> Operand {
    let tensor = try node.input(index)
    var value = try value(tensor)
    if let plain = value.plain { return plain }
    guard let map = value.map else {
      throw ImportError(.unsupportedForm("SPACE_TO_BATCH_ND without a convolution of stride 1 behind it"))
    }
    let plain = try turned(map, [0, 2, 3, 1], node)
    value.plain = plain
    keep(value, of: tensor)
    return plain
  }

  /// An input of four axes with channels second; fewer axes get extents of 1 before them.
  mutating func map(_ node: TFLiteNode, _ index: Int) throws(ImportError) -> Operand {
    let tensor = try node.input(index)
    var value = try value(tensor)
    if let map = value.map { return map }
    let plain = try plain(node, index)
    let extents = assembler.extents(plain)
    guard extents.count <= 4 else { throw ImportError(.unsupportedForm("an input of \(extents.count) axes")) }
    let wide = [Int](repeating: 1, count: 4 - extents.count) + extents
    let map = try turned(try reshaped(plain, wide, node, as: form(plain)), [0, 3, 1, 2], node)
    if extents.count == 4 {
      value.map = map
      keep(value, of: tensor)
    }
    return map
  }

  /// A picture: an input of exactly four axes, with channels second.
  mutating func picture(_ node: TFLiteNode, _ index: Int) throws(ImportError) -> Operand {
    let rank = try extents(node, index).count
    try node.require(rank == 4, "an input of \(rank) axes")
    return try map(node, index)
  }

  /// Whether an operator that takes either order is better off with maps: some input is one.
  mutating func prefersMap(_ node: TFLiteNode, _ indices: [Int]) throws(ImportError) -> Bool {
    var hasMap = false
    for index in indices {
      let value = try value(try node.input(index))
      if let plain = value.plain, assembler.extents(plain).count > 4 { return false }
      guard case .value? = value.map else { continue }
      hasMap = true
    }
    return hasMap
  }

  /// An input of either order.
  mutating func operand(_ node: TFLiteNode, _ index: Int, isMap: Bool) throws(ImportError) -> Operand {
    isMap ? try map(node, index) : try plain(node, index)
  }

  /// Axes in another order, in the same codes; only a new shape where nothing but extents of 1 changes places.
  mutating func turned(
    _ operand: Operand, _ permutation: [Int], _ node: TFLiteNode
  ) throws(ImportError) -> Operand {
    let extents = assembler.extents(operand)
    let result = permutation.map { extents[$0] }
    let moved = permutation.filter { extents[$0] != 1 }
    if moved == moved.sorted() { return try reshaped(operand, result, node, as: form(operand)) }
    return try assembler.emit(
      .transpose(permutation), [operand], extents: result, label: "TRANSPOSE", name: node.name,
      type: form(operand).type, quantization: form(operand).quantization)
  }

  /// The same elements in another shape; nothing when they have that shape and form.
  mutating func reshaped(
    _ operand: Operand, _ extents: [Int], _ node: TFLiteNode, as form: TFLiteForm
  ) throws(ImportError) -> Operand {
    if case .constant(let constant) = operand { return .constant(constant.reshaped(extents)) }
    if assembler.extents(operand) == extents, self.form(operand) == form { return operand }
    return try assembler.emit(
      .reshape, [operand], extents: extents, label: "RESHAPE", name: node.name, type: form.type,
      quantization: form.quantization)
  }

  /// What an operand is stored as; single precision for constants.
  func form(_ operand: Operand) -> TFLiteForm {
    guard case .value(let index) = operand else { return .plain }
    let value = assembler.graph.values[index]
    return TFLiteForm(type: value.elementType, quantization: value.quantization)
  }

  /// What the file stores a tensor as: codes as s8, whole numbers that are no codes in single precision.
  ///
  /// - Throws: `ImportError` for codes that values cannot have.
  func form(of tensor: Int) throws(ImportError) -> TFLiteForm {
    let tensor = model.tensors[tensor]
    switch tensor.type {
    case .float32: return .plain
    case .float16: return TFLiteForm(type: .float16)
    case .int8, .uint8:
      guard tensor.scales.count <= 1, tensor.zeroPoints.count <= 1 else {
        throw ImportError(.unsupportedForm("scales along an axis of values"))
      }
      let (scale, zeroPoint) = (tensor.scales.first ?? 1, tensor.zeroPoints.first ?? 0)
      let range: ClosedRange<Int64> = tensor.type == .int8 ? -128...127 : 0...255
      guard scale > 0, scale.isFinite, range.contains(zeroPoint) else {
        throw ImportError(
          .invalid(
            name: "scale and zero point", found: "\(scale), \(zeroPoint)",
            expected: "a number above 0, and one of \(range)"))
      }
      // As s8 codes, bytes are 128 less.
      let shift: Int64 = tensor.type == .int8 ? 0 : 128
      return TFLiteForm(
        type: .int8, quantization: AffineQuantization(scale: scale, zeroPoint: Int32(zeroPoint - shift)))
    case .int32, .int64, .bool, .int16:
      guard tensor.scales.isEmpty else { throw ImportError(.unsupportedForm("codes of type \(tensor.type)")) }
      return .plain
    default: throw ImportError(.unsupportedForm("a result of type \(tensor.type)"))
    }
  }

  /// Adds a node with one result; what constants alone make stays single precision.
  mutating func emit(
    _ operation: Operation, _ inputs: [Operand], _ node: TFLiteNode, extents: [Int],
    as form: TFLiteForm = .plain, then function: Activation = .identity
  ) throws(ImportError) -> Operand {
    let isKnown = inputs.allSatisfy { if case .constant = $0 { true } else { false } }
    let last: TFLiteForm = isKnown ? .plain : form
    let first = function == .identity ? last : .plain
    let result = try assembler.emit(
      operation, inputs, extents: extents, label: node.label, name: node.name, type: first.type,
      quantization: first.quantization)
    if function == .identity { return result }
    return try assembler.emit(
      .activation(function), [result], extents: extents, label: function.name, name: node.name,
      type: last.type, quantization: last.quantization)
  }
}
