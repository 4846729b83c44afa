/// Where a piece's intermediate results lie in one thread's part of the scratch.
struct PieceMemory: Equatable {
  /// Rows of the prepared input, with its ring.
  private(set) var inputRows = 0
  /// Pixels computed.
  private(set) var pixels = 0
  private(set) var preparedOffset = 0
  private(set) var sumsOffset = 0
  private(set) var channelSumsOffset = 0
  private(set) var inputSumsOffset = 0
  private(set) var finishedOffset = 0
  private(set) var byteCount = 0

  /// The largest piece of a plan.
  init(shape: LayerShapeK210, plan: BlockPlan, elementSize: Int, needsInputSums: Bool) {
    let rows = shape.computedRows(of: 0..<plan.rowsPerPiece).count
    inputRows = (rows - 1) * shape.step + shape.kernelSize
    pixels = rows * shape.computedWidth
    let paddedWidth = shape.width + 2 * shape.ring
    let rowElements = paddedWidth * LayerShapeK210.padded(shape.inputChannels)
    // Depthwise kernels read blocks of 16 channels, the last of which may reach past the last pixel.
    preparedOffset = take((inputRows * rowElements + 16) * elementSize)
    sumsOffset = take(pixels * plan.chunk * 4)
    if needsInputSums {
      channelSumsOffset = take(inputRows * paddedWidth * 4)
      inputSumsOffset = take(pixels * (shape.isDepthwise ? plan.chunk : 1) * 4)
    }
    finishedOffset = take(shape.poolsPixels ? pixels * plan.chunk : 0)
  }

  private mutating func take(_ count: Int) -> Int {
    let offset = byteCount
    byteCount += count.roundedUp(to: 64)
    return offset
  }
}
