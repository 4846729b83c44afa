import KModel
import TestSupport
import Testing

@Suite("kmodel v3: files with a KPU convolution")
struct ConvolutionFileV3Tests {
  /// 3 channels of 4×4 to 2 channels, 3x3 kernel, row 0 to row 16, word by word.
  static let words: [UInt64] = [
    0,
    16 << 32,
    2 | 1 << 32 | 1 << 48,
    3 | 3 << 10 | 3 << 32 | 3 << 42,
    1 | 1 << 10 | 15 << 16 | 9 << 24,
    1 | 54 << 15,
    0,
    4 | 1 << 16 | 4 << 28 | 1 << 31,
    4 | 1 << 16 | 4 << 20,
    0,
    0,
    15 << 16 | 31 << 32,
  ]
  static let argument = BodyField.bytes(
    of: words.flatMap { [.word(Int64($0 & 0xFFFF_FFFF)), .word(Int64($0 >> 32))] })
  static let weights = (0..<54).map { UInt8($0) }
  static let batchNorm = (0..<16).map { UInt8(100 + $0) }
  static let activation = (0..<144).map { UInt8(255 - $0) }

  static func model(weights: [UInt8] = weights) throws -> KModelV3 {
    let argument = try #require(
      KPULayerArgument(
        inputChannels: 3, outputChannels: 2, inputHeight: 4, inputWidth: 4, kernel: .threeByThree,
        imageSourceRow: 0, imageDestinationRow: 16, padValue: 9))
    return KModelV3(
      mainMemoryByteCount: 96, outputs: [KModelV3.Output(address: 0, byteCount: 32)],
      layers: [
        KModelV3.Layer(
          flags: 1,
          operation: .k210Conv(
            OperationV3.Convolution(
              mainMemoryOutput: 48, argument: argument,
              parameters: KPUParameters(
                batchNorm: batchNorm[...], activation: activation[...], weights: weights[...]))))
      ], maxStartAddress: 0)
  }

  /// A file whose body of 16 fixed words and `blocks` begins at 44.
  private static func file(places: [Int64], blocks: [UInt8]) -> [UInt8] {
    let header: [BodyField] = [3, 1, 0, 1, 0, 96, 1, 0, 32, 10240, .word(Int64(24 + blocks.count))]
    return BodyField.bytes(of: header + [1, 48] + places.map { .word($0) }) + blocks
  }

  private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  @Test("the compiler's layout, byte for byte")
  func canonical() throws {
    // 68 … 72 argument … 168, 256 weights … 310, 384 batch norm … 400, 512 activation table … 656.
    let blocks =
      Self.zeros(4) + Self.argument + Self.zeros(88) + Self.weights + Self.zeros(74) + Self.batchNorm
      + Self.zeros(112) + Self.activation
    let bytes = Self.file(places: [72, 256, 384, 512], blocks: blocks)
    #expect(try Self.model().encoded() == bytes)
    #expect(try KModel(bytes: bytes) == .v3(Self.model()))
  }

  @Test("blocks may stand at odd places and in any order; writing puts them in the compiler's")
  func unaligned() throws {
    // 68 unused byte, 69 activation table, 213 batch norm, 229 argument, 325 weights up to 379.
    let blocks = [0xFF] + Self.activation + Self.batchNorm + Self.argument + Self.weights
    let read = try KModel(bytes: Self.file(places: [229, 325, 213, 69], blocks: blocks))
    #expect(read == .v3(try Self.model()))
    #expect(try read.encoded() == Self.model().encoded())
  }

  @Test("a block that runs out of its body is refused where the block begins", arguments: [1, 7, 53])
  func blockEnd(missing: Int) {
    let blocks = [0xFF] + Self.activation + Self.batchNorm + Self.argument + Self.weights.dropLast(missing)
    #expect(
      throws: KModelError(
        .truncated(needed: 54, available: 54 - missing), offset: 325, layer: 0,
        subject: "layer 0 (k210 conv)")
    ) { try KModel(bytes: Self.file(places: [229, 325, 213, 69], blocks: blocks)) }
  }

  @Test(
    "each of the four offsets must point into the body",
    arguments: [(0, "layer_offset"), (1, "weights_offset"), (2, "bn_offset"), (3, "act_offset")])
  func offsets(index: Int, name: String) throws {
    let blocks = [0xFF] + Self.activation + Self.batchNorm + Self.argument + Self.weights
    for (place, found) in [(47, "0x0000002F"), (379, "0x0000017B")] as [(Int64, String)] {
      var places: [Int64] = [229, 325, 213, 69]
      places[index] = place
      #expect(
        throws: KModelError(
          .invalidField(
            name: name, found: found,
            expected: "a file offset inside this body, 0x00000030..<0x0000017B"), offset: 52 + 4 * index,
          layer: 0, subject: "layer 0 (k210 conv)")
      ) { try KModel(bytes: Self.file(places: places, blocks: blocks)) }
    }
  }

  @Test("an argument cut short is refused at the word that is missing")
  func argumentEnd() {
    let blocks = Self.zeros(1) + Self.activation + Self.batchNorm + Self.weights + Self.argument.dropLast()
    #expect(
      throws: KModelError(
        .truncated(needed: 8, available: 7), offset: 283 + 88, layer: 0, subject: "layer 0 (k210 conv)")
    ) { try KModel(bytes: Self.file(places: [283, 229, 213, 69], blocks: blocks)) }
  }

  @Test("with the header's flag 0 clear, weights take two bytes each")
  func wideWeights() throws {
    var model = try Self.model(weights: Self.weights + Self.weights)
    model.flags = 0
    let bytes = try model.encoded()
    try #require(bytes.count == 656)
    // 256 weights … 364, 384 batch norm, 512 activation table.
    #expect(Array(bytes[256..<364]) == Self.weights + Self.weights)
    #expect(Array(bytes[384..<400]) == Self.batchNorm)
    let read = try KModel(bytes: bytes)
    #expect(read == .v3(model))
    guard case .v3(let wide) = read else { return }
    #expect(!wide.hasEightBitWeights)
  }
}
