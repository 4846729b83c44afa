import Containers
import OpKernels
import Tensors

extension ONNXImporter {
  /// Numbers to codes of 8 bits.
  mutating func quantize(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    let zeroPoint = node.node.inputs.count > 2 ? node.node.inputs[2] : ""
    let given = ONNXDataType(rawValue: Int32(clamping: node.int("output_dtype", 0)))
    let type = codeTypes[zeroPoint] ?? (given == .undefined ? .uint8 : given)
    if case .constant(let constant) = input { return .constant(try quantize(constant, type, node)) }
    let codes = try affine(node, type)
    let result = try assembler.emit(
      .convert, [input], extents: extents(input), label: node.node.operation, name: node.name, type: .int8,
      quantization: codes)
    if case .value(let value) = result { fileTypes[value] = type }
    return result
  }

  /// Codes to numbers.
  mutating func dequantize(_ node: ONNXNodeScope) throws(ImportError) -> Operand {
    let input = try node.input(0)
    guard case .constant(let codes) = input else { return try dequantize(try assembler.value(input), node) }
    try assembler.charge(codes.count)
    let scales = try AxisScales(node, codes.extents)
    let numbers = codes.floats.enumerated().map { index, code in
      (code - scales.zeroPoints[scales.place(index)]) * scales.scales[scales.place(index)]
    }
    let steps = numbers.indices.map { scales.scales[scales.place($0)] }
    return .constant(Constant(codes.extents, floats: numbers, steps: steps))
  }

  /// Numbers that are known to codes, as the file has them.
  private mutating func quantize(
    _ constant: Constant, _ type: ONNXDataType, _ node: ONNXNodeScope
  ) throws(ImportError) -> Constant {
    guard let range: ClosedRange<Float> = type == .int8 ? -128...127 : type == .uint8 ? 0...255 : nil else {
      throw ImportError(.unsupportedForm("codes of type \(type)"))
    }
    try assembler.charge(constant.count)
    let scales = try AxisScales(node, constant.extents)
    let codes = constant.floats.enumerated().map { index, value -> Int64 in
      let place = scales.place(index)
      let code = (value / scales.scales[place]).rounded(.toNearestOrEven) + scales.zeroPoints[place]
      return code == code ? Int64(min(max(code, range.lowerBound), range.upperBound)) : 0
    }
    return Constant(constant.extents, integers: codes)
  }

  /// Values that are codes, or bytes.
  private mutating func dequantize(_ value: Int, _ node: ONNXNodeScope) throws(ImportError) -> Operand {
    guard let type = fileTypes[value] else { throw ImportError(.unsupportedForm("codes made by arithmetic")) }
    let codes = try affine(node, type)
    let whole = Self.whole(type)
    if let name = inputNames[value], directlyDequantized.contains(name) {
      // Every reader says the same of these codes.
      assembler.setQuantization(value, codes)
    }
    let known = assembler.graph.values[value].quantization
    guard known == codes || known == whole else {
      throw ImportError(.unsupportedForm("codes read with another scale than they were made with"))
    }
    let numbers = try assembler.emit(
      .convert, [.value(value)], extents: extents(.value(value)), label: node.node.operation, name: node.name,
      type: .float32)
    if known == codes { return numbers }
    // The numbers are the file's integers.
    let zeroPoint = Float(codes.zeroPoint - whole.zeroPoint)
    let centred = try emit(.activation(.affine(scales: [1], offsets: [-zeroPoint])), [numbers], node)
    return try scaled(centred, by: codes.scale, node)
  }

  /// What codes stand for that are the file's integers.
  static func whole(_ type: ONNXDataType) -> AffineQuantization {
    AffineQuantization(scale: 1, zeroPoint: type == .uint8 ? -128 : 0)
  }

  /// Whether a value is the file's integers.
  func isWhole(_ value: Int) -> Bool {
    fileTypes[value].map { Self.whole($0) == assembler.graph.values[value].quantization } ?? false
  }

  /// Inputs that only DequantizeLinear reads, always with the same scale and zero point.
  mutating func findDirectlyDequantized() {
    var readings: [String: Set<[String]>] = [:]
    for node in model.graph.nodes {
      for (index, name) in node.inputs.enumerated() where !name.isEmpty {
        // Any other reading is one of its own.
        let reading =
          index == 0 && node.operation == ONNXOperator.dequantizeLinear.rawValue
          ? Array(node.inputs.dropFirst()) : []
        readings[name, default: []].insert(reading)
      }
    }
    for output in model.graph.outputs { readings[output.name, default: []].insert([]) }
    for (name, found) in readings where found.count == 1 && !found.contains([]) {
      directlyDequantized.insert(name)
    }
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

/// Scales and zero points of a constant: one of each, or one for each place of an axis.
private struct AxisScales {
  let scales: [Float]
  /// As many as scales.
  let zeroPoints: [Float]
  /// Elements from one place of the axis to the next.
  private let inner: Int

  init(_ node: ONNXNodeScope, _ extents: [Int]) throws(ImportError) {
    let scales = try node.constant(1, "a scale").floats
    let zeroPoints = try node.optionalConstant(2, "a zero point")?.floats ?? [0]
    var (count, inner) = (1, 1)
    if scales.count != 1 {
      let axis = try node.axis(node.int("axis", 1), rank: extents.count)
      (count, inner) = (extents[axis], Swift.max(1, extents[(axis + 1)...].reduce(1, *)))
    }
    guard scales.count == count, count > 0, zeroPoints.count == 1 || zeroPoints.count == count else {
      throw ImportError(
        .invalid(name: "scales", found: "\(scales.count)", expected: "one, or one for each place of the axis")
      )
    }
    (self.scales, self.inner) = (scales, inner)
    self.zeroPoints = zeroPoints.count == count ? zeroPoints : scales.map { _ in zeroPoints[0] }
  }

  /// Which scale an element has.
  func place(_ index: Int) -> Int { index / inner % scales.count }
}
