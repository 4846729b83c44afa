import KModel
import TestSupport
import Testing

@Suite("kmodel v4: whole files")
struct FileV4Tests {
  /// Two inputs, two outputs, 3 bytes of constants, two nodes; every word of the header is different.
  static let fields: [BodyField] =
    [.bytes(Array("LDMK".utf8)), 4, 0xF1, 1, 3, 4096, 2, 2, 2, 0xCAFE]
    + [1, 1, 8, 60, 2, 0, 640, 256]
    + [1, 3, 4, 5, 1, 2, 3, 4]
    + [1, 0, 100, 16, 1, 1, 200, 7]
    + [.bytes([0xC0, 0xC1, 0xC2])]
    + [0x0E, 37, 0x12, 48]
    // From 155 on; 36 bytes of fields end at 191, the body at 192.
    + [1, 0, 8, 16, 1, 0, 100, 16, 6, .bytes([0])]
    + [1, 1, 8, 60, 1, 1, 300, 256, 1, 1, 600, 60]

  static var model: KModelV4 {
    func range(_ type: DataTypeV4, _ start: UInt32, _ byteCount: UInt32) -> MemoryRange {
      MemoryRange(memory: .main, dataType: type, start: start, byteCount: byteCount)
    }
    var model = KModelV4(
      mainMemoryByteCount: 4096,
      inputs: [
        KModelV4.Input(range: range(.uint8, 8, 60), shape: ShapeV4(1, 3, 4, 5)),
        KModelV4.Input(
          range: MemoryRange(memory: .kpu, dataType: .float32, start: 640, byteCount: 256),
          shape: ShapeV4(1, 2, 3, 4)),
      ], outputs: [range(.float32, 100, 16), range(.uint8, 200, 7)], constants: [0xC0, 0xC1, 0xC2],
      nodes: [
        KModelV4.Node(
          operation: .unary(
            OperationV4.Unary(
              operands: OperationV4.UnaryOperands(
                input: range(.float32, 8, 16), output: range(.float32, 100, 16)), op: .neg))),
        KModelV4.Node(
          operation: .tableLookup1D(
            OperationV4.TableLookup(
              input: range(.uint8, 8, 60), table: range(.uint8, 300, 256), output: range(.uint8, 600, 60)))),
      ])
    model.flags = 0xF1
    model.reserved = 0xCAFE
    return model
  }

  /// One KPU convolution of `channels` one-byte weights, the last bytes of the file.
  private static func convolution(channels: Int) throws -> KModelV4 {
    let argument = try #require(
      KPULayerArgument(
        inputChannels: 1, outputChannels: channels, inputHeight: 4, inputWidth: 4, kernel: .oneByOne,
        imageSourceRow: 0, imageDestinationRow: 16))
    let parameters = KPUParameters(
      batchNorm: [UInt8](repeating: 0xBB, count: 8 * channels)[...],
      activation: [UInt8](repeating: 0xAC, count: 144)[...],
      weights: [UInt8](repeating: 0xEE, count: channels)[...])
    return KModelV4(
      mainMemoryByteCount: 96, inputs: [], outputs: [],
      nodes: [
        KModelV4.Node(
          operation: .kpuConv2D(
            OperationV4.KPUConv2D(
              mainMemoryOutput: MemoryRange(memory: .main, dataType: .uint8, start: 0, byteCount: 0),
              argument: argument, parameters: parameters)))
      ])
  }

  @Test("header, tables, constants and bodies are where the format puts them")
  func whole() throws {
    let bytes = BodyField.bytes(of: Self.fields)
    #expect(try Self.model.encoded() == bytes)
    guard case .v4(let read) = try KModel(bytes: bytes) else {
      Issue.record("the version changed")
      return
    }
    #expect(read == Self.model)
    #expect(read.flags == 0xF1 && read.target == 1 && read.reserved == 0xCAFE)
    #expect(read.mainMemoryByteCount == 4096 && read.constants == [0xC0, 0xC1, 0xC2])
    #expect(read.constants.startIndex == 136)
    #expect(read.nodes.map(\.bodyOffset) == [155, 192])
    #expect(!read.omitsFinalPadding && read.trailingBytes.isEmpty)
    #expect(KModel.v4(read).version == 4)
  }

  @Test("bytes behind the last body are kept and written again", arguments: [1, 7, 8, 1000])
  func trailing(count: Int) throws {
    let tail = [UInt8](repeating: 0xEE, count: count)
    let bytes = BodyField.bytes(of: Self.fields) + tail
    guard case .v4(let read) = try KModel(bytes: bytes) else {
      Issue.record("the version changed")
      return
    }
    #expect(Array(read.trailingBytes) == tail && !read.omitsFinalPadding)
    #expect(try read.encoded() == bytes)
  }

  @Test("the last body's padding of any size may be missing, and then is not written", arguments: 1...8)
  func missingPadding(channels: Int) throws {
    var model = try Self.convolution(channels: channels)
    let whole = try model.encoded()
    model.omitsFinalPadding = true
    let short = try model.encoded()
    #expect(whole.count % 8 == 0 && whole.count - short.count == 8 - channels)
    #expect(whole.starts(with: short) && short.last == 0xEE)
    guard case .v4(let read) = try KModel(bytes: short) else {
      Issue.record("the version changed")
      return
    }
    #expect(read.omitsFinalPadding == (channels != 8))
    #expect(read.nodes == model.nodes)
    #expect(try read.encoded() == short)
  }

  @Test("any part of the padding may be missing, but no weight", arguments: 1...8)
  func partOfPadding(count: Int) throws {
    let bytes = try Self.convolution(channels: 1).encoded()
    let cut = Array(bytes.dropLast(count))
    guard count == 8 else {
      #expect(try KModel(bytes: cut) == .v4(Self.convolution(channels: 1).omittingPadding))
      return
    }
    // The body begins at 48: header 40, one node header 8.
    #expect(
      throws: KModelError(
        .truncated(needed: bytes.count - 48, available: bytes.count - 56), offset: 48, layer: 0,
        subject: "node 0 (kpu_conv2d)")
    ) { try KModel(bytes: cut) }
  }

  @Test("only the last body may lack its padding")
  func earlierPadding() {
    let bytes = BodyField.bytes(of: Self.fields).prefix(191)
    #expect(
      throws: KModelError(
        .truncated(needed: 37, available: 36), offset: 155, layer: 0, subject: "node 0 (unary)")
    ) { try KModel(bytes: Array(bytes)) }
  }

  @Test(
    "counts are refused at their word with the number that would fit",
    arguments: [
      (16, "size of constants", 105, "at most 104 in the 104 bytes left"),
      (24, "node count", 13, "at most 12 in the 101 bytes left"),
      (28, "input count", 7, "at most 6 in the 200 bytes left"),
      (32, "output count", 9, "at most 8 in the 136 bytes left"),
    ] as [(Int, String, UInt8, String)])
  func counts(offset: Int, name: String, count: UInt8, expected: String) {
    var bytes = BodyField.bytes(of: Self.fields)
    #expect(bytes.count == 240)
    bytes[offset] = count
    #expect(
      throws: KModelError(
        .invalidField(name: name, found: "\(count)", expected: expected), offset: offset, subject: "header")
    ) { try KModel(bytes: bytes) }
  }

  @Test("gaps before the blocks may be of any size, odd ones too")
  func oddGaps() throws {
    guard case .kpuConv2D(var body) = try Self.convolution(channels: 1).nodes[0].operation else {
      Issue.record("the node changed its type")
      return
    }
    body.argument.batchNormAddress = 1
    body.argument.activationAddress = 3
    body.argument.weightsAddress = 5
    var argument: [BodyField] = []
    for index in 0..<12 {
      let word = body.argument.words[index]
      argument += [.word(Int64(word & 0xFFFF_FFFF)), .word(Int64(word >> 32))]
    }
    let gap: (Int) -> BodyField = { .bytes([UInt8](repeating: 0, count: $0)) }
    let content: [BodyField] =
      [1, 1, 0, 0, 1, 0] + argument
      + [gap(1), .bytes(Array(body.parameters.batchNorm)), gap(3), .bytes(Array(body.parameters.activation))]
      + [gap(5), .bytes([0xEE])]
    let size = BodyField.bytes(of: content).count
    #expect(size == 24 + 96 + 1 + 8 + 3 + 144 + 5 + 1)
    let header: [BodyField] = [.bytes(Array("LDMK".utf8)), 4, 0, 1, 0, 96, 1, 0, 0, 0, 0x2002]
    // Padded from 282 to 288 bytes, as the writer does.
    let bytes = BodyField.bytes(of: header + [.word(288)] + content) + [UInt8](repeating: 0, count: 6)
    let read = try KModel(bytes: bytes)
    #expect(read == .v4(try Self.convolution(channels: 1)))
    #expect(try read.encoded() == bytes)
    var long = bytes
    long[48 + 24 + 32 + 5] = 0x01
    #expect(
      throws: KModelError(
        .truncated(needed: 257, available: 168), offset: 168, layer: 0, subject: "node 0 (kpu_conv2d)")
    ) { try KModel(bytes: long) }
  }
}

extension KModelV4 {
  fileprivate var omittingPadding: KModelV4 {
    var model = self
    model.omitsFinalPadding = true
    return model
  }
}
