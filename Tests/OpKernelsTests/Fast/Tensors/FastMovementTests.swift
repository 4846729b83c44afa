import OpKernels
import TestSupport
import Testing

@Suite("fast data movement equals the reference")
struct FastMovementTests {
  @Test("all permutations, as bytes and as words", arguments: MovementTests.permutations)
  func transposes(permutation: [Int]) {
    for shape in [[2, 3, 4, 5], [1, 6, 7, 1], [1, 1, 1, 1], [3, 1, 33, 2], [0, 2, 3, 4]] {
      let count = shape.reduce(1, *)
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      EqualToReference.bytes(count) {
        $0.transpose(
          input: bytes.span, shape: fourAxes(shape), permutation: fourAxes(permutation), output: &$1)
      }
      let floats = (0..<count).map { Float($0) }
      EqualToReference.floats(count) {
        $0.transpose(
          input: floats.span, shape: fourAxes(shape), permutation: fourAxes(permutation), output: &$1)
      }
    }
  }

  @Test(
    "padding and cropping, also of joined axes",
    arguments: [
      [[0, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 0], [0, 0, 1, 0]], [[0, 0, 1, 0], [0, 0, 0, 0]],
      [[0, 0, 2, 2], [0, 0, 2, 2]], [[0, 0, -1, 0], [0, 0, -1, 0]], [[0, 0, -1, -2], [0, 0, 0, 3]],
      [[0, 1, 0, 0], [0, -2, 0, 0]], [[1, 0, 0, 0], [1, 0, 0, 0]], [[-1, 0, 0, 0], [0, 0, 0, 0]],
      [[0, 0, 0, -9], [0, 0, 0, 12]], [[0, 0, 0, 9], [0, 0, 0, -11]], [[0, 0, -4, 0], [0, 0, 0, 0]],
      [[0, 0, 0, -5], [0, 0, 0, 0]], [[-2, 0, 0, 0], [0, 0, 0, 0]],
    ])
  func pads(padding: [[Int]]) {
    let shape = [2, 3, 4, 5]
    let input = (0..<120).map { UInt8($0) }
    let count = (0..<4).reduce(1) { $0 * (shape[$1] + padding[0][$1] + padding[1][$1]) }
    EqualToReference.bytes(count) {
      $0.pad(
        input: input.span, shape: fourAxes(shape), before: fourAxes(padding[0]), after: fourAxes(padding[1]),
        value: 200, output: &$1)
    }
  }

  @Test(
    "slices with and without strides",
    arguments: [[1, 1, 1, 1], [1, 1, 2, 1], [1, -1, 1, 1], [1, 1, 1, 3]])
  func slices(strides: [Int]) {
    let input = (0..<120).map { Float($0) }
    let (begin, end) = ([0, strides[1] < 0 ? 2 : 0, 1, 1], [2, strides[1] < 0 ? -1 : 2, 4, 5])
    let count = (0..<4).reduce(1) {
      $0 * Reference.sliceExtent(begin: begin[$1], end: end[$1], stride: strides[$1])
    }
    EqualToReference.floats(count) {
      $0.stridedSlice(
        input: input.span, shape: [2, 3, 4, 5], begin: fourAxes(begin), end: fourAxes(end),
        strides: fourAxes(strides), output: &$1)
    }
  }

  @Test("joining and copying")
  func copies() {
    let input = (0..<60).map { UInt8($0) }
    for (block, count) in [(20, 3), (60, 1), (1, 60), (0, 3), (7, 0)] {
      EqualToReference.bytes(200) {
        $1.update(repeating: 9)
        $0.concatenate(
          input: input.span, blockSize: block, count: count, outputOffset: 4, outputStride: block + 2,
          output: &$1)
      }
    }
    EqualToReference.bytes(59) {
      $1.update(repeating: 9)
      $0.copyWords(input: input.span.extracting(0..<59), output: &$1)
    }
  }

  @Test(
    "resizing up, down and not at all",
    arguments: [[4, 5, 8, 10], [7, 9, 3, 4], [5, 5, 5, 5], [1, 1, 3, 2]])
  func resizes(sizes: [Int]) {
    var random = SplitMix64(seed: 3)
    let bytes = random.mixedBytes(3 * sizes[0] * sizes[1])
    let floats = random.floats(bytes.count, extremes: true)
    let count = 3 * sizes[2] * sizes[3]
    EqualToReference.bytes(count) {
      $0.resizeNearest(
        input: bytes.span, planes: 3, height: sizes[0], width: sizes[1], outputHeight: sizes[2],
        outputWidth: sizes[3], output: &$1)
    }
    for alignsCorners in [false, true] {
      EqualToReference.bytes(count) {
        $0.resizeBilinear(
          input: bytes.span, planes: 3, height: sizes[0], width: sizes[1], outputHeight: sizes[2],
          outputWidth: sizes[3], alignsCorners: alignsCorners, output: &$1)
      }
      EqualToReference.floats(count) {
        $0.resizeBilinear(
          input: floats.span, planes: 3, height: sizes[0], width: sizes[1], outputHeight: sizes[2],
          outputWidth: sizes[3], alignsCorners: alignsCorners, output: &$1)
      }
    }
  }
}
