/// The outputs of a transposed convolution whose row and column have one remainder by the strides: on them the same
/// taps land, so that they are a convolution of stride 1.
struct FusedPhase: Sendable {
  private let row: Int
  private let column: Int
  private let height: Int
  private let width: Int
  private let sums: Sums

  private enum Sums {
    case layer(FusedLayer)
    /// No tap lands here: the value of each output channel.
    case constants([Float])
  }

  /// Packs all phases; nil when there are too many, or one cannot be laid out.
  static func phases(
    of window: Window2D, weights: Span<Float>, bias: Span<Float>, follow: FusedFollow, set: KernelSet
  ) -> [FusedPhase]? {
    guard max(window.strideHeight, window.strideWidth) <= 16,
      max(window.kernelHeight, window.kernelWidth) <= 1 << 10
    else { return nil }
    var phases: [FusedPhase] = []
    for row in 0..<min(window.strideHeight, window.outputHeight) {
      for column in 0..<min(window.strideWidth, window.outputWidth) {
        let phase = FusedPhase(
          row: row, column: column, window, weights: weights, bias: bias, follow: follow, set: set)
        guard let phase else { return nil }
        phases.append(phase)
      }
    }
    return phases
  }

  private init?(
    row: Int, column: Int, _ window: Window2D, weights: Span<Float>, bias: Span<Float>, follow: FusedFollow,
    set: KernelSet
  ) {
    (self.row, self.column) = (row, column)
    height = (window.outputHeight - row + window.strideHeight - 1) / window.strideHeight
    width = (window.outputWidth - column + window.strideWidth - 1) / window.strideWidth
    let rows = Self.taps(
      from: row + window.paddingTop, window.kernelHeight, window.dilationHeight, window.strideHeight)
    let columns = Self.taps(
      from: column + window.paddingLeft, window.kernelWidth, window.dilationWidth, window.strideWidth)
    if rows.isEmpty || columns.isEmpty {
      sums = .constants(
        (0..<bias.count).map { channel in
          var value: [Float] = [bias[channel]]
          var span = value.mutableSpan
          follow.apply(to: &span, channel: channel)
          return span[0]
        })
      return
    }
    let taps = rows.flatMap { row in
      columns.map { FusedGeometry.Tap(row: row.offset, column: $0.offset) }
    }
    var own: [Float] = []
    own.reserveCapacity(window.outputChannels * window.inputChannelsPerGroup * taps.count)
    for plane in 0..<(window.outputChannels * window.inputChannelsPerGroup) {
      for row in rows {
        let start = (plane * window.kernelHeight + row.tap) * window.kernelWidth
        for column in columns { own.append(weights[start + column.tap]) }
      }
    }
    guard
      let geometry = FusedGeometry(
        inputHeight: window.inputHeight, inputWidth: window.inputWidth, outputHeight: height,
        outputWidth: width, strideHeight: 1, strideWidth: 1, taps: taps),
      let layer = FusedLayer(
        geometry: geometry, groups: window.groups, inputs: window.inputChannelsPerGroup,
        outputs: window.outputChannelsPerGroup, weights: own.span, bias: bias, follow: follow, set: set)
    else { return nil }
    sums = .layer(layer)
  }

  /// The taps that land on a remainder, and the input row or column that each reads for the phase's first output.
  private static func taps(from origin: Int, _ count: Int, _ dilation: Int, _ stride: Int) -> [(
    tap: Int, offset: Int
  )] {
    (0..<count).compactMap { tap in
      let place = origin - tap * dilation
      return place % stride == 0 ? (tap, place / stride) : nil
    }
  }

  /// Computes the phase and puts it between the others.
  func run(
    input: Span<Float>, window: Window2D, output: inout MutableSpan<Float>, scratch: KernelScratch,
    threads: Int
  ) {
    let size = height * width
    var values: [Float]
    switch sums {
    case .layer(let layer):
      values = [Float](repeating: 0, count: window.outputChannels * size)
      var span = values.mutableSpan
      layer.run(input: input, output: &span, scratch: scratch, threads: threads)
    case .constants(let constants):
      values = constants.flatMap { [Float](repeating: $0, count: size) }
    }
    let source = values.span
    for channel in 0..<window.outputChannels {
      for y in 0..<height {
        let from = source.extracting((channel * size + y * width)..<(channel * size + (y + 1) * width))
        let first =
          (channel * window.outputHeight + row + y * window.strideHeight) * window.outputWidth + column
        for x in 0..<width { output[first &+ x &* window.strideWidth] = from[x] }
      }
    }
  }
}
