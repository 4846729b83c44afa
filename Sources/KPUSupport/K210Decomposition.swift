import KModel
import NPUGraph
import OpKernels

/// A convolution as operations that the K210 has: KPU runs, and what moves pixels before and behind them.
///
/// Results are those of the convolution, but for the last bits of sums. **Source**: nncase's FAQ says what it does about
/// paddings, strides, products of matrices and transposed convolutions; how it is done here is derived from the KPU's
/// arithmetic and shown by tests. See docs/operator-support.md.
public struct K210Decomposition: Sendable {
  /// What stands round the KPU runs.
  public enum Kind: String, Sendable, CaseIterable {
    /// One run per batch and nothing else.
    case direct
    /// Rows and columns of zeros before, some results cut off behind.
    case padAndCrop
    /// A convolution of stride 1, of which rows and columns are picked.
    case stridedSlice
    /// A map of less than 4x4, of which most is padding: products of matrices among them.
    case padTo4x4
    /// Dilated: pixels are dealt out to several runs and joined again.
    case spaceToBatch
    /// Transposed: each run gives every second, third … row and column.
    case transposed
  }

  /// What stands round the KPU runs.
  public let kind: Kind
  /// Rows.
  let rows: KPUAxis
  /// Columns.
  let columns: KPUAxis
  /// Rows and columns of the runs' kernel: 1 or 3.
  let kernel: Int
  /// Batches of the input.
  let batches: Int
  /// Not nil for a transposed convolution.
  let phases: (rows: TransposedAxis, columns: TransposedAxis)?
  /// The words of a run; all runs have the same.
  let run: KPULayerArgument

  /// Runs of the KPU.
  var runs: Int {
    let perBatch = phases.map { $0.rows.stride * $0.columns.stride } ?? rows.blocks * columns.blocks
    return batches * perBatch
  }

  /// Most runs that a convolution is made of; beyond, the CPU does it.
  static let mostRuns = 1024

  /// Makes a plan for a convolution.
  ///
  /// - Throws: a refusal that says what the KPU lacks.
  init(_ convolution: FloatConvolution, batches: Int) throws(K210Refusal) {
    let window = convolution.window
    guard window.isValid else {
      throw K210Refusal("extents that make no sense", rule: .kpuFields, verdict: .impossible)
    }
    let isDepthwise = window.groups > 1
    guard !isDepthwise || (window.groups == window.inputChannels && window.groups == window.outputChannels)
    else {
      let multiplies = window.groups == window.inputChannels
      throw K210Refusal(
        multiplies
          ? "depthwise with \(window.outputChannelsPerGroup) outputs per channel; the KPU gives one"
          : "\(window.groups) groups; the KPU takes one group, or as many as channels",
        remedy: "use one group, or a depthwise convolution with as many outputs as inputs")
    }
    try K210Placement.requireSize(height: window.inputHeight, width: window.inputWidth)
    self.batches = batches
    if convolution.isTransposed {
      (rows, columns, kernel, phases) = try Self.transposed(window)
    } else {
      (rows, columns) = try Self.axes(window)
      (kernel, phases) = (window.kernelHeight, nil)
    }
    run = try K210Placement.run(
      inputChannels: window.inputChannels, outputChannels: window.outputChannels, height: rows.runSize,
      width: columns.runSize, kernel: kernel, stride: rows.runStride, isDepthwise: isDepthwise)
    kind = Self.kind(rows, columns, isTransposed: phases != nil, window)
    guard runs <= Self.mostRuns else {
      throw K210Refusal(
        "\(runs) runs of the KPU would be needed", remedy: "use fewer batches, or a smaller dilation",
        rule: .kpuArithmetic)
    }
  }

  private static func kind(
    _ rows: KPUAxis, _ columns: KPUAxis, isTransposed: Bool, _ window: Window2D
  ) -> Kind {
    if isTransposed { return .transposed }
    if rows.blocks > 1 || columns.blocks > 1 { return .spaceToBatch }
    if rows.step > 1 || columns.step > 1 { return .stridedSlice }
    if rows.isUnpadded, columns.isUnpadded, rows.takesAll, columns.takesAll { return .direct }
    let least = K210Placement.leastResult
    return min(window.outputHeight, window.outputWidth) < least ? .padTo4x4 : .padAndCrop
  }

  /// Plans for an ordinary convolution of 1x1 or 3x3.
  private static func axes(_ window: Window2D) throws(K210Refusal) -> (rows: KPUAxis, columns: KPUAxis) {
    let (height, width) = (window.kernelHeight, window.kernelWidth)
    guard height == width, height == 1 || height == 3 else {
      let fits = max(height, width) <= 3
      throw K210Refusal(
        "a kernel of \(height)x\(width); the KPU has 1x1 and 3x3",
        remedy: fits
          ? "write it as 3x3 with zeros" : "use 3x3 kernels: two of them see 5x5 pixels, three 7x7")
    }
    // Dilation means nothing to a single tap.
    let dilation =
      height == 1 ? (rows: 1, columns: 1) : (rows: window.dilationHeight, columns: window.dilationWidth)
    let canSkip =
      window.strideHeight == 2 && window.strideWidth == 2 && dilation.rows == 1 && dilation.columns == 1
    let ring = (height - 1) / 2
    func axis(_ size: Int, _ padding: Int, _ stride: Int, _ dilation: Int, _ count: Int) -> KPUAxis? {
      guard (-KPUAxis.limit...KPUAxis.limit).contains(padding), dilation <= KPUAxis.limit else { return nil }
      return KPUAxis(
        inputSize: size, origin: ring * dilation - padding, stride: stride, count: count,
        runStride: canSkip ? 2 : 1, blocks: dilation, least: K210Placement.leastResult)
    }
    guard
      let rows = axis(
        window.inputHeight, window.paddingTop, window.strideHeight, dilation.rows, window.outputHeight),
      let columns = axis(
        window.inputWidth, window.paddingLeft, window.strideWidth, dilation.columns, window.outputWidth)
    else {
      throw K210Refusal(
        "paddings, strides or dilations far beyond the map", rule: .kpuArithmetic, verdict: .cpu)
    }
    return (rows, columns)
  }

  private static func transposed(
    _ window: Window2D
  ) throws(K210Refusal) -> (
    rows: KPUAxis, columns: KPUAxis, kernel: Int, phases: (rows: TransposedAxis, columns: TransposedAxis)?
  ) {
    guard window.dilationHeight == 1, window.dilationWidth == 1 else {
      throw K210Refusal("a dilated transposed convolution", remedy: "use dilation 1", rule: .nncaseSource)
    }
    guard
      let vertical = TransposedAxis(
        kernel: window.kernelHeight, stride: window.strideHeight, padding: window.paddingTop,
        count: window.outputHeight),
      let horizontal = TransposedAxis(
        kernel: window.kernelWidth, stride: window.strideWidth, padding: window.paddingLeft,
        count: window.outputWidth)
    else {
      throw K210Refusal(
        "a transposed kernel of \(window.kernelHeight)x\(window.kernelWidth) with stride "
          + "\(window.strideHeight)x\(window.strideWidth); runs of 3x3 make up kernels of three times the stride, "
          + "and strides up to \(TransposedAxis.largestStride)",
        remedy: "use Resize (nearest) and a convolution",
        rule: .kpuArithmetic)
    }
    guard let rows = vertical.axis(window.inputHeight), let columns = horizontal.axis(window.inputWidth)
    else { throw K210Refusal("a transposed convolution far beyond the map", rule: .kpuArithmetic) }
    let kernel = max(vertical.reach, horizontal.reach) == 0 ? 1 : 3
    return (rows, columns, kernel, (vertical, horizontal))
  }
}
