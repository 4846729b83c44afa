import KModel
import OpKernels
import Simulation

/// A layer argument whose fields were found to have a meaning.
struct KPULayer {
  let argument: KPULayerArgument
  let kernel: KPUKernelType
  let pooling: PoolingK210
  /// Where the input map lies.
  let input: FeatureMap
  /// Where the pooled map goes.
  let output: FeatureMap

  /// Checks the fields that the arithmetic depends on.
  ///
  /// - Throws: a fault for an undefined kernel or pool type, a depthwise layer whose channel counts
  ///   differ, or an output size that the pooling does not produce.
  init(_ argument: KPULayerArgument) throws(Fault) {
    guard let kernel = argument.kernelType else {
      throw .invalidParameter(
        name: "kernel_type", found: "\(argument.kernelTypeCode)", expected: "0 (1x1) or 1 (3x3)")
    }
    guard let pooling = PoolingK210(rawValue: argument.poolTypeCode) else {
      throw .invalidParameter(name: "pool_type", found: "\(argument.poolTypeCode)", expected: "0 to 9")
    }
    if argument.isDepthwise, argument.inputChannels != argument.outputChannels {
      throw .invalidParameter(
        name: "o_ch_num", found: "\(argument.outputChannels)",
        expected: "\(argument.inputChannels), the input channels, in a depthwise layer")
    }
    let height = pooling.outputSize(of: argument.inputHeight)
    let width = pooling.outputSize(of: argument.inputWidth)
    guard argument.outputHeight == height, argument.outputWidth == width else {
      throw .invalidParameter(
        name: "output size", found: "\(argument.outputWidth)x\(argument.outputHeight)",
        expected: "\(width)x\(height), which the pooling makes of "
          + "\(argument.inputWidth)x\(argument.inputHeight)")
    }
    self.argument = argument
    self.kernel = kernel
    self.pooling = pooling
    input = try argument.inputMap()
    output = try argument.outputMap()
  }

  /// The input as dense planes.
  var planes: PlanesK210 {
    PlanesK210(
      channels: argument.inputChannels, height: argument.inputHeight, width: argument.inputWidth,
      kernelSize: kernel.size)
  }

  /// Weights of one output channel.
  var weightsPerChannel: Int {
    (argument.isDepthwise ? 1 : argument.inputChannels) * kernel.size * kernel.size
  }

  /// Checks that the parameter blocks are as long as the layer needs them.
  func check(_ parameters: KPUParameters, weightWidth: KPUDatapath.WeightWidth) throws(Fault) {
    let blocks = [
      ("weights", parameters.weights, weightsPerChannel * argument.outputChannels * weightWidth.byteCount),
      ("batch norm", parameters.batchNorm, argument.outputChannels * BatchNormK210.byteCount),
      ("activation table", parameters.activation, ActivationTableK210.byteCount),
    ]
    for (name, block, needed) in blocks {
      let isRightSize = name == "activation table" ? block.count == needed : block.count >= needed
      guard isRightSize else {
        throw .invalidParameter(name: name, found: "\(block.count) bytes", expected: "\(needed) bytes")
      }
    }
  }

  /// What is added to every sum of an output channel whose weights add up to `weightSum`.
  func correction(ofWeights weightSum: Int64) -> CorrectionK210 {
    let weights = (Int64(argument.weightSumFactor) &* weightSum) &>> Int64(argument.weightSumShift)
    let channels = Int64(argument.isDepthwise ? 1 : argument.inputChannels)
    return CorrectionK210(
      argX: Int64(argument.inputSumFactor), shiftX: Int64(argument.inputSumShift),
      constant: weights &+ argument.constantPerChannel &* channels)
  }
}

extension KPULayerArgument {
  /// The input map at its place.
  func inputMap() throws(Fault) -> FeatureMap {
    try FeatureMap(
      row: imageSourceRow, channels: inputChannels, height: inputHeight, width: inputWidth)
  }

  /// The output map at its place.
  func outputMap() throws(Fault) -> FeatureMap {
    try FeatureMap(
      row: imageDestinationRow, channels: outputChannels, height: outputHeight, width: outputWidth)
  }
}
