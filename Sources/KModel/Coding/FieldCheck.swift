import Bytes

/// Checks of one section's fields whose errors name the field's file offset when the section has one.
struct FieldCheck {
  /// What is being checked, in the format's terms: `header`, `layer 7 (k210 conv)`.
  let subject: String
  /// Index of the layer or node, nil outside layers.
  var layer: Int?
  /// File offset of the section's first byte; nil when the model was made in memory.
  var base: Int?

  func failure(_ kind: KModelError.Kind, at offset: Int) -> KModelError {
    KModelError(kind, offset: base.map { $0 + offset }, layer: layer, subject: subject)
  }

  /// Throws unless `condition` holds; `offset` is the field's place in the section.
  func require(
    _ condition: Bool, _ name: String, found: @autoclosure () -> String,
    expected: @autoclosure () -> String, at offset: Int
  ) throws(KModelError) {
    guard condition else {
      throw failure(.invalidField(name: name, found: found(), expected: expected()), at: offset)
    }
  }

  /// Throws unless the value is at least `minimum`.
  func require<Value: BinaryInteger>(
    _ value: Value, atLeast minimum: Value, _ name: String, at offset: Int
  ) throws(KModelError) {
    try require(value >= minimum, name, found: "\(value)", expected: "at least \(minimum)", at: offset)
  }

  /// Throws unless `byteCount` bytes from `start` on lie in a memory of `limit` bytes.
  ///
  /// A nil size is one that does not fit an `Int` or has a negative factor.
  func memory(
    _ name: String, start: some BinaryInteger, byteCount: Int?, limit: Int, at offset: Int
  ) throws(KModelError) {
    guard let byteCount else {
      throw failure(
        .invalidField(
          name: "size of \(name)", found: "negative or beyond 64 bits", expected: "at most \(limit) bytes"),
        at: offset)
    }
    let end = UInt64(start) + UInt64(byteCount)
    guard end <= UInt64(limit) else {
      throw failure(
        .outsideMemory(
          name: name, start: UInt64(start), byteCount: UInt64(byteCount), limit: UInt64(limit)),
        at: offset)
    }
  }

  /// Throws unless a block of parameters has the size that the other fields ask for.
  func block(
    _ bytes: ArraySlice<UInt8>, _ name: String, byteCount: Int?, at offset: Int
  ) throws(KModelError) {
    try require(
      bytes.count == byteCount, "size of \(name)", found: "\(bytes.count) bytes",
      expected: byteCount.map { "\($0) bytes" } ?? "a size within 64 bits", at: offset)
  }

  /// Throws unless a map of at least one pixel lies in KPU RAM from row `row` on, `batches` times.
  func kpuMap(
    _ name: String, row: Int, channels: Int, height: Int, width: Int, batches: Int = 1, at offset: Int
  ) throws(KModelError) {
    let memory = FeatureMapLayout.rowsOfRAM * FeatureMapLayout.rowByteCount
    // Every pixel takes a byte at least; with the product bounded the layout's own products cannot overflow.
    let pixels = Int.product(channels, height, width, batches)
    try self.memory(name, start: 0, byteCount: pixels, limit: memory, at: offset)
    try require(
      pixels != 0, name, found: "\(channels)x\(height)x\(width), \(batches) times",
      expected: "at least one pixel", at: offset)
    let layout = FeatureMapLayout(channels: channels, height: height, width: width)
    try self.memory(
      name, start: row * FeatureMapLayout.rowByteCount, byteCount: layout.byteCount * batches, limit: memory,
      at: offset)
  }

  /// Throws unless the argument's codes are defined, its extents consistent and its maps inside KPU RAM.
  ///
  /// `offset` is where the twelve words begin in the section.
  func argument(
    _ argument: KPULayerArgument, parameters: KPUParameters, bytesPerWeight: Int, batches: Int = 1,
    at offset: Int
  ) throws(KModelError) {
    let kernelOffset = offset + KPULayerArgument.kernelWordOffset
    try require(
      argument.kernelType != nil, "kernel_type", found: "\(argument.kernelTypeCode)",
      expected: "0 (1x1) or 1 (3x3)", at: kernelOffset)
    guard let poolType = argument.poolType else {
      throw failure(
        .invalidField(name: "pool_type", found: "\(argument.poolTypeCode)", expected: "0…9"), at: kernelOffset
      )
    }
    let pooled = (argument.inputWidth / poolType.stride, argument.inputHeight / poolType.stride)
    try require(
      (argument.outputWidth, argument.outputHeight) == pooled, "output size",
      found: "\(argument.outputWidth)x\(argument.outputHeight)",
      expected: "\(pooled.0)x\(pooled.1), the input size by the pooling stride", at: offset + 24)
    try require(
      !argument.isDepthwise || argument.inputChannels == argument.outputChannels, "o_ch_num",
      found: "\(argument.outputChannels)",
      expected: "\(argument.inputChannels), the input channels of a depthwise layer", at: offset + 16)
    try kpuMap(
      "input map", row: argument.imageSourceRow, channels: argument.inputChannels,
      height: argument.inputHeight, width: argument.inputWidth, batches: batches, at: offset + 8)
    try kpuMap(
      "output map", row: argument.imageDestinationRow, channels: argument.outputChannels,
      height: argument.outputHeight, width: argument.outputWidth, batches: batches, at: offset + 8)
    try block(parameters.batchNorm, "batch norm", byteCount: argument.outputChannels * 8, at: offset)
    try block(
      parameters.activation, "activation table", byteCount: KPUParameters.activationByteCount, at: offset)
    try block(
      parameters.weights, "weights", byteCount: argument.weightCount.map { $0 * bytesPerWeight }, at: offset)
  }
}
