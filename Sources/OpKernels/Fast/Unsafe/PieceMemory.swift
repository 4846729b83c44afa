/// Where a piece's intermediate results lie in one thread's part of the scratch.
struct PieceMemory: Equatable {
  private(set) var preparedOffset = 0
  /// Transformed input and products, for layers that Winograd's form sums.
  private(set) var transformedOffset = 0
  private(set) var productsOffset = 0
  private(set) var sumsOffset = 0
  /// Sums over the channels of each prepared pixel.
  private(set) var channelSumsOffset = 0
  /// Sums over the inputs of each window.
  private(set) var inputSumsOffset = 0
  /// Finished pixels that are pooled afterwards.
  private(set) var finishedOffset = 0
  private(set) var byteCount = 0

  /// The largest piece of a plan.
  init(
    window: Window2D, plan: BlockPlan, elementSize: Int, isTransformed: Bool, needsInputSums: Bool = false,
    poolsPixels: Bool = false
  ) {
    let inputRows = window.preparedRowCount(plan.computedRowsPerPiece)
    let pixels = plan.computedRowsPerPiece * window.outputWidth
    // Depthwise kernels read blocks of 16 channels, the last of which may reach past the last pixel; tiles of 4 x 4
    // outputs most of all where a piece, or what is left of the last tiles, is one row.
    let beyond = isTransformed ? window.elementsBehind(1) : 16
    preparedOffset = take((inputRows * window.preparedRowElements + beyond) * elementSize)
    if isTransformed {
      let tiles = window.tileCount(plan.computedRowsPerPiece)
      transformedOffset = take(tiles * WinogradPlan.transformedBytes(window.inputChannels))
      productsOffset = take(tiles * WinogradPlan.productBytes)
    }
    sumsOffset = take(pixels * plan.chunk * 4)
    if needsInputSums {
      channelSumsOffset = take(inputRows * window.preparedWidth * 4)
      inputSumsOffset = take(pixels * (window.groups > 1 ? plan.chunk : 1) * 4)
    }
    finishedOffset = take(poolsPixels ? pixels * plan.chunk : 0)
  }

  private mutating func take(_ count: Int) -> Int {
    let offset = byteCount
    byteCount += count.roundedUp(to: 64)
    return offset
  }
}
