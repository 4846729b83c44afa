import Bytes

extension OperationV4.Matmul {
  init(reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.BinaryOperands(reading: &reader)
    aRows = try reader.integer()
    aColumns = try reader.integer()
    bColumns = try reader.integer()
    clamp = try OperationV4.ClampRange(reading: &reader)
    bias = try reader.block(Int.product(Int(bColumns), 4), "bias")
  }

  func write(to writer: inout FieldWriter) {
    operands.write(to: &writer)
    writer.append(aRows)
    writer.append(aColumns)
    writer.append(bColumns)
    clamp.write(to: &writer)
    writer.append(bias)
  }
}

extension OperationV4.QuantizedMatmul {
  init(reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.BinaryOperands(reading: &reader)
    aRows = try reader.integer()
    aColumns = try reader.integer()
    bColumns = try reader.integer()
    aOffset = try reader.integer()
    bOffset = try reader.integer()
    output = try OperationV4.Rescale(readingOffsetLast: &reader)
    bias = try reader.block(Int.product(Int(bColumns), 4), "bias")
  }

  func write(to writer: inout FieldWriter) {
    operands.write(to: &writer)
    writer.append(aRows)
    writer.append(aColumns)
    writer.append(bColumns)
    writer.append(aOffset)
    writer.append(bOffset)
    output.writeOffsetLast(to: &writer)
    writer.append(bias)
  }
}
