/// Where the inputs of fused sums lie: each output pixel (y, x) sees the input pixels
/// `(y * stride + tap.row, x * stride + tap.column)` of every channel.
///
/// Unless the input can be read as it is, each channel is laid out anew with its padding: rows and columns are sorted
/// by their remainder by the stride into parts, so that a tap reads neighbours for neighbouring outputs.
struct FusedGeometry: Equatable {
  /// A tap's place from an output pixel's first one; negative ones reach into the padding.
  struct Tap: Hashable {
    var row: Int
    var column: Int
  }

  let inputHeight: Int
  let inputWidth: Int
  let outputHeight: Int
  let outputWidth: Int
  let strideHeight: Int
  let strideWidth: Int
  /// Whether the input is read as it is.
  let isDirect: Bool
  /// Input row and column of each part's first element.
  let parts: [Tap]
  /// Rows of a part.
  let rows: Int
  /// Elements from a row of a part to the next.
  let columns: Int
  /// Elements from an output pixel's place to each tap's input within one channel.
  let offsets: [Int]

  /// Elements of one channel as it is laid out.
  var channelSize: Int { parts.count * rows * columns }
  /// Output pixels of one channel.
  var pixelCount: Int { outputHeight * outputWidth }

  /// The places of some taps; nil when laying the input out would take far more memory than input and output.
  init?(
    inputHeight: Int, inputWidth: Int, outputHeight: Int, outputWidth: Int, strideHeight: Int,
    strideWidth: Int, taps: [Tap]
  ) {
    (self.inputHeight, self.inputWidth) = (inputHeight, inputWidth)
    (self.outputHeight, self.outputWidth) = (outputHeight, outputWidth)
    (self.strideHeight, self.strideWidth) = (strideHeight, strideWidth)
    let extents = [inputHeight, inputWidth, outputHeight, outputWidth, strideHeight, strideWidth]
    let reach = -(1 << 30)..<(1 << 30)
    guard extents.allSatisfy({ (1..<(1 << 24)).contains($0) }), !taps.isEmpty, taps.count <= 1 << 20,
      max(inputHeight * inputWidth, outputHeight * outputWidth) < 1 << 30,
      taps.allSatisfy({ reach.contains($0.row) && reach.contains($0.column) })
    else { return nil }
    let origin = Tap(row: taps.map(\.row).min() ?? 0, column: taps.map(\.column).min() ?? 0)
    isDirect =
      strideHeight == 1 && strideWidth == 1 && taps == [Tap(row: 0, column: 0)]
      && inputHeight == outputHeight && inputWidth == outputWidth
    var (parts, indices): ([Tap], [Tap: Int]) = ([], [:])
    var (rowReach, columnReach) = (0, 0)
    var places: [(part: Int, row: Int, column: Int)] = []
    for tap in taps {
      let (row, column) = (tap.row - origin.row, tap.column - origin.column)
      let part = Tap(row: row % strideHeight, column: column % strideWidth)
      if indices[part] == nil {
        indices[part] = parts.count
        parts.append(Tap(row: part.row + origin.row, column: part.column + origin.column))
      }
      places.append((indices[part] ?? 0, row / strideHeight, column / strideWidth))
      rowReach = max(rowReach, row / strideHeight)
      columnReach = max(columnReach, column / strideWidth)
    }
    let (rows, columns) = (outputHeight + rowReach, outputWidth + columnReach)
    let limit = 4 * (inputHeight * inputWidth + outputHeight * outputWidth) + 4096
    guard max(rows, columns) < 1 << 24, rows * columns <= limit / max(1, parts.count) else { return nil }
    self.parts = parts
    (self.rows, self.columns) = (rows, columns)
    offsets = places.map { ($0.part * rows + $0.row) * columns + $0.column }
  }

  /// The taps of a convolution, kernel row by kernel row.
  init?(_ window: Window2D) {
    guard window.isValid, max(window.kernelHeight, window.kernelWidth) <= 1 << 10 else { return nil }
    let taps = (0..<window.kernelHeight).flatMap { row in
      (0..<window.kernelWidth).map { column in
        Tap(
          row: row * window.dilationHeight - window.paddingTop,
          column: column * window.dilationWidth - window.paddingLeft)
      }
    }
    self.init(
      inputHeight: window.inputHeight, inputWidth: window.inputWidth, outputHeight: window.outputHeight,
      outputWidth: window.outputWidth, strideHeight: window.strideHeight, strideWidth: window.strideWidth,
      taps: taps)
  }
}
