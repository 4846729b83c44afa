extension TensorKernels {
  /// Puts constant elements round a tensor; see `Reference.pad`.
  @specialized(where Element == UInt8)
  @specialized(where Element == UInt32)
  @specialized(where Element == Float)
  public func pad<Element: BitwiseCopyable & Sendable>(
    input: Span<Element>, shape: InlineArray<4, Int>, before: InlineArray<4, Int>,
    after: InlineArray<4, Int>, value: Element, output: inout MutableSpan<Element>
  ) {
    if isReference {
      return Reference.pad(
        input: input, shape: shape, before: before, after: after, value: value, output: &output)
    }
    let plan = PaddingPlan(shape: shape, before: before, after: after)
    precondition(
      input.count == Reference.elementCount(shape) && output.count == Reference.elementCount(plan.outputShape)
    )
    if output.count == 0 { return }
    let (from, to) = (plan.shape, plan.outputShape)
    let columns = plan.coveredColumns
    let microseconds = output.count * MemoryLayout<Element>.stride / Self.movedBytesPerMicrosecond
    forEachPart(of: &output, size: to[2] * to[3], microseconds: microseconds) { index, plane in
      let (batch, channel) = (index / to[1], index % to[1])
      for row in 0..<to[2] {
        var results = plane._mutatingExtracting((row * to[3])..<((row + 1) * to[3]))
        guard !columns.isEmpty, let sourceRow = plan.inputRow(batch, channel, row) else {
          results.update(repeating: value)
          continue
        }
        let source = sourceRow * from[3] + columns.lowerBound - plan.before[3]
        var left = results._mutatingExtracting(0..<columns.lowerBound)
        left.update(repeating: value)
        var body = results._mutatingExtracting(columns)
        body.copy(input.extracting(source..<(source + columns.count)))
        var right = results._mutatingExtracting(columns.upperBound..<to[3])
        right.update(repeating: value)
      }
    }
  }

  /// About what one thread copies.
  private static let movedBytesPerMicrosecond = 8_000

  /// Copies one operand of a concatenation; see `Reference.concatenate`.
  @specialized(where Element == UInt8)
  @specialized(where Element == UInt32)
  @specialized(where Element == Float)
  public func concatenate<Element: BitwiseCopyable>(
    input: Span<Element>, blockSize: Int, count: Int, outputOffset: Int, outputStride: Int,
    output: inout MutableSpan<Element>
  ) {
    if isReference {
      return Reference.concatenate(
        input: input, blockSize: blockSize, count: count, outputOffset: outputOffset,
        outputStride: outputStride, output: &output)
    }
    precondition(blockSize >= 0 && count >= 0 && outputOffset >= 0 && outputStride >= 0)
    precondition(input.count >= blockSize * count)
    if blockSize == 0 || count == 0 { return }
    precondition(output.count >= outputOffset + (count - 1) * outputStride + blockSize)
    for block in 0..<count {
      let start = outputOffset + block * outputStride
      var results = output._mutatingExtracting(start..<(start + blockSize))
      results.copy(input.extracting((block * blockSize)..<((block + 1) * blockSize)))
    }
  }

  /// Copies whole words; see `Reference.copyWords`.
  public func copyWords(input: Span<UInt8>, output: inout MutableSpan<UInt8>) {
    if isReference { return Reference.copyWords(input: input, output: &output) }
    let count = input.count / 4 * 4
    precondition(output.count >= count)
    var results = output._mutatingExtracting(first: count)
    results.copy(input.extracting(first: count))
  }

  /// Takes a regular part of a tensor; see `Reference.stridedSlice`.
  @specialized(where Element == UInt8)
  @specialized(where Element == UInt32)
  @specialized(where Element == Float)
  public func stridedSlice<Element: BitwiseCopyable>(
    input: Span<Element>, shape: InlineArray<4, Int>, begin: InlineArray<4, Int>, end: InlineArray<4, Int>,
    strides: InlineArray<4, Int>, output: inout MutableSpan<Element>
  ) {
    guard !isReference, strides[3] == 1, !output.isEmpty else {
      return Reference.stridedSlice(
        input: input, shape: shape, begin: begin, end: end, strides: strides, output: &output)
    }
    let extents = InlineArray<4, Int> {
      Reference.sliceExtent(begin: begin[$0], end: end[$0], stride: strides[$0])
    }
    precondition(
      input.count == Reference.elementCount(shape) && output.count == Reference.elementCount(extents))
    var target = 0
    for batch in 0..<extents[0] {
      for channel in 0..<extents[1] {
        let plane = (begin[0] + batch * strides[0]) * shape[1] + begin[1] + channel * strides[1]
        for row in 0..<extents[2] {
          let source = (plane * shape[2] + begin[2] + row * strides[2]) * shape[3] + begin[3]
          var results = output._mutatingExtracting(target..<(target + extents[3]))
          results.copy(input.extracting(source..<(source + extents[3])))
          target += extents[3]
        }
      }
    }
  }
}

/// A padding whose last axes are joined as far as nothing is put between their elements, for long rows.
private struct PaddingPlan {
  private(set) var shape: InlineArray<4, Int>
  private(set) var before: InlineArray<4, Int>
  private(set) var outputShape: InlineArray<4, Int>

  init(shape: InlineArray<4, Int>, before: InlineArray<4, Int>, after: InlineArray<4, Int>) {
    (self.shape, self.before, outputShape) = (shape, before, shape)
    for axis in 0..<4 { outputShape[axis] += before[axis] + after[axis] }
    for _ in 0..<3 where self.before[3] == 0 && outputShape[3] == self.shape[3] && outputShape[3] > 0 {
      joinLastAxes()
    }
  }

  private mutating func joinLastAxes() {
    let size = shape[3]
    before = [0, before[0], before[1], before[2] * size]
    shape = [1, shape[0], shape[1], shape[2] * size]
    outputShape = [1, outputShape[0], outputShape[1], outputShape[2] * size]
  }

  /// Output columns that lie over the input.
  var coveredColumns: Range<Int> {
    let width = outputShape[3]
    let first = min(max(before[3], 0), width)
    return first..<max(first, min(before[3] + shape[3], width))
  }

  /// The input's row below a row of the output, nil outside the input.
  func inputRow(_ batch: Int, _ channel: Int, _ row: Int) -> Int? {
    let from: InlineArray<3, Int> = [batch - before[0], channel - before[1], row - before[2]]
    for axis in 0..<3 where from[axis] < 0 || from[axis] >= shape[axis] { return nil }
    return (from[0] * shape[1] + from[1]) * shape[2] + from[2]
  }
}
