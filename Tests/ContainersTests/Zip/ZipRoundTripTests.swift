import Containers
import TestSupport
import Testing

@Suite("Zip archives, written and read")
struct ZipRoundTripTests {
  /// Bytes that deflate shortens by chance: a few values, runs of random length.
  private func sample(_ random: inout SplitMix64) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      if Bool.random(using: &random) {
        bytes += random.bytes(Int.random(in: 0...300, using: &random))
      } else {
        bytes += [UInt8](repeating: random.bytes(1)[0], count: Int.random(in: 0...5000, using: &random))
      }
    }
    return bytes
  }

  @Test("random members come back in order", arguments: 1...20) func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var writer = ZipWriter()
    var members: [(name: String, bytes: [UInt8])] = []
    for index in 0..<Int.random(in: 0...6, using: &random) {
      members.append(("file-\(index).bin", sample(&random)))
      let packing: ZipWriter.Packing = Bool.random(using: &random) ? .stored : .deflatedIfShorter
      try writer.add(members[index].name, members[index].bytes, packing: packing)
    }
    let archive = try ZipArchive(writer.finished())
    #expect(archive.entries.map { $0.name } == members.map { $0.name })
    for (entry, member) in zip(archive.entries, members) {
      #expect(try archive.contents(of: entry) == member.bytes)
      #expect(entry.packedByteCount <= member.bytes.count)
      #expect(archive.entry(named: member.name) == entry)
    }
    #expect(archive.entry(named: "nobody") == nil)
  }

  @Test("the written bytes are those of the format and depend on nothing else") func fixedBytes() throws {
    var writer = ZipWriter()
    try writer.add("é", [0x61], packing: .stored)
    let shared: [UInt8] = [
      20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0, 0x43, 0xBE, 0xB7, 0xE8, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0,
    ]
    let local: [UInt8] = [0x50, 0x4B, 3, 4] + shared + [0xC3, 0xA9, 0x61]
    let central: [UInt8] =
      [0x50, 0x4B, 1, 2, 20, 3] + shared + [0, 0, 0, 0, 0, 0, 0, 0, 0xA4, 0x81, 0, 0, 0, 0, 0xC3, 0xA9]
    let end: [UInt8] = [
      0x50, 0x4B, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, UInt8(central.count), 0, 0, 0, UInt8(local.count), 0, 0, 0,
      0, 0,
    ]
    #expect(writer.finished() == local + central + end)
  }

  @Test("packing is used where it helps, and only there") func packing() throws {
    var writer = ZipWriter()
    var random = SplitMix64(seed: 5)
    try writer.add("zeros", [UInt8](repeating: 0, count: 1 << 20))
    try writer.add("noise", random.bytes(1000))
    try writer.add("empty", [])
    try writer.add("kept", [UInt8](repeating: 0, count: 1000), packing: .stored)
    let archive = try ZipArchive(writer.finished())
    #expect(archive.entries.map { $0.method } == [.deflated, .stored, .stored, .stored])
    #expect(archive.entries[0].packedByteCount < 2000)
    #expect(try archive.contents(of: archive.entries[0]).count == 1 << 20)
    #expect(try archive.contents(of: archive.entries[2]).isEmpty)
  }

  @Test("a name cannot be given twice, a folder has no bytes") func names() throws {
    var writer = ZipWriter()
    try writer.add("a/", [])
    try writer.add("a/b", [1])
    #expect(throws: ZipError(.duplicateName, offset: nil, member: "a/b")) { try writer.add("a/b", [2]) }
    #expect(throws: ZipError.self) { try writer.add(String(repeating: "x", count: 70_000), []) }
    let entries = try ZipArchive(writer.finished()).entries
    #expect(entries.map { $0.isFolder } == [true, false])
  }

  @Test("an archive cut anywhere, or with any byte changed, ends in a result or an error") func damage()
    throws
  {
    var writer = ZipWriter()
    try writer.add("a.bin", [UInt8](repeating: 7, count: 300))
    try writer.add("b.bin", [1, 2, 3])
    let bytes = writer.finished()
    for count in 0..<bytes.count {
      #expect(throws: ZipError.self) { try ZipArchive(Array(bytes.prefix(count))) }
    }
    for index in bytes.indices {
      for change in [UInt8(1), 0x80, 0xFF] {
        var damaged = bytes
        damaged[index] ^= change
        do throws(ZipError) {
          let archive = try ZipArchive(damaged)
          for entry in archive.entries { _ = try archive.contents(of: entry) }
        } catch {
          #expect(!error.description.isEmpty)
        }
      }
    }
  }
}
