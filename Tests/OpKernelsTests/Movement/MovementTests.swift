import OpKernels
import TestSupport
import Testing

@Suite("Data movement")
struct MovementTests {
  /// Coordinates of all elements of a shape in memory order.
  private static func coordinates(_ shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { prefixes, extent in prefixes.flatMap { prefix in (0..<extent).map { prefix + [$0] } }
    }
  }

  private static func index(_ coordinate: [Int], _ shape: [Int]) -> Int {
    zip(coordinate, shape).reduce(0) { $0 * $1.1 + $1.0 }
  }

  static let permutations: [[Int]] = coordinates([4, 4, 4, 4]).filter { Set($0).count == 4 }

  @Test("all 24 permutations put each element where it belongs", arguments: permutations)
  func transposes(permutation: [Int]) {
    let shape = [2, 3, 4, 5]
    let input = (0..<120).map { UInt32($0) }
    let output = filled(120, with: UInt32(0)) {
      Reference.transpose(
        input: input.span, shape: [2, 3, 4, 5], permutation: fourAxes(permutation), output: &$0)
    }
    let outputShape = permutation.map { shape[$0] }
    for coordinate in Self.coordinates(outputShape) {
      var source = [0, 0, 0, 0]
      for axis in 0..<4 { source[permutation[axis]] = coordinate[axis] }
      #expect(output[Self.index(coordinate, outputShape)] == input[Self.index(source, shape)])
    }
  }

  @Test("flattening puts channels innermost")
  func flattens() {
    let input: [Float] = [1, 2, 3, 4, 5, 6]
    let output = filled(6, with: Float(0)) {
      Reference.flatten(input: input.span, channels: 2, height: 1, width: 3, output: &$0)
    }
    #expect(output == [1, 4, 2, 5, 3, 6])
  }

  @Test("padding adds and crops, on any axis, worked out per element", arguments: 1...20)
  func pads(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let shape = random.integers(4, in: 1...4)
    let before = random.integers(4, in: -1...2)
    let after = (0..<4).map { Int.random(in: max(-2, -shape[$0] - before[$0])...2, using: &random) }
    let outputShape = (0..<4).map { shape[$0] + before[$0] + after[$0] }
    let input = random.mixedBytes(shape.reduce(1, *))
    let output = filled(outputShape.reduce(1, *), with: UInt8(1)) {
      Reference.pad(
        input: input.span, shape: fourAxes(shape), before: fourAxes(before),
        after: fourAxes(after), value: 42, output: &$0)
    }
    let expected = Self.coordinates(outputShape).map { coordinate in
      let source = zip(coordinate, before).map { $0 - $1 }
      let isInside = zip(source, shape).allSatisfy { $0 >= 0 && $0 < $1 }
      return isInside ? input[Self.index(source, shape)] : 42
    }
    #expect(output == expected)
  }

  @Test(
    "an axis yields as many elements as the loop visits",
    arguments: [
      (0, 5, 2, 3), (1, 5, 2, 2), (4, -1, -2, 3), (3, 3, 1, 0), (5, 0, 1, 0), (0, 1, 100, 1), (2, 7, -1, 0),
    ])
  func extent(begin: Int, end: Int, stride: Int, expected: Int) {
    #expect(Reference.sliceExtent(begin: begin, end: end, stride: stride) == expected)
  }

  @Test("slices step forwards and backwards on every axis")
  func slices() {
    let shape = [2, 3, 4, 5]
    let input = (0..<120).map { UInt8($0) }
    let axes = [
      Array(stride(from: 1, to: 2, by: 1)), Array(stride(from: 2, to: -1, by: -2)),
      Array(stride(from: 0, to: 4, by: 3)), Array(stride(from: 4, to: 0, by: -1)),
    ]
    let output = filled(16, with: UInt8(0)) {
      Reference.stridedSlice(
        input: input.span, shape: [2, 3, 4, 5], begin: [1, 2, 0, 4], end: [2, -1, 4, 0],
        strides: [1, -2, 3, -1], output: &$0)
    }
    let expected = Self.coordinates([1, 2, 2, 4]).map { coordinate in
      input[Self.index(zip(coordinate, axes).map { $1[$0] }, shape)]
    }
    #expect(output == expected)
  }

  @Test("operands of a concatenation interleave their blocks")
  func concatenates() {
    let first: [UInt8] = [1, 2, 3, 4]
    let second: [UInt8] = [5, 6, 7, 8, 9, 10]
    let output = filled(10, with: UInt8(0)) {
      Reference.concatenate(
        input: first.span, blockSize: 2, count: 2, outputOffset: 0, outputStride: 5, output: &$0)
      Reference.concatenate(
        input: second.span, blockSize: 3, count: 2, outputOffset: 2, outputStride: 5,
        output: &$0)
    }
    #expect(output == [1, 2, 5, 6, 7, 3, 4, 8, 9, 10])
  }

  @Test("only whole words are copied", arguments: [0, 3, 4, 7, 8])
  func copiesWords(count: Int) {
    let input = [UInt8](repeating: 9, count: count)
    let output = filled(8, with: UInt8(0)) { Reference.copyWords(input: input.span, output: &$0) }
    #expect(output.count { $0 == 9 } == count / 4 * 4)
    #expect(output.prefix(count / 4 * 4).allSatisfy { $0 == 9 })
  }

  @Test("nearest resize takes the pixel at the floored position")
  func nearest() {
    let input: [UInt8] = [1, 2, 3, 4, 5, 6]
    let larger = filled(24, with: UInt8(0)) {
      Reference.resizeNearest(
        input: input.span, planes: 1, height: 2, width: 3, outputHeight: 4, outputWidth: 6, output: &$0)
    }
    #expect(larger.prefix(6) == [1, 1, 2, 2, 3, 3] && larger.suffix(6) == [4, 4, 5, 5, 6, 6])
    let floats = input.map(Float.init)
    let smaller = filled(4, with: Float(0)) {
      Reference.resizeNearest(
        input: floats.span, planes: 2, height: 1, width: 3, outputHeight: 1, outputWidth: 2,
        output: &$0)
    }
    #expect(smaller == [1, 2, 4, 5])
  }
}
