extension OperationV3.Concatenation {
  init(reading reader: inout FieldReader) throws(KModelError) {
    output = try reader.integer()
    let count = try reader.recordCount("input_count", size: 8)
    inputs = []
    inputs.reserveCapacity(count)
    for _ in 0..<count {
      inputs.append(MemoryRange(start: try reader.integer(), byteCount: try reader.integer()))
    }
  }

  func write(to writer: inout FieldWriter) throws(KModelError) {
    writer.append(output)
    try writer.append(position: inputs.count)
    for input in inputs {
      writer.append(input.start)
      writer.append(input.byteCount)
    }
  }
}

extension OperationV3.Flatten {
  init(reading reader: inout FieldReader) throws(KModelError) {
    input = try reader.integer()
    output = try reader.integer()
    shape = try OperationV3.MapShape(reading: &reader)
  }

  func write(to writer: inout FieldWriter) {
    writer.append(input)
    writer.append(output)
    shape.write(to: &writer)
  }
}

extension OperationV3.Resize {
  init(reading reader: inout FieldReader) throws(KModelError) {
    input = try reader.integer()
    output = try reader.integer()
    inputShape = try OperationV3.MapShape(reading: &reader)
    outputWidth = try reader.integer()
    outputHeight = try reader.integer()
    alignCorners = try reader.integer()
  }

  func write(to writer: inout FieldWriter) {
    writer.append(input)
    writer.append(output)
    inputShape.write(to: &writer)
    writer.append(outputWidth)
    writer.append(outputHeight)
    writer.append(alignCorners)
  }
}
