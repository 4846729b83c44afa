/// f32 convolution pixel by pixel, across the output channels of a group: the pixel's inputs are gathered, and
/// what lies outside the image is left out, so that edges need no other code.
struct FloatPatches: Sendable {
  private let window: Window2D
  private let layout: TensorLayout
  private let firstInput: Int
  /// `[term][output channel]`, terms in the order of the sum.
  private let weights: [Float]
  private let bias: [Float]
  private let row: FloatRow
  /// Output channels of the group.
  let channels: Int

  /// A group's weights, turned so that its output channels lie side by side.
  init(
    group: Int, weights: Span<Float>, bias: Span<Float>, window: Window2D, layout: TensorLayout, row: FloatRow
  ) {
    self.window = window
    self.layout = layout
    self.row = row
    let channels = window.outputChannelsPerGroup
    let terms = window.inputChannelsPerGroup * window.kernelHeight * window.kernelWidth
    firstInput = group * window.inputChannelsPerGroup
    self.channels = channels
    self.bias = (0..<channels).map { bias[group * channels + $0] }
    var turned = [Float](repeating: 0, count: terms * channels)
    var target = turned.mutableSpan
    for channel in 0..<channels {
      let first = (group * channels + channel) * terms
      let source = weights.extracting(first..<(first + terms))
      for term in 0..<terms { target[term &* channels &+ channel] = source[term] }
    }
    self.weights = turned
  }

  /// The terms of pixels that see these taps: places in the weights.
  private func terms(_ rowTaps: Range<Int>, _ columnTaps: Range<Int>) -> FloatTerms {
    let depth = window.inputChannelsPerGroup
    let taps = rowTaps.flatMap { y in columnTaps.map { y * window.kernelWidth + $0 } }
    let kernelSize = window.kernelHeight * window.kernelWidth
    let order =
      layout == .planar
      ? (0..<depth).flatMap { channel in taps.map { channel * kernelSize + $0 } }
      : taps.flatMap { tap in (0..<depth).map { tap * depth + $0 } }
    return FloatTerms(order.map { $0 * channels })
  }

  /// Sums of the pixels `columns` of row `y`, one behind the other, all channels of the group each.
  func run(_ input: Span<Float>, y: Int, columns: Range<Int>, output: inout MutableSpan<Float>) {
    let rowTaps = window.rowTaps(at: y)
    var known: (taps: Range<Int>, terms: FloatTerms)?
    var values: [Float] = []
    for (index, column) in columns.enumerated() {
      let columnTaps = window.columnTaps(at: column)
      if known?.taps != columnTaps { known = (columnTaps, terms(rowTaps, columnTaps)) }
      guard let terms = known?.terms else { continue }
      gather(input, y, column, rowTaps, columnTaps, into: &values)
      var pixel = output._mutatingExtracting((index * channels)..<((index + 1) * channels))
      row.sums(of: weights.span, terms, weights: values.span, start: bias.span, output: &pixel)
    }
  }

  /// The inputs that a pixel sees, in the order of the sum.
  private func gather(
    _ input: Span<Float>, _ y: Int, _ column: Int, _ rowTaps: Range<Int>, _ columnTaps: Range<Int>,
    into values: inout [Float]
  ) {
    values.removeAll(keepingCapacity: true)
    let depth = window.inputChannelsPerGroup
    switch layout {
    case .planar:
      for channel in firstInput..<(firstInput + depth) {
        for rowTap in rowTaps {
          let start =
            (channel * window.inputHeight + window.inputRow(row: y, tap: rowTap)) * window.inputWidth
          for tap in columnTaps { values.append(input[start + window.inputColumn(column: column, tap: tap)]) }
        }
      }
    case .interleaved:
      for rowTap in rowTaps {
        let start = window.inputRow(row: y, tap: rowTap) * window.inputWidth
        for tap in columnTaps {
          let pixel = start + window.inputColumn(column: column, tap: tap)
          let first = pixel * window.inputChannels + firstInput
          for index in first..<(first + depth) { values.append(input[index]) }
        }
      }
    }
  }
}
