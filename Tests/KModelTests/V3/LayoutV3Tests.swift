import KModel
import TestSupport
import Testing

@Suite("kmodel v3: bytes and fields")
struct LayoutV3Tests {
  /// Header, one output, one layer header: the body begins at 44.
  static func file(_ operation: OperationV3, _ fields: [BodyField]) -> [UInt8] {
    var body = BodyField.bytes(of: [1] + fields)
    while (44 + body.count) % 8 != 0 { body.append(0) }
    let header: [BodyField] = [
      3, 1, 0, 1, 20, 8000, 1, 40, 64, .word(Int64(operation.operationCode)), .word(Int64(body.count)),
    ]
    return BodyField.bytes(of: header) + body
  }

  static func model(_ operation: OperationV3) -> KModelV3 {
    KModelV3(
      mainMemoryByteCount: 8000, outputs: [KModelV3.Output(address: 40, byteCount: 64)],
      layers: [KModelV3.Layer(flags: 1, operation: operation)], maxStartAddress: 20)
  }

  @Test("a layer is written field by field as the format says", arguments: BodyCaseV3.all)
  func written(body: BodyCaseV3) throws {
    #expect(try Self.model(body.operation).encoded() == Self.file(body.operation, body.fields))
  }

  @Test("a layer is read field by field as the format says", arguments: BodyCaseV3.all)
  func read(body: BodyCaseV3) throws {
    let model = try KModel(bytes: Self.file(body.operation, body.fields))
    #expect(model == .v3(Self.model(body.operation)))
  }

  @Test("every type but the KPU convolution, whose body is not a list of fields, is spelled out above")
  func complete() {
    #expect(Set(BodyCaseV3.all.map(\.operation.code)).union([.k210Conv]) == Set(OperationV3.Code.allCases))
  }

  @Test("a KPU convolution's blocks follow in the order and alignment of nncase v0.1.0")
  func convolution() throws {
    let argument = try #require(
      KPULayerArgument(
        inputChannels: 3, outputChannels: 2, inputHeight: 4, inputWidth: 4, kernel: .threeByThree,
        imageSourceRow: 0, imageDestinationRow: 16))
    let parameters = KPUParameters(
      batchNorm: [UInt8](repeating: 0xBB, count: 16)[...],
      activation: [UInt8](repeating: 0xAC, count: 144)[...],
      weights: [UInt8](repeating: 0xEE, count: 54)[...])
    let body = OperationV3.Convolution(mainMemoryOutput: 48, argument: argument, parameters: parameters)
    let bytes = try Self.model(.k210Conv(body)).encoded()
    try #require(bytes.count == 656)
    // Six words from 44 on; then 72 (8), 256 (128), 384 (128), 512 (256).
    #expect(Array(bytes[44..<68]) == BodyField.bytes(of: [1, 48, 72, 256, 384, 512]))
    #expect(bytes[72] == UInt8(truncatingIfNeeded: argument.words[0]))
    #expect(bytes[80 + 4] == 16)
    #expect(bytes[256..<310].allSatisfy { $0 == 0xEE } && bytes[310] == 0)
    #expect(bytes[384..<400].allSatisfy { $0 == 0xBB } && bytes[400] == 0)
    #expect(bytes[512..<656].allSatisfy { $0 == 0xAC })
  }

  @Test("blocks may lie anywhere in the body, but not outside it", arguments: [0, 43, 656, 0xFFFF_FFFF])
  func convolutionOffsets(place: Int64) throws {
    var bytes = try SampleModelsV3.model(.k210Conv).encoded()
    bytes.replaceSubrange(
      52..<56, with: BodyField.bytes(of: [.word(place == 656 ? Int64(bytes.count) : place)]))
    do throws(KModelError) {
      _ = try KModel(bytes: bytes)
      Issue.record("the offset was accepted")
    } catch {
      #expect(error.offset == 52 && error.layer == 0 && error.subject == "layer 0 (k210 conv)")
      guard case .invalidField("layer_offset", _, _) = error.kind else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test("types with a name but no contents, and types without a name")
  func types() throws {
    var bytes = try SampleModelsV3.model(.add).encoded()
    bytes[36] = 3
    #expect(
      throws: KModelError(
        .undefinedLayerType(3, name: "global max pool2d"), offset: 36, layer: 0, subject: "layer 0")
    ) { try KModel(bytes: bytes) }
    bytes[36] = 26
    #expect(throws: KModelError(.unknownLayerType(26), offset: 36, layer: 0, subject: "layer 0")) {
      try KModel(bytes: bytes)
    }
  }

  @Test("counts that the file cannot hold are refused before anything is allocated", arguments: [12, 24])
  func counts(offset: Int) throws {
    var bytes = try SampleModelsV3.model(.add).encoded()
    bytes.replaceSubrange(offset..<(offset + 4), with: [0xFF, 0xFF, 0xFF, 0x7F])
    do throws(KModelError) {
      _ = try KModel(bytes: bytes)
      Issue.record("the count was accepted")
    } catch {
      #expect(error.offset == offset && error.subject == "header")
    }
  }

  @Test("a body longer than its fields is accepted, one shorter is not")
  func bodySize() throws {
    let fields = BodyCaseV3.arithmetic[0].fields
    let operation = BodyCaseV3.arithmetic[0].operation
    #expect(try KModel(bytes: Self.file(operation, fields + [0, 0])) == .v3(Self.model(operation)))
    var short = Self.file(operation, fields)
    short[40] = 12
    #expect(
      throws: KModelError(
        .truncated(needed: 4, available: 0), offset: 56, layer: 0, subject: "layer 0 (add)")
    ) { try KModel(bytes: short) }
  }
}
