import KModel
import TestSupport
import Testing

@Suite("KPULayerArgument")
struct KPULayerArgumentTests {
  @Test("fields land on the bits of the datasheet and leave others alone")
  func bits() {
    var argument = KPULayerArgument(words: InlineArray(repeating: .max))
    argument.imageDestinationRow = 5
    #expect(argument.words[1] == 0xFFFF_8005_FFFF_FFFF)
    argument.inputChannels = 1024
    argument.outputChannels = 1
    #expect(argument.words[2] == 0xFFFF_FC00_FFFF_FFFF)
    argument.poolTypeCode = 9
    #expect(argument.words[4] & 0xF0 == 0x90 && argument.words[4] | 0xF0 == .max)
    argument.weightLoads = 64
    #expect(argument.words[5] == .max)
  }

  @Test("signed fields keep their sign", arguments: [-(1 << 23), -1, 0, 1, (1 << 23) - 1])
  func signed(value: Int) {
    var argument = KPULayerArgument()
    argument.weightSumFactor = value
    argument.inputSumFactor = -1
    argument.constantPerChannel = Int64(value) << 16
    #expect(argument.weightSumFactor == value)
    #expect(argument.inputSumFactor == -1)
    #expect(argument.constantPerChannel == Int64(value) << 16)
    #expect(argument.words[9] >> 56 == 0)
  }

  @Test("a built argument describes the layer that was asked for")
  func built() throws {
    let argument = try #require(
      KPULayerArgument(
        inputChannels: 3, outputChannels: 24, inputHeight: 224, inputWidth: 320, kernel: .threeByThree,
        pool: .max2Stride2, imageSourceRow: 0, imageDestinationRow: 20000, padValue: 7))
    #expect(argument.outputWidth == 160 && argument.outputHeight == 112)
    #expect(argument.weightCount == 24 * 3 * 9)
    #expect(argument.macs == 24 * 3 * 9 * 320 * 224)
    #expect(argument.weightLoads == 1 && argument.weightLoadByteCount == 648)
    #expect(argument.inputChannelSwitch == 5 * 224 && argument.inputRowSwitch == 5)
    #expect(argument.outputByteCount == 24 * 160 * 112)
    #expect(argument.padValue == 7)
  }

  @Test("weights are loaded in parts of at most 30 KiB, twice that with 16 bits", arguments: [1, 2])
  func loads(bytesPerWeight: Int) throws {
    func build(_ outputChannels: Int) -> KPULayerArgument? {
      KPULayerArgument(
        inputChannels: 512, outputChannels: outputChannels, inputHeight: 8, inputWidth: 8,
        kernel: .threeByThree, imageSourceRow: 0, imageDestinationRow: 8000, bytesPerWeight: bytesPerWeight)
    }
    // 30720 / 4608 = 6 whole output channels at a time, 64 times at most.
    let argument = try #require(build(20))
    #expect(argument.outputChannelsPerLoad == 6)
    #expect(argument.weightLoads == 4)
    #expect(argument.weightLoadByteCount == 6 * 4608 * bytesPerWeight)
    #expect(build(384)?.weightLoads == 64)
    #expect(build(385) == nil)
  }

  @Test("layers beyond the hardware's fields are not built")
  func refused() {
    func build(
      _ inputs: Int = 1, _ outputs: Int = 1, _ height: Int = 8, _ width: Int = 8,
      _ pool: KPUPoolType = .bypass, _ row: Int = 0, depthwise: Bool = false
    ) -> KPULayerArgument? {
      KPULayerArgument(
        inputChannels: inputs, outputChannels: outputs, inputHeight: height, inputWidth: width,
        kernel: .oneByOne, pool: pool, isDepthwise: depthwise, imageSourceRow: row, imageDestinationRow: 100)
    }
    #expect(build() != nil)
    #expect(build(0) == nil)
    #expect(build(1025) == nil)
    #expect(build(1, -1) == nil)
    #expect(build(1, 1, 513) == nil)
    #expect(build(1, 1, 8, 961) == nil)
    #expect(build(1, 1, 3, 8, .max4Stride4) == nil)
    #expect(build(1, 1, 8, 8, .bypass, 32768) == nil)
    #expect(build(2, 3, depthwise: true) == nil)
  }

  @Test("undefined codes are no kernel and no pooling")
  func undefined() {
    var argument = KPULayerArgument()
    argument.kernelTypeCode = 2
    argument.poolTypeCode = 10
    #expect(argument.kernelType == nil && argument.poolType == nil)
    #expect(argument.weightCount == nil && argument.macs == nil)
  }
}
