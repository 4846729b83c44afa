/// f32 convolution of planes, across the pixels of an output row for which every column of the kernel lies in
/// the image.
struct FloatRows: Sendable {
  private let window: Window2D
  private let row: FloatRow
  /// Output columns that see all columns of the kernel.
  let columns: Range<Int>
  /// Elements of one of the `strideWidth` parts that an input row is sorted into, so that neighbours in the
  /// output read neighbours; the row itself for stride 1.
  private let partWidth: Int

  /// The rows of a planar window.
  init(window: Window2D, row: FloatRow) {
    self.window = window
    self.row = row
    let first = window.columns(reading: 0)
    let last = window.columns(reading: window.kernelWidth - 1)
    let lower = max(first.lowerBound, last.lowerBound)
    columns = lower..<max(lower, min(first.upperBound, last.upperBound))
    partWidth = (window.inputWidth + window.strideWidth - 1) / window.strideWidth
  }

  private var rowStride: Int { partWidth * window.strideWidth }

  /// The input with each row's columns sorted by their remainder, or nil for stride 1, where nothing moves.
  func sorted(_ input: Span<Float>) -> [Float]? {
    if window.strideWidth == 1 { return nil }
    let rows = window.inputChannels * window.inputHeight
    var result = [Float](repeating: 0, count: rows * rowStride)
    var target = result.mutableSpan
    for row in 0..<rows {
      let source = input.extracting((row * window.inputWidth)..<((row + 1) * window.inputWidth))
      for part in 0..<min(window.strideWidth, window.inputWidth) {
        var place = row * rowStride + part * partWidth
        for column in stride(from: part, to: window.inputWidth, by: window.strideWidth) {
          target[place] = source[column]
          place &+= 1
        }
      }
    }
    return result
  }

  /// Places of the terms for these kernel rows, from the first row's start in the group's first plane.
  private func terms(_ rowTaps: Range<Int>) -> FloatTerms {
    var offsets: [Int] = []
    offsets.reserveCapacity(window.inputChannelsPerGroup * rowTaps.count * window.kernelWidth)
    for channel in 0..<window.inputChannelsPerGroup {
      for rowTap in rowTaps {
        let inputRow = channel * window.inputHeight + (rowTap - rowTaps.lowerBound) * window.dilationHeight
        for tap in 0..<window.kernelWidth {
          let column = window.inputColumn(column: columns.lowerBound, tap: tap)
          let (place, part) = column.quotientAndRemainder(dividingBy: window.strideWidth)
          offsets.append(inputRow * rowStride + part * partWidth + place)
        }
      }
    }
    return FloatTerms(offsets)
  }

  /// Places of the terms of rows that see the whole kernel.
  func wholeTerms() -> FloatTerms { terms(0..<window.kernelHeight) }

  /// The inner columns of one output channel's plane.
  func run(
    _ input: Span<Float>, channel: Int, weights: Span<Float>, bias: Float,
    whole: FloatTerms, plane: inout MutableSpan<Float>
  ) {
    let firstInput = channel / window.outputChannelsPerGroup * window.inputChannelsPerGroup
    let count = window.inputChannelsPerGroup * window.kernelHeight * window.kernelWidth
    let kernel = weights.extracting((channel * count)..<((channel + 1) * count))
    let start: InlineArray<1, Float> = [bias]
    for y in 0..<window.outputHeight {
      let rowTaps = window.rowTaps(at: y)
      let firstRow =
        rowTaps.isEmpty
        ? 0 : firstInput * window.inputHeight + window.inputRow(row: y, tap: rowTaps.lowerBound)
      let source = input.extracting((firstRow * rowStride)..<input.count)
      let first = y * window.outputWidth + columns.lowerBound
      var results = plane._mutatingExtracting(first..<(first + columns.count))
      if rowTaps.count == window.kernelHeight {
        row.sums(of: source, whole, weights: kernel, start: start.span, output: &results)
      } else {
        // Few rows, and no set of taps occurs twice as a rule: not worth keeping.
        let part = weightsOf(rowTaps, kernel)
        row.sums(of: source, terms(rowTaps), weights: part.span, start: start.span, output: &results)
      }
    }
  }

  /// The weights of some kernel rows.
  private func weightsOf(_ rowTaps: Range<Int>, _ kernel: Span<Float>) -> [Float] {
    var weights: [Float] = []
    for channel in 0..<window.inputChannelsPerGroup {
      for rowTap in rowTaps {
        let first = (channel * window.kernelHeight + rowTap) * window.kernelWidth
        for index in first..<(first + window.kernelWidth) { weights.append(kernel[index]) }
      }
    }
    return weights
  }
}
