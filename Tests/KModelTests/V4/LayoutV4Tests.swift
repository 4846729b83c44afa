import KModel
import TestSupport
import Testing

@Suite("kmodel v4: bytes and fields")
struct LayoutV4Tests {
  static let constants = (0..<256).map { UInt8(truncatingIfNeeded: $0 * 5) }
  /// Header 40, one input 32, one output 16, constants 256, one node header 8.
  static let bodyOffset = 352

  static func file(_ operation: OperationV4, _ fields: [BodyField]) -> [UInt8] {
    var body = BodyField.bytes(of: fields)
    while body.count % 8 != 0 { body.append(0) }
    let header: [BodyField] = [
      .bytes(Array("LDMK".utf8)), 4, 0, 1, 256, 4096, 1, 1, 1, 0xCCCC_CCCC, 1, 1, 0, 60, 1, 3, 4, 5, 1, 0,
      512,
      480, .bytes(constants), .word(Int64(operation.operationCode)), .word(Int64(body.count)),
    ]
    return BodyField.bytes(of: header) + body
  }

  static func model(_ operation: OperationV4) -> KModelV4 {
    var model = KModelV4(
      mainMemoryByteCount: 4096,
      inputs: [
        KModelV4.Input(
          range: MemoryRange(memory: .main, dataType: .uint8, start: 0, byteCount: 60),
          shape: ShapeV4(1, 3, 4, 5))
      ],
      outputs: [BodyCaseV4.float2], constants: constants[...], nodes: [KModelV4.Node(operation: operation)])
    model.reserved = 0xCCCC_CCCC
    return model
  }

  @Test("a node is written field by field as the format says", arguments: BodyCaseV4.all)
  func written(body: BodyCaseV4) throws {
    #expect(try Self.model(body.operation).encoded() == Self.file(body.operation, body.fields))
  }

  @Test("a node is read field by field as the format says", arguments: BodyCaseV4.all)
  func read(body: BodyCaseV4) throws {
    let model = try KModel(bytes: Self.file(body.operation, body.fields))
    #expect(model == .v4(Self.model(body.operation)))
  }

  @Test("every opcode but the KPU convolution, whose body is not a list of fields, is spelled out above")
  func complete() {
    #expect(Set(BodyCaseV4.all.map(\.operation.code)).union([.kpuConv2D]) == Set(OperationV4.Code.allCases))
  }

  @Test("a KPU convolution's blocks are 256-aligned in the file, and the gaps are in the argument")
  func convolution() throws {
    let argument = try #require(
      KPULayerArgument(
        inputChannels: 3, outputChannels: 2, inputHeight: 4, inputWidth: 4, kernel: .threeByThree,
        imageSourceRow: 0, imageDestinationRow: 16))
    let body = OperationV4.KPUConv2D(
      mainMemoryOutput: MemoryRange(memory: .main, dataType: .uint8, start: 8, byteCount: 32), batches: 1,
      reserved: 77, argument: argument,
      parameters: KPUParameters(
        batchNorm: [UInt8](repeating: 0xBB, count: 16)[...],
        activation: [UInt8](repeating: 0xAC, count: 144)[...],
        weights: [UInt8](repeating: 0xEE, count: 54)[...]))
    let bytes = try Self.model(.kpuConv2D(body)).encoded()
    // 352 + 24 + 96 = 472: gaps of 40, 240 and 112 bytes.
    try #require(bytes.count == 1080)
    #expect(Array(bytes[352..<376]) == BodyField.bytes(of: [1, 1, 8, 32, 1, 77]))
    #expect(bytes[512..<528].allSatisfy { $0 == 0xBB } && bytes[511] == 0 && bytes[528] == 0)
    #expect(bytes[768..<912].allSatisfy { $0 == 0xAC } && bytes[912] == 0)
    #expect(bytes[1024..<1078].allSatisfy { $0 == 0xEE } && bytes[1078] == 0)
    guard case .v4(let model) = try KModel(bytes: bytes),
      case .kpuConv2D(let read) = model.nodes[0].operation
    else {
      Issue.record("the node changed its type")
      return
    }
    #expect(read == body)
    #expect(read.argument.batchNormAddress == 40)
    #expect(read.argument.activationAddress == 240)
    #expect(read.argument.weightsAddress == 112)
  }

  @Test("a body that stays where it was read keeps its unusual gaps, one that moves does not")
  func gaps() throws {
    guard case .v4(var model) = try KModel(bytes: SampleModelsV4.model(.kpuConv2D).encoded()),
      case .kpuConv2D(var body) = model.nodes[0].operation
    else {
      Issue.record("the node changed its type")
      return
    }
    body.argument.batchNormAddress = 8
    model.nodes[0].operation = .kpuConv2D(body)
    let unusual = try model.encoded()
    #expect(try KModel(bytes: unusual).encoded() == unusual)
    #expect(try KModel(bytes: unusual) == .v4(model))
    var moved = model
    moved.nodes.insert(KModelV4.Node(operation: .memoryCopy(BodyCaseV4.bytes)), at: 0)
    guard case .v4(let read) = try KModel(bytes: moved.encoded()),
      case .kpuConv2D(let canonical) = read.nodes[1].operation
    else {
      Issue.record("the node changed its type")
      return
    }
    let place = try #require(read.nodes[1].bodyOffset) + 24 + 96
    #expect((place + Int(canonical.argument.batchNormAddress)) % 256 == 0)
    model.nodes[0].bodyOffset = nil
    #expect(try model.encoded() != unusual)
    #expect(try KModel(bytes: model.encoded()) == .v4(model))
  }

  @Test("an opcode that does not exist", arguments: [0x15, 0x1000, 0x2003] as [UInt16])
  func unknownOpcode(opcode: UInt16) throws {
    var bytes = Self.file(BodyCaseV4.elementwise[2].operation, BodyCaseV4.elementwise[2].fields)
    bytes[344] = UInt8(truncatingIfNeeded: opcode)
    bytes[345] = UInt8(truncatingIfNeeded: opcode >> 8)
    #expect(
      throws: KModelError(.unknownLayerType(UInt32(opcode)), offset: 344, layer: 0, subject: "node 0")
    ) { try KModel(bytes: bytes) }
  }

  @Test(
    "codes out of range are refused where they stand",
    arguments: [
      (0, 3, "memory type"), (4, 2, "data type"), (16, 9, "memory type"), (32, 10, "unary operator"),
    ])
  func codes(offset: Int, value: UInt8, name: String) throws {
    var bytes = Self.file(BodyCaseV4.elementwise[2].operation, BodyCaseV4.elementwise[2].fields)
    bytes[Self.bodyOffset + offset] = value
    do throws(KModelError) {
      _ = try KModel(bytes: bytes)
      Issue.record("the code was accepted")
    } catch {
      #expect(error.offset == Self.bodyOffset + offset && error.subject == "node 0 (unary)")
      guard case .invalidField(name, "\(value)", _) = error.kind else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test(
    "counts that the file cannot hold are refused before anything is allocated", arguments: [16, 24, 28, 32])
  func counts(offset: Int) throws {
    var bytes = Self.file(BodyCaseV4.elementwise[2].operation, BodyCaseV4.elementwise[2].fields)
    bytes.replaceSubrange(offset..<(offset + 4), with: [0xFF, 0xFF, 0xFF, 0xFF])
    do throws(KModelError) {
      _ = try KModel(bytes: bytes)
      Issue.record("the count was accepted")
    } catch {
      #expect(error.offset == offset && error.subject == "header")
    }
  }
}
