extension MemoryRange {
  init(reading reader: inout FieldReader) throws(KModelError) {
    memory = try reader.code("memory type")
    dataType = try reader.code("data type")
    start = try reader.integer()
    byteCount = try reader.integer()
  }

  func write(to writer: inout FieldWriter) {
    writer.append(memory.rawValue)
    writer.append(dataType.rawValue)
    writer.append(start)
    writer.append(byteCount)
  }
}

extension ShapeV4 {
  init(reading reader: inout FieldReader) throws(KModelError) {
    n = try reader.integer()
    c = try reader.integer()
    h = try reader.integer()
    w = try reader.integer()
  }

  func write(to writer: inout FieldWriter) {
    writer.append(n)
    writer.append(c)
    writer.append(h)
    writer.append(w)
  }
}

extension OperationV4.UnaryOperands {
  init(reading reader: inout FieldReader) throws(KModelError) {
    input = try MemoryRange(reading: &reader)
    output = try MemoryRange(reading: &reader)
  }

  func write(to writer: inout FieldWriter) {
    input.write(to: &writer)
    output.write(to: &writer)
  }
}

extension OperationV4.BinaryOperands {
  init(reading reader: inout FieldReader) throws(KModelError) {
    a = try MemoryRange(reading: &reader)
    b = try MemoryRange(reading: &reader)
    output = try MemoryRange(reading: &reader)
  }

  func write(to writer: inout FieldWriter) {
    a.write(to: &writer)
    b.write(to: &writer)
    output.write(to: &writer)
  }
}

extension OperationV4.ClampRange {
  init(reading reader: inout FieldReader) throws(KModelError) {
    minimum = try reader.float()
    maximum = try reader.float()
  }

  func write(to writer: inout FieldWriter) {
    writer.append(minimum)
    writer.append(maximum)
  }
}

extension OperationV4.Rescale {
  init(reading reader: inout FieldReader) throws(KModelError) {
    offset = try reader.integer()
    multiplier = try reader.integer()
    shift = try reader.integer()
  }

  func write(to writer: inout FieldWriter) {
    writer.append(offset)
    writer.append(multiplier)
    writer.append(shift)
  }
}

extension OperationV4.Padding {
  init(reading reader: inout FieldReader) throws(KModelError) {
    before = try reader.integer()
    after = try reader.integer()
  }

  func write(to writer: inout FieldWriter) {
    writer.append(before)
    writer.append(after)
  }
}

extension OperationV4.Window2D {
  init(reading reader: inout FieldReader) throws(KModelError) {
    paddingHeight = try OperationV4.Padding(reading: &reader)
    paddingWidth = try OperationV4.Padding(reading: &reader)
    filterHeight = try reader.integer()
    filterWidth = try reader.integer()
    strideHeight = try reader.integer()
    strideWidth = try reader.integer()
    dilationHeight = try reader.integer()
    dilationWidth = try reader.integer()
  }

  func write(to writer: inout FieldWriter) {
    paddingHeight.write(to: &writer)
    paddingWidth.write(to: &writer)
    writer.append(filterHeight)
    writer.append(filterWidth)
    writer.append(strideHeight)
    writer.append(strideWidth)
    writer.append(dilationHeight)
    writer.append(dilationWidth)
  }
}
