import KModel
import TestSupport
import Testing

@Suite("kmodel v3: whole files")
struct FileV3Tests {
  /// Two outputs and two layers; the first body ends 4 bytes before the next multiple of 8.
  static let fields: [BodyField] =
    [3, 0xA1, 0, 2, 77, 96, 2]
    + [8, 16, 24, 32]
    + [15, 20, 12, 24]
    + [0xF0, 32, 16, 4, 0]
    + [1, 40, 48, 5, 0.5, -1.0]

  static var model: KModelV3 {
    var model = KModelV3(
      mainMemoryByteCount: 96,
      outputs: [
        KModelV3.Output(address: 8, byteCount: 16), KModelV3.Output(address: 24, byteCount: 32),
      ],
      layers: [
        KModelV3.Layer(
          flags: 0xF0, operation: .softmax(OperationV3.Elementwise(input: 32, output: 16, count: 4))),
        KModelV3.Layer(
          flags: 1,
          operation: .dequantize(
            OperationV3.Quantization(input: 40, output: 48, count: 5, scale: 0.5, bias: -1))),
      ], maxStartAddress: 77)
    model.flags = 0xA1
    return model
  }

  /// One softmax whose body of 16 bytes begins at 44 and is declared with `byteCount`.
  private static func softmax(byteCount: Int, written: Int) -> [UInt8] {
    let fields: [BodyField] = [
      3, 1, 0, 1, 32768, 96, 1, 0, 64, 15, .word(Int64(byteCount)), 1, 16, 32, 4,
    ]
    let padding = [UInt8](repeating: 0, count: max(0, written - 16))
    return Array((BodyField.bytes(of: fields) + padding).prefix(44 + written))
  }

  @Test("header, tables and bodies are where the format puts them")
  func whole() throws {
    let bytes = BodyField.bytes(of: Self.fields)
    #expect(try Self.model.encoded() == bytes)
    guard case .v3(let read) = try KModel(bytes: bytes) else {
      Issue.record("the version changed")
      return
    }
    #expect(read == Self.model)
    #expect(read.flags == 0xA1 && read.hasEightBitWeights && read.architecture == 0)
    #expect(read.maxStartAddress == 77 && read.mainMemoryByteCount == 96)
    #expect(read.layers.map(\.flags) == [0xF0, 1])
    #expect(read.layers.map(\.bodyOffset) == [60, 80])
    #expect(read.outputs.map(\.address) == [8, 24] && read.outputs.map(\.byteCount) == [16, 32])
    #expect(!read.omitsFinalPadding && read.trailingBytes.isEmpty)
    #expect(KModel.v3(read).version == 3)
  }

  @Test("bytes behind the last body are kept and written again", arguments: [1, 7, 8, 1000])
  func trailing(count: Int) throws {
    let tail = [UInt8](repeating: 0xEE, count: count)
    let bytes = BodyField.bytes(of: Self.fields) + tail
    guard case .v3(let read) = try KModel(bytes: bytes) else {
      Issue.record("the version changed")
      return
    }
    #expect(Array(read.trailingBytes) == tail && !read.omitsFinalPadding)
    #expect(try read.encoded() == bytes)
  }

  @Test("up to seven bytes of the last body's padding may be missing", arguments: 1...7)
  func missingPadding(count: Int) throws {
    let bytes = Self.softmax(byteCount: 24, written: 24 - count)
    guard case .v3(let read) = try KModel(bytes: bytes) else {
      Issue.record("the version changed")
      return
    }
    #expect(read.omitsFinalPadding && read.trailingBytes.isEmpty)
    #expect(read.layers.count == 1 && read.outputs.count == 1)
    // What is written is the body without any padding, which reads as the same model.
    #expect(try read.encoded() == Self.softmax(byteCount: 20, written: 16))
    #expect(try KModel(bytes: read.encoded()) == .v3(read))
  }

  @Test("eight missing bytes are no padding, nor are bytes of a field")
  func missingMore() throws {
    #expect(
      throws: KModelError(
        .truncated(needed: 24, available: 16), offset: 44, layer: 0, subject: "layer 0 (softmax)")
    ) { try KModel(bytes: Self.softmax(byteCount: 24, written: 16)) }
    #expect(
      throws: KModelError(
        .truncated(needed: 4, available: 3), offset: 56, layer: 0, subject: "layer 0 (softmax)")
    ) { try KModel(bytes: Self.softmax(byteCount: 16, written: 15)) }
  }

  @Test("only the last body may lack its padding", arguments: [1, 4])
  func earlierPadding(count: Int) {
    let bytes = BodyField.bytes(of: Self.fields).prefix(80 - count)
    #expect(
      throws: KModelError(
        .truncated(needed: 20, available: 20 - count), offset: 60, layer: 0, subject: "layer 0 (softmax)")
    ) { try KModel(bytes: Array(bytes)) }
  }

  @Test(
    "a count that just fits is read, one more is refused with the number that fits",
    arguments: [(12, "layer count", 3, "at most 2 in the 16 bytes left")])
  func layerCount(offset: Int, name: String, count: UInt8, expected: String) {
    // Header, no output and two layer headers, nothing behind them.
    var bytes = BodyField.bytes(of: [3, 1, 0, 2, 0, 96, 0, 15, 0, 15, 0])
    #expect(
      throws: KModelError(
        .truncated(needed: 4, available: 0), offset: 44, layer: 0, subject: "layer 0 (softmax)")
    ) { try KModel(bytes: bytes) }
    bytes[offset] = count
    #expect(
      throws: KModelError(
        .invalidField(name: name, found: "\(count)", expected: expected), offset: offset, subject: "header")
    ) { try KModel(bytes: bytes) }
  }

  @Test("an output table that the file cannot hold is refused at its count")
  func outputCount() {
    let bytes = BodyField.bytes(of: [3, 1, 0, 1, 0, 96, 3, 0, 4, 0, 4])
    #expect(
      throws: KModelError(
        .invalidField(name: "output count", found: "3", expected: "at most 2 in the 16 bytes left"),
        offset: 24, subject: "header")
    ) { try KModel(bytes: bytes) }
  }
}
