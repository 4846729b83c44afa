import Containers
import TestSupport
import Testing

@Suite("Packed members against RFC 1951")
struct DeflateTests {
  /// The packed bytes of the only member: behind a header of 30 bytes and a name of one.
  private func stream(_ bytes: [UInt8]) throws -> [UInt8]? {
    var writer = ZipWriter()
    try writer.add("a", bytes)
    let file = writer.finished()
    let entry = try #require(ZipArchive(file).entries.first)
    return entry.method == .deflated ? Array(file[31..<(31 + entry.packedByteCount)]) : nil
  }

  @Test("random text and runs unpack to themselves by the definition", arguments: 1...20)
  func random(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 1...30, using: &random) {
      switch Int.random(in: 0...2, using: &random) {
      case 0: bytes += random.bytes(20).map { $0 & 15 }
      case 1: bytes += [UInt8](repeating: random.bytes(1)[0], count: Int.random(in: 1...700, using: &random))
      default: bytes += bytes.suffix(Int.random(in: 0...300, using: &random))
      }
    }
    if let stream = try stream(bytes) { #expect(PlainInflate.inflate(stream) == bytes) }
  }

  @Test("lengths around the longest copy", arguments: [3, 4, 257, 258, 259, 260, 516, 517, 1000])
  func copies(count: Int) throws {
    let bytes = [UInt8](repeating: 0xFF, count: count) + Array("end".utf8)
    if let stream = try stream(bytes) { #expect(PlainInflate.inflate(stream) == bytes) }
    #expect(try stream([UInt8](repeating: 0xFF, count: 1000)) != nil)
  }

  @Test("the most that a stream can unpack to stays within the bound of the reader") func ratio() throws {
    let count = 4 << 20
    let packed = try #require(try stream([UInt8](repeating: 0, count: count)))
    #expect(packed.count * 1032 >= count)
    #expect(packed.count * 1000 < count)
  }
}
