import KModel

/// KPU layers, each of which reads the map that the one before it wrote.
struct KPULayerChain {
  /// One layer as it is described: where its weights are, and what it does with its sums.
  struct Step {
    let layer: SampleNetwork.Layer
    let kernel: KPUKernelType
    let pooling: KPUPoolType
    var isDepthwise = false
  }

  /// One layer with its words.
  struct Layer {
    let argument: KPULayerArgument
    let parameters: KPUParameters
  }

  let layers: [Layer]
  /// What one step of the last layer's output is worth.
  let outputScale: Double
  /// The layout of the last layer's output.
  let outputLayout: FeatureMapLayout

  /// Quantises layers behind an input of 8 bits that stand for 0…1.
  init(_ steps: [Step], input: FeatureMapLayout) throws {
    var layers: [Layer] = []
    var scale = 1.0 / 255
    var source = (row: 0, layout: input)
    for step in steps {
      let quantized = try KPULayerQuantizer(step.layer, inputScale: scale)
      guard
        var argument = KPULayerArgument(
          inputChannels: source.layout.channels, outputChannels: quantized.parameters.batchNorm.count / 8,
          inputHeight: source.layout.height, inputWidth: source.layout.width, kernel: step.kernel,
          pool: step.pooling, isDepthwise: step.isDepthwise, imageSourceRow: source.row,
          imageDestinationRow: source.row + source.layout.rowCount)
      else { throw SampleError.inexpressibleLayer(step.layer.name) }
      argument.inputSumFactor = quantized.inputSumFactor
      layers.append(Layer(argument: argument, parameters: quantized.parameters))
      scale = quantized.outputScale
      source = (
        argument.imageDestinationRow,
        FeatureMapLayout(
          channels: argument.outputChannels, height: argument.outputHeight, width: argument.outputWidth)
      )
    }
    self.layers = layers
    outputScale = scale
    outputLayout = source.layout
  }

  /// Elements of the last layer's output.
  var outputCount: Int { outputLayout.channels * outputLayout.height * outputLayout.width }

  /// The layers of a kmodel v3; the last one's output goes to main memory.
  func layersV3(output: UInt32) -> [KModelV3.Layer] {
    layers.enumerated().map { index, layer in
      let isLast = index == layers.count - 1
      return KModelV3.Layer(
        flags: isLast ? 1 : 0,
        operation: .k210Conv(
          .init(
            mainMemoryOutput: isLast ? output : 0, argument: layer.argument, parameters: layer.parameters)))
    }
  }
}
