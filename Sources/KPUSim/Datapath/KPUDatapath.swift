public import KModel
public import OpKernels
public import Simulation

/// The K210's KPU: one layer from twelve argument words, three parameter blocks and KPU RAM to KPU RAM.
///
/// The runtimes of kmodel v3 and v4 and the virtual board's KPU device all run layers through this one
/// function. The struct holds nothing but working memory, which is kept between layers.
/// **Source**: both nncase emulators where they agree, `RoundingRule` where they do not; what hardware does
/// beyond them is unknown (`docs/kpu.md`).
public struct KPUDatapath: Sendable {
  /// Bytes of KPU RAM: 2 MiB.
  public static let ramByteCount = FeatureMapLayout.rowsOfRAM * FeatureMapLayout.rowByteCount

  /// Width of a weight in memory, register `eight_bit_mode`.
  public enum WeightWidth: Sendable, CaseIterable {
    /// One byte, unsigned.
    case eightBit
    /// Two bytes, little endian, unsigned.
    case sixteenBit

    /// Bytes of one weight.
    public var byteCount: Int { self == .eightBit ? 1 : 2 }
  }

  /// The input as dense planes with a ring of padding.
  private var planes: [UInt8] = []
  /// Sums of one output channel; 8-bit weights stay below 2^31 for up to 1024 channels of 3×3.
  private var narrowSums: [Int32] = []
  private var wideSums: [Int64] = []
  private var wideWeights: [UInt16] = []
  private var inputSums: [Int32] = []
  /// One activated output channel before pooling.
  private var activated: [UInt8] = []

  /// A datapath without working memory yet.
  public init() {}

  /// Runs one layer.
  ///
  /// The input map is read as a whole before the first byte is written, so input and output may overlap.
  ///
  /// - Parameters:
  ///   - argument: the words; address fields for parameters are not used.
  ///   - parameters: weights `[oc][ic][k][k]` of `weightWidth`, one batch norm per output channel, table.
  ///   - rounding: which emulator's rounding and segment choice is followed.
  ///   - ram: all of KPU RAM, `ramByteCount` bytes.
  /// - Throws: a fault when a field has no meaning, a block is too short or a map leaves KPU RAM.
  public mutating func run(
    _ argument: KPULayerArgument, parameters: KPUParameters, weightWidth: WeightWidth,
    rounding: RoundingRule, ram: inout MutableSpan<UInt8>
  ) throws(SimulationError.Kind) {
    let layer = try KPULayer(argument)
    try layer.check(parameters, weightWidth: weightWidth)
    let geometry = layer.planes
    let perChannel = argument.isDepthwise ? geometry.singleChannel : geometry
    reserve(for: geometry, perChannel: perChannel, weightWidth: weightWidth, argument: argument)
    var planesSpan = planes.mutableSpan
    layer.input.unpack(
      from: ram.span, to: &planesSpan, ring: geometry.ring, padValue: argument.padValue)
    let activation = ActivationTableK210(bytes: parameters.activation.span)
    let kernelByteCount = layer.weightsPerChannel * weightWidth.byteCount

    for channel in 0..<argument.outputChannels {
      let firstPlane = argument.isDepthwise ? channel * perChannel.byteCount : 0
      sum(
        firstPlane: firstPlane, geometry: perChannel, weightWidth: weightWidth,
        kernel: parameters.weights.span.extracting(channel.part(of: kernelByteCount)),
        inputs: argument.inputSumFactor != 0 && (argument.isDepthwise || channel == 0))
      let finish = ChannelFinish(
        correction: layer.correction(ofWeights: weightSum(weightWidth, parameters, channel, kernelByteCount)),
        batchNorm: BatchNormK210(
          bytes: parameters.batchNorm.span.extracting(channel.part(of: BatchNormK210.byteCount))),
        activation: activation, rounding: rounding)
      activate(finish, area: argument.inputWidth * argument.inputHeight, weightWidth: weightWidth)
      pool(layer, channel: channel, to: &ram)
    }
  }

  /// Grows the working memory to what the layer needs; it is never larger than a few feature maps.
  private mutating func reserve(
    for geometry: PlanesK210, perChannel: PlanesK210, weightWidth: WeightWidth, argument: KPULayerArgument
  ) {
    planes.grow(to: geometry.byteCount)
    activated.grow(to: argument.inputWidth * argument.inputHeight)
    switch weightWidth {
    case .eightBit: narrowSums.grow(to: perChannel.sumCount)
    case .sixteenBit: wideSums.grow(to: perChannel.sumCount)
    }
    if argument.inputSumFactor != 0 { inputSums.grow(to: perChannel.sumCount) }
  }

  /// Sums one output channel, and its inputs too if asked.
  private mutating func sum(
    firstPlane: Int, geometry: PlanesK210, weightWidth: WeightWidth, kernel: Span<UInt8>, inputs: Bool
  ) {
    // Local references, because a span of one stored array excludes writing to another.
    let planes = planes
    let input = planes.span.extracting(firstPlane..<(firstPlane + geometry.byteCount))
    switch weightWidth {
    case .eightBit:
      var sums = narrowSums.mutableSpan
      Reference.convolve(planes: input, geometry: geometry, kernel: kernel, into: &sums)
    case .sixteenBit:
      wideWeights.removeAll(keepingCapacity: true)
      for index in 0..<(kernel.count / 2) {
        wideWeights.append(UInt16(kernel[2 * index]) | UInt16(kernel[2 * index + 1]) << 8)
      }
      let weights = wideWeights
      var sums = wideSums.mutableSpan
      Reference.convolve(planes: input, geometry: geometry, kernel: weights.span, into: &sums)
    }
    if inputs {
      var sums = inputSums.mutableSpan
      Reference.sumInputs(planes: input, geometry: geometry, into: &sums)
    }
  }

  /// Batch norm and activation of the channel that was summed last.
  private mutating func activate(_ finish: ChannelFinish, area: Int, weightWidth: WeightWidth) {
    let (inputSums, narrowSums, wideSums) = (inputSums, narrowSums, wideSums)
    let inputs = inputSums.span.extracting(first: finish.correction.argX == 0 ? 0 : area)
    var wholePlane = activated.mutableSpan
    var output = wholePlane._mutatingExtracting(first: area)
    switch weightWidth {
    case .eightBit:
      Reference.finish(
        sums: narrowSums.span.extracting(first: area), inputSums: inputs, correction: finish.correction,
        batchNorm: finish.batchNorm, activation: finish.activation, rounding: finish.rounding,
        output: &output)
    case .sixteenBit:
      Reference.finish(
        sums: wideSums.span.extracting(first: area), inputSums: inputs, correction: finish.correction,
        batchNorm: finish.batchNorm, activation: finish.activation, rounding: finish.rounding,
        output: &output)
    }
  }

  /// Pools the activated channel into its place in KPU RAM.
  private func pool(_ layer: KPULayer, channel: Int, to ram: inout MutableSpan<UInt8>) {
    let layout = layer.output.layout
    let start = layer.output.range.lowerBound + layout.offset(ofChannel: channel)
    let byteCount = (layout.height - 1) * layout.imageRowStride + layout.width
    var target = ram._mutatingExtracting(start..<(start + byteCount))
    let (height, width) = (layer.input.layout.height, layer.input.layout.width)
    Reference.pool(
      layer.pooling, input: activated.span.extracting(first: height * width), height: height, width: width,
      outputRowStride: layout.imageRowStride, output: &target)
  }

  /// The sum of one output channel's weights, `Sw`.
  private func weightSum(
    _ width: WeightWidth, _ parameters: KPUParameters, _ channel: Int, _ kernelByteCount: Int
  ) -> Int64 {
    let kernel = parameters.weights.span.extracting(channel.part(of: kernelByteCount))
    var sum: Int64 = 0
    for index in 0..<kernel.count {
      let isHighByte = width == .sixteenBit && index % 2 == 1
      sum += Int64(kernel[index]) << (isHighByte ? 8 : 0)
    }
    return sum
  }
}

/// What turns one channel's sums into bytes.
private struct ChannelFinish {
  let correction: CorrectionK210
  let batchNorm: BatchNormK210
  let activation: ActivationTableK210
  let rounding: RoundingRule
}

extension Array where Element: FixedWidthInteger {
  /// Makes the array at least `count` long; what it holds does not matter.
  fileprivate mutating func grow(to count: Int) {
    if self.count < count { self = Array(repeating: 0, count: count) }
  }
}

extension Int {
  /// The `self`-th of equal parts of `byteCount` bytes.
  fileprivate func part(of byteCount: Int) -> Range<Int> { (self * byteCount)..<((self + 1) * byteCount) }
}
