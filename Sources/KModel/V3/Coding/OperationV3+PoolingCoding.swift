extension OperationV3.GlobalAveragePool {
  init(reading reader: inout FieldReader) throws(KModelError) {
    input = try reader.integer()
    output = try reader.integer()
    kernelSize = try reader.integer()
    channels = try reader.integer()
  }

  func write(to writer: inout FieldWriter) {
    writer.append(input)
    writer.append(output)
    writer.append(kernelSize)
    writer.append(channels)
  }
}

extension OperationV3.Pool2D {
  init(reading reader: inout FieldReader) throws(KModelError) {
    input = try reader.integer()
    output = try reader.integer()
    inputShape = try OperationV3.MapShape(reading: &reader)
    outputShape = try OperationV3.MapShape(reading: &reader)
    kernelWidth = try reader.integer()
    kernelHeight = try reader.integer()
    strideWidth = try reader.integer()
    strideHeight = try reader.integer()
    paddingWidth = try reader.integer()
    paddingHeight = try reader.integer()
  }

  func write(to writer: inout FieldWriter) {
    writer.append(input)
    writer.append(output)
    inputShape.write(to: &writer)
    outputShape.write(to: &writer)
    writer.append(kernelWidth)
    writer.append(kernelHeight)
    writer.append(strideWidth)
    writer.append(strideHeight)
    writer.append(paddingWidth)
    writer.append(paddingHeight)
  }
}

extension OperationV3.MapShape {
  init(reading reader: inout FieldReader) throws(KModelError) {
    width = try reader.integer()
    height = try reader.integer()
    channels = try reader.integer()
  }

  func write(to writer: inout FieldWriter) {
    writer.append(width)
    writer.append(height)
    writer.append(channels)
  }
}
