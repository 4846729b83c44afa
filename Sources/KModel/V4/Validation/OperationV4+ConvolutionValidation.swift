import Bytes

extension NodeCheckV4 {
  /// What all convolutions share: shapes, channels, window, ranges.
  ///
  /// The window follows the input shape and as many channel words as the form stores.
  func convolution(
    _ form: ConvolutionForm, _ operands: OperationV4.UnaryOperands, inputShape: ShapeV4, groups: Int32,
    outputChannels: Int32, window: OperationV4.Window2D, elementByteCount size: Int
  ) throws(KModelError) {
    try shape(inputShape, atLeast: 1, "input", at: 32)
    let inputChannels = form.inputChannels(inputShape)
    try self.groups(
      groups, inputChannels: inputChannels, outputChannels: outputChannels, at: 48,
      outputChannelsAt: form == .grouped ? 52 : 48)
    if form != .grouped {
      try fields.require(groups == 1, "groups", found: "\(groups)", expected: "1, as none are stored", at: 48)
    }
    if form == .cpuDepthwise {
      try fields.require(
        outputChannels == inputChannels, "output channels", found: "\(outputChannels)",
        expected: "\(inputChannels), as none are stored", at: 48)
    }
    let windowOffset = form == .grouped ? 56 : form == .cpu ? 52 : 48
    try self.window(window, at: windowOffset)
    let (height, width) = form == .grouped ? (inputShape.h, inputShape.w) : (inputShape.c, inputShape.h)
    try range(operands.input, "input", holds: inputShape.elementCount, size: size, at: 0)
    let count = pooledCount(window, Int(inputShape.n), Int(outputChannels), height, width)
    try output(operands.output, holds: count, size: size, at: 16)
  }

  /// Throws unless there is a group at least and the groups divide both numbers of channels.
  func groups(
    _ groups: Int32, inputChannels: Int32, outputChannels: Int32, at offset: Int,
    outputChannelsAt outputChannelsOffset: Int
  ) throws(KModelError) {
    try fields.require(outputChannels, atLeast: 1, "output channels", at: outputChannelsOffset)
    try fields.require(
      groups >= 1 && inputChannels % max(1, groups) == 0 && outputChannels % max(1, groups) == 0, "groups",
      found: "\(groups)", expected: "a divisor of \(inputChannels) and \(outputChannels) channels", at: offset
    )
  }

  /// Elements behind a window; nil when the window is larger than the padded input.
  func pooledCount(
    _ window: OperationV4.Window2D, _ batches: Int, _ channels: Int, _ height: Int32, _ width: Int32
  ) -> Int? {
    guard let rows = window.outputHeight(of: height), let columns = window.outputWidth(of: width) else {
      return nil
    }
    return Int.product(batches, channels, rows, columns)
  }
}

extension OperationV4.Conv2D {
  func validate(_ form: ConvolutionForm, _ check: NodeCheckV4) throws(KModelError) {
    try check.convolution(
      form, operands, inputShape: inputShape, groups: groups, outputChannels: outputChannels, window: window,
      elementByteCount: 4)
    let count = form.weightCount(
      shape: inputShape, groups: groups, outputChannels: outputChannels, window: window)
    try check.fields.block(weights, "weights", byteCount: count.flatMap { Int.product($0, 4) }, at: 48)
    try check.fields.block(bias, "bias", byteCount: Int(outputChannels) * 4, at: 48)
  }
}

extension OperationV4.QuantizedConv2D {
  func validate(_ form: ConvolutionForm, _ check: NodeCheckV4) throws(KModelError) {
    try check.convolution(
      form, operands, inputShape: inputShape, groups: groups, outputChannels: outputChannels, window: window,
      elementByteCount: 1)
    let count = form.weightCount(
      shape: inputShape, groups: groups, outputChannels: outputChannels, window: window)
    try check.fields.block(weights, "weights", byteCount: count, at: 48)
    try check.fields.block(bias, "bias", byteCount: Int(outputChannels) * 4, at: 48)
  }
}

extension OperationV4.Conv2DTranspose {
  func validate(_ check: NodeCheckV4) throws(KModelError) {
    try check.shape(inputShape, atLeast: 1, "input", at: 32)
    try check.shape(outputShape, atLeast: 1, "output", at: 48)
    try check.fields.require(
      outputShape.n == inputShape.n, "batches of output", found: "\(outputShape.n)",
      expected: "\(inputShape.n), the input's", at: 48)
    try check.groups(
      groups, inputChannels: inputShape.c, outputChannels: outputShape.c, at: 64, outputChannelsAt: 52)
    try check.window(window, at: 68)
    try check.range(operands.input, "input", holds: inputShape.elementCount, size: 4, at: 0)
    try check.output(operands.output, holds: outputShape.elementCount, size: 4, at: 16)
    try check.fields.block(
      weights, "weights", byteCount: expectedWeightCount.flatMap { Int.product($0, 4) }, at: 64)
    try check.fields.block(bias, "bias", byteCount: Int(outputShape.c) * 4, at: 64)
  }
}

extension OperationV4.KPUConv2D {
  func validate(_ check: NodeCheckV4) throws(KModelError) {
    try check.fields.require(batches, atLeast: 1, "batches", at: 16)
    try check.fields.argument(
      argument, parameters: parameters, bytesPerWeight: 1, batches: Int(batches), at: Self.argumentOffset)
    guard mainMemoryOutput.byteCount != 0 else { return }
    try check.fields.require(
      mainMemoryOutput.memory == .main, "memory of main output", found: "\(mainMemoryOutput.memory.rawValue)",
      expected: "1 (main memory)", at: 0)
    let count = Int.product(
      Int(batches), argument.outputChannels, argument.outputHeight, argument.outputWidth)
    try check.output(mainMemoryOutput, "main output", holds: count, size: 1, at: 0)
  }
}
