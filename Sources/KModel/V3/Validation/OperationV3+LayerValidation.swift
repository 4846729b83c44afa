import Bytes

extension OperationV3.Addition {
  func validate(_ check: LayerCheckV3, elementByteCount: Int) throws(KModelError) {
    try check.main("a", a, Int(count), size: elementByteCount, at: 4)
    try check.main("b", b, Int(count), size: elementByteCount, at: 8)
    try check.main("output", output, Int(count), size: elementByteCount, at: 12)
  }
}

extension OperationV3.GlobalAveragePool {
  func validate(_ check: LayerCheckV3) throws(KModelError) {
    try check.fields.require(kernelSize, atLeast: 1, "kernel_size", at: 12)
    try check.main("input", input, Int.product(Int(kernelSize), Int(channels)), size: 4, at: 4)
    try check.main("output", output, Int(channels), size: 4, at: 8)
  }
}

extension OperationV3.Pool2D {
  func validate(_ check: LayerCheckV3, elementByteCount: Int) throws(KModelError) {
    try check.main("input", input, inputShape.elementCount, size: elementByteCount, at: 4)
    try check.main("output", output, outputShape.elementCount, size: elementByteCount, at: 8)
    try check.fields.require(
      outputShape.channels == inputShape.channels, "out_c", found: "\(outputShape.channels)",
      expected: "\(inputShape.channels), the input's channels", at: 32)
    try check.fields.require(kernelWidth, atLeast: 1, "kernel_w", at: 36)
    try check.fields.require(kernelHeight, atLeast: 1, "kernel_h", at: 40)
    try check.fields.require(strideWidth, atLeast: 1, "stride_w", at: 44)
    try check.fields.require(strideHeight, atLeast: 1, "stride_h", at: 48)
  }
}

extension OperationV3.Requantization {
  func validate(_ check: LayerCheckV3) throws(KModelError) {
    try check.main("input", input, Int(count), size: 1, at: 4)
    try check.main("output", output, Int(count), size: 1, at: 8)
    try check.fields.block(table, "table", byteCount: Self.tableByteCount, at: 16)
  }
}

extension OperationV3.Concatenation {
  func validate(_ check: LayerCheckV3) throws(KModelError) {
    var total = 0
    for (index, range) in inputs.enumerated() {
      try check.main("input \(index)", range.start, Int(range.byteCount), size: 1, at: 12 + 8 * index)
      total += Int(range.byteCount)
    }
    try check.main("output", output, total, size: 1, at: 4)
  }
}

extension OperationV3.FullyConnected {
  func validate(_ check: LayerCheckV3) throws(KModelError) {
    try check.main("input", input, Int(inputChannels), size: 4, at: 4)
    try check.main("output", output, Int(outputChannels), size: 4, at: 8)
    try check.fields.require(
      activation <= 2, "activation", found: "\(activation)", expected: "0 (linear), 1 (relu) or 2 (relu6)",
      at: 20)
    try check.fields.block(
      weights, "weights", byteCount: Int.product(Int(inputChannels), Int(outputChannels), 4), at: 24)
    try check.fields.block(bias, "bias", byteCount: Int(outputChannels) * 4, at: 24)
  }
}

extension OperationV3.Resize {
  func validate(_ check: LayerCheckV3, elementByteCount: Int) throws(KModelError) {
    let outputShape = OperationV3.MapShape(
      width: outputWidth, height: outputHeight, channels: inputShape.channels)
    try check.main("input", input, inputShape.elementCount, size: elementByteCount, at: 4)
    try check.main("output", output, outputShape.elementCount, size: elementByteCount, at: 8)
    try check.fields.require(inputShape.width, atLeast: 1, "in_w", at: 12)
    try check.fields.require(inputShape.height, atLeast: 1, "in_h", at: 16)
  }
}

extension OperationV3.ChannelwiseDequantization {
  func validate(_ check: LayerCheckV3) throws(KModelError) {
    let count = Int.product(Int(channels), Int(channelSize))
    try check.main("input", input, count, size: 1, at: 4)
    try check.main("output", output, count, size: 4, at: 8)
    try check.fields.block(parameters, "parameters", byteCount: Int(channels) * 8, at: 20)
  }
}

extension OperationV3.Convolution {
  /// Places faults of the argument where the canonical layout has the words.
  func validate(_ check: LayerCheckV3, storesOutput: Bool) throws(KModelError) {
    let start = ((check.fields.base ?? 0) + 24).roundedUp(toMultipleOf: 8) - (check.fields.base ?? 0)
    try check.fields.argument(
      argument, parameters: parameters, bytesPerWeight: check.bytesPerWeight, at: start)
    guard storesOutput else { return }
    let count = argument.outputChannels * argument.outputHeight * argument.outputWidth
    try check.main("main_mem_out", mainMemoryOutput, count, size: 1, at: 4)
  }
}

extension OperationV3.Padding {
  func validate(_ check: LayerCheckV3) throws(KModelError) {
    try check.main("input", input, Int(channels), size: 1, at: 4)
    try check.fields.kpuMap(
      "output map", row: Int(kpuOutput), channels: Int(channels), height: 4, width: 4, at: 8)
  }
}

extension OperationV3.Upload {
  func validate(_ check: LayerCheckV3) throws(KModelError) {
    try check.main("input", input, shape.elementCount, size: 1, at: 4)
    try check.fields.kpuMap(
      "output map", row: Int(kpuOutput), channels: Int(shape.channels), height: Int(shape.height),
      width: Int(shape.width), at: 8)
  }
}
