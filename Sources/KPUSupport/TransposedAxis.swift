/// One axis of a transposed convolution as `stride` ordinary ones, each of which gives every `stride`-th result.
///
/// Result `y` is number `phase` of block `q`, with `y + padding = q * stride + phase`; it reads the pixels `q`, `q - 1`, …
/// by the taps `phase`, `phase + stride`, ….
struct TransposedAxis: Equatable, Sendable {
  /// Taps of the transposed kernel.
  let kernel: Int
  /// Results from one pixel's first one to the next pixel's.
  let stride: Int
  /// Results before the first one that is wanted.
  let padding: Int
  /// Results that are wanted.
  let count: Int

  /// Most results of a pixel along the axis; each pair of phases is a run with weights of its own.
  static let largestStride = 8

  /// Takes kernels whose pixels three neighbouring taps reach; nil for others.
  init?(kernel: Int, stride: Int, padding: Int, count: Int) {
    guard (1...Self.largestStride).contains(stride), kernel >= 1, kernel <= 3 * stride,
      (0...KPUAxis.limit).contains(padding), (1...KPUAxis.limit).contains(count)
    else { return nil }
    (self.kernel, self.stride, self.padding, self.count) = (kernel, stride, padding, count)
  }

  /// Pixels before a block's own that its results read: 0 to 2.
  var reach: Int { (kernel - 1) / stride }
  /// How far a run's window stands before the block's own pixel: windows of 3 reach one pixel to each side.
  var shift: Int { reach == 2 ? 1 : 0 }
  /// The first block that has a result that is wanted.
  private var firstBlock: Int { padding / stride }
  private var blockCount: Int { (padding + count - 1) / stride - firstBlock + 1 }

  /// The runs' plan for a map of so many pixels.
  func axis(_ inputSize: Int) -> KPUAxis? {
    KPUAxis(
      inputSize: inputSize, origin: firstBlock - shift, stride: 1, count: blockCount, runStride: 1,
      least: K210Placement.leastResult)
  }

  /// The first wanted one of all results of all phases, which stand one behind the other.
  func first(_ axis: KPUAxis) -> Int { padding + (axis.padBefore - shift) * stride }

  /// The transposed kernel's tap that stands at a place of a run's kernel; nil where it has none.
  ///
  /// - Parameter runKernel: 1 or 3.
  func tap(at place: Int, phase: Int, runKernel: Int) -> Int? {
    let distance = runKernel == 1 ? 0 : 1 + shift - place
    let tap = phase + distance * stride
    return distance >= 0 && tap < kernel ? tap : nil
  }
}
