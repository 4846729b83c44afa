extension Reference {
  /// A function of two operands; raw values are those of kmodel v4.
  public enum BinaryFunction: UInt32, Sendable, CaseIterable {
    case addition = 0
    case subtraction = 1
    case multiplication = 2
    case division = 3
    case minimum = 4
    case maximum = 5
  }

  /// Element-wise function of two u8 tensors of different scales, in 32 bits, wrapping.
  ///
  /// Shapes are NCHW; a coordinate at or beyond an operand's extent reads that operand's coordinate 0.
  /// Division rounds by adding half the divisor, then truncates. Division by zero gives -1 and the least
  /// number over -1 wraps, as on the chip's RISC-V; the reference on a PC would stop there.
  /// **Source**: specification of kmodel v4, section 4.
  public static func quantizedBinary(
    _ function: BinaryFunction, a: Span<UInt8>, aShape: InlineArray<4, Int>, aScale: Rescaling,
    b: Span<UInt8>, bShape: InlineArray<4, Int>, bScale: Rescaling, outputShape: InlineArray<4, Int>,
    outputScale: Rescaling, output: inout MutableSpan<UInt8>
  ) {
    precondition(a.count == elementCount(aShape) && b.count == elementCount(bShape))
    precondition(output.count == elementCount(outputShape) && a.count > 0 && b.count > 0)
    let width = outputShape[3]
    if output.count == 0 { return }
    for row in 0..<(output.count / width) {
      let aRow = broadcastRow(row, of: aShape, in: outputShape)
      let bRow = broadcastRow(row, of: bShape, in: outputShape)
      for column in 0..<width {
        let left = aScale.operand(a[aRow + (column < aShape[3] ? column : 0)])
        let right = bScale.operand(b[bRow + (column < bShape[3] ? column : 0)])
        output[row * width + column] = outputScale.result(apply(function, left, right))
      }
    }
  }

  /// Elements of a shape of four non-negative extents.
  @inlinable
  static func elementCount(_ shape: InlineArray<4, Int>) -> Int {
    precondition(shape[0] >= 0 && shape[1] >= 0 && shape[2] >= 0 && shape[3] >= 0)
    return shape[0] * shape[1] * shape[2] * shape[3]
  }

  /// First element of the operand's row that output row `row` (of N × C × H) reads.
  static func broadcastRow(
    _ row: Int, of shape: InlineArray<4, Int>, in output: InlineArray<4, Int>
  ) -> Int {
    let y = row % output[2]
    let channel = row / output[2] % output[1]
    let batch = row / output[2] / output[1]
    let start = (batch < shape[0] ? batch : 0) * shape[1] + (channel < shape[1] ? channel : 0)
    return (start * shape[2] + (y < shape[2] ? y : 0)) * shape[3]
  }

  /// One function of two rescaled operands.
  static func apply(_ function: BinaryFunction, _ a: Int32, _ b: Int32) -> Int32 {
    switch function {
    case .addition: return a &+ b
    case .subtraction: return a &- b
    case .multiplication: return a &* b
    case .division:
      if b == 0 { return -1 }
      return (a &+ b / 2).dividedReportingOverflow(by: b).partialValue
    case .minimum: return min(a, b)
    case .maximum: return max(a, b)
    }
  }
}
