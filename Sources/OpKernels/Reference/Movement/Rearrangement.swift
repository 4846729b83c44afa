extension Reference {
  /// Permutes the axes: `outputShape[i] = shape[permutation[i]]`.
  ///
  /// `permutation` holds each of 0...3 once.
  @inlinable
  public static func transpose<Element: BitwiseCopyable>(
    input: Span<Element>, shape: InlineArray<4, Int>, permutation: InlineArray<4, Int>,
    output: inout MutableSpan<Element>
  ) {
    var seen = 0
    for axis in 0..<4 {
      precondition(0 <= permutation[axis] && permutation[axis] < 4)
      seen |= 1 << permutation[axis]
    }
    precondition(seen == 15 && input.count == elementCount(shape) && output.count == input.count)
    // Without elements there may still be rows without number.
    if output.count == 0 { return }
    let strides: InlineArray<4, Int> = [shape[1] * shape[2] * shape[3], shape[2] * shape[3], shape[3], 1]
    let step = strides[permutation[3]]
    var index = 0
    for first in 0..<shape[permutation[0]] {
      for second in 0..<shape[permutation[1]] {
        for third in 0..<shape[permutation[2]] {
          let start =
            first * strides[permutation[0]] + second * strides[permutation[1]]
            + third * strides[permutation[2]]
          for fourth in 0..<shape[permutation[3]] {
            output[index] = input[start &+ fourth &* step]
            index &+= 1
          }
        }
      }
    }
  }

  /// CHW to HWC order.
  @inlinable
  public static func flatten<Element: BitwiseCopyable>(
    input: Span<Element>, channels: Int, height: Int, width: Int, output: inout MutableSpan<Element>
  ) {
    transpose(
      input: input, shape: [1, channels, height, width], permutation: [0, 2, 3, 1], output: &output)
  }

  /// Copies one operand of a concatenation: `count` blocks of `blockSize` elements.
  ///
  /// Block `i` goes to `outputOffset + i * outputStride`. For operands joined along an axis, `blockSize` is
  /// the operand's extent there times the elements of one step, `outputStride` that of the output.
  @inlinable
  public static func concatenate<Element: BitwiseCopyable>(
    input: Span<Element>, blockSize: Int, count: Int, outputOffset: Int, outputStride: Int,
    output: inout MutableSpan<Element>
  ) {
    precondition(blockSize >= 0 && count >= 0 && outputOffset >= 0 && outputStride >= 0)
    precondition(input.count >= blockSize * count)
    if blockSize == 0 || count == 0 { return }
    precondition(output.count >= outputOffset + (count - 1) * outputStride + blockSize)
    for block in 0..<count {
      let elements = input.extracting((block * blockSize)..<((block + 1) * blockSize))
      let start = outputOffset + block * outputStride
      for index in 0..<blockSize { output[start &+ index] = elements[index] }
    }
  }

  /// Copies the whole 4-byte words of `input`; a remainder of one to three bytes is not copied.
  ///
  /// `output` has at least as many bytes. **Source**: specification of kmodel v4, section 4 (`memory_copy`).
  public static func copyWords(input: Span<UInt8>, output: inout MutableSpan<UInt8>) {
    let count = input.count / 4 * 4
    precondition(output.count >= count)
    for index in 0..<count { output[index] = input[index] }
  }
}
