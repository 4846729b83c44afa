extension Reference {
  /// `out[i] = a[i] + b[i]` on u8 tensors of different scales, as the SDK's kmodel v3 runtime does it.
  ///
  /// 64-bit arithmetic that wraps; the result's shift rounds half up, operand shifts floor and count modulo
  /// 64 as on the chip's processor. **Source**: specification of kmodel v3, section 4.
  public static func quantizedAdd(
    a: Span<UInt8>, aScale: Rescaling, b: Span<UInt8>, bScale: Rescaling, outputScale: Rescaling,
    output: inout MutableSpan<UInt8>
  ) {
    precondition(a.count == output.count && b.count == output.count)
    let aShift = Int64(aScale.shift)
    let bShift = Int64(bScale.shift)
    for index in 0..<output.count {
      let left = (Int64(a[index]) &+ Int64(aScale.offset)) &* Int64(aScale.multiplier)
      let right = (Int64(b[index]) &+ Int64(bScale.offset)) &* Int64(bScale.multiplier)
      let sum = aShift == bShift ? (left &+ right) &>> aShift : (left &>> aShift) &+ (right &>> bShift)
      let scaled = RoundingRule.halfUp.shiftRight(
        sum &* Int64(outputScale.multiplier), by: Int64(outputScale.shift))
      output[index] = UInt8(clamping: scaled &+ Int64(outputScale.offset))
    }
  }

  /// Largest in-image pixel of each window, planar u8; 0 where a window holds none.
  public static func quantizedMaxPool2D(
    input: Span<UInt8>, window: Window2D, output: inout MutableSpan<UInt8>
  ) {
    precondition(window.isValid && window.inputChannels == window.outputChannels)
    precondition(input.count == window.inputCount && output.count == window.outputCount)
    var index = 0
    for channel in 0..<window.outputChannels {
      for row in 0..<window.outputHeight {
        for column in 0..<window.outputWidth {
          var largest: UInt8 = 0
          let columnTaps = window.columnTaps(at: column)
          for rowTap in window.rowTaps(at: row) {
            let inputRow = window.inputRow(row: row, tap: rowTap)
            let start = (channel * window.inputHeight + inputRow) * window.inputWidth
            for columnTap in columnTaps {
              largest = max(largest, input[start + window.inputColumn(column: column, tap: columnTap)])
            }
          }
          output[index] = largest
          index += 1
        }
      }
    }
  }

  /// `out[i] = table[in[i]]`; the table has 256 entries.
  public static func tableLookup(
    input: Span<UInt8>, table: Span<UInt8>, output: inout MutableSpan<UInt8>
  ) {
    precondition(table.count == 256 && input.count == output.count)
    for index in 0..<input.count { output[index] = table[Int(input[index])] }
  }
}
