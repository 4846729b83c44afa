import Bytes
import KModel
import Testing

/// One rule for the words and blocks of a KPU layer, common to both formats.
struct KPULimit: Sendable, CustomTestStringConvertible {
  /// Index of the word that the message names.
  let word: Int
  let message: String
  let accepts: @Sendable (inout KPULayer) -> Void
  let refuses: @Sendable (inout KPULayer) -> Void

  init(
    word: Int, _ message: String, accepts: @escaping @Sendable (inout KPULayer) -> Void = { _ in },
    refuses: @escaping @Sendable (inout KPULayer) -> Void
  ) {
    self.word = word
    self.message = message
    self.accepts = accepts
    self.refuses = refuses
  }

  var testDescription: String { message }

  static let all: [KPULimit] = codes + maps + blocks

  private static let codes: [KPULimit] = [
    KPULimit(
      word: 4, "kernel_type is 2; must be 0 (1x1) or 1 (3x3)",
      accepts: {
        $0.argument.kernelTypeCode = 1
        $0.parameters.weights = [UInt8](repeating: 0, count: 36)[...]
      }, refuses: { $0.argument.kernelTypeCode = 2 }),
    KPULimit(
      word: 4, "pool_type is 10; must be 0…9", accepts: { $0.argument.poolTypeCode = 9 },
      refuses: { $0.argument.poolTypeCode = 10 }),
    KPULimit(
      word: 3, "output size is 8x7; must be 8x8, the input size by the pooling stride",
      refuses: { $0.argument.outputHeight = 7 }),
    KPULimit(
      word: 3, "output size is 9x8; must be 8x8, the input size by the pooling stride",
      refuses: { $0.argument.outputWidth = 9 }),
    // A last row or column that fills no window is dropped.
    KPULimit(
      word: 3, "output size is 8x8; must be 4x3, the input size by the pooling stride",
      accepts: {
        $0.argument.poolTypeCode = KPUPoolType.max2Stride2.rawValue
        $0.argument.inputHeight = 7
        $0.argument.outputHeight = 3
        $0.argument.outputWidth = 4
      },
      refuses: {
        $0.argument.poolTypeCode = KPUPoolType.max2Stride2.rawValue
        $0.argument.inputHeight = 7
      }),
    KPULimit(
      word: 2, "o_ch_num is 3; must be 2, the input channels of a depthwise layer",
      accepts: {
        $0.argument.isDepthwise = true
        $0.parameters.weights = [1, 2]
      },
      refuses: {
        $0.argument.isDepthwise = true
        $0.argument.outputChannels = 3
      }),
  ]

  /// Two channels of eight image rows share eight rows of 64 bytes.
  private static let maps: [KPULimit] = [
    KPULimit(
      word: 1, "input map covers bytes 2096704..<2097216 of a memory of 2097152 bytes",
      accepts: { $0.argument.imageSourceRow = 32760 }, refuses: { $0.argument.imageSourceRow = 32761 }),
    KPULimit(
      word: 1, "output map covers bytes 2096704..<2097216 of a memory of 2097152 bytes",
      accepts: { $0.argument.imageDestinationRow = 32760 },
      refuses: { $0.argument.imageDestinationRow = 32761 }),
    // Five channels take two groups of eight rows.
    KPULimit(
      word: 1, "output map covers bytes 2096192..<2097216 of a memory of 2097152 bytes",
      accepts: {
        $0.makeOutputChannelsFive()
        $0.argument.imageDestinationRow = 32752
      },
      refuses: {
        $0.makeOutputChannelsFive()
        $0.argument.imageDestinationRow = 32753
      }),
    KPULimit(
      word: 1, "input map covers bytes 0..<8388608 of a memory of 2097152 bytes",
      refuses: {
        $0.argument.inputChannels = 1024
        $0.argument.inputWidth = 32
        $0.argument.inputHeight = 256
        $0.argument.outputWidth = 32
        $0.argument.outputHeight = 256
      }),
  ]

  private static let blocks: [KPULimit] = [
    KPULimit(
      word: 0, "size of batch norm is 15 bytes; must be 16 bytes",
      refuses: { $0.parameters.batchNorm.removeLast() }),
    KPULimit(
      word: 0, "size of batch norm is 17 bytes; must be 16 bytes",
      refuses: { $0.parameters.batchNorm.append(0) }),
    KPULimit(
      word: 0, "size of activation table is 143 bytes; must be 144 bytes",
      refuses: { $0.parameters.activation.removeLast() }),
    KPULimit(
      word: 0, "size of activation table is 145 bytes; must be 144 bytes",
      refuses: { $0.parameters.activation.append(0) }),
    KPULimit(
      word: 0, "size of weights is 3 bytes; must be 4 bytes", refuses: { $0.parameters.weights.removeLast() }),
    KPULimit(
      word: 0, "size of weights is 5 bytes; must be 4 bytes", refuses: { $0.parameters.weights.append(0) }),
    KPULimit(
      word: 0, "size of weights is 4 bytes; must be 36 bytes", refuses: { $0.argument.kernelTypeCode = 1 }),
  ]
}

/// A valid KPU layer: 2 channels of 8×8 pixels, 1x1 kernel, rows 0 to 100.
struct KPULayer: Sendable {
  var argument: KPULayerArgument
  var parameters: KPUParameters

  init() throws {
    argument = try #require(
      KPULayerArgument(
        inputChannels: 2, outputChannels: 2, inputHeight: 8, inputWidth: 8, kernel: .oneByOne,
        imageSourceRow: 0, imageDestinationRow: 100))
    parameters = KPUParameters(
      batchNorm: [UInt8](repeating: 0, count: 16)[...], activation: [UInt8](repeating: 0, count: 144)[...],
      weights: [1, 2, 3, 4])
  }

  mutating func makeOutputChannelsFive() {
    argument.outputChannels = 5
    parameters.batchNorm = [UInt8](repeating: 0, count: 40)[...]
    parameters.weights = [UInt8](repeating: 0, count: 10)[...]
  }

  /// A v3 model whose body begins at 44, so that the argument begins at 72.
  func version3(output: UInt32 = 0) -> KModelV3 {
    var model = LayoutV3Tests.model(
      .k210Conv(
        OperationV3.Convolution(mainMemoryOutput: output, argument: argument, parameters: parameters)))
    model.layers[0].bodyOffset = 44
    return model
  }

  /// A v4 model whose body begins at 352, so that the argument begins at 376.
  func version4(
    output: MemoryRange = MemoryRange(memory: .constant, dataType: .float32, start: 0, byteCount: 0),
    batches: Int32 = 1
  ) -> KModelV4 {
    var model = LayoutV4Tests.model(
      .kpuConv2D(
        OperationV4.KPUConv2D(
          mainMemoryOutput: output, batches: batches, argument: argument, parameters: parameters)))
    model.nodes[0].bodyOffset = LayoutV4Tests.bodyOffset
    return model
  }
}

@Suite("both sides of every limit of a KPU layer")
struct KPULimitTests {
  private func message(_ model: KModel) -> String? {
    do throws(KModelError) {
      try model.validate()
      return nil
    } catch {
      return error.description
    }
  }

  @Test("the last value that a rule allows is accepted", arguments: KPULimit.all)
  func accepted(limit: KPULimit) throws {
    var layer = try KPULayer()
    limit.accepts(&layer)
    #expect(message(.v3(layer.version3())) == nil)
    #expect(message(.v4(layer.version4())) == nil)
  }

  @Test("the first value beyond it is refused at its word", arguments: KPULimit.all)
  func refused(limit: KPULimit) throws {
    var layer = try KPULayer()
    limit.refuses(&layer)
    let place3 = "layer 0 (k210 conv) at \(Hexadecimal.address(72 + 8 * limit.word))"
    #expect(message(.v3(layer.version3())) == "\(place3): \(limit.message)")
    let place4 = "node 0 (kpu_conv2d) at \(Hexadecimal.address(376 + 8 * limit.word))"
    #expect(message(.v4(layer.version4())) == "\(place4): \(limit.message)")
  }

  @Test("v3: the stored copy may end with the last byte of main memory, and counts only when it is asked for")
  func stored3() throws {
    let layer = try KPULayer()
    #expect(message(.v3(layer.version3(output: 7872))) == nil)
    var model = layer.version3(output: 7873)
    #expect(
      message(.v3(model))
        == "layer 0 (k210 conv) at 0x00000030: main_mem_out covers bytes 7873..<8001 of a memory of 8000 bytes"
    )
    model.layers[0].flags = 0xFFFF_FFFE
    #expect(message(.v3(model)) == nil)
  }

  @Test("v3: weights are two bytes each when the header's flag is clear")
  func wideWeights() throws {
    var layer = try KPULayer()
    var model = layer.version3()
    model.flags = 0
    #expect(
      message(.v3(model))
        == "layer 0 (k210 conv) at 0x00000048: size of weights is 4 bytes; must be 8 bytes")
    layer.parameters.weights = [1, 2, 3, 4, 5, 6, 7, 8]
    var wide = layer.version3()
    wide.flags = 0
    #expect(message(.v3(wide)) == nil)
    let read = try KModel(bytes: wide.encoded())
    #expect(read == .v3(wide))
  }

  @Test("v4: the stored copy needs room in main memory for every batch")
  func stored4() throws {
    let layer = try KPULayer()
    func range(_ memory: MemoryType, _ start: UInt32, _ byteCount: UInt32) -> MemoryRange {
      MemoryRange(memory: memory, dataType: .uint8, start: start, byteCount: byteCount)
    }
    let node = "node 0 (kpu_conv2d) at"
    #expect(message(.v4(layer.version4(output: range(.main, 3840, 256), batches: 2))) == nil)
    #expect(
      message(.v4(layer.version4(output: range(.main, 3840, 255), batches: 2)))
        == "\(node) 0x0000016C: size of main output is 255 bytes; must be at least 256 bytes")
    #expect(
      message(.v4(layer.version4(output: range(.main, 3841, 256), batches: 2)))
        == "\(node) 0x00000168: main output covers bytes 3841..<4097 of a memory of 4096 bytes")
    #expect(
      message(.v4(layer.version4(output: range(.kpu, 0, 128))))
        == "\(node) 0x00000160: memory of main output is 2; must be 1 (main memory)")
    #expect(message(.v4(layer.version4(output: range(.constant, 9999, 0)))) == nil)
  }

  @Test("v4: batches follow one another in KPU RAM")
  func batches() throws {
    let layer = try KPULayer()
    let node = "node 0 (kpu_conv2d) at"
    #expect(message(.v4(layer.version4(batches: 4083))) == nil)
    #expect(
      message(.v4(layer.version4(batches: 4084)))
        == "\(node) 0x00000180: output map covers bytes 6400..<2097408 of a memory of 2097152 bytes")
    #expect(
      message(.v4(layer.version4(batches: 4097)))
        == "\(node) 0x00000180: input map covers bytes 0..<2097664 of a memory of 2097152 bytes")
    #expect(
      message(.v4(layer.version4(batches: 0))) == "\(node) 0x00000170: batches is 0; must be at least 1")
    #expect(
      message(.v4(layer.version4(batches: .min)))
        == "\(node) 0x00000170: batches is -2147483648; must be at least 1")
  }

  @Test("undefined kernel types stop reading, since the weights' size is then unknown")
  func undefinedKernel() throws {
    var bytes = try KPULayer().version3().encoded()
    bytes[72 + 32] |= 7
    #expect(
      throws: KModelError(
        .invalidField(name: "kernel_type", found: "7", expected: "0 (1x1) or 1 (3x3)"), offset: 104,
        layer: 0, subject: "layer 0 (k210 conv)")
    ) { try KModel(bytes: bytes) }
  }
}
