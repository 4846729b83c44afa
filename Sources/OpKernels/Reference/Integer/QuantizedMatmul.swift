extension Reference {
  /// u8 matrix product `[rows][depth] × [depth][columns]`; sums from the bias of each column in 32 bits,
  /// wrapping.
  ///
  /// The offsets of `product` belong to `a` (input) and `b` (weight). `sums` is scratch of at least
  /// `columns` elements. **Source**: specification of kmodel v4, section 4.
  public static func quantizedMatmul(
    a: Span<UInt8>, b: Span<UInt8>, bias: Span<Int32>, rows: Int, depth: Int, columns: Int,
    product: QuantizedProduct, sums: inout MutableSpan<Int32>, output: inout MutableSpan<UInt8>
  ) {
    precondition(rows >= 0 && depth >= 0 && columns >= 0)
    precondition(a.count == rows * depth && b.count == depth * columns)
    precondition(bias.count == columns && output.count == rows * columns && sums.count >= columns)
    for row in 0..<rows {
      for column in 0..<columns { sums[column] = bias[column] }
      for step in 0..<depth {
        let left = Int32(a[row * depth + step]) &+ product.inputOffset
        let right = b.extracting((step * columns)..<(step * columns + columns))
        for column in 0..<columns {
          sums[column] &+= left &* (Int32(right[column]) &+ product.weightOffset)
        }
      }
      for column in 0..<columns { output[row * columns + column] = product.output.result(sums[column]) }
    }
  }
}
