extension Reference {
  /// Nearest-neighbour resize of `planes` planes `[height][width]`.
  ///
  /// Index `min(floor(o * (in / out)), in - 1)` in single precision; both kmodel versions ignore
  /// `align_corners`. **Source**: specifications of kmodel v3 and v4, section 4.
  @inlinable
  public static func resizeNearest<Element: BitwiseCopyable>(
    input: Span<Element>, planes: Int, height: Int, width: Int, outputHeight: Int, outputWidth: Int,
    output: inout MutableSpan<Element>
  ) {
    precondition(planes >= 0 && height > 0 && width > 0 && outputHeight > 0 && outputWidth > 0)
    precondition(input.count == planes * height * width)
    precondition(output.count == planes * outputHeight * outputWidth)
    let rowScale = Float(height) / Float(outputHeight)
    let columnScale = Float(width) / Float(outputWidth)
    var index = 0
    for plane in 0..<planes {
      for row in 0..<outputHeight {
        let inputRow = min(Int(Float(row) * rowScale), height - 1)
        let start = (plane * height + inputRow) * width
        for column in 0..<outputWidth {
          output[index] = input[start + min(Int(Float(column) * columnScale), width - 1)]
          index += 1
        }
      }
    }
  }
}
