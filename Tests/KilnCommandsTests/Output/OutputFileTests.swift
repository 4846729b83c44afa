import Foundation
import KilnCommands
import TestSupport
import Testing

@Suite("Files that long work fills")
struct OutputFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test("the bytes are at their place at the end, and nothing else is there") func finishes() throws {
    let output = try OutputFile(folder.path("a.img"), isForced: false)
    #expect(try names == ["a.img.part"])
    try output.finish([1, 2, 3])
    #expect(try names == ["a.img"])
    #expect(try folder.bytes("a.img") == [1, 2, 3])
  }

  @Test("work that fails leaves nothing, and what was there as it was") func fails() throws {
    let path = try folder.write([7], to: "a.img")
    let failure = #expect(throws: CommandFailure.self) { try OutputFile(path, isForced: false) }
    #expect(failure?.hints == ["to write over it: --force"])
    do {
      let output = try OutputFile(path, isForced: true)
      #expect(try names == ["a.img", "a.img.part"])
      #expect(output.path == path)
    }
    #expect(try names == ["a.img"])
    #expect(try folder.bytes("a.img") == [7])
  }

  @Test("one that is replaced keeps its permissions, and a link leads to the new one") func replaces() throws
  {
    let path = try folder.write([7], to: "a.img")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    let link = folder.path("link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    try OutputFile(link, isForced: true).finish([1])
    #expect(try folder.bytes("a.img") == [1])
    #expect(try mode(path) == 0o600)
    #expect(try names == ["a.img", "link"])
  }

  @Test("a place that cannot be written is said at once") func impossible() throws {
    let file = try folder.write([7], to: "file")
    for path in [folder.path("none/a.img"), "\(file)/a.img", folder.path] {
      let failure = #expect(throws: CommandFailure.self) { try OutputFile(path, isForced: true) }
      #expect(failure?.exitCode == .work)
      #expect(failure?.message.hasPrefix("\(path): ") == true)
    }
  }

  @Test("a file that another program makes meanwhile stays, and so does what was read") func meanwhile()
    throws
  {
    let output = try OutputFile(folder.path("a.img"), isForced: false)
    try folder.write([7], to: "a.img")
    let failure = #expect(throws: CommandFailure.self) { try output.finish([1]) }
    #expect(failure?.message.hasSuffix(folder.path("a.img.part")) == true)
    #expect(try folder.bytes("a.img") == [7])
    #expect(try folder.bytes("a.img.part") == [1])
  }

  @Test("an unfinished one of another program is left alone") func unfinished() throws {
    try folder.write([7], to: "a.img.part")
    try OutputFile(folder.path("a.img"), isForced: false).finish([1])
    #expect(try folder.bytes("a.img.part") == [7])
    #expect(try folder.bytes("a.img") == [1])
  }

  @Test("a device is written as it is") func device() throws {
    try OutputFile("/dev/null", isForced: true).finish([1])
    #expect(
      try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
        == .typeCharacterSpecial)
  }
}
