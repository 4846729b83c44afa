import Bytes

extension KModelV4 {
  /// The model as a file, laid out as nncase v0.2.0 does.
  ///
  /// Bodies are padded to file offsets divisible by 8; a KPU node's batch norm, activation table and weights
  /// are 256-aligned. A body that lands at the file offset it was read from keeps the gaps it had there,
  /// because a few real files align differently.
  ///
  /// - Throws: what `validate()` throws, and `notWritable` when a size exceeds the format's 32-bit fields.
  public func encoded() throws(KModelError) -> [UInt8] {
    try validate()
    let bodiesOffset =
      Self.headerByteCount + inputs.count * (Self.rangeByteCount + Self.shapeByteCount)
      + outputs.count * Self.rangeByteCount + constants.count + nodes.count * Self.nodeHeaderByteCount
    var bodies = FieldWriter(base: bodiesOffset)
    var bodyByteCounts: [Int] = []
    for (index, node) in nodes.enumerated() {
      let start = bodies.offset
      try node.operation.write(to: &bodies, keepsGaps: node.bodyOffset == start)
      bodyByteCounts.append(bodies.offset.roundedUp(toMultipleOf: 8) - start)
      if !omitsFinalPadding || index < nodes.count - 1 { bodies.align(to: 8) }
    }

    var file = FieldWriter(base: 0)
    for word in [Self.identifier, 4, flags, target] { file.append(word) }
    try file.append(position: constants.count)
    file.append(mainMemoryByteCount)
    for count in [nodes.count, inputs.count, outputs.count] { try file.append(position: count) }
    file.append(reserved)
    for input in inputs { input.range.write(to: &file) }
    for input in inputs { input.shape.write(to: &file) }
    for output in outputs { output.write(to: &file) }
    file.append(constants)
    for (node, byteCount) in zip(nodes, bodyByteCounts) {
      file.append(node.operation.operationCode)
      try file.append(position: byteCount)
    }
    file.append(bodies.bytes)
    file.append(trailingBytes)
    return file.bytes
  }
}
