extension KPULayerArgument {
  /// Bytes of eight-bit weights that one load may bring; twice as many of sixteen-bit ones.
  ///
  /// **Source**: nncase v0.1.0 and v0.2.0 code generators (certain), confirmed on 512 layers of real files.
  private static let weightLoadLimit = 30 * 1024
  /// Most loads that the 6-bit field can ask for.
  private static let maximumWeightLoads = 64

  /// The words that a compiler writes for one convolution, with neutral quantisation terms.
  ///
  /// Sizes, row layout, weight loads and DMA counts are filled in; factors, shifts and `constantPerChannel`
  /// are 0 and `sendsDataOut` is clear. Rows are 64-byte rows of KPU RAM.
  /// - Returns: nil when the hardware's fields cannot express the layer: more than 1024 channels, maps wider
  ///   than 960 or higher than 512 pixels, no output pixel, a depthwise layer that changes the number of
  ///   channels, or weights that need more than 64 loads.
  public init?(
    inputChannels: Int, outputChannels: Int, inputHeight: Int, inputWidth: Int, kernel: KPUKernelType,
    pool: KPUPoolType = .bypass, isDepthwise: Bool = false, imageSourceRow: Int, imageDestinationRow: Int,
    padValue: UInt8 = 0, bytesPerWeight: Int = 1
  ) {
    self.init()
    let rows = 0..<FeatureMapLayout.rowsOfRAM
    guard 1...1024 ~= inputChannels, 1...1024 ~= outputChannels, 1...512 ~= inputHeight,
      1...960 ~= inputWidth, rows ~= imageSourceRow, rows ~= imageDestinationRow, 1...2 ~= bytesPerWeight,
      inputHeight >= pool.stride, inputWidth >= pool.stride, !isDepthwise || inputChannels == outputChannels
    else { return nil }

    self.isDepthwise = isDepthwise
    self.imageSourceRow = imageSourceRow
    self.imageDestinationRow = imageDestinationRow
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    outputHeight = inputHeight / pool.stride
    outputWidth = inputWidth / pool.stride
    kernelTypeCode = kernel.rawValue
    poolTypeCode = pool.rawValue
    loadsBatchNorm = true
    dmaBurstSize = 15
    self.padValue = padValue
    loadsActivation = true
    guard setWeightLoads(kernel, bytesPerWeight) else { return nil }
    setRowLayout()
    outputBytesPerChannel = outputHeight * outputWidth
    outputByteCount = outputHeight * outputWidth * outputChannels
  }

  /// Splits the weights into loads of whole output channels; depthwise layers load all at once.
  private mutating func setWeightLoads(_ kernel: KPUKernelType, _ bytesPerWeight: Int) -> Bool {
    let window = kernel.size * kernel.size * bytesPerWeight
    let channelByteCount = isDepthwise ? window : window * inputChannels
    let limit = Self.weightLoadLimit * bytesPerWeight
    let perLoad = isDepthwise ? outputChannels : min(outputChannels, limit / channelByteCount)
    guard perLoad > 0 else { return false }
    let loads = (outputChannels + perLoad - 1) / perLoad
    guard loads <= Self.maximumWeightLoads else { return false }
    loadsWeights = true
    weightLoads = loads
    weightLoadByteCount = channelByteCount * perLoad
    outputChannelsPerLoad = perLoad
    return true
  }

  private mutating func setRowLayout() {
    let input = FeatureMapLayout(channels: inputChannels, height: inputHeight, width: inputWidth)
    inputChannelSwitch = input.rowsPerChannelGroup
    inputRowSwitch = input.rowsPerImageRow
    inputChannelsPerRow = input.channelsPerRow
    let output = FeatureMapLayout(channels: outputChannels, height: outputHeight, width: outputWidth)
    outputChannelSwitch = output.rowsPerChannelGroup
    outputRowSwitch = output.rowsPerImageRow
    outputChannelsPerRow = output.channelsPerRow
  }
}
