import Bytes

extension KModelV3 {
  /// Bytes behind the declared main memory that the last DMA transfer of a KPU layer and the unrolled
  /// quantized addition may touch on the chip.
  public static let memorySlack = 64

  /// Throws unless every range lies inside main memory or KPU RAM and every code is defined.
  ///
  /// Main memory ends at its declared size rounded up to 8. Real models that nncase wrote all pass.
  /// - Throws: `KModelError` with the file offset of the field at fault when the model came from a file.
  public func validate() throws(KModelError) {
    let header = FieldCheck(subject: "header", base: 0)
    try header.require(
      architecture == 0, "arch", found: "\(architecture)", expected: "0 (K210)", at: 8)
    try header.require(!layers.isEmpty, "layer count", found: "0", expected: "at least 1", at: 12)
    let memory = Int(mainMemoryByteCount).roundedUp(toMultipleOf: 8)
    for (index, output) in outputs.enumerated() {
      try header.memory(
        "output \(index)", start: output.address, byteCount: Int(output.byteCount), limit: memory,
        at: Self.headerByteCount + index * Self.outputByteCount)
    }
    for (index, layer) in layers.enumerated() {
      let fields = FieldCheck(
        subject: Self.subject(index, layer.operation.code), layer: index, base: layer.bodyOffset)
      let check = LayerCheckV3(fields: fields, memory: memory, bytesPerWeight: hasEightBitWeights ? 1 : 2)
      try layer.operation.validate(check, storesOutput: layer.flags & 1 == 1)
    }
  }
}

/// Checks of one v3 layer's fields against the model's main memory.
struct LayerCheckV3 {
  /// The checks that know where the layer is.
  let fields: FieldCheck
  /// Bytes of main memory, rounded up to 8.
  let memory: Int
  /// Bytes of one weight of a KPU layer: 1 or 2.
  let bytesPerWeight: Int

  /// Throws unless `count` elements of `size` bytes from `start` on lie in main memory.
  func main(
    _ name: String, _ start: UInt32, _ count: Int?, size: Int, at offset: Int
  ) throws(KModelError) {
    try fields.memory(
      name, start: start, byteCount: count.flatMap { Int.product($0, size) }, limit: memory, at: offset)
  }
}
