import OpKernels
import Tensors

extension TFLiteImporter {
  /// The contents of a tensor that the file stores: what codes stand for, whole numbers that are no codes as they are.
  ///
  /// - Throws: `missingValue` for tensors without contents, which no operator made.
  mutating func storedConstant(_ index: Int) throws(ImportError) -> Constant {
    let tensor = model.tensors[index]
    let codes = try storedNumbers(index)
    guard !tensor.scales.isEmpty, let integers = codes.integers, codes.count > 0 else { return codes }
    let extent = tensor.scales.count == 1 ? 1 : tensor.extents.dropFirst(max(0, tensor.quantizedAxis)).first
    guard tensor.quantizedAxis >= 0, extent == tensor.scales.count,
      tensor.zeroPoints.count <= 1 || tensor.zeroPoints.count == extent
    else {
      throw ImportError(
        .invalid(
          name: "scales of \"\(tensor.name)\"", found: "\(tensor.scales.count)",
          expected: "one, or one for each place of the axis"))
    }
    let inner =
      tensor.scales.count == 1
      ? codes.count : tensor.extents.dropFirst(tensor.quantizedAxis + 1).reduce(1, *)
    let channel = { place in place / max(inner, 1) % tensor.scales.count }
    let numbers = integers.enumerated().map { place, code -> Float in
      let channel = channel(place)
      let zeroPoint =
        tensor.zeroPoints.isEmpty ? 0 : tensor.zeroPoints[tensor.zeroPoints.count == 1 ? 0 : channel]
      return Float(Double(code) - Double(zeroPoint)) * tensor.scales[channel]
    }
    return Constant(
      tensor.extents, floats: numbers, steps: integers.indices.map { tensor.scales[channel($0)] })
  }

  /// The contents of a tensor as the file stores them.
  mutating func storedNumbers(_ index: Int) throws(ImportError) -> Constant {
    let tensor = model.tensors[index]
    let count = Shape(tensor.extents).elementCount ?? .max
    let range = tensor.buffer < model.buffers.count ? model.buffers[tensor.buffer] : 0..<0
    guard !range.isEmpty || count == 0 else { throw ImportError(.missingValue(tensor.name)) }
    if let peculiarity = tensor.peculiarity { throw ImportError(.unsupportedForm(peculiarity)) }
    guard let size = tensor.type.byteCount else {
      throw ImportError(.unsupportedForm("contents of type \(tensor.type)"))
    }
    guard count <= range.count / size, count * size == range.count else {
      throw ImportError(
        .invalid(
          name: "bytes of \"\(tensor.name)\"", found: "\(range.count)",
          expected: "\(Shape(tensor.extents)) of \(tensor.type)"))
    }
    try self.count(stored: count)
    let bytes = model.bytes
    let raw = (0..<count).map { element -> UInt64 in
      var value: UInt64 = 0
      for byte in (0..<size).reversed() {
        value = value << 8 | UInt64(bytes[range.lowerBound + element * size + byte])
      }
      return value
    }
    return switch tensor.type {
    case .float32:
      Constant(tensor.extents, floats: raw.map { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) })
    case .float16:
      Constant(tensor.extents, floats: raw.map { Float(halfBitPattern: UInt16(truncatingIfNeeded: $0)) })
    case .int8: Constant(tensor.extents, integers: raw.map { Int64(Int8(truncatingIfNeeded: $0)) })
    case .int16: Constant(tensor.extents, integers: raw.map { Int64(Int16(truncatingIfNeeded: $0)) })
    case .int32: Constant(tensor.extents, integers: raw.map { Int64(Int32(truncatingIfNeeded: $0)) })
    default: Constant(tensor.extents, integers: raw.map { Int64(truncatingIfNeeded: $0) })
    }
  }

  /// An input that must be known already, with the file's axes.
  mutating func constant(
    _ node: TFLiteNode, _ index: Int, _ name: String
  ) throws(ImportError) -> Constant {
    guard case .constant(let constant) = try plain(node, index) else {
      throw ImportError(.unsupportedForm("\(name) that is computed at run time"))
    }
    return constant
  }

  /// The same as small whole numbers.
  mutating func integers(_ node: TFLiteNode, _ index: Int, _ name: String) throws(ImportError) -> [Int] {
    try constant(node, index, name).truncated.map { Int($0) }
  }

  /// An axis, or several, that an input holds, counted from the front.
  mutating func axes(_ node: TFLiteNode, _ index: Int, rank: Int) throws(ImportError) -> [Int] {
    var axes: [Int] = []
    for axis in try integers(node, index, "an axis") { axes.append(try node.axis(axis, rank: rank)) }
    return axes
  }

  /// One axis.
  mutating func axis(_ node: TFLiteNode, _ index: Int, rank: Int) throws(ImportError) -> Int {
    let axes = try axes(node, index, rank: rank)
    guard axes.count == 1 else {
      throw ImportError(.invalid(name: "axis", found: "\(axes.count) numbers", expected: "one"))
    }
    return axes[0]
  }
}
