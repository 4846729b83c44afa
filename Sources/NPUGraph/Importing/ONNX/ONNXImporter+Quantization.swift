import Containers
import OpKernels
import Tensors

extension ONNXImporter {
  /// Numbers to codes of 8 bits.
  mutating func quantize(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let zeroPoint = node.node.inputs.count > 2 ? node.node.inputs[2] : ""
    let type = codeTypes[zeroPoint] ?? .uint8
    let codes = try affine(node, type)
    if case .constant(let constant) = input {
      let range = type == .int8 ? -128...127 : 0...255
      let shift = type == .int8 ? 0 : 128
      let numbers = constant.floats.map { value -> Int64 in
        let steps = (value / codes.scale).rounded(.toNearestOrEven) + Float(Int(codes.zeroPoint) + shift)
        return steps == steps
          ? Int64(Swift.min(Swift.max(steps, Float(range.lowerBound)), Float(range.upperBound))) : 0
      }
      return .constant(Constant(constant.extents, integers: numbers))
    }
    return try assembler.emit(
      .convert, [input], extents: extents(input), label: node.node.operation, name: node.name, type: .int8,
      quantization: codes)
  }

  /// Codes to numbers.
  mutating func dequantize(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    guard case .constant(let codes) = input else {
      // Codes that were made here carry what they stand for; those of inputs are told now.
      let value = try assembler.value(input)
      if assembler.graph.inputs.contains(value) {
        let position = assembler.graph.inputs.firstIndex(of: value) ?? 0
        assembler.setQuantization(value, try affine(node, inputTypes[position]))
      }
      return try assembler.emit(
        .convert, [input], extents: extents(input), label: node.node.operation, name: node.name,
        type: .float32
      )
    }
    let scales = try node.constant(1, "a scale").floats
    let zeroPoints = try node.optionalConstant(2, "a zero point")?.floats ?? [0]
    guard let extent = scales.count == 1 ? 1 : codes.extents.dropFirst(try scaleAxis(node, codes)).first,
      scales.count == extent, zeroPoints.count == 1 || zeroPoints.count == extent
    else {
      throw ImportError(
        .invalid(name: "scales", found: "\(scales.count)", expected: "one, or one for each place of the axis")
      )
    }
    let inner =
      scales.count == 1 ? codes.count : codes.extents.dropFirst(try scaleAxis(node, codes) + 1).reduce(1, *)
    let numbers = codes.floats.enumerated().map { index, code in
      let place = index / Swift.max(inner, 1) % scales.count
      return (code - zeroPoints[zeroPoints.count == 1 ? 0 : place]) * scales[place]
    }
    return .constant(Constant(codes.extents, floats: numbers))
  }

  private func scaleAxis(_ node: ONNXNodeScope, _ codes: Constant) throws(ImportError) -> Int {
    try node.axis(node.int("axis", 1), rank: codes.extents.count)
  }

  /// Scale and zero point of one tensor, as s8 codes.
  private func affine(_ node: ONNXNodeScope, _ type: ONNXDataType) throws(ImportError) -> AffineQuantization {
    let scales = try node.constant(1, "a scale")
    guard scales.count == 1, let scale = scales.floats.first, scale > 0, scale.isFinite else {
      throw ImportError(
        scales.count > 1
          ? .unsupportedForm("scales along an axis of values")
          : .invalid(name: "scale", found: "\(scales.floats)", expected: "a number above 0"))
    }
    guard type == .int8 || type == .uint8 else {
      throw ImportError(.unsupportedForm("codes of type \(type)"))
    }
    let zeroPoint = Int(clamping: try node.optionalConstant(2, "a zero point")?.truncated.first ?? 0)
    let range = type == .int8 ? -128...127 : 0...255
    guard range.contains(zeroPoint) else {
      throw ImportError(.invalid(name: "zero point", found: "\(zeroPoint)", expected: "\(range)"))
    }
    return AffineQuantization(scale: scale, zeroPoint: Int32(zeroPoint - (type == .int8 ? 0 : 128)))
  }
}
