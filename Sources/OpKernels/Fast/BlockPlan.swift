/// How a layer is cut into pieces that stay in the caches.
///
/// A piece is a stretch of output rows times all or some output channels. Within it the input is prepared
/// once, then chunks of channels are summed and finished with at most 64 KiB of sums; a chunk's weights are
/// read once per piece.
package struct BlockPlan: Equatable {
  /// Output rows of the largest piece; pieces differ by one granule at most, and the last row may cut the last one.
  package let rowsPerPiece: Int
  /// Output rows that are never divided, and how many of these there are.
  private let granule: Int
  private let granules: Int
  /// Rows of sums that a piece needs at most.
  package let computedRowsPerPiece: Int
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

  /// How many computed rows pieces have when they are worth the more in certain numbers.
  package struct Stretch {
    /// Rows that cost as much as one of them.
    let unit: Int
    /// Rows below which threads share output channels instead, a multiple of the unit.
    let least: Int
    /// Rows that a piece should not exceed, a multiple of the unit.
    let most: Int

    /// Stretches of rows.
    package init(unit: Int, least: Int, most: Int) {
      (self.unit, self.least, self.most) = (unit, least, most)
    }
  }

  /// Pieces of the whole layer, or none if its output is empty.
  ///
  /// - Parameters:
  ///   - window: the convolution, whose output pixels are those that are computed.
  ///   - outputHeight: rows of the layer's output.
  ///   - rowsPerOutput: computed rows from one output row to the next, more than 1 when finished rows are pooled.
  ///   - overlap: computed rows that a stretch of output rows shares with the next one.
  ///   - elementSize: bytes of one prepared input element.
  ///   - stretch: rows that pieces have; nil: any number.
  ///   - workers: threads that share the pieces.
  init(
    window: Window2D, outputHeight: Int, rowsPerOutput: Int = 1, overlap: Int = 0, elementSize: Int,
    stretch: Stretch? = nil, workers: Int
  ) {
    let blocks = window.outputChannels.roundedUp(to: 16)
    let rowBytes = window.preparedRowElements * elementSize
    // Rows of one block of 16 channels whose sums fit, and whose input fits.
    let bySums = Self.sumByteLimit / (window.outputWidth.atLeastOne * 64)
    let byInput = Self.inputByteLimit / (rowBytes * window.strideHeight).atLeastOne
    let computed = min(bySums, byInput, stretch?.most ?? .max)
    granule = max(1, (stretch?.unit ?? 1) / rowsPerOutput)
    granules = (outputHeight + granule - 1) / granule
    // No more rows than there are, or the sums of small maps would get chunks smaller than fit.
    let most = max(1, min((computed - overlap) / rowsPerOutput / granule, granules))
    let least = max(1, (stretch?.least ?? 1) / (rowsPerOutput * granule))
    let fewest = (granules + most - 1) / most
    var (rowPieces, wanted) = (fewest, 1)
    if workers > 1 {
      // Two pieces per thread even out their ends.
      let even = max(fewest, 2 * workers).roundedUp(to: workers)
      rowPieces = max(fewest, min(even, granules / least))
      let share = (rowPieces + workers - 1) / workers * ((granules + rowPieces - 1) / rowPieces.atLeastOne)
      let isUneven = share * workers * 9 > granules * 10
      if isUneven && window.groups == 1 && blocks >= 32 * workers {
        // Channels divide better than a few rows; depthwise layers would prepare their input twice.
        (rowPieces, wanted) = (fewest, workers)
      } else if rowPieces < workers {
        (rowPieces, wanted) = (fewest, (workers + fewest.atLeastOne - 1) / fewest.atLeastOne)
      }
    }
    self.rowPieces = rowPieces
    rowsPerPiece = max(
      1, min((granules + rowPieces.atLeastOne - 1) / rowPieces.atLeastOne * granule, outputHeight))
    channelsPerPiece = ((blocks + wanted - 1) / wanted).roundedUp(to: 16)
    channelPieces = (blocks + channelsPerPiece - 1) / channelsPerPiece
    computedRowsPerPiece = min(rowsPerPiece * rowsPerOutput + overlap, window.outputHeight)
    let pixels = computedRowsPerPiece * window.outputWidth
    let fitting = max(1, Self.sumByteLimit / (pixels.atLeastOne * 64))
    // Tiles take two blocks of 16 at a time; a third one alone would be slower.
    let paired = fitting > 1 ? fitting - fitting % 2 : 1
    chunk = fitting * 16 >= channelsPerPiece ? channelsPerPiece : paired * 16
  }

  /// Pieces of a KPU layer, as `init(window:outputHeight:rowsPerOutput:overlap:elementSize:stretch:workers:)`.
  package init(shape: LayerShapeK210, elementSize: Int, stretch: Stretch? = nil, workers: Int) {
    self.init(
      window: shape.window, outputHeight: shape.outputHeight,
      rowsPerOutput: shape.poolsPixels ? shape.pooling.stride : 1,
      overlap: shape.pooling.stride == 1 && shape.poolsPixels ? 1 : 0, elementSize: elementSize,
      stretch: stretch, workers: workers)
  }

  /// Number of pieces.
  package var pieceCount: Int { rowPieces * channelPieces }
}

extension BlockPlan {
  /// Output rows of piece `index`.
  package func rows(of index: Int, outputHeight: Int) -> Range<Int> {
    let piece = index / channelPieces
    let first = piece * granules / rowPieces * granule
    return first..<min((piece + 1) * granules / rowPieces * granule, outputHeight)
  }

  /// Output channels of piece `index`, the last one's up to `outputStride`.
  func channels(of index: Int, outputStride: Int) -> Range<Int> {
    let first = index % channelPieces * channelsPerPiece
    return first..<min(first + channelsPerPiece, outputStride)
  }
}

extension Int {
  fileprivate var atLeastOne: Int { Swift.max(1, self) }
}
