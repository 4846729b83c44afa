import Containers
import K210Flash
import TestSupport
import Testing

@Suite("Packages")
struct FlashPackageTests {
  /// An archive of members, the list among them.
  private func archive(_ members: [(String, [UInt8])]) throws -> [UInt8] {
    var writer = ZipWriter()
    for (name, bytes) in members { try writer.add(name, bytes) }
    return writer.finished()
  }

  private func list(_ names: String...) -> [UInt8] {
    let items = names.enumerated().map { index, name in
      "{\"address\": \(index * 4096), \"bin\": \"\(name)\", \"sha256Prefix\": false}"
    }
    return Array("{\"version\": \"0.1.0\",\n\"files\": [\n\(items.joined(separator: ",\n"))]}".utf8)
  }

  private func refusal(_ file: [UInt8], limits: ZipLimits = .standard) -> PackageError? {
    do throws(PackageError) {
      _ = try FlashPackage(file, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  @Test("random packages come back", arguments: 1...15) func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let entries = (0..<Int.random(in: 0...5, using: &random)).map { index in
      FlashPackage.Entry(
        item: .init(
          address: UInt32(truncatingIfNeeded: random.next()), name: "file\(index)",
          hasHeader: Bool.random(using: &random)),
        bytes: random.bytes(Int.random(in: 0...400, using: &random)))
    }
    let package = FlashPackage(entries)
    for packing in [ZipWriter.Packing.stored, .deflatedIfShorter] {
      let read = try FlashPackage(package.encoded(packing: packing))
      #expect(read.entries.map { $0.bytes } == entries.map { $0.bytes })
      #expect(read.entries.map { $0.item.address } == entries.map { $0.item.address })
      #expect(read.entries.map { $0.item.hasHeader } == entries.map { $0.item.hasHeader })
      #expect(read.notes.isEmpty && read.unlisted.isEmpty)
      #expect(read.listText == package.listText)
      #expect(try read.encoded(packing: packing) == package.encoded(packing: packing))
    }
  }

  @Test("one member may go to several addresses and is kept once") func shared() throws {
    let bytes: [UInt8] = [1, 2, 3]
    let twice = [0, 0x1000].map { address in
      FlashPackage.Entry(item: .init(address: address, name: "a", hasHeader: false), bytes: bytes)
    }
    let file = try FlashPackage(twice).encoded()
    #expect(try ZipArchive(file).entries.count == 2)
    let read = try FlashPackage(file)
    #expect(read.entries.map { $0.bytes } == [bytes, bytes])
    #expect(read.notes.map { $0.kind } == [.listedTwice(name: "a")])
  }

  @Test("files in a folder, as archive programs make them") func subfolder() throws {
    let package = try FlashPackage(
      archive([
        ("app/", []), ("app/flash-list.json", list("a")), ("app/a", [7]), ("__MACOSX/._a", [1, 2]),
        ("a", [9]),
      ]))
    #expect(package.entries.map { $0.bytes } == [[7]])
    #expect(
      package.notes.map { $0.kind } == [
        .subfolder("app/"), .unlisted(name: "__MACOSX/._a", byteCount: 2), .unlisted(name: "a", byteCount: 1),
      ])
    #expect(package.unlisted.map { $0.name } == ["__MACOSX/._a", "a"])
  }

  @Test("a list in the root wins over those in folders; without it there must be one") func places() throws {
    let members = [("x/flash-list.json", list()), ("y/flash-list.json", list())]
    #expect(refusal(try archive(members)) == .noList(found: ["x/flash-list.json", "y/flash-list.json"]))
    #expect(throws: Never.self) { try FlashPackage(archive(members + [("flash-list.json", list())])) }
    let none = try archive([("a", [1])])
    #expect(
      refusal(none)?.description == "zip archive: no flash-list.json inside; must be in its root")
  }

  @Test("a name in other letters is found when it is the only one") func letterCase() throws {
    let package = try FlashPackage(archive([("flash-list.json", list("A.BIN")), ("a.bin", [5])]))
    #expect(package.entries.first?.bytes == [5])
    #expect(package.notes.map { $0.kind } == [.letterCase(listed: "A.BIN", member: "a.bin")])
    let two = try archive([("flash-list.json", list("A.BIN")), ("a.bin", [5]), ("a.Bin", [6])])
    #expect(refusal(two) == .missingMember(name: "A.BIN", line: 3))
  }

  @Test("what is missing is named with its line") func missing() throws {
    let error = refusal(try archive([("flash-list.json", list("a", "b")), ("a", [1])]))
    #expect(error?.description == "flash-list.json line 4: 'b' is not in the archive")
    // A folder of the name is no file.
    #expect(refusal(try archive([("flash-list.json", list("a")), ("a/", [])])) != nil)
  }

  @Test("dangerous names are refused, whether listed or not") func danger() throws {
    #expect(
      refusal(try archive([("flash-list.json", list("../a"))])) == .nestedName(name: "../a", line: 3))
    // The writer refuses such a member; three bytes of a name become the dangerous ones.
    var file = try archive([("flash-list.json", list()), ("xyzevil", [1])])
    for index in file.indices.dropLast(2) where file[index...].starts(with: Array("xyz".utf8)) {
      file.replaceSubrange(index..<(index + 3), with: Array("../".utf8))
    }
    guard case .archive(let error) = refusal(file) else {
      Issue.record("accepted")
      return
    }
    #expect(error.kind == .unsafeName(reason: "it leads upwards"))
  }

  @Test("limits of the archive hold for packages") func limits() throws {
    let file = try archive([("flash-list.json", list("a")), ("a", [UInt8](repeating: 0, count: 100_000))])
    #expect(file.count < 1000)
    #expect(refusal(file, limits: .init(memberByteCount: 99_999)) != nil)
    #expect(refusal(file, limits: .init(memberByteCount: 100_000)) == nil)
  }

  @Test("packages that cannot be written") func unwritable() {
    func entry(_ name: String, _ bytes: [UInt8]) -> FlashPackage.Entry {
      .init(item: .init(address: 0, name: name, hasHeader: false), bytes: bytes)
    }
    for entries in [
      [entry("a/b", [])], [entry("..", [])], [entry("", [])], [entry("a", [1]), entry("a", [2])],
      [entry("flash-list.json", [])],
    ] {
      #expect(throws: PackageError.self) { try FlashPackage(entries).encoded() }
    }
  }

  @Test("a package cut anywhere, or with any byte changed, ends in a result or an error") func damage() throws
  {
    let file = try archive([("flash-list.json", list("a", "b")), ("a", [UInt8](1...60)), ("b", [2])])
    for count in 0..<file.count { #expect(refusal(Array(file.prefix(count))) != nil) }
    for index in file.indices {
      for change in [UInt8(1), 0x20, 0xFF] {
        var damaged = file
        damaged[index] ^= change
        if let error = refusal(damaged) { #expect(!error.description.isEmpty) }
      }
    }
  }
}
