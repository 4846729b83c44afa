import OpKernels
import Testing

/// Found by fuzzing: three extents may be huge when the fourth is 0, and a loop over them never ended.
@Suite("tensors without elements cost nothing", .timeLimit(.minutes(1)))
struct EmptyTensorTests {
  private static let huge = 1 << 30

  @Test("flattening no channels of huge planes ends at once")
  func flatten() {
    var none: [Float] = []
    var output = none.mutableSpan
    Reference.flatten(
      input: [Float]().span, channels: 0, height: Self.huge, width: Self.huge, output: &output)
    let count = output.count
    #expect(count == 0)
  }

  @Test("cropping the columns of a tensor away ends at once, however many rows padding adds")
  func pad() {
    let rows = Self.huge
    var none: [UInt8] = []
    var output = none.mutableSpan
    Reference.pad(
      input: ([7, 8] as [UInt8]).span, shape: [1, 1, 1, 2], before: [rows, rows, 0, -2],
      after: [0, 0, 0, 0], value: 0, output: &output)
    let count = output.count
    #expect(count == 0)
  }

  @Test("slicing no columns of huge planes ends at once")
  func slice() {
    var none: [UInt8] = []
    var output = none.mutableSpan
    Reference.stridedSlice(
      input: [UInt8]().span, shape: [Self.huge, Self.huge, 1, 0], begin: [0, 0, 0, 0],
      end: [Self.huge, Self.huge, 1, 0], strides: [1, 1, 1, 1], output: &output)
    let count = output.count
    #expect(count == 0)
  }
}
