import Bytes

extension OperationV3.Addition {
  init(reading reader: inout FieldReader) throws(KModelError) {
    a = try reader.integer()
    b = try reader.integer()
    output = try reader.integer()
    count = try reader.integer()
  }

  func write(to writer: inout FieldWriter) {
    writer.append(a)
    writer.append(b)
    writer.append(output)
    writer.append(count)
  }
}

extension OperationV3.QuantizedAddition {
  init(reading reader: inout FieldReader) throws(KModelError) {
    addition = try OperationV3.Addition(reading: &reader)
    a = try Operand(reading: &reader)
    b = try Operand(reading: &reader)
    output = try Operand(reading: &reader)
  }

  func write(to writer: inout FieldWriter) {
    addition.write(to: &writer)
    a.write(to: &writer)
    b.write(to: &writer)
    output.write(to: &writer)
  }
}

extension OperationV3.QuantizedAddition.Operand {
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

extension OperationV3.FullyConnected {
  init(reading reader: inout FieldReader) throws(KModelError) {
    input = try reader.integer()
    output = try reader.integer()
    inputChannels = try reader.integer()
    outputChannels = try reader.integer()
    activation = try reader.integer()
    weights = try reader.block(Int.product(Int(inputChannels), Int(outputChannels), 4), "weights")
    bias = try reader.block(Int.product(Int(outputChannels), 4), "bias")
  }

  func write(to writer: inout FieldWriter) {
    writer.append(input)
    writer.append(output)
    writer.append(inputChannels)
    writer.append(outputChannels)
    writer.append(activation)
    writer.append(weights)
    writer.append(bias)
  }
}

extension OperationV3.Elementwise {
  init(reading reader: inout FieldReader) throws(KModelError) {
    input = try reader.integer()
    output = try reader.integer()
    count = try reader.integer()
  }

  func write(to writer: inout FieldWriter) {
    writer.append(input)
    writer.append(output)
    writer.append(count)
  }
}
