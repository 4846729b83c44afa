import OpKernels
import TestSupport
import Testing

@Suite("stages of a fast K210 layer")
struct LayerStagesTests {
  /// Layers that are one piece of one chunk in every form, with everything that a stage may hold.
  private static let shapes: [LayerShapeK210] = [
    .init(inputChannels: 5, outputChannels: 17, height: 6, width: 9, kernelSize: 1),
    .init(inputChannels: 3, outputChannels: 8, height: 7, width: 10, kernelSize: 3),
    .init(
      inputChannels: 16, outputChannels: 24, height: 8, width: 6, kernelSize: 3, pooling: .leftTop2Stride2),
    .init(
      inputChannels: 4, outputChannels: 20, height: 8, width: 6, kernelSize: 3, pooling: .maximum2Stride2),
    .init(inputChannels: 12, outputChannels: 12, height: 5, width: 7, kernelSize: 3, isDepthwise: true),
    .init(inputChannels: 6, outputChannels: 9, height: 5, width: 7, kernelSize: 5),
  ]

  @Test("are the whole layer when run one by one", arguments: availableSets, shapes)
  func compose(set: KernelSet, shape: LayerShapeK210) {
    let plan = BlockPlan(shape: shape, elementSize: 2, workers: 1)
    #expect(plan.pieceCount == 1 && plan.chunk >= plan.channelsPerPiece)
    var random = SplitMix64(seed: 21)
    for argX in [0, -9] as [Int64] {
      var layer = LayerCaseK210(shape, random: &random)
      layer.correction = CorrectionTermsK210(argX: argX, shiftX: argX == 0 ? 0 : 2)
      let kernel = layer.kernel(set)
      let scratch = KernelScratch()
      let composed = filled(shape.outputByteCount, with: UInt8(3)) { output in
        for stage in [K210LayerKernel.Stages.prepare, .accumulate, .finish] {
          kernel.run(stage, input: layer.input.span, output: &output, scratch: scratch)
        }
      }
      #expect(composed == layer.output(set))
    }
  }

  @Test("all of them are the layer, in many pieces", arguments: availableSets)
  func whole(set: KernelSet) {
    var random = SplitMix64(seed: 22)
    let shape = LayerShapeK210(
      inputChannels: 20, outputChannels: 300, height: 60, width: 40, kernelSize: 3)
    #expect(BlockPlan(shape: shape, elementSize: 1, workers: 1).pieceCount > 1)
    let layer = LayerCaseK210(shape, random: &random)
    let kernel = layer.kernel(set)
    let scratch = KernelScratch()
    let all = filled(shape.outputByteCount, with: UInt8(3)) {
      kernel.run(.all, input: layer.input.span, output: &$0, scratch: scratch)
    }
    #expect(all == layer.output(set))
  }

  @Test("only the last one writes the output", arguments: availableSets)
  func separation(set: KernelSet) {
    var random = SplitMix64(seed: 23)
    let layer = LayerCaseK210(Self.shapes[1], random: &random)
    let kernel = layer.kernel(set)
    let scratch = KernelScratch()
    let untouched = filled(layer.shape.outputByteCount, with: UInt8(3)) {
      kernel.run([.prepare, .accumulate], input: layer.input.span, output: &$0, scratch: scratch)
    }
    #expect(untouched.allSatisfy { $0 == 3 })
  }

  @Test("dense 5×5, which the KPU lacks, equals a naive one", arguments: availableSets)
  func fiveByFive(set: KernelSet) {
    var random = SplitMix64(seed: 24)
    for (inputs, outputs, height, width) in [(1, 1, 1, 1), (3, 5, 4, 7), (8, 18, 6, 13)] {
      let shape = LayerShapeK210(
        inputChannels: inputs, outputChannels: outputs, height: height, width: width, kernelSize: 5)
      #expect(shape.isComputable && !shape.isValid)
      let layer = LayerCaseK210(shape, random: &random)
      #expect(layer.output(set) == Self.naive(layer), "\(shape)")
    }
    let depthwise = LayerShapeK210(
      inputChannels: 4, outputChannels: 4, height: 4, width: 4, kernelSize: 5, isDepthwise: true)
    #expect(!depthwise.isComputable)
  }

  /// The layer pixel by pixel, interleaved; for layers without correction terms and pooling.
  private static func naive(_ layer: LayerCaseK210) -> [UInt8] {
    let shape = layer.shape
    let area = shape.height * shape.width
    let (inputStride, outputStride) = (
      LayerShapeK210.padded(shape.inputChannels), LayerShapeK210.padded(shape.outputChannels)
    )
    let image = (0..<shape.inputChannels).flatMap { channel in
      (0..<area).map { layer.input[$0 * inputStride + channel] }
    }
    var output = [UInt8](repeating: 0, count: shape.outputByteCount)
    for channel in 0..<shape.outputChannels {
      let first = channel * shape.weightsPerChannel
      let weights = layer.weights[first..<(first + shape.weightsPerChannel)].map { Int($0) }
      let norm = BatchNormK210(bytes: layer.batchNorm.span.extracting((8 * channel)..<(8 * channel + 8)))
      for pixel in 0..<area {
        let sum = NaiveK210.sums(
          image: image, channels: shape.inputChannels, height: shape.height, width: shape.width,
          weights: weights, kernelSize: shape.kernelSize, padValue: layer.padValue,
          row: pixel / shape.width, column: pixel % shape.width
        ).products
        output[pixel * outputStride + channel] = NaiveK210.activate(
          Int(norm(Int64(sum))), table: layer.segments, rounding: layer.rounding)
      }
    }
    return output
  }
}
