import OpKernels
import TestSupport
import Testing

@Suite("bytes are replaced by entries of a table")
struct ByteTableTests {
  @Test("as the reference does, whatever the count", arguments: [0, 1, 7, 8, 9, 255, 256])
  func mapped(count: Int) {
    let table = (0..<256).map { Int8(truncatingIfNeeded: $0 &* 37 &+ 11) }
    let input = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 91) }
    let sets = KernelSet.allCases.filter { $0.isAvailable }
    for kernels in [TensorKernels.reference] + sets.map({ .fast($0, threads: 1) }) {
      var output = [UInt8](repeating: 0, count: count)
      var span = output.mutableSpan
      kernels.mapBytes(input: input.span, table: table, output: &span)
      #expect(output == input.map { UInt8(bitPattern: table[Int($0)]) })
    }
  }
}
