extension OperationV4.Concat {
  init(reading reader: inout FieldReader) throws(KModelError) {
    output = try MemoryRange(reading: &reader)
    innerSize = try reader.integer()
    outerSize = try reader.integer()
    let count = try reader.recordCount("number of inputs", size: 20)
    inputs = []
    inputs.reserveCapacity(count)
    for _ in 0..<count { inputs.append(try MemoryRange(reading: &reader)) }
    dimensions = []
    dimensions.reserveCapacity(count)
    for _ in 0..<count { dimensions.append(try reader.integer()) }
  }

  func write(to writer: inout FieldWriter) throws(KModelError) {
    output.write(to: &writer)
    writer.append(innerSize)
    writer.append(outerSize)
    try writer.append(position: inputs.count)
    for input in inputs { input.write(to: &writer) }
    for dimension in dimensions { writer.append(dimension) }
  }
}

extension OperationV4.Pad {
  init(reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.UnaryOperands(reading: &reader)
    inputShape = try ShapeV4(reading: &reader)
    padding = InlineArray(repeating: .zero)
    for axis in 0..<4 { padding[axis] = try OperationV4.Padding(reading: &reader) }
    valueType = try reader.code("value type")
    value = try reader.integer()
  }

  func write(to writer: inout FieldWriter) {
    operands.write(to: &writer)
    inputShape.write(to: &writer)
    for axis in 0..<4 { padding[axis].write(to: &writer) }
    writer.append(valueType.rawValue)
    writer.append(value)
  }
}

extension OperationV4.ResizeImage {
  init(reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.UnaryOperands(reading: &reader)
    inputShape = try ShapeV4(reading: &reader)
    outputHeight = try reader.integer()
    outputWidth = try reader.integer()
    mode = try reader.code("resize mode")
    alignCorners = try reader.integer()
    // Three bytes of structure padding; zero in every known file.
    _ = try reader.block(3, "padding")
  }

  func write(to writer: inout FieldWriter) {
    operands.write(to: &writer)
    inputShape.write(to: &writer)
    writer.append(outputHeight)
    writer.append(outputWidth)
    writer.append(mode.rawValue)
    writer.append(alignCorners)
    writer.appendZeros(3)
  }
}

extension OperationV4.Transpose {
  init(reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.UnaryOperands(reading: &reader)
    inputShape = try ShapeV4(reading: &reader)
    permutation = try ShapeV4(reading: &reader)
  }

  func write(to writer: inout FieldWriter) {
    operands.write(to: &writer)
    inputShape.write(to: &writer)
    permutation.write(to: &writer)
  }
}

extension OperationV4.StridedSlice {
  init(reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.UnaryOperands(reading: &reader)
    inputShape = try ShapeV4(reading: &reader)
    begin = try ShapeV4(reading: &reader)
    end = try ShapeV4(reading: &reader)
    strides = try ShapeV4(reading: &reader)
    beginMask = try reader.integer()
    endMask = try reader.integer()
    ellipsisMask = try reader.integer()
    newAxisMask = try reader.integer()
    shrinkAxisMask = try reader.integer()
  }

  func write(to writer: inout FieldWriter) {
    operands.write(to: &writer)
    for shape in [inputShape, begin, end, strides] { shape.write(to: &writer) }
    for mask in [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] { writer.append(mask) }
  }
}
