import Bytes

extension KModelV4 {
  /// Throws unless every range lies inside its memory, holds what the shapes ask for, and every code is
  /// defined.
  ///
  /// Main memory ends at its declared size rounded up to 8. The KPU convolution is judged by its register
  /// words, since no runtime looks at the sizes of its ranges. Real models that nncase wrote all pass.
  /// - Throws: `KModelError` with the file offset of the field at fault when the model came from a file.
  public func validate() throws(KModelError) {
    let header = FieldCheck(subject: "header", base: 0)
    try header.require(target <= 1, "target", found: "\(target)", expected: "0 (CPU) or 1 (K210)", at: 12)
    let limits = MemoryLimits(
      constants: constants.count, main: Int(mainMemoryByteCount).roundedUp(toMultipleOf: 8))
    let check = NodeCheckV4(fields: header, limits: limits)
    for (index, input) in inputs.enumerated() {
      try check.input(
        input, index, at: Self.headerByteCount + index * Self.rangeByteCount,
        shapeAt: Self.headerByteCount + inputs.count * Self.rangeByteCount + index * Self.shapeByteCount)
    }
    let outputsOffset = Self.headerByteCount + inputs.count * (Self.rangeByteCount + Self.shapeByteCount)
    for (index, output) in outputs.enumerated() {
      try check.range(output, "output \(index)", at: outputsOffset + index * Self.rangeByteCount)
    }
    for (index, node) in nodes.enumerated() {
      let fields = FieldCheck(
        subject: Self.subject(index, node.operation.code), layer: index, base: node.bodyOffset)
      try node.operation.validate(NodeCheckV4(fields: fields, limits: limits))
    }
  }
}

/// Sizes of the memories of a v4 model, in bytes.
struct MemoryLimits {
  /// The constants section.
  let constants: Int
  /// Main memory, rounded up to 8.
  let main: Int

  /// Size of the memory of the given type.
  func limit(of memory: MemoryType) -> Int {
    switch memory {
    case .constant: constants
    case .main: main
    case .kpu: FeatureMapLayout.rowsOfRAM * FeatureMapLayout.rowByteCount
    }
  }
}
