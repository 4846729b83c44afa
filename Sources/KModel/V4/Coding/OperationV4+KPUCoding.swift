import Bytes

extension OperationV4.KPUUpload {
  init(reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.UnaryOperands(reading: &reader)
    shape = try ShapeV4(reading: &reader)
  }

  func write(to writer: inout FieldWriter) {
    operands.write(to: &writer)
    shape.write(to: &writer)
  }
}

extension OperationV4.KPUConv2D {
  /// Byte offset of the layer argument in a body.
  static let argumentOffset = 24

  /// Walks the three blocks; the argument's address fields say how many bytes to skip before each.
  init(reading reader: inout FieldReader) throws(KModelError) {
    mainMemoryOutput = try MemoryRange(reading: &reader)
    batches = try reader.integer()
    reserved = try reader.integer()
    let argumentPlace = reader.offset
    argument = try reader.layerArgument()
    let weightsByteCount = try reader.weightsByteCount(
      argument, bytesPerWeight: 1, argumentOffset: argumentPlace)
    _ = try reader.block(Int(argument.batchNormAddress), "gap")
    let batchNorm = try reader.block(argument.outputChannels * 8, "batch norm")
    _ = try reader.block(Int(argument.activationAddress), "gap")
    let activation = try reader.block(KPUParameters.activationByteCount, "activation table")
    _ = try reader.block(Int(argument.weightsAddress), "gap")
    parameters = KPUParameters(
      batchNorm: batchNorm, activation: activation,
      weights: try reader.block(weightsByteCount, "weights"))
  }

  /// Writes the body; blocks are 256-aligned in the file unless the gaps of a read model are kept.
  func write(to writer: inout FieldWriter, keepsGaps: Bool) {
    mainMemoryOutput.write(to: &writer)
    writer.append(batches)
    writer.append(reserved)
    let placed = keepsGaps ? argument : aligned(at: writer.offset + KPULayerArgument.byteCount)
    writer.append(placed)
    writer.appendZeros(Int(placed.batchNormAddress))
    writer.append(parameters.batchNorm)
    writer.appendZeros(Int(placed.activationAddress))
    writer.append(parameters.activation)
    writer.appendZeros(Int(placed.weightsAddress))
    writer.append(parameters.weights)
  }

  /// The argument with the gaps that align each block to 256 when the first one may begin at file offset
  /// `start`.
  private func aligned(at start: Int) -> KPULayerArgument {
    func gap(_ offset: Int) -> UInt32 { UInt32(offset.roundedUp(toMultipleOf: 256) - offset) }
    var placed = argument
    placed.batchNormAddress = gap(start)
    let batchNormEnd = start.roundedUp(toMultipleOf: 256) + parameters.batchNorm.count
    placed.activationAddress = gap(batchNormEnd)
    let activationEnd = batchNormEnd.roundedUp(toMultipleOf: 256) + parameters.activation.count
    placed.weightsAddress = gap(activationEnd)
    return placed
  }
}
