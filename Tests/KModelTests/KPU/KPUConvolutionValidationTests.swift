import KModel
import TestSupport
import Testing

@Suite("validation of KPU layers")
struct KPUConvolutionValidationTests {
  /// A change to a valid layer of 2 channels, 8×8, 1x1 kernel, and the message's field and word.
  struct Fault: Sendable, CustomTestStringConvertible {
    let name: String
    let word: Int
    let change: @Sendable (inout KPULayerArgument, inout KPUParameters) -> Void
    var testDescription: String { name }
  }

  static let faults: [Fault] = [
    Fault(name: "kernel_type", word: 4) { argument, _ in argument.kernelTypeCode = 5 },
    Fault(name: "pool_type", word: 4) { argument, _ in argument.poolTypeCode = 12 },
    Fault(name: "output size", word: 3) { argument, _ in argument.outputWidth = 7 },
    Fault(name: "output size", word: 3) { argument, _ in argument.poolTypeCode = 3 },
    Fault(name: "o_ch_num", word: 2) { argument, _ in
      argument.isDepthwise = true
      argument.outputChannels = 3
    },
    Fault(name: "input map", word: 1) { argument, _ in argument.imageSourceRow = 32761 },
    Fault(name: "output map", word: 1) { argument, _ in argument.imageDestinationRow = 32761 },
    Fault(name: "size of batch norm", word: 0) { _, parameters in parameters.batchNorm = [] },
    Fault(name: "size of activation table", word: 0) { _, parameters in
      parameters.activation = parameters.activation.dropFirst()
    },
    Fault(name: "size of weights", word: 0) { _, parameters in parameters.weights = [1, 2, 3] },
  ]

  private static func layer() throws -> (KPULayerArgument, KPUParameters) {
    let argument = try #require(
      KPULayerArgument(
        inputChannels: 2, outputChannels: 2, inputHeight: 8, inputWidth: 8, kernel: .oneByOne,
        imageSourceRow: 0, imageDestinationRow: 100))
    let parameters = KPUParameters(
      batchNorm: [UInt8](repeating: 0, count: 16)[...], activation: [UInt8](repeating: 0, count: 144)[...],
      weights: [1, 2, 3, 4])
    return (argument, parameters)
  }

  private func check(_ error: KModelError, _ fault: Fault, argumentAt start: Int) {
    #expect(error.offset == start + 8 * fault.word, "\(error)")
    switch error.kind {
    case .invalidField(let name, _, _), .outsideMemory(let name, _, _, _): #expect(name == fault.name)
    default: Issue.record("\(error)")
    }
  }

  @Test("v3: faults are reported at their word", arguments: faults)
  func version3(fault: Fault) throws {
    var (argument, parameters) = try Self.layer()
    fault.change(&argument, &parameters)
    let body = OperationV3.Convolution(mainMemoryOutput: 0, argument: argument, parameters: parameters)
    var model = LayoutV3Tests.model(.k210Conv(body))
    model.layers[0].bodyOffset = 44
    do throws(KModelError) {
      try model.validate()
      Issue.record("nothing was reported")
    } catch {
      check(error, fault, argumentAt: 72)
    }
  }

  @Test("v4: faults are reported at their word", arguments: faults)
  func version4(fault: Fault) throws {
    var (argument, parameters) = try Self.layer()
    fault.change(&argument, &parameters)
    do throws(KModelError) {
      try Self.version4(argument, parameters).validate()
      Issue.record("nothing was reported")
    } catch {
      check(error, fault, argumentAt: 1000 + 24)
    }
  }

  @Test(
    "v4: batches must all fit in KPU RAM, and be at least one", arguments: [0, -1, 4097, .max] as [Int32])
  func batches(count: Int32) throws {
    let (argument, parameters) = try Self.layer()
    // 8 rows each from row 100 on.
    try Self.version4(argument, parameters, batches: 4083).validate()
    #expect(throws: KModelError.self) {
      try Self.version4(argument, parameters, batches: count).validate()
    }
  }

  @Test("v3: the copy in main memory counts only when the layer's flag asks for it")
  func storedOutput() throws {
    let (argument, parameters) = try Self.layer()
    let body = OperationV3.Convolution(mainMemoryOutput: 7880, argument: argument, parameters: parameters)
    var model = LayoutV3Tests.model(.k210Conv(body))
    #expect(throws: KModelError.self) { try model.validate() }
    model.layers[0].flags = 0
    try model.validate()
  }

  @Test("v4: the copy in main memory must have room for all batches")
  func mainOutput() throws {
    let (argument, parameters) = try Self.layer()
    let room = MemoryRange(memory: .main, dataType: .uint8, start: 0, byteCount: 256)
    try Self.version4(argument, parameters, batches: 2, room).validate()
    #expect(throws: KModelError.self) { try Self.version4(argument, parameters, batches: 3, room).validate() }
    var constant = room
    constant.memory = .constant
    #expect(throws: KModelError.self) { try Self.version4(argument, parameters, constant).validate() }
  }

  @Test("undefined kernel types stop reading, since the weights' size is then unknown")
  func undefinedKernel() throws {
    var bytes = try LayoutV3Tests.model(
      .k210Conv(
        OperationV3.Convolution(
          mainMemoryOutput: 0, argument: Self.layer().0, parameters: Self.layer().1))
    ).encoded()
    bytes[72 + 32] |= 7
    #expect(
      throws: KModelError(
        .invalidField(name: "kernel_type", found: "7", expected: "0 (1x1) or 1 (3x3)"), offset: 104,
        layer: 0, subject: "layer 0 (k210 conv)")
    ) { try KModel(bytes: bytes) }
  }

  private static func version4(
    _ argument: KPULayerArgument, _ parameters: KPUParameters, batches: Int32 = 1,
    _ output: MemoryRange = MemoryRange(memory: .constant, dataType: .float32, start: 0, byteCount: 0)
  ) -> KModelV4 {
    KModelV4(
      mainMemoryByteCount: 8000, inputs: [], outputs: [],
      nodes: [
        KModelV4.Node(
          operation: .kpuConv2D(
            OperationV4.KPUConv2D(
              mainMemoryOutput: output, batches: batches, argument: argument, parameters: parameters)),
          bodyOffset: 1000)
      ])
  }
}
