/// How a layer is cut into pieces that stay in the caches.
///
/// A piece is a stretch of output rows times all or some output channels. Within it the input is prepared
/// once, then chunks of channels are summed and finished with at most 64 KiB of sums; a chunk's weights are
/// read once per piece.
package struct BlockPlan: Equatable {
  /// Output rows of a piece; the last one may have fewer.
  package let rowsPerPiece: Int
  /// Stretches of rows.
  package let rowPieces: Int
  /// Groups of output channels, each a piece of its own.
  package let channelPieces: Int
  /// Output channels of one group, a multiple of 16.
  package let channelsPerPiece: Int
  /// Output channels summed at a time, a multiple of 16.
  package let chunk: Int

  /// Bytes of sums that stay in the first two cache levels.
  package static let sumByteLimit = 64 * 1024
  /// Bytes of prepared input that a piece should not exceed.
  package static let inputByteLimit = 256 * 1024
  /// Work below which a layer runs on one thread: waking another one costs about a tenth of it.
  package static let threadMicroseconds = 100

  /// Pieces of the whole layer, or none if its output is empty.
  ///
  /// - Parameters:
  ///   - elementSize: bytes of one prepared input element.
  ///   - workers: threads that share the pieces.
  package init(shape: LayerShapeK210, elementSize: Int, workers: Int) {
    let blocks = shape.outputChannels.roundedUp(to: 16)
    let rowBytes =
      (shape.width + 2 * shape.ring) * LayerShapeK210.padded(shape.inputChannels) * elementSize
    // Rows of one block of 16 channels whose sums fit, and whose input fits.
    let bySums = Self.sumByteLimit / (shape.computedWidth.atLeastOne * 64)
    let byInput = Self.inputByteLimit / (rowBytes * shape.step)
    var computed = max(1, min(bySums, byInput))
    if workers > 1 {
      // Two pieces per thread even out their ends.
      computed = min(computed, max(1, shape.outputHeight * shape.poolStride / (2 * workers)))
    }
    let overlap = shape.pooling.stride == 1 && shape.poolsPixels ? 1 : 0
    // No more rows than there are, or the sums of small maps would get chunks smaller than fit.
    rowsPerPiece = max(1, min((computed - overlap) / shape.poolStride, shape.outputHeight))
    rowPieces = (shape.outputHeight + rowsPerPiece - 1) / rowsPerPiece
    let wanted = rowPieces >= workers ? 1 : (workers + rowPieces.atLeastOne - 1) / rowPieces.atLeastOne
    channelsPerPiece = ((blocks + wanted - 1) / wanted).roundedUp(to: 16)
    channelPieces = (blocks + channelsPerPiece - 1) / channelsPerPiece
    let mostComputed = shape.computedRows(of: 0..<rowsPerPiece).count
    let pixels = mostComputed * shape.computedWidth
    let fitting = Self.sumByteLimit / (pixels.atLeastOne * 64) * 16
    chunk = min(max(16, fitting), channelsPerPiece)
  }

  /// Number of pieces.
  package var pieceCount: Int { rowPieces * channelPieces }
}

extension LayerShapeK210 {
  /// Computed rows per output row.
  fileprivate var poolStride: Int { poolsPixels ? pooling.stride : 1 }

  /// Threads worth waking for this layer.
  package func workers(threads: Int, set: KernelSet) -> Int {
    // Depthwise layers reach about a sixth of the dense rate; finishing an output takes about 2 ns.
    let products = isDepthwise ? 6 * productCount : productCount
    let outputs = productCount / weightsPerChannel
    let microseconds = products / set.expectedProductsPerMicrosecond + outputs / 500
    return microseconds > BlockPlan.threadMicroseconds ? max(1, threads) : 1
  }
}

extension Int {
  fileprivate var atLeastOne: Int { Swift.max(1, self) }
}
