extension KPULayerArgument {
  /// Word 0 bit 0: raise `calc_done` at the end.
  public var raisesInterrupt: Bool {
    get { bits(0, 0, 1) == 1 }
    set { setBits(0, 0, 1, newValue ? 1 : 0) }
  }
  /// Word 0 bit 1, `ram_flag`: purpose unknown, 0 in every known file.
  public var ramFlag: Bool { bits(0, 1, 1) == 1 }
  /// Word 0 bit 2, `full_add`: sums each output channel to one value (inferred), 0 in every known file.
  public var fullAdd: Bool { bits(0, 2, 1) == 1 }
  /// Word 0 bit 3: each output channel sees its own input channel only.
  public var isDepthwise: Bool {
    get { bits(0, 3, 1) == 1 }
    set { setBits(0, 3, 1, newValue ? 1 : 0) }
  }

  /// Word 1: input address in KPU RAM, in rows of 64 bytes.
  public var imageSourceRow: Int {
    get { Int(bits(1, 0, 15)) }
    set { setBits(1, 0, 15, UInt64(newValue)) }
  }
  /// Word 1: output address in KPU RAM, in rows of 64 bytes.
  public var imageDestinationRow: Int {
    get { Int(bits(1, 32, 15)) }
    set { setBits(1, 32, 15, UInt64(newValue)) }
  }

  /// Word 2: input channels, 1…1024.
  public var inputChannels: Int {
    get { Int(bits(2, 0, 10)) + 1 }
    set { setBits(2, 0, 10, UInt64(newValue - 1)) }
  }
  /// Word 2: output channels, 1…1024.
  public var outputChannels: Int {
    get { Int(bits(2, 32, 10)) + 1 }
    set { setBits(2, 32, 10, UInt64(newValue - 1)) }
  }
  /// Word 2, `o_ch_num_coef`: output channels per weight load, 1…1024.
  public var outputChannelsPerLoad: Int {
    get { Int(bits(2, 48, 10)) + 1 }
    set { setBits(2, 48, 10, UInt64(newValue - 1)) }
  }

  /// Word 3: input width in pixels, 1…1024.
  public var inputWidth: Int {
    get { Int(bits(3, 0, 10)) + 1 }
    set { setBits(3, 0, 10, UInt64(newValue - 1)) }
  }
  /// Word 3: input height in pixels, 1…512.
  public var inputHeight: Int {
    get { Int(bits(3, 10, 9)) + 1 }
    set { setBits(3, 10, 9, UInt64(newValue - 1)) }
  }
  /// Word 3: output width in pixels after pooling, 1…1024.
  public var outputWidth: Int {
    get { Int(bits(3, 32, 10)) + 1 }
    set { setBits(3, 32, 10, UInt64(newValue - 1)) }
  }
  /// Word 3: output height in pixels after pooling, 1…512.
  public var outputHeight: Int {
    get { Int(bits(3, 42, 9)) + 1 }
    set { setBits(3, 42, 9, UInt64(newValue - 1)) }
  }

  /// Word 4: the stored kernel type, 0…7; only 0 and 1 are defined.
  public var kernelTypeCode: UInt8 {
    get { UInt8(bits(4, 0, 3)) }
    set { setBits(4, 0, 3, UInt64(newValue)) }
  }
  /// Word 4: the kernel, nil when the stored code is undefined.
  public var kernelType: KPUKernelType? { KPUKernelType(rawValue: kernelTypeCode) }
  /// Word 4, `pad_type`: 0 (pad with `padValue`) in every known file.
  public var padType: Bool { bits(4, 3, 1) == 1 }
  /// Word 4: the stored pool type, 0…15; 0…9 are defined.
  public var poolTypeCode: UInt8 {
    get { UInt8(bits(4, 4, 4)) }
    set { setBits(4, 4, 4, UInt64(newValue)) }
  }
  /// Word 4: the pooling, nil when the stored code is undefined.
  public var poolType: KPUPoolType? { KPUPoolType(rawValue: poolTypeCode) }
  /// Word 4, `first_stride`: convolution stride 2 (inferred), 0 in every known kmodel.
  public var firstStride: Bool { bits(4, 8, 1) == 1 }
  /// Word 4, `bypass_conv`: 0 in every known file.
  public var bypassConvolution: Bool { bits(4, 9, 1) == 1 }
  /// Word 4: load the batch-norm parameters.
  public var loadsBatchNorm: Bool {
    get { bits(4, 10, 1) == 1 }
    set { setBits(4, 10, 1, newValue ? 1 : 0) }
  }
  /// Word 4: DMA burst size minus 1; compilers write 15.
  public var dmaBurstSize: UInt8 {
    get { UInt8(bits(4, 16, 8)) }
    set { setBits(4, 16, 8, UInt64(newValue)) }
  }
  /// Word 4: the value that pixels outside the image have.
  public var padValue: UInt8 {
    get { UInt8(bits(4, 24, 8)) }
    set { setBits(4, 24, 8, UInt64(newValue)) }
  }
  /// Word 4, `bwsx_base_addr`: address of the batch norm; in a v4 file the gap in front of it.
  public var batchNormAddress: UInt32 {
    get { UInt32(bits(4, 32, 32)) }
    set { setBits(4, 32, 32, UInt64(newValue)) }
  }

  /// Word 5, `load_coor`: load the weights.
  public var loadsWeights: Bool {
    get { bits(5, 0, 1) == 1 }
    set { setBits(5, 0, 1, newValue ? 1 : 0) }
  }
  /// Word 5, `load_time`: number of weight loads, 1…64.
  public var weightLoads: Int {
    get { Int(bits(5, 1, 6)) + 1 }
    set { setBits(5, 1, 6, UInt64(newValue - 1)) }
  }
  /// Word 5, `para_size`: bytes of one weight load.
  public var weightLoadByteCount: Int {
    get { Int(bits(5, 15, 17)) }
    set { setBits(5, 15, 17, UInt64(newValue)) }
  }
  /// Word 5, `para_start_addr`: address of the weights; in a v4 file the gap in front of them.
  public var weightsAddress: UInt32 {
    get { UInt32(bits(5, 32, 32)) }
    set { setBits(5, 32, 32, UInt64(newValue)) }
  }

  /// Word 7, `channel_switch_addr`: 64-byte rows from one channel group of the input to the next.
  public var inputChannelSwitch: Int {
    get { Int(bits(7, 0, 15)) }
    set { setBits(7, 0, 15, UInt64(newValue)) }
  }
  /// Word 7, `row_switch_addr`: 64-byte rows per image row of the input.
  public var inputRowSwitch: Int {
    get { Int(bits(7, 16, 4)) }
    set { setBits(7, 16, 4, UInt64(newValue)) }
  }
  /// Word 7, `coef_group`: input channels per 64-byte row (1, 2 or 4).
  public var inputChannelsPerRow: Int {
    get { Int(bits(7, 28, 3)) }
    set { setBits(7, 28, 3, UInt64(newValue)) }
  }
  /// Word 7: load the activation table.
  public var loadsActivation: Bool {
    get { bits(7, 31, 1) == 1 }
    set { setBits(7, 31, 1, newValue ? 1 : 0) }
  }
  /// Word 7, `active_addr`: address of the activation table; in a v4 file the gap in front of it.
  public var activationAddress: UInt32 {
    get { UInt32(bits(7, 32, 32)) }
    set { setBits(7, 32, 32, UInt64(newValue)) }
  }

  /// Word 8, `wb_channel_switch_addr`: as `inputChannelSwitch`, for the output.
  public var outputChannelSwitch: Int {
    get { Int(bits(8, 0, 15)) }
    set { setBits(8, 0, 15, UInt64(newValue)) }
  }
  /// Word 8, `wb_row_switch_addr`: as `inputRowSwitch`, for the output.
  public var outputRowSwitch: Int {
    get { Int(bits(8, 16, 4)) }
    set { setBits(8, 16, 4, UInt64(newValue)) }
  }
  /// Word 8, `wb_group`: output channels per 64-byte row (1, 2 or 4).
  public var outputChannelsPerRow: Int {
    get { Int(bits(8, 20, 3)) }
    set { setBits(8, 20, 3, UInt64(newValue)) }
  }

  /// Word 9, `shr_w`: right shift of the sum-of-weights term, 0…15.
  public var weightSumShift: Int {
    get { Int(bits(9, 0, 4)) }
    set { setBits(9, 0, 4, UInt64(newValue)) }
  }
  /// Word 9, `shr_x`: right shift of the sum-of-inputs term, 0…15.
  public var inputSumShift: Int {
    get { Int(bits(9, 4, 4)) }
    set { setBits(9, 4, 4, UInt64(newValue)) }
  }
  /// Word 9, `arg_w`: signed 24-bit factor of the sum of weights.
  public var weightSumFactor: Int {
    get { Int(signedBits(9, 8, 24)) }
    set { setBits(9, 8, 24, UInt64(bitPattern: Int64(newValue))) }
  }
  /// Word 9, `arg_x`: signed 24-bit factor of the sum of inputs.
  public var inputSumFactor: Int {
    get { Int(signedBits(9, 32, 24)) }
    set { setBits(9, 32, 24, UInt64(bitPattern: Int64(newValue))) }
  }
  /// Word 10, `arg_add`: signed 40-bit constant, added once per input channel.
  public var constantPerChannel: Int64 {
    get { signedBits(10, 0, 40) }
    set { setBits(10, 0, 40, UInt64(bitPattern: newValue)) }
  }

  /// Word 11, `send_data_out`: stream the result to `fifo_data_out` as well.
  public var sendsDataOut: Bool {
    get { bits(11, 0, 1) == 1 }
    set { setBits(11, 0, 1, newValue ? 1 : 0) }
  }
  /// Word 11, `channel_byte_num`: output bytes per channel.
  public var outputBytesPerChannel: Int {
    get { Int(bits(11, 16, 16)) + 1 }
    set { setBits(11, 16, 16, UInt64(newValue - 1)) }
  }
  /// Word 11, `dma_total_byte`: output bytes in all.
  public var outputByteCount: Int {
    get { Int(bits(11, 32, 32)) + 1 }
    set { setBits(11, 32, 32, UInt64(newValue - 1)) }
  }
}

extension KPULayerArgument {
  /// Weights that the layer uses: `[outputChannels][inputChannels][k][k]`, depthwise `[channels][k][k]`.
  ///
  /// Nil when the kernel type is undefined.
  public var weightCount: Int? {
    guard let size = kernelType?.size else { return nil }
    return outputChannels * (isDepthwise ? 1 : inputChannels) * size * size
  }

  /// Multiply-accumulates of one map; nil when the kernel type is undefined.
  public var macs: Int? { weightCount.map { $0 * inputWidth * inputHeight } }

  /// The argument with its three address fields set to 0, since a runtime sets them itself.
  public var withoutAddresses: KPULayerArgument {
    var copy = self
    copy.batchNormAddress = 0
    copy.activationAddress = 0
    copy.weightsAddress = 0
    return copy
  }
}
