extension TensorKernels {
  /// kmodel v3's addition of u8 tensors; see `Reference.quantizedAdd`.
  ///
  /// Each operand has 256 values, so that all of its arithmetic before the sum becomes a table.
  public func quantizedAdd(
    a: Span<UInt8>, aScale: Rescaling, b: Span<UInt8>, bScale: Rescaling, outputScale: Rescaling,
    output: inout MutableSpan<UInt8>
  ) {
    guard !isReference, output.count >= 1024 else {
      return Reference.quantizedAdd(
        a: a, aScale: aScale, b: b, bScale: bScale, outputScale: outputScale, output: &output)
    }
    precondition(a.count == output.count && b.count == output.count)
    // Operands of the same shift are shifted after they were added.
    let together = aScale.shift == bScale.shift
    let left = Self.operands(aScale, isShifted: !together)
    let right = Self.operands(bScale, isShifted: !together)
    let (aTable, bTable) = (left.span, right.span)
    precondition(aTable.count == 256 && bTable.count == 256)
    let sumShift = together ? Int64(aScale.shift) : 0
    let (multiplier, shift) = (Int64(outputScale.multiplier), Int64(outputScale.shift))
    let offset = Int64(outputScale.offset)
    for index in 0..<output.count {
      let sum = (aTable[Int(a[index])] &+ bTable[Int(b[index])]) &>> sumShift
      let scaled = RoundingRule.halfUp.shiftRight(sum &* multiplier, by: shift)
      output[index] = UInt8(clamping: scaled &+ offset)
    }
  }

  /// What each byte of an operand adds to the sum.
  private static func operands(_ scale: Rescaling, isShifted: Bool) -> [Int64] {
    (0...255).map { byte in
      let scaled = (Int64(byte) &+ Int64(scale.offset)) &* Int64(scale.multiplier)
      return isShifted ? scaled &>> Int64(scale.shift) : scaled
    }
  }
}
