extension TensorKernels {
  /// Permutes the axes; see `Reference.transpose`.
  @specialized(where Element == UInt8)
  @specialized(where Element == UInt32)
  @specialized(where Element == Float)
  public func transpose<Element: BitwiseCopyable>(
    input: Span<Element>, shape: InlineArray<4, Int>, permutation: InlineArray<4, Int>,
    output: inout MutableSpan<Element>
  ) {
    if isReference {
      return Reference.transpose(input: input, shape: shape, permutation: permutation, output: &output)
    }
    let walk = TransposedWalk(shape: shape, permutation: permutation)
    precondition(input.count == Reference.elementCount(shape) && output.count == input.count)
    if output.count == 0 { return }
    let (extents, steps) = (walk.extents, walk.steps)
    var target = 0
    for first in 0..<extents[0] {
      for second in 0..<extents[1] {
        let start = first * steps[0] + second * steps[1]
        let count = extents[2] * extents[3]
        var results = output._mutatingExtracting(target..<(target + count))
        target += count
        let source = input.extracting(start..<(start + walk.reach))
        if steps[3] == 1 {
          for row in 0..<extents[2] {
            var part = results._mutatingExtracting((row * extents[3])..<((row + 1) * extents[3]))
            let from = row * steps[2]
            part.copy(source.extracting(from..<(from + extents[3])))
          }
        } else {
          Self.transposeMatrix(source, walk, &results)
        }
      }
    }
  }

  /// The last two axes of the output, element by element.
  @inline(__always)
  private static func transposeMatrix<Element: BitwiseCopyable>(
    _ source: Span<Element>, _ walk: TransposedWalk, _ results: inout MutableSpan<Element>
  ) {
    let (rows, columns) = (walk.extents[2], walk.extents[3])
    let (rowStep, columnStep) = (walk.steps[2], walk.steps[3])
    for row in 0..<rows {
      var index = row &* rowStep
      var part = results._mutatingExtracting((row * columns)..<((row + 1) * columns))
      for column in 0..<part.count {
        part[column] = source[index]
        index &+= columnStep
      }
    }
  }

  /// CHW to HWC order.
  @specialized(where Element == UInt8)
  @specialized(where Element == UInt32)
  @specialized(where Element == Float)
  public func flatten<Element: BitwiseCopyable>(
    input: Span<Element>, channels: Int, height: Int, width: Int, output: inout MutableSpan<Element>
  ) {
    transpose(
      input: input, shape: [1, channels, height, width], permutation: [0, 2, 3, 1], output: &output)
  }
}

/// The output's axes with the input's step along each; axes that follow each other in both are one.
private struct TransposedWalk {
  private(set) var extents: InlineArray<4, Int>
  private(set) var steps: InlineArray<4, Int>

  init(shape: InlineArray<4, Int>, permutation: InlineArray<4, Int>) {
    var seen = 0
    for axis in 0..<4 {
      precondition(0 <= permutation[axis] && permutation[axis] < 4)
      seen |= 1 << permutation[axis]
    }
    precondition(seen == 15)
    let strides: InlineArray<4, Int> = [shape[1] * shape[2] * shape[3], shape[2] * shape[3], shape[3], 1]
    extents = [1, 1, 1, 1]
    steps = [0, 0, 0, 0]
    // From the last axis on; `last` is the first place that is taken.
    var last = 4
    for axis in (0..<4).reversed() {
      let (extent, step) = (shape[permutation[axis]], strides[permutation[axis]])
      if extent == 1 { continue }
      if last < 4, step == extents[last] * steps[last] {
        extents[last] *= extent
      } else {
        last -= 1
        extents[last] = extent
        steps[last] = step
      }
    }
  }

  /// Elements from the first to the last that the last two axes read.
  var reach: Int { (extents[2] - 1) * steps[2] + (extents[3] - 1) * steps[3] + 1 }
}
