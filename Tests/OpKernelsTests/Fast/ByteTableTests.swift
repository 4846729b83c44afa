import OpKernels
import TestSupport
import Testing

@Suite("bytes are replaced by entries of a table")
struct ByteTableTests {
  @Test(
    "as the reference does, whatever the count",
    arguments: [0, 1, 7, 8, 9, 31, 32, 33, 63, 64, 65, 255, 256, 1000])
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

  @Test("of a table of each channel's own; bytes that pad stay", arguments: [(1, 4), (3, 4), (5, 8), (8, 8)])
  func channels(count: Int, stride: Int) {
    let tables = (0..<count).map { channel in (0..<256).map { Int8(truncatingIfNeeded: $0 &* 37 &+ channel) }
    }
    let input = (0..<(9 * stride)).map { UInt8(truncatingIfNeeded: $0 &* 91) }
    var output = [UInt8](repeating: 0, count: input.count)
    var span = output.mutableSpan
    TensorKernels.reference.mapChannels(input: input.span, stride: stride, tables: tables, output: &span)
    for (index, byte) in input.enumerated() {
      let channel = index % stride
      #expect(output[index] == (channel < count ? UInt8(bitPattern: tables[channel][Int(byte)]) : byte))
    }
  }
}
