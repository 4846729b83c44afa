import CKernels

/// Rows of s8 codes that are combined element by element, on an instruction set.
struct CodeRows {
  /// Rows, and the elements of each.
  let (rows, width): (Int, Int)
  /// Bytes from one row of an operand to the next; 0 for a row that serves for all.
  let (aStride, bStride): (Int, Int)
  /// Whether the second operand is one number in all.
  let hasSingle: Bool
  let set: KernelSet

  /// Combines; equals `Reference.combineBytes` on operands that are repeated.
  func combine(
    _ function: CodeFunction, a: Span<UInt8>, _ aBytes: AffineBytes, b: Span<UInt8>, _ bBytes: AffineBytes,
    to outputBytes: AffineBytes, output: inout MutableSpan<UInt8>
  ) {
    if rows == 0 || width == 0 { return }
    precondition(set.isAvailable && output.count == rows * width)
    precondition(a.count >= (rows - 1) * aStride + width)
    precondition(b.count >= (hasSingle ? 1 : (rows - 1) * bStride + width))
    // Invariant: every row lies inside of its span, as just checked.
    unsafe a.withUnsafeBufferPointer { a in
      unsafe b.withUnsafeBufferPointer { b in
        unsafe output.withUnsafeMutableBufferPointer { output in
          var form = kiln_combination()
          form.set = set.code
          form.function = function.code
          form.rows = rows
          form.width = width
          form.a_row_stride = aStride
          form.b_row_stride = bStride
          form.b_is_single = hasSingle ? 1 : 0
          form.a_scale = aBytes.scale
          form.a_zero_point = aBytes.zeroPoint
          form.b_scale = bBytes.scale
          form.b_zero_point = bBytes.zeroPoint
          form.scale = outputBytes.scale
          form.zero_point = outputBytes.zeroPoint
          unsafe kiln_combine_codes(&form, a.baseAddress, b.baseAddress, output.baseAddress)
        }
      }
    }
  }
}

/// The functions that kernels combine codes with.
public enum CodeFunction: Sendable, CaseIterable {
  case add, subtract, multiply

  fileprivate var code: kiln_function {
    switch self {
    case .add: KILN_COMBINE_ADD
    case .subtract: KILN_COMBINE_SUBTRACT
    case .multiply: KILN_COMBINE_MULTIPLY
    }
  }

  /// The result in single precision.
  @inlinable
  public func callAsFunction(_ a: Float, _ b: Float) -> Float {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    }
  }
}

extension TensorKernels {
  /// Combines maps of s8 codes pixel by pixel; what is one pixel, or one number, serves for all. See
  /// `Reference.combineBytes`.
  ///
  /// - Parameters:
  ///   - a: as many bytes as the output.
  ///   - b: as many bytes as the output, those of one pixel of `pixelStride` bytes, or one.
  public func combineCodes(
    _ function: CodeFunction, a: Span<UInt8>, _ aBytes: AffineBytes, b: Span<UInt8>, _ bBytes: AffineBytes,
    to outputBytes: AffineBytes, pixelStride: Int, output: inout MutableSpan<UInt8>
  ) {
    precondition(a.count == output.count && (b.count == a.count || b.count == pixelStride || b.count == 1))
    precondition(pixelStride > 0 && output.count % pixelStride == 0)
    guard let set else {
      Reference.combineBytes(a: a, aBytes, b: b, bBytes, to: outputBytes, output: &output) {
        function($0, $1)
      }
      return
    }
    let isWhole = b.count == a.count || b.count == 1
    let rows = CodeRows(
      rows: isWhole ? 1 : output.count / pixelStride, width: isWhole ? output.count : pixelStride,
      aStride: isWhole ? 0 : pixelStride, bStride: 0, hasSingle: b.count == 1, set: set)
    rows.combine(function, a: a, aBytes, b: b, bBytes, to: outputBytes, output: &output)
  }

  /// Replaces each byte by its entry of a table of 256; equals `Reference.mapBytes`.
  public func mapCodes(input: Span<UInt8>, table: [Int8], output: inout MutableSpan<UInt8>) {
    precondition(table.count == 256 && input.count == output.count)
    guard set != nil else { return Reference.mapBytes(input: input, table: table, output: &output) }
    // Invariant: all 256 entries are there, and both spans have as many bytes.
    unsafe input.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        unsafe table.span.withUnsafeBufferPointer { table in
          guard let entries = table.baseAddress, let source = input.baseAddress,
            let target = output.baseAddress
          else { return }
          unsafe entries.withMemoryRebound(to: UInt8.self, capacity: 256) { entries in
            unsafe kiln_map_codes(entries, source, input.count, target)
          }
        }
      }
    }
  }
}
