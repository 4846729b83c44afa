import Bytes

extension OperationV3.Quantization {
  init(reading reader: inout FieldReader) throws(KModelError) {
    input = try reader.integer()
    output = try reader.integer()
    count = try reader.integer()
    scale = try reader.float()
    bias = try reader.float()
  }

  func write(to writer: inout FieldWriter) {
    writer.append(input)
    writer.append(output)
    writer.append(count)
    writer.append(scale)
    writer.append(bias)
  }
}

extension OperationV3.Requantization {
  init(reading reader: inout FieldReader) throws(KModelError) {
    input = try reader.integer()
    output = try reader.integer()
    count = try reader.integer()
    table = try reader.block(Self.tableByteCount, "table")
  }

  func write(to writer: inout FieldWriter) {
    writer.append(input)
    writer.append(output)
    writer.append(count)
    writer.append(table)
  }
}

extension OperationV3.ChannelwiseDequantization {
  init(reading reader: inout FieldReader) throws(KModelError) {
    input = try reader.integer()
    output = try reader.integer()
    channels = try reader.integer()
    channelSize = try reader.integer()
    parameters = try reader.block(Int.product(Int(channels), 8), "parameters")
  }

  func write(to writer: inout FieldWriter) {
    writer.append(input)
    writer.append(output)
    writer.append(channels)
    writer.append(channelSize)
    writer.append(parameters)
  }
}
