import Containers
import TestSupport
import Testing

@Suite("tar archives")
struct TarArchiveTests {
  @Test(
    "archives of other writers are read",
    arguments: [PythonArchives.ustar, PythonArchives.gnu, PythonArchives.pax])
  func otherWriters(text: String) throws {
    let file = try PythonArchives.file(text)
    let archive = try TarArchive(file)
    var names = [
      "images/a.bin",
      "images/\(String(repeating: "d", count: 90))/\(String(repeating: "long-", count: 12)).bin",
    ]
    if text != PythonArchives.ustar { names.append("images/\(String(repeating: "deep/", count: 50))b.bin") }
    if text == PythonArchives.pax { names.append("images/ü.bin") }
    #expect(archive.members.map(\.name) == names)
    let contents = archive.members.map { Array(archive.contents(of: $0)) }
    #expect(contents.prefix(2) == [Array("alpha".utf8), [UInt8](repeating: 0x78, count: 600)])
    if names.count > 2 { #expect(contents[2] == Array("beta".utf8)) }
    #expect(archive.skipped.map(\.name) == ["images/", "link"])
    #expect(archive.skipped.map(\.reason) == ["folder", "symbolic link"])
    #expect(TarArchive.recognizes(file) && !Gzip.recognizes(file))
  }

  @Test("what is no regular file is skipped with its reason, and of equal names the last one counts")
  func skipped() throws {
    let file =
      TarFile.member("a", [1]) + TarFile.member("b", type: "1") + TarFile.member("c", type: "4")
      + TarFile.member("d", type: "6") + TarFile.member("._e", [9]) + TarFile.member("f", [3], type: "Z")
      + TarFile.member("./a", [2]) + TarFile.member("old", [4], type: "\0", magic: "") + TarFile.end + [7]
    let archive = try TarArchive(file)
    #expect(archive.members.map(\.name) == ["a", "old"])
    #expect(archive.members.map { Array(archive.contents(of: $0)) } == [[2], [4]])
    #expect(archive.skipped.map(\.name) == ["b", "c", "d", "._e", "f", "a"])
    #expect(
      archive.skipped.map(\.reason) == [
        "hard link", "device", "pipe", "resource data of macOS", "member of type 'Z'",
        "replaced by a later member of this name",
      ])
  }

  @Test("sizes and names of extra headers hold for the next member alone") func extraHeaders() throws {
    let records =
      TarFile.record("path", "long/name") + TarFile.record("size", "3") + TarFile.record("mtime", "1.5")
    let file =
      TarFile.member("pax", records, type: "x") + TarFile.member("short", [1, 2, 3], size: "00000000000")
      + TarFile.member("global", TarFile.record("path", "all"), type: "g") + TarFile.member("next", [4])
    let archive = try TarArchive(file)
    #expect(archive.members.map(\.name) == ["long/name", "next"])
    #expect(archive.members.map { Array(archive.contents(of: $0)) } == [[1, 2, 3], [4]])
  }

  @Test(
    "what is refused says why",
    arguments: [
      (TarFile.member("/etc/passwd"), "it is absolute"), (TarFile.member("a/../../b"), "leads out"),
      (TarFile.member("..\\b"), "backslash"), (TarFile.member("a", type: "S"), "sparse"),
      (TarFile.member("x", TarFile.record("GNU.sparse.major", "1"), type: "x"), "sparse"),
      (
        TarFile.member("x", TarFile.record("path", "/abs"), type: "x") + TarFile.member("a"), "it is absolute"
      ),
      (TarFile.member("x", Array("99 path=a\n".utf8), type: "x"), "length key=value"),
      (TarFile.member("x", TarFile.record("size", "-3"), type: "x"), "the size is '-3'"),
      (TarFile.member("x", TarFile.record("path", "a"), type: "x"), "512 bytes are needed"),
      (TarFile.member("a", size: "00000001000"), "512 bytes are needed here; 0 are left"),
      (TarFile.member("a", size: "\u{7F}0000000000"), "must be an octal number"),
      (Array(TarFile.member("a").prefix(511)), "512 bytes are needed here; 511 are left"),
      (TarFile.member("a", [1]).map { $0 == 0x61 ? 0x62 : $0 }, "add up to"),
      (TarFile.member("x", type: "x", size: "00007777777"), "65536 at most"),
    ] as [([UInt8], String)])
  func refusals(file: [UInt8], words: String) throws {
    let error = try #require(throws: TarError.self) { try TarArchive(file) }
    #expect(error.description.contains(words) && error.offset <= file.count, "\(error)")
  }

  @Test("sizes of base 256 are read, and refused when they are too large or negative") func base256() throws {
    func file(_ size: [UInt8]) -> [UInt8] {
      var header = TarFile.member("a")
      header.replaceSubrange(124..<136, with: size)
      return TarFile.sealed(header) + [5, 6]
    }
    let small: [UInt8] = [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]
    let archive = try TarArchive(file(small))
    #expect(archive.members.map(\.range) == [512..<514])
    let large = [0x80] + [UInt8](repeating: 0xFF, count: 11)
    #expect(throws: TarError.self) { try TarArchive(file(large)) }
    #expect(throws: TarError.self) { try TarArchive(file([UInt8](repeating: 0xFF, count: 12))) }
    #expect(throws: TarError.self) {
      try TarArchive(file([0x80, 0, 0, 0, 0x7F] + [UInt8](repeating: 0xFF, count: 7)))
    }
  }

  @Test("more members than allowed are refused") func count() {
    let file = TarFile.member("a") + TarFile.member("b")
    #expect(throws: TarError.self) { try TarArchive(file, entryLimit: 1) }
  }

  @Test("damaged archives end in an error or in members inside of the file") func damage() throws {
    let file = try PythonArchives.file(PythonArchives.pax)
    var random = SplitMix64(seed: 8)
    var outcomes: Set<Bool> = []
    for round in 0..<3000 {
      var copy = Array(
        file.prefix(round % 2 == 0 ? file.count : Int.random(in: 0..<file.count, using: &random)))
      let block = Int.random(in: 0..<12, using: &random) * 512
      for _ in 0..<2 where block + 512 <= copy.count {
        copy[block + Int.random(in: 0..<512, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      // As if the damage had been there before the checksum, so that it gets further.
      if block + 512 <= copy.count, copy[block + 257] == 0x75 {
        copy.replaceSubrange(block..<(block + 512), with: TarFile.sealed(Array(copy[block..<(block + 512)])))
      }
      let archive = try? TarArchive(copy)
      outcomes.insert(archive != nil)
      for member in archive?.members ?? [] { #expect(member.range.upperBound <= copy.count) }
    }
    #expect(outcomes == [true, false])
  }
}

@Suite("gzip")
struct GzipTests {
  /// Python's `gzip.compress(b"hello") + gzip.compress(b" world")`.
  static let members: [UInt8] =
    [
      0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 7, 0, 0x86, 0xA6, 0x10, 0x36, 5, 0, 0,
      0,
    ]
    + [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0x53, 0x28, 0xCF, 0x2F, 0xCA, 0x49, 1, 0]
    + [0xCB, 0x42, 0x3B, 0x4A, 6, 0, 0, 0]

  @Test("members are unpacked one after the other, zeros behind them or not") func members() throws {
    #expect(try Gzip.unpack(Self.members, limit: 11) == Array("hello world".utf8))
    #expect(try Gzip.unpack(Self.members + [0, 0, 0], limit: 11) == Array("hello world".utf8))
  }

  @Test("names, comments and extra fields of the header are passed over") func header() throws {
    var file = Array(Self.members.prefix(25))
    file[3] = 2 | 4 | 8 | 16
    file.insert(contentsOf: [2, 0, 9, 9] + Array("name\0why\0".utf8) + [1, 2], at: 10)
    #expect(try Gzip.unpack(file, limit: 5) == Array("hello".utf8))
    file[3] = 0xFF
    for count in 0..<(file.count - 1) {
      #expect(throws: Gzip.Failure.self) { try Gzip.unpack(Array(file[..<count]), limit: 5) }
    }
  }

  @Test("results beyond the limit, wrong checksums and cut files are refused") func refusals() throws {
    #expect(throws: Gzip.Failure.self) { try Gzip.unpack(Self.members, limit: 10) }
    for count in 0..<Self.members.count where count != 25 {
      let failure = try #require(throws: Gzip.Failure.self) {
        try Gzip.unpack(Array(Self.members[..<count]), limit: 99)
      }
      #expect(failure.offset <= count)
    }
    for place in [17, 22, 38] {
      var file = Self.members
      file[place] ^= 1
      #expect(throws: Gzip.Failure.self) { try Gzip.unpack(file, limit: 99) }
    }
    #expect(throws: Gzip.Failure.self) { try Gzip.unpack(Self.members + [1], limit: 99) }
  }

  @Test("more members than any tool writes are refused") func count() throws {
    let empty: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    #expect(try Gzip.unpack(empty + empty, limit: 0).isEmpty)
    let failure = try #require(throws: Gzip.Failure.self) {
      try Gzip.unpack([UInt8]((0...Gzip.memberLimit).flatMap { _ in empty }), limit: 1)
    }
    #expect(failure.reason == "more than 32768 members")
  }

  @Test("a large result comes in pieces, and a bomb ends at the limit") func pieces() throws {
    var random = SplitMix64(seed: 1)
    let text = (0..<300_000).map { _ in UInt8.random(in: 0...3, using: &random) }
    let file = try Self.packed(text)
    #expect(try Gzip.unpack(file, limit: 300_000) == text)
    #expect(throws: Gzip.Failure.self) { try Gzip.unpack(file, limit: 299_999) }
    let bomb = try Self.packed([UInt8](repeating: 0, count: 1_000_000))
    let failure = try #require(throws: Gzip.Failure.self) { try Gzip.unpack(bomb, limit: 1000) }
    #expect(failure.reason == "unpacks to more than the 1000 bytes that are allowed")
  }

  /// A member made of the stream that the zip writer makes of the same bytes.
  static func packed(_ bytes: [UInt8]) throws -> [UInt8] {
    var writer = ZipWriter()
    try writer.add("x", bytes)
    let zip = writer.finished()
    // Behind a header of 30 bytes and the name; the checksum stands in the header.
    let stream = zip[31..<(31 + (try ZipArchive(zip).entries[0].packedByteCount))]
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + stream + zip[14..<18] + little(UInt32(bytes.count))
  }

  static func little(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
