extension OperationV4.Reduce {
  init(reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.UnaryOperands(reading: &reader)
    op = try reader.code("reduce operator")
    inputShape = try ShapeV4(reading: &reader)
    outputShape = try ShapeV4(reading: &reader)
    initialValue = try reader.float()
  }

  func write(to writer: inout FieldWriter) {
    operands.write(to: &writer)
    writer.append(op.rawValue)
    inputShape.write(to: &writer)
    outputShape.write(to: &writer)
    writer.append(initialValue)
  }
}

extension OperationV4.ReduceWindow2D {
  init(reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.UnaryOperands(reading: &reader)
    op = try reader.code("reduce operator")
    inputShape = try ShapeV4(reading: &reader)
    window = try OperationV4.Window2D(reading: &reader)
    initialValue = try reader.float()
    clamp = try OperationV4.ClampRange(reading: &reader)
  }

  func write(to writer: inout FieldWriter) {
    operands.write(to: &writer)
    writer.append(op.rawValue)
    inputShape.write(to: &writer)
    window.write(to: &writer)
    writer.append(initialValue)
    clamp.write(to: &writer)
  }
}

extension OperationV4.Softmax {
  init(reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.UnaryOperands(reading: &reader)
    innerSize = try reader.integer()
    outerSize = try reader.integer()
    beta = try reader.float()
  }

  func write(to writer: inout FieldWriter) {
    operands.write(to: &writer)
    writer.append(innerSize)
    writer.append(outerSize)
    writer.append(beta)
  }
}
