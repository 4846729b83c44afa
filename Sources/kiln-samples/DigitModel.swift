import Bytes
import KModel

/// The digit classifier as a chip runs it: four KPU layers, then a dense layer and softmax on the CPU.
struct DigitModel {
  /// One KPU layer with its words.
  struct KPULayer {
    let argument: KPULayerArgument
    let parameters: KPUParameters
  }

  /// The KPU layers; each reads the map that the one before it wrote.
  let kpuLayers: [KPULayer]
  /// What one step of the last KPU layer's output is worth.
  let featureScale: Double
  /// Elements of the last KPU layer's output.
  let featureCount: Int
  /// The layout of the input picture.
  let inputLayout = FeatureMapLayout(channels: 1, height: 8, width: 8)
  /// f32 `[digit][feature]`.
  let denseWeights: [[Float]]
  let denseBiases: [Float]

  /// Quantises a trained network.
  init(_ network: DigitNetwork) throws {
    let steps: [(name: String, kernel: KPUKernelType, pooling: KPUPoolType, isDepthwise: Bool)] = [
      ("conv1", .threeByThree, .bypass, false),
      ("conv2", .threeByThree, .max2Stride2, false),
      ("depthwise", .threeByThree, .bypass, true),
      ("pointwise", .oneByOne, .bypass, false),
    ]
    var layers: [KPULayer] = []
    var scale = 1.0 / 255
    var input = (row: 0, layout: inputLayout)
    for step in steps {
      let quantized = try KPULayerQuantizer(network.layer(step.name), inputScale: scale)
      guard
        var argument = KPULayerArgument(
          inputChannels: input.layout.channels, outputChannels: quantized.parameters.batchNorm.count / 8,
          inputHeight: input.layout.height, inputWidth: input.layout.width, kernel: step.kernel,
          pool: step.pooling, isDepthwise: step.isDepthwise, imageSourceRow: input.row,
          imageDestinationRow: input.row + input.layout.rowCount)
      else { throw SampleError.inexpressibleLayer(step.name) }
      argument.inputSumFactor = quantized.inputSumFactor
      layers.append(KPULayer(argument: argument, parameters: quantized.parameters))
      scale = quantized.outputScale
      input = (
        argument.imageDestinationRow,
        FeatureMapLayout(
          channels: argument.outputChannels, height: argument.outputHeight, width: argument.outputWidth)
      )
    }
    kpuLayers = layers
    featureScale = scale
    featureCount = input.layout.channels * input.layout.height * input.layout.width

    let dense = try network.layer("dense")
    guard let weights = dense.weights, let biases = dense.biases else {
      throw SampleError.incompleteLayer(dense.name)
    }
    denseWeights = weights.map { $0.map { Float($0) } }
    denseBiases = biases.map { Float($0) }
  }

  /// The dense layer's biases as little-endian f32.
  var denseBiasBytes: ArraySlice<UInt8> { Self.bytes(denseBiases) }

  /// f32 values as little-endian bytes.
  static func bytes(_ values: [Float]) -> ArraySlice<UInt8> {
    var writer = ByteWriter()
    for value in values { writer.append(value) }
    return writer.bytes[...]
  }
}
