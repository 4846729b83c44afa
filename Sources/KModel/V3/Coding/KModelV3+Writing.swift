import Bytes

extension KModelV3 {
  /// The model as a file, laid out as nncase v0.1.0 does.
  ///
  /// Bodies are padded to file offsets divisible by 8; a KPU layer's argument is 8-aligned, its weights and
  /// batch norm 128-aligned and its activation table 256-aligned, in this order.
  ///
  /// - Throws: what `validate()` throws, and `notWritable` when a size exceeds the format's 32-bit fields.
  public func encoded() throws(KModelError) -> [UInt8] {
    try validate()
    let bodiesOffset =
      Self.headerByteCount + outputs.count * Self.outputByteCount + layers.count * Self.layerHeaderByteCount
    var bodies = FieldWriter(base: bodiesOffset)
    var bodyByteCounts: [Int] = []
    for (index, layer) in layers.enumerated() {
      let start = bodies.offset
      bodies.append(layer.flags)
      try layer.operation.write(to: &bodies)
      bodyByteCounts.append(bodies.offset.roundedUp(toMultipleOf: 8) - start)
      if !omitsFinalPadding || index < layers.count - 1 { bodies.align(to: 8) }
    }

    var file = FieldWriter(base: 0)
    for word in [3, flags, architecture] { file.append(word) }
    try file.append(position: layers.count)
    file.append(maxStartAddress)
    file.append(mainMemoryByteCount)
    try file.append(position: outputs.count)
    for output in outputs {
      file.append(output.address)
      file.append(output.byteCount)
    }
    for (layer, byteCount) in zip(layers, bodyByteCounts) {
      file.append(layer.operation.operationCode)
      try file.append(position: byteCount)
    }
    file.append(bodies.bytes)
    file.append(trailingBytes)
    return file.bytes
  }
}
