import KModel
import Testing

/// Where a field of the layer argument lies, and the field.
struct KPUFieldCase: Sendable, CustomTestStringConvertible {
  let name: String
  let word: Int
  let lowest: UInt64
  let width: UInt64
  /// What the stored bits are short of the real value: 1 for "value minus 1" fields.
  let bias: Int
  let path: any WritableKeyPath<KPULayerArgument, Int> & Sendable

  init(
    _ name: String, _ word: Int, _ lowest: UInt64, _ width: UInt64, plus bias: Int = 0,
    _ path: any WritableKeyPath<KPULayerArgument, Int> & Sendable
  ) {
    self.name = name
    self.word = word
    self.lowest = lowest
    self.width = width
    self.bias = bias
    self.path = path
  }

  var testDescription: String { name }
}

@Suite("fields of the KPU's layer argument")
struct KPUFieldTests {
  static let fields: [KPUFieldCase] = [
    KPUFieldCase("image_src_addr", 1, 0, 15, \.imageSourceRow),
    KPUFieldCase("image_dst_addr", 1, 32, 15, \.imageDestinationRow),
    KPUFieldCase("i_ch_num", 2, 0, 10, plus: 1, \.inputChannels),
    KPUFieldCase("o_ch_num", 2, 32, 10, plus: 1, \.outputChannels),
    KPUFieldCase("o_ch_num_coef", 2, 48, 10, plus: 1, \.outputChannelsPerLoad),
    KPUFieldCase("i_row_wid", 3, 0, 10, plus: 1, \.inputWidth),
    KPUFieldCase("i_col_high", 3, 10, 9, plus: 1, \.inputHeight),
    KPUFieldCase("o_row_wid", 3, 32, 10, plus: 1, \.outputWidth),
    KPUFieldCase("o_col_high", 3, 42, 9, plus: 1, \.outputHeight),
    KPUFieldCase("load_time", 5, 1, 6, plus: 1, \.weightLoads),
    KPUFieldCase("para_size", 5, 15, 17, \.weightLoadByteCount),
    KPUFieldCase("channel_switch_addr", 7, 0, 15, \.inputChannelSwitch),
    KPUFieldCase("row_switch_addr", 7, 16, 4, \.inputRowSwitch),
    KPUFieldCase("coef_group", 7, 28, 3, \.inputChannelsPerRow),
    KPUFieldCase("wb_channel_switch_addr", 8, 0, 15, \.outputChannelSwitch),
    KPUFieldCase("wb_row_switch_addr", 8, 16, 4, \.outputRowSwitch),
    KPUFieldCase("wb_group", 8, 20, 3, \.outputChannelsPerRow),
    KPUFieldCase("shr_w", 9, 0, 4, \.weightSumShift),
    KPUFieldCase("shr_x", 9, 4, 4, \.inputSumShift),
    KPUFieldCase("channel_byte_num", 11, 16, 16, plus: 1, \.outputBytesPerChannel),
    KPUFieldCase("dma_total_byte", 11, 32, 32, plus: 1, \.outputByteCount),
  ]

  @Test("a field reads exactly its bits", arguments: fields)
  func reads(field: KPUFieldCase) {
    let ones = (1 << field.width) - 1 as UInt64
    var argument = KPULayerArgument()
    argument.words[field.word] = ones << field.lowest
    #expect(argument[keyPath: field.path] == Int(ones) + field.bias)
    argument.words = InlineArray(repeating: .max)
    argument.words[field.word] = ~(ones << field.lowest)
    #expect(argument[keyPath: field.path] == field.bias)
  }

  @Test("a field writes exactly its bits", arguments: fields)
  func writes(field: KPUFieldCase) {
    let ones = (1 << field.width) - 1 as UInt64
    var argument = KPULayerArgument()
    argument[keyPath: field.path] = Int(ones) + field.bias
    for word in 0..<12 {
      #expect(argument.words[word] == (word == field.word ? ones << field.lowest : 0))
    }
    argument.words = InlineArray(repeating: .max)
    argument[keyPath: field.path] = field.bias
    #expect(argument.words[field.word] == ~(ones << field.lowest))
  }

  @Test(
    "flags are single bits",
    arguments: [
      (0, 0, \.raisesInterrupt), (0, 3, \.isDepthwise), (4, 10, \.loadsBatchNorm), (5, 0, \.loadsWeights),
      (7, 31, \.loadsActivation), (11, 0, \.sendsDataOut),
    ] as [(Int, UInt64, any WritableKeyPath<KPULayerArgument, Bool> & Sendable)])
  func flags(word: Int, bit: UInt64, path: any WritableKeyPath<KPULayerArgument, Bool> & Sendable) {
    var argument = KPULayerArgument()
    argument[keyPath: path] = true
    #expect(argument.words[word] == 1 << bit)
    argument.words = InlineArray(repeating: .max)
    argument[keyPath: path] = false
    #expect(argument.words[word] == ~(1 << bit))
  }

  @Test("addresses are the upper halves of words 4, 5 and 7, and go when asked")
  func addresses() {
    var argument = KPULayerArgument()
    argument.batchNormAddress = 0x1111_2222
    argument.weightsAddress = 0x3333_4444
    argument.activationAddress = 0x5555_6666
    #expect(argument.words[4] == 0x1111_2222_0000_0000)
    #expect(argument.words[5] == 0x3333_4444_0000_0000)
    #expect(argument.words[7] == 0x5555_6666_0000_0000)
    #expect(argument.withoutAddresses == KPULayerArgument())
    #expect(argument != KPULayerArgument())
  }

  @Test("pool types have the strides of the hardware")
  func strides() {
    #expect(KPUPoolType.allCases.map(\.stride) == [1, 2, 2, 4, 4, 2, 2, 4, 1, 1])
  }
}
