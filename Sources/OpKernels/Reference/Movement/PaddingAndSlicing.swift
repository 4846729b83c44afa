extension Reference {
  /// Puts constant elements round a tensor; negative numbers crop that many elements instead.
  ///
  /// The output's extents are `before + extent + after`, none below zero.
  @inlinable
  public static func pad<Element: BitwiseCopyable>(
    input: Span<Element>, shape: InlineArray<4, Int>, before: InlineArray<4, Int>,
    after: InlineArray<4, Int>, value: Element, output: inout MutableSpan<Element>
  ) {
    var outputShape = shape
    for axis in 0..<4 { outputShape[axis] += before[axis] + after[axis] }
    precondition(input.count == elementCount(shape) && output.count == elementCount(outputShape))
    // Without elements there may still be rows without number.
    if output.count == 0 { return }
    let width = outputShape[3]
    // Output columns that lie over the input.
    let first = min(max(before[3], 0), width)
    let end = max(first, min(before[3] + shape[3], width))
    for batch in 0..<outputShape[0] {
      for channel in 0..<outputShape[1] {
        for row in 0..<outputShape[2] {
          let start = ((batch * outputShape[1] + channel) * outputShape[2] + row) * width
          for column in 0..<width { output[start &+ column] = value }
          let from: InlineArray<3, Int> = [batch - before[0], channel - before[1], row - before[2]]
          let isInside =
            from[0] >= 0 && from[0] < shape[0] && from[1] >= 0 && from[1] < shape[1] && from[2] >= 0
            && from[2] < shape[2]
          if !isInside { continue }
          let source = ((from[0] * shape[1] + from[1]) * shape[2] + from[2]) * shape[3]
          for column in first..<end { output[start &+ column] = input[source &+ column &- before[3]] }
        }
      }
    }
  }

  /// How many elements a slice takes of an axis: from `begin` while below `end` (above it for a negative
  /// stride); the stride is not 0.
  @inlinable
  public static func sliceExtent(begin: Int, end: Int, stride: Int) -> Int {
    precondition(stride != 0)
    let distance = stride > 0 ? end - begin : begin - end
    let step = abs(stride)
    return distance <= 0 ? 0 : (distance + step - 1) / step
  }

  /// Takes every `strides`-th element from `begin` to before `end` on each axis.
  ///
  /// The output's extents are `sliceExtent`; every element read lies inside the input.
  @inlinable
  public static func stridedSlice<Element: BitwiseCopyable>(
    input: Span<Element>, shape: InlineArray<4, Int>, begin: InlineArray<4, Int>, end: InlineArray<4, Int>,
    strides: InlineArray<4, Int>, output: inout MutableSpan<Element>
  ) {
    var outputShape = shape
    for axis in 0..<4 {
      let extent = sliceExtent(begin: begin[axis], end: end[axis], stride: strides[axis])
      outputShape[axis] = extent
      if extent == 0 { continue }
      let last = begin[axis] + (extent - 1) * strides[axis]
      precondition(min(begin[axis], last) >= 0 && max(begin[axis], last) < shape[axis])
    }
    precondition(input.count == elementCount(shape) && output.count == elementCount(outputShape))
    if output.count == 0 { return }
    var index = 0
    for batch in 0..<outputShape[0] {
      for channel in 0..<outputShape[1] {
        let plane =
          (begin[0] + batch * strides[0]) * shape[1] + begin[1] + channel * strides[1]
        for row in 0..<outputShape[2] {
          let source = (plane * shape[2] + begin[2] + row * strides[2]) * shape[3] + begin[3]
          for column in 0..<outputShape[3] {
            output[index] = input[source + column * strides[3]]
            index += 1
          }
        }
      }
    }
  }
}
