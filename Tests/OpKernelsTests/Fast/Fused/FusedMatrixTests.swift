import OpKernels
import TestSupport
import Testing

@Suite("fused matrix products equal the reference")
struct FusedMatrixTests {
  @Test(
    "of every size",
    arguments: [
      [1, 1, 1], [1, 5, 63], [1, 300, 64], [1, 7, 200], [6, 5, 16], [7, 256, 17], [13, 257, 130],
      [97, 20, 15],
      [100, 3, 1], [5, 600, 65],
    ])
  func products(sizes: [Int]) {
    let (rows, depth, columns) = (sizes[0], sizes[1], sizes[2])
    var random = SplitMix64(seed: UInt64(rows * depth * columns))
    let a = random.floats(rows * depth, extremes: depth < 10)
    let b = random.floats(depth * columns, extremes: false)
    let bias = random.floats(columns)
    let turned = (0..<(depth * columns)).map { b[$0 % depth * columns + $0 / depth] }
    for hasBias in [true, false] {
      let start: Span<Float>? = hasBias ? bias.span : nil
      let expected = filled(rows * columns, with: Float(77)) {
        Reference.fusedMatrixMultiply(
          a: a.span, b: b.span, bias: start, rows: rows, depth: depth, columns: columns, output: &$0)
      }
      let other = filled(rows * columns, with: Float(77)) {
        Reference.fusedMatrixMultiply(
          a: a.span, b: turned.span, bias: start, rows: rows, depth: depth, columns: columns,
          transposesB: true, output: &$0)
      }
      #expect(expected.map(bits) == other.map(bits))
      let sums = (0..<(rows * columns)).map { index in
        (0..<depth).reduce(hasBias ? bias[index % columns] : 0) {
          $0.addingProduct(a[index / columns * depth + $1], b[$1 * columns + index % columns])
        }
      }
      #expect(expected.map(bits) == sums.map(bits))
      for set in KernelSet.allCases where set.isAvailable {
        let scratch = KernelScratch()
        for (right, isTurned) in [(b, false), (turned, true)] {
          let found = filled(rows * columns, with: Float(-77)) {
            TensorKernels.fast(set, threads: 1).fusedMatrixMultiply(
              a: a.span, b: right.span, bias: start, rows: rows, depth: depth, columns: columns,
              transposesB: isTurned, output: &$0, scratch: scratch)
          }
          #expect(found.map(bits) == expected.map(bits), "\(set) \(isTurned)")
          let packed = FusedMatrix(
            right.span, depth: depth, columns: columns, isTransposed: isTurned, bias: start,
            function: .hardSwish,
            set: set)
          let mapped = filled(rows * columns, with: Float(-77)) {
            packed.multiply(a.span, rows: rows, output: &$0, scratch: scratch)
          }
          #expect(mapped.map(bits) == expected.map { bits(FloatFunction.hardSwish($0)) }, "\(set) packed")
        }
      }
    }
  }

  @Test("without terms, results are the bias")
  func empty() {
    let none: [Float] = []
    let bias: [Float] = [-1, 0.5, 2]
    let matrix = FusedMatrix(none.span, depth: 0, columns: 3, bias: bias.span, function: .relu)
    let found = filled(6, with: Float(7)) {
      matrix.multiply(none.span, rows: 2, output: &$0, scratch: KernelScratch())
    }
    #expect(found == [0, 0.5, 2, 0, 0.5, 2])
  }

  private func bits(_ value: Float) -> UInt32 { value.isNaN ? 0x7FC0_0000 : value.bitPattern }
}
