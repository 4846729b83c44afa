extension OperationV4.Binary {
  init(reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.BinaryOperands(reading: &reader)
    op = try reader.code("binary operator")
    aShape = try ShapeV4(reading: &reader)
    bShape = try ShapeV4(reading: &reader)
    outputShape = try ShapeV4(reading: &reader)
    clamp = try OperationV4.ClampRange(reading: &reader)
  }

  func write(to writer: inout FieldWriter) {
    operands.write(to: &writer)
    writer.append(op.rawValue)
    aShape.write(to: &writer)
    bShape.write(to: &writer)
    outputShape.write(to: &writer)
    clamp.write(to: &writer)
  }
}

extension OperationV4.QuantizedBinary {
  init(reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.BinaryOperands(reading: &reader)
    op = try reader.code("binary operator")
    aShape = try ShapeV4(reading: &reader)
    bShape = try ShapeV4(reading: &reader)
    outputShape = try ShapeV4(reading: &reader)
    a = try OperationV4.Rescale(reading: &reader)
    b = try OperationV4.Rescale(reading: &reader)
    output = try OperationV4.Rescale(reading: &reader)
  }

  func write(to writer: inout FieldWriter) {
    operands.write(to: &writer)
    writer.append(op.rawValue)
    aShape.write(to: &writer)
    bShape.write(to: &writer)
    outputShape.write(to: &writer)
    a.write(to: &writer)
    b.write(to: &writer)
    output.write(to: &writer)
  }
}

extension OperationV4.Unary {
  init(reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.UnaryOperands(reading: &reader)
    op = try reader.code("unary operator")
  }

  func write(to writer: inout FieldWriter) {
    operands.write(to: &writer)
    writer.append(op.rawValue)
  }
}

extension OperationV4.TableLookup {
  init(reading reader: inout FieldReader) throws(KModelError) {
    input = try MemoryRange(reading: &reader)
    table = try MemoryRange(reading: &reader)
    output = try MemoryRange(reading: &reader)
  }

  func write(to writer: inout FieldWriter) {
    input.write(to: &writer)
    table.write(to: &writer)
    output.write(to: &writer)
  }
}

extension OperationV4.Quantization {
  init(reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.UnaryOperands(reading: &reader)
    zeroPoint = try reader.integer()
    scale = try reader.float()
  }

  func write(to writer: inout FieldWriter) {
    operands.write(to: &writer)
    writer.append(zeroPoint)
    writer.append(scale)
  }
}

extension OperationV4.NNILUnaryMethod {
  init(reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.UnaryOperands(reading: &reader)
    program = try reader.rest()
  }

  func write(to writer: inout FieldWriter) {
    operands.write(to: &writer)
    writer.append(program)
  }
}
