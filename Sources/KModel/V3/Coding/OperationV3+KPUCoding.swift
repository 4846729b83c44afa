import Bytes

extension OperationV3.Convolution {
  /// Where the parts of a body lie; the alignments are those of nncase v0.1.0, in file offsets.
  struct Layout {
    let argument: Int
    let weights: Int
    let batchNorm: Int
    let activation: Int

    /// The canonical layout behind the body's six words, which end at file offset `start`.
    init(after start: Int, weightsByteCount: Int, batchNormByteCount: Int) {
      argument = start.roundedUp(toMultipleOf: 8)
      weights = (argument + KPULayerArgument.byteCount).roundedUp(toMultipleOf: 128)
      batchNorm = (weights + weightsByteCount).roundedUp(toMultipleOf: 128)
      activation = (batchNorm + batchNormByteCount).roundedUp(toMultipleOf: 256)
    }
  }

  /// Follows the four file offsets of the body, all of which must stay inside it.
  init(
    reading reader: inout FieldReader, file: ArraySlice<UInt8>, bytesPerWeight: Int
  ) throws(KModelError) {
    let body = reader.offset..<(reader.offset + reader.remaining)
    mainMemoryOutput = try reader.integer()
    let argumentPlace = try Self.place(&reader, "layer_offset", in: body)
    let weightsPlace = try Self.place(&reader, "weights_offset", in: body)
    let batchNormPlace = try Self.place(&reader, "bn_offset", in: body)
    let activationPlace = try Self.place(&reader, "act_offset", in: body)
    func section(_ start: Int) -> FieldReader {
      FieldReader(file[start..<body.upperBound], subject: reader.subject, layer: reader.layer)
    }
    var argumentReader = section(argumentPlace)
    argument = try argumentReader.layerArgument()
    let weightsByteCount = try reader.weightsByteCount(
      argument, bytesPerWeight: bytesPerWeight, argumentOffset: argumentPlace)
    var weightsReader = section(weightsPlace)
    var batchNormReader = section(batchNormPlace)
    var activationReader = section(activationPlace)
    parameters = KPUParameters(
      batchNorm: try batchNormReader.block(argument.outputChannels * 8, "batch norm"),
      activation: try activationReader.block(KPUParameters.activationByteCount, "activation table"),
      weights: try weightsReader.block(weightsByteCount, "weights"))
  }

  private static func place(
    _ reader: inout FieldReader, _ name: String, in body: Range<Int>
  ) throws(KModelError) -> Int {
    let start = reader.offset
    let value = Int(try reader.integer(UInt32.self))
    guard body.contains(value) else {
      throw reader.failure(
        .invalidField(
          name: name, found: Hexadecimal.address(value),
          expected: "a file offset inside this body, \(Hexadecimal.address(body.lowerBound))..<"
            + Hexadecimal.address(body.upperBound)),
        at: start)
    }
    return value
  }

  func write(to writer: inout FieldWriter) throws(KModelError) {
    writer.append(mainMemoryOutput)
    let layout = Layout(
      after: writer.offset + 16, weightsByteCount: parameters.weights.count,
      batchNormByteCount: parameters.batchNorm.count)
    try writer.append(position: layout.argument)
    try writer.append(position: layout.weights)
    try writer.append(position: layout.batchNorm)
    try writer.append(position: layout.activation)
    writer.align(to: 8)
    writer.append(argument)
    writer.align(to: 128)
    writer.append(parameters.weights)
    writer.align(to: 128)
    writer.append(parameters.batchNorm)
    writer.align(to: 256)
    writer.append(parameters.activation)
  }
}

extension OperationV3.Padding {
  init(reading reader: inout FieldReader) throws(KModelError) {
    input = try reader.integer()
    kpuOutput = try reader.integer()
    channels = try reader.integer()
  }

  func write(to writer: inout FieldWriter) {
    writer.append(input)
    writer.append(kpuOutput)
    writer.append(channels)
  }
}

extension OperationV3.RemovePadding {
  init(reading reader: inout FieldReader) throws(KModelError) {
    input = try reader.integer()
    output = try reader.integer()
    channels = try reader.integer()
  }

  func write(to writer: inout FieldWriter) {
    writer.append(input)
    writer.append(output)
    writer.append(channels)
  }
}

extension OperationV3.Upload {
  init(reading reader: inout FieldReader) throws(KModelError) {
    input = try reader.integer()
    kpuOutput = try reader.integer()
    shape = try OperationV3.MapShape(reading: &reader)
  }

  func write(to writer: inout FieldWriter) {
    writer.append(input)
    writer.append(kpuOutput)
    shape.write(to: &writer)
  }
}
