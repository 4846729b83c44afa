import Bytes

extension OperationV4.Conv2D {
  init(_ form: ConvolutionForm, reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.UnaryOperands(reading: &reader)
    inputShape = try ShapeV4(reading: &reader)
    (groups, outputChannels) = try reader.channels(form, inputShape: inputShape)
    window = try OperationV4.Window2D(reading: &reader)
    clamp = try OperationV4.ClampRange(reading: &reader)
    let count = form.weightCount(
      shape: inputShape, groups: groups, outputChannels: outputChannels, window: window)
    weights = try reader.block(count.flatMap { Int.product($0, 4) }, "weights")
    bias = try reader.block(Int.product(Int(outputChannels), 4), "bias")
  }

  func write(_ form: ConvolutionForm, to writer: inout FieldWriter) {
    operands.write(to: &writer)
    inputShape.write(to: &writer)
    writer.append(form, groups: groups, outputChannels: outputChannels)
    window.write(to: &writer)
    clamp.write(to: &writer)
    writer.append(weights)
    writer.append(bias)
  }
}

extension OperationV4.QuantizedConv2D {
  init(_ form: ConvolutionForm, reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.UnaryOperands(reading: &reader)
    inputShape = try ShapeV4(reading: &reader)
    (groups, outputChannels) = try reader.channels(form, inputShape: inputShape)
    window = try OperationV4.Window2D(reading: &reader)
    inputOffset = try reader.integer()
    weightsOffset = try reader.integer()
    output = try OperationV4.Rescale(readingOffsetLast: &reader)
    let count = form.weightCount(
      shape: inputShape, groups: groups, outputChannels: outputChannels, window: window)
    let biasByteCount = Int.product(Int(outputChannels), 4)
    if form == .grouped {
      bias = try reader.block(biasByteCount, "bias")
      weights = try reader.block(count, "weights")
    } else {
      weights = try reader.block(count, "weights")
      bias = try reader.block(biasByteCount, "bias")
    }
  }

  func write(_ form: ConvolutionForm, to writer: inout FieldWriter) {
    operands.write(to: &writer)
    inputShape.write(to: &writer)
    writer.append(form, groups: groups, outputChannels: outputChannels)
    window.write(to: &writer)
    writer.append(inputOffset)
    writer.append(weightsOffset)
    output.writeOffsetLast(to: &writer)
    writer.append(form == .grouped ? bias : weights)
    writer.append(form == .grouped ? weights : bias)
  }
}

extension OperationV4.Conv2DTranspose {
  /// Weights that the shapes ask for, nil when a factor is negative or the product too large.
  var expectedWeightCount: Int? {
    ConvolutionForm.grouped.weightCount(
      shape: inputShape, groups: groups, outputChannels: outputShape.c, window: window)
  }

  init(reading reader: inout FieldReader) throws(KModelError) {
    operands = try OperationV4.UnaryOperands(reading: &reader)
    inputShape = try ShapeV4(reading: &reader)
    outputShape = try ShapeV4(reading: &reader)
    groups = try reader.integer()
    window = try OperationV4.Window2D(reading: &reader)
    clamp = try OperationV4.ClampRange(reading: &reader)
    weights = []
    bias = []
    weights = try reader.block(expectedWeightCount.flatMap { Int.product($0, 4) }, "weights")
    bias = try reader.block(Int.product(Int(outputShape.c), 4), "bias")
  }

  func write(to writer: inout FieldWriter) {
    operands.write(to: &writer)
    inputShape.write(to: &writer)
    outputShape.write(to: &writer)
    writer.append(groups)
    window.write(to: &writer)
    clamp.write(to: &writer)
    writer.append(weights)
    writer.append(bias)
  }
}

extension OperationV4.Rescale {
  /// The order in convolutions and matrix products: multiplier, shift, offset.
  init(readingOffsetLast reader: inout FieldReader) throws(KModelError) {
    multiplier = try reader.integer()
    shift = try reader.integer()
    offset = try reader.integer()
  }

  func writeOffsetLast(to writer: inout FieldWriter) {
    writer.append(multiplier)
    writer.append(shift)
    writer.append(offset)
  }
}
