import Containers
import Testing

@Suite("Hostile zip archives")
struct ZipHostileTests {
  /// Expects the archive to be refused and returns what for.
  private func refusal(
    _ surgery: ZipSurgery, limits: ZipLimits = .standard, sourceLocation: SourceLocation = #_sourceLocation
  ) -> ZipError? {
    do throws(ZipError) {
      _ = try ZipArchive(surgery.bytes, limits: limits)
      Issue.record("the archive was accepted", sourceLocation: sourceLocation)
      return nil
    } catch {
      return error
    }
  }

  private func member(_ name: String, _ change: (inout ZipSurgery.Member) -> Void) -> ZipSurgery {
    var member = ZipSurgery.Member(name)
    change(&member)
    return ZipSurgery([member])
  }

  @Test(
    "names that lead out of the folder, or that no folder can hold",
    arguments: [
      ("../a", "it leads upwards"), ("a/../../b", "it leads upwards"), ("..", "it leads upwards"),
      ("/etc/passwd", "it is absolute"), ("C:a", "it names a drive"), ("c:/a", "it names a drive"),
      ("..\\a", "it contains a backslash"), ("a\\b", "it contains a backslash"), ("", "it is empty"),
      ("a\0b", "it contains control characters"), ("a\nb", "it contains control characters"),
      ("./a", "it has an empty part"), ("a//b", "it has an empty part"), ("/", "it is absolute"),
    ])
  func names(name: String, reason: String) {
    #expect(refusal(ZipSurgery([.init(name)]))?.kind == .unsafeName(reason: reason))
    var writer = ZipWriter()
    #expect(throws: ZipError(.unsafeName(reason: reason), offset: nil, member: name)) {
      try writer.add(name, [])
    }
  }

  @Test("names that merely look odd are fine", arguments: ["a..b", "...", ".a", "a/b.bin", "固件.bin", "a b"])
  func oddNames(name: String) throws {
    #expect(try ZipArchive(ZipSurgery([.init(name)]).bytes).entries.map { $0.name } == [name])
  }

  @Test("a deflated size that no stream can have is a zip bomb") func impossibleRatio() {
    let bomb = member("a") { ($0.method, $0.packed, $0.byteCount) = (8, [3, 0], 2065) }
    #expect(refusal(bomb)?.kind == .zipBomb(declared: 2065, limit: 2064))
  }

  @Test("members above the limits are zip bombs before a byte is unpacked") func limits() {
    let packed = [UInt8](repeating: 0, count: 1000)
    let large = member("a") { ($0.method, $0.packed, $0.byteCount) = (8, packed, 1_000_000) }
    let limits = ZipLimits(entryCount: 2, memberByteCount: 999_999, totalByteCount: 1_500_000)
    #expect(refusal(large, limits: limits)?.kind == .zipBomb(declared: 1_000_000, limit: 999_999))
    let two = ZipSurgery(
      ["a", "b"].map { name in
        var member = ZipSurgery.Member(name)
        (member.method, member.packed, member.byteCount) = (8, packed, 800_000)
        return member
      })
    #expect(refusal(two, limits: limits)?.kind == .zipBomb(declared: 1_600_000, limit: 1_500_000))
    let three = ZipSurgery(["a", "b", "c"].map { ZipSurgery.Member($0) })
    #expect(refusal(three, limits: limits)?.kind == .zipBomb(declared: 3, limit: 2))
  }

  @Test("members that share bytes") func overlaps() {
    var (first, second) = (ZipSurgery.Member("a"), ZipSurgery.Member("a"))
    first.packed = [1, 2, 3]
    #expect(refusal(ZipSurgery([first, second]))?.kind == .duplicateName)
    // The second member lies inside the bytes of the first.
    second.name = Array("b".utf8)
    let inner = ZipSurgery([second]).bytes.prefix(31)
    first.packed = Array(inner)
    second.headerOffset = 31
    let archive = ZipSurgery([first, second])
    #expect(refusal(archive)?.kind == .overlap)
    #expect(refusal(archive)?.member == "b")
  }

  @Test("what the format knows and the reader refuses is named")
  func unsupported() {
    let cases: [(ZipSurgery, String)] = [
      (member("a") { $0.flags = 1 }, "encrypted"), (member("a") { $0.flags = 0x40 }, "encrypted"),
      (member("a") { $0.flags = 0x2000 }, "encrypted"),
      (member("a") { ($0.method, $0.byteCount) = (12, 0) }, "packed by method 12"),
      (member("a") { $0.byteCount = .max }, "in zip64 form"),
      (member("a") { $0.packedByteCount = .max }, "in zip64 form"),
      (member("a") { $0.headerOffset = .max }, "in zip64 form"),
      (member("a") { $0.disk = 2 }, "on disk 2 of several"),
      (member("a") { ($0.madeBy, $0.attributes) = (0x314, 0xA1FF_0000) }, "a symbolic link"),
      (member("a") { ($0.madeBy, $0.attributes) = (0x314, 0x61FF_0000) }, "a special file"),
    ]
    for (archive, feature) in cases {
      #expect(refusal(archive)?.kind == .unsupported(feature: feature))
    }
    var archive = ZipSurgery()
    archive.diskNumber = 1
    #expect(refusal(archive)?.kind == .unsupported(feature: "split over several disks"))
    archive = ZipSurgery()
    archive.directoryOffset = .max
    #expect(refusal(archive)?.kind == .unsupported(feature: "in zip64 form"))
  }

  @Test("directory and members that disagree") func contradictions() throws {
    func field(_ surgery: ZipSurgery) throws -> String {
      let error = try #require(refusal(surgery))
      guard case .contradiction(let field, _, _) = error.kind else { return "\(error)" }
      return field
    }
    #expect(try field(member("a") { $0.localName = [0x62] }) == "the name beside the bytes")
    #expect(try field(member("a") { $0.localMethod = 8 }) == "the method beside the bytes")
    #expect(try field(member("a") { $0.byteCount = 1 }) == "the size of stored bytes")
    var archive = ZipSurgery()
    archive.entryCount = 0
    #expect(try field(archive) == "the number of members")
  }

  @Test("places outside the file") func places() throws {
    #expect(
      refusal(member("a") { $0.headerOffset = 5 })?.kind
        == .badSignature(found: 0, expected: 0x0403_4B50))
    let far = try #require(refusal(member("a") { $0.headerOffset = 5000 }))
    #expect(far.kind == .truncated(needed: 0, available: 31))
    #expect(far.offset == 5000)
    let long = member("a") { ($0.byteCount, $0.packedByteCount) = (9, 9) }
    #expect(refusal(long)?.kind == .truncated(needed: 9, available: 0))
    var archive = ZipSurgery()
    archive.entryCount = 2
    #expect(refusal(archive)?.kind == .truncated(needed: 4, available: 0))
    archive = ZipSurgery()
    archive.directoryByteCount = 900
    #expect(refusal(archive)?.kind == .truncated(needed: 931, available: 78))
    #expect(refusal(archive)?.description.contains("zip archive at 0x0000004E: 931 bytes are needed") == true)
  }

  @Test("an end record is found behind a comment, whatever the comment says") func comments() throws {
    var archive = ZipSurgery()
    archive.comment = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0x20, count: 40)
    #expect(try ZipArchive(archive.bytes).entries.count == 1)
    archive.comment = [UInt8](repeating: 0x20, count: 0xFFFF)
    #expect(try ZipArchive(archive.bytes).entries.count == 1)
    #expect(throws: ZipError(.noEndRecord, offset: nil)) { try ZipArchive(archive.bytes + [0]) }
    #expect(throws: ZipError(.noEndRecord, offset: nil)) { try ZipArchive([]) }
  }

  @Test("packed bytes that are not what the directory says") func streams() throws {
    // "abc" as one deflate block of fixed codes.
    let stream: [UInt8] = [0x4B, 0x4C, 0x4A, 0x06, 0x00]
    let checksum: UInt32 = 0x3524_41C2
    func outcome(_ packed: [UInt8], _ count: UInt32, _ checksum: UInt32) throws -> String {
      let archive = try ZipArchive(
        member("a") { ($0.method, $0.packed, $0.byteCount, $0.checksum) = (8, packed, count, checksum) }
          .bytes)
      do throws(ZipError) {
        return String(decoding: try archive.contents(of: archive.entries[0]), as: UTF8.self)
      } catch {
        return error.description
      }
    }
    #expect(try outcome(stream, 3, checksum) == "abc")
    #expect(try outcome(stream, 3, 1).contains("the checksum is 0x352441C2; must be 0x00000001"))
    #expect(try outcome(stream, 2, checksum).contains("more than the 2 bytes"))
    #expect(try outcome(stream, 4, checksum).contains("they end after 3 of 4 bytes"))
    #expect(try outcome(stream.dropLast(), 3, checksum).contains("they end after 3 of 3 bytes"))
    #expect(try outcome(stream + [0], 3, checksum).contains("1 bytes follow the end"))
    #expect(try outcome([0x07, 0xFF], 3, checksum).contains("invalid block type"))
    #expect(try outcome([3, 0], 0, 0) == "")
    #expect(try outcome([], 0, 0).contains("they end after 0 of 0 bytes"))
  }
}
